"""What a hand scanner types, through any keyboard layout; what a person types; and garbage."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.kiosk.entry import (
    BAD_DATE,
    MAX_LINE,
    MISTYPED,
    NO_NUMBER,
    TOO_LONG,
    CodeQuestion,
    DateWanted,
    Entry,
    NotUnderstood,
    NumberQuestion,
    read_entry,
)
from scanner.kiosk.keyboard import BURST_GAP, Key, Keyboard, Line
from scanner.kiosk.layouts import _AMERICAN, LAYOUTS
from signing.number import parse_typed_number
from signing.qr import encode_base32, qr_text, read_qr_text
from tests.builders import BASE, ChamberWorld

SEAL = ChamberWorld().issue(1).seal
TEXT = qr_text(SEAL, BASE)
NUMBER = parse_typed_number(ChamberWorld().issue(1).number)
DAY = dt.date(2026, 11, 20)


def entered(line: str) -> Entry:
    return read_entry(line, BASE)


def sealed(line: str) -> bytes:
    """Return the seal that a typed line leads to."""
    entry = entered(line)
    assert isinstance(entry, CodeQuestion), line
    code = read_qr_text(entry.text, [BASE])
    return getattr(code, "seal", b"none")


def typed_on(layout: str, text: str) -> str:
    """Return what a computer with this layout writes where an American keyboard would write the text."""
    return text.translate(str.maketrans(_AMERICAN, LAYOUTS[layout]))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("change", [str, str.lower, str.swapcase])
def test_a_code_is_read_through_every_layout_and_with_caps_lock(layout: str, change: type[str]) -> None:
    assert sealed(typed_on(layout, TEXT)) == SEAL
    assert sealed(change(TEXT)) == SEAL


@pytest.mark.parametrize("line", [f"  {TEXT} ", f"]Q1{TEXT}", encode_base32(SEAL), encode_base32(SEAL).lower()])
def test_blanks_identifiers_and_a_seal_alone_do_no_harm(line: str) -> None:
    assert sealed(line) == SEAL


def test_full_width_characters_of_an_input_method_are_read() -> None:
    assert sealed("".join(chr(ord(char) + 0xFEE0) for char in TEXT)) == SEAL


def test_a_lost_or_changed_character_is_never_mended() -> None:
    for line in (TEXT[:100] + TEXT[101:], TEXT[:-1], TEXT[:100] + "A" * 3 + TEXT[103:]):
        entry = entered(line)
        assert entry == CodeQuestion(line), "what is wrong with it the check says, by the signature"


@pytest.mark.parametrize(
    "line", ["https://ref.example.jp.evil.example/v/ABC", "https://carrier.example/track?p=1", "WIFI:S:x;" + "a" * 200]
)
def test_codes_of_others_stay_what_they_are(line: str) -> None:
    assert entered(line) == CodeQuestion(line)


@pytest.mark.parametrize(
    "line",
    [
        f"{NUMBER.printed} 2026-11-20",
        f"{NUMBER.printed.lower()}  20 nov 2026",
        f"{NUMBER.printed.replace('-', ' ')} 2026年11月20日",
        f"{NUMBER.canonical}, 令和8年11月20日",
    ],
)
def test_number_and_date_are_read_in_many_writings(line: str) -> None:
    assert entered(line) == NumberQuestion(NUMBER, DAY)


def test_a_number_alone_waits_for_its_date() -> None:
    assert entered(NUMBER.printed) == DateWanted(NUMBER)
    assert read_entry("2026-11-20", BASE, NUMBER) == NumberQuestion(NUMBER, DAY)
    assert read_entry("03/04/2026", BASE, NUMBER) == NotUnderstood(BAD_DATE)
    assert read_entry(TEXT, BASE, NUMBER) == CodeQuestion(TEXT), "another paper was scanned"
    assert read_entry(NUMBER.printed, BASE, NUMBER) == DateWanted(NUMBER)


def test_slips_are_told_before_anything_is_asked() -> None:
    wrong = NUMBER.printed[:-1] + ("9" if NUMBER.printed[-1] != "9" else "8")
    assert entered(f"{wrong} 2026-11-20") == NotUnderstood(MISTYPED)
    assert entered(f"{NUMBER.printed} 2026-02-31") == NotUnderstood(BAD_DATE)
    assert entered("hello") == NotUnderstood(NO_NUMBER)
    assert entered("x" * MAX_LINE) == NotUnderstood(TOO_LONG)


@given(st.text(max_size=400))
def test_no_line_breaks_the_counter(line: str) -> None:
    entered(line)
    read_entry(line, BASE, NUMBER)


# A scanner's burst and a person's keys.


def fed(keyboard: Keyboard, text: str, start: float, gap: float) -> list[Key | Line]:
    given: list[Key | Line] = []
    for index, char in enumerate(text):
        given += keyboard.feed(char, start + index * gap)
    return given + keyboard.settle(start + len(text) * gap + 2 * BURST_GAP)


@pytest.mark.parametrize("end", ["\r", "\n", "\t", "\r\n", "\t\r", ""])
@pytest.mark.parametrize("gap", [0.0, 0.001, 0.02, 0.05])
def test_a_burst_is_one_line_whatever_ends_it(end: str, gap: float) -> None:
    assert fed(Keyboard(), TEXT + end, 5.0, gap) == [Line(TEXT)], "and its end is nobody's Enter"


def test_a_persons_keys_come_one_by_one() -> None:
    assert fed(Keyboard(), "AD\r", 5.0, 0.15) == [Key("A"), Key("D"), Key("\r")]


def test_the_letters_of_a_code_never_count_as_a_persons_keys() -> None:
    keyboard = Keyboard()
    given = fed(keyboard, "D", 1.0, 0) + fed(keyboard, TEXT + "\r", 2.0, 0.004) + fed(keyboard, "\r", 9.0, 0)
    assert given == [Key("D"), Line(TEXT), Key("\r")]


@pytest.mark.parametrize("tail", ["A\r", "A", "\x1b", "\x1b\x1b\r", "D\r\r", "\r\rA\r\rA\r"])
@pytest.mark.parametrize("gap", [0.0, 0.02, 0.05])
def test_a_code_that_holds_ends_of_lines_presses_no_key_of_a_person(tail: str, gap: float) -> None:
    keyboard = Keyboard()
    given = fed(keyboard, TEXT + "\r" + tail, 5.0, gap)
    assert given[0] == Line(TEXT)
    assert not [one for one in given if isinstance(one, Key)]
    assert fed(keyboard, "A", 99.0, 0) == [Key("A")], "and then the person is heard again"


@given(st.lists(st.tuples(st.floats(0, 0.2), st.characters()), max_size=60))
def test_no_key_is_lost_or_doubled(keys: list[tuple[float, str]]) -> None:
    keyboard, now = Keyboard(), 0.0
    given: list[Key | Line] = []
    for pause, char in keys:
        now += pause
        given += keyboard.feed(char, now)
    given += keyboard.settle(now + 1)
    whole = "".join(one.char if isinstance(one, Key) else one.text for one in given)
    ends = str.maketrans("", "", "\r\n\t")
    assert whole.translate(ends) == "".join(char for _, char in keys).translate(ends)


def test_a_scanner_that_never_stops_does_not_fill_the_memory() -> None:
    keyboard = Keyboard()
    for index in range(100_000):
        keyboard.feed("A", index * 0.0001)
    (line,) = keyboard.settle(99.0)
    assert isinstance(line, Line)
    assert len(line.text) == MAX_LINE
    assert entered(line.text) == NotUnderstood(TOO_LONG)
