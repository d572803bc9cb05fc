"""Lines of text: broken without loss, and in the order in which their readers read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.screen import typeface
from scanner.screen.bidi import is_right_to_left, visual_order
from scanner.screen.wrapping import clusters, wrapped

SOME_TEXT = st.text(st.sampled_from("ab Zé1,.()東京غرفة ไ"), max_size=60)


def seen(text: str) -> str:
    """Return a line as it is seen from left to right, each right-to-left part still in its own reading order."""
    parts = typeface.runs(text)
    return "".join(part for _, part in visual_order(parts, right_to_left=is_right_to_left(parts)))


@pytest.mark.parametrize(
    ("written", "shown"),
    {
        "Tokyo Chamber, 2026": "Tokyo Chamber, 2026",
        "東京商工会議所 Tokyo": "東京商工会議所 Tokyo",
        "Dubai غرفة دبي Chamber": "Dubai غرفة دبي Chamber",
        # The line runs from right to left: what comes first stands rightmost.
        "غرفة Dubai": "Dubai غرفة",
        "غرفة 12": "12 غرفة",
        "غرفة دبي (Dubai) 12": "12 (Dubai) غرفة دبي",
        "صدر: 20 (TYO26-001234)": "(TYO26-001234) 20 :صدر",
    }.items(),
)
def test_parts_of_both_directions_stand_where_their_reader_expects_them(written: str, shown: str) -> None:
    assert seen(written) == shown


@given(SOME_TEXT)
def test_ordering_loses_no_character(text: str) -> None:
    mirrored = str.maketrans(")(", "((")
    unbracketed = text.translate(mirrored)
    assert sorted(seen(text).translate(mirrored)) == sorted(unbracketed)


@given(SOME_TEXT, st.integers(20, 300), st.booleans())
def test_breaking_loses_nothing_but_blanks_and_each_line_fits(text: str, room: int, bold: bool) -> None:
    lines = wrapped(text, 16, room, bold=bold)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert len(list(clusters(line))) <= 1 or typeface.width(line, 16, bold=bold) <= room


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("丸の内二重橋ビ。", ("丸の内二重", "橋ビ。")),
        # A full stop never begins a line: the letter before it comes along.
        ("丸の内二重。", ("丸の内二", "重。")),
        ("one two three", ("one two", "three")),
        # Figures and Latin words among Chinese and Japanese stay whole.
        ("丸の内 26-001234", ("丸の内", "26-001234")),
        ("x\n\ny", ("x", "", "y")),
    ],
)
def test_lines_break_where_a_script_allows_it(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, 20, 110) == lines


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\t", "\x00", "\x85", "\u2028", "\ud800"])
def test_what_belongs_on_no_line_is_drawn_as_a_blank(separator: str) -> None:
    text = f"1-8-3 Honcho{separator}Tokyo"

    assert typeface.width(text, 16) == typeface.width(text.replace(separator, " " * len(separator)), 16)


@given(st.text(max_size=40))
def test_any_text_can_be_measured_and_broken(text: str) -> None:
    assert wrapped(text, 16, 200)
