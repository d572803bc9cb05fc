"""Hints: what a file's text lacks of the certificate, and that nothing more is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.comparison.comparison import Comparison
from scanner.comparison.hints import Hint, differences, normalised
from signing.content import Kind
from tests.compared_papers import to_compare

COMPARISON = to_compare()
VALUES = [
    (box, line, part)
    for box, of in enumerate(COMPARISON.boxes)
    for line, shown in enumerate(of.lines)
    for part in shown.value.split("\n")
    if part
]


def text_of(comparison: Comparison) -> str:
    return "\n".join(line.value for box in comparison.boxes for line in box.lines)


@pytest.mark.parametrize("kind", Kind)
def test_a_text_that_holds_everything_gives_no_hint(kind: Kind) -> None:
    comparison = to_compare(kind)
    assert differences(comparison, text_of(comparison)) == []


def test_an_altered_quantity_is_pointed_at() -> None:
    altered = text_of(COMPARISON).replace("960 pieces", "9600 pieces")

    assert [(COMPARISON.boxes[hint.box].number, hint.text) for hint in differences(COMPARISON, altered)] == [
        (7, "960 pieces")
    ]


def test_each_line_of_an_address_stands_for_itself() -> None:
    altered = text_of(COMPARISON).replace("20457 Hamburg", "28195 Bremen").replace("to Hamburg", "to Bremen")

    assert [hint.text for hint in differences(COMPARISON, altered)] == ["20457 Hamburg"]


@pytest.mark.parametrize(
    "printed",
    [
        "TYO26-000001-P56Q-EG7F",
        "tyo26\u2010000001\u2013p56q\u2212eg7f",
        "ＴＹＯ２６ ０００００１ Ｐ５６Ｑ ＥＧ７Ｆ",
        "TYO26-\n000001-\u200bP56Q EG7F",
    ],
)
def test_printing_does_not_change_a_value(printed: str) -> None:
    text = text_of(COMPARISON).replace(COMPARISON.number, printed)
    assert differences(COMPARISON, text) == []


@pytest.mark.parametrize("words", ["", "Scanned with a telephone", "1-2-3 Marunouchi Tokyo"])
def test_a_text_that_is_not_the_certificates_gives_no_hint(words: str) -> None:
    assert differences(COMPARISON, words) == []


@given(missing=st.sets(st.sampled_from(VALUES)), noise=st.text(max_size=50))
@settings(deadline=None)
def test_what_is_hinted_at_is_exactly_what_is_not_there(missing: set[tuple[int, int, str]], noise: str) -> None:
    kept = [part for *_, part in set(VALUES) - missing]
    words = "\n".join([COMPARISON.number, *kept, noise])

    there = normalised(words)
    assert differences(COMPARISON, words) == [Hint(*value) for value in VALUES if normalised(value[2]) not in there]


@given(st.text())
def test_reading_a_text_twice_changes_nothing_more(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_stands_in_a_text_is_found_in_it_however_it_is_broken(before: str, after: str) -> None:
    broken = f"{before}\n" + " \u00ad".join("Hafenstraße 7") + f"\n{after}"
    words = f"{COMPARISON.number}\n{broken}"

    assert "Hafenstraße 7" not in [hint.text for hint in differences(COMPARISON, words)]
