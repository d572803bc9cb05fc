"""The counter: lines and keys in, page and history out; and the same without a window."""

import io
from collections.abc import Iterator

import numpy as np
import pytest

from reading.draw.drawn import Picture
from scanner.comparison.opening import OpenComparison
from scanner.errors import ScannerError
from scanner.kiosk.checks import CheckQuestion
from scanner.kiosk.counter import HISTORY, Counter, Question
from scanner.kiosk.entry import MAX_LINE, CodeQuestion, NumberQuestion
from scanner.kiosk.keyboard import Key, Line
from scanner.kiosk.page import draw_page
from scanner.kiosk.terminal import bounded_lines, run_in_terminal
from scanner.screen.finding import Finding, Kind
from scanner.screen.tones import TONES
from signing.number import parse_typed_number
from signing.qr import qr_text
from tests.builders import BASE, ChamberWorld
from tests.codes import paper

ONE, TWO = (qr_text(ChamberWorld().issue(number).seal, BASE) for number in (1, 2))
NUMBER = parse_typed_number(ChamberWorld().issue(1).number).printed


def finding(kind: Kind = Kind.COMPARE, title: str = "TYO26-000001") -> Finding:
    return Finding(kind, kind.name, (title, "Tokyo"), "Next step")


class Comparing(OpenComparison):
    """A comparison that ends with the keys that it was told."""

    def __init__(self) -> None:
        self.pressed: list[int] = []

    def draw(self, width: int, height: int) -> Picture:
        return paper(height, width, 77)

    def press(self, key: int) -> Finding | None:
        self.pressed.append(key)
        return {ord("A"): finding(Kind.CONFIRMED), ord("D"): finding(Kind.INVALID)}.get(key)

    def stop(self) -> Finding:
        return finding()


class Desk:
    """A counter with what it has asked and said."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.said: list[Kind] = []
        self.view = Comparing()
        self.counter = Counter(
            base=lambda: BASE, ask=self.asked.append, say=self.said.append, compare=lambda _finding, _scan: self.view
        )

    def type(self, text: str) -> None:
        for char in text:
            self.counter.heed(Key(char))

    def scan(self, text: str, answer: Finding | None = None) -> None:
        self.counter.heed(Line(text))
        if answer is not None:
            self.counter.answer(self.asked[-1], answer)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_scan_is_checked_answered_with_a_tone_and_remembered(desk: Desk) -> None:
    desk.scan(ONE)
    assert desk.asked == [CodeQuestion(ONE)]
    assert desk.counter.is_checking
    desk.counter.answer(desk.asked[0], finding(Kind.INVALID))
    assert desk.counter.finding == finding(Kind.INVALID)
    assert desk.said == [Kind.INVALID]
    assert [(past.kind, past.title) for past in desk.counter.history] == [(Kind.INVALID, "TYO26-000001")]


def test_the_verdict_before_never_stands_beside_a_new_paper(desk: Desk) -> None:
    desk.scan(ONE, finding())
    desk.scan(TWO)
    assert desk.counter.finding is None
    desk.counter.answer(CodeQuestion(ONE), finding(Kind.CONFIRMED))
    assert desk.counter.finding is None, "a late answer to an earlier paper is not shown as this one's"
    desk.type("nonsense\r")
    assert desk.counter.message
    assert desk.counter.finding is None


def test_the_last_five_are_remembered(desk: Desk) -> None:
    for number in range(8):
        desk.scan(ONE, finding(title=str(number)))
    assert [past.title for past in desk.counter.history] == ["7", "6", "5", "4", "3"]
    assert HISTORY == 5


def test_number_and_date_are_typed_together_or_one_after_the_other(desk: Desk) -> None:
    for lines in ([f"{NUMBER} 2026-11-20\r"], [f"{NUMBER}\r", "20 November 2026\r"]):
        desk.asked.clear()
        for line in lines:
            desk.type(line)
        assert [type(one) for one in desk.asked] == [NumberQuestion]


def test_what_is_typed_can_be_mended_and_thrown_away(desk: Desk) -> None:
    desk.type("AB\bC")
    assert desk.counter.typed == "AC"
    desk.type("\x1b")
    assert desk.counter.typed == ""
    desk.type(f"{NUMBER}\r")
    assert desk.counter.number_waiting == NUMBER
    desk.type("\x1b")
    assert desk.counter.number_waiting == ""
    desk.scan(ONE, finding())
    desk.type("\x1b")
    assert desk.counter.finding is None
    assert not desk.counter.wants_to_leave
    desk.type("\x1b")
    assert desk.counter.wants_to_leave


def test_enter_compares_and_only_the_persons_keys_reach_the_comparison(desk: Desk) -> None:
    desk.scan(ONE, finding())
    desk.type("\r")
    assert desk.counter.is_comparing
    desk.type("A")
    assert not desk.counter.is_comparing
    assert desk.counter.finding == finding(Kind.CONFIRMED)
    assert [past.kind for past in desk.counter.history] == [Kind.CONFIRMED], "the same paper, further on"
    assert desk.said == [Kind.COMPARE, Kind.CONFIRMED]


def test_a_scan_ends_a_comparison_uncompared_and_is_checked(desk: Desk) -> None:
    desk.scan(ONE, finding())
    desk.type("\r")
    desk.scan(TWO)
    assert not desk.counter.is_comparing
    assert desk.view.pressed == [], "its letters A and D confirm and refuse nothing"
    assert desk.asked[-1] == CodeQuestion(TWO)
    assert Kind.CONFIRMED not in desk.said


@pytest.mark.parametrize("kind", [Kind.INVALID, Kind.INDETERMINATE, Kind.CONFIRMED])
def test_enter_compares_nothing_else(desk: Desk, kind: Kind) -> None:
    desk.scan(ONE, finding(kind))
    desk.type("\r")
    assert not desk.counter.is_comparing


@pytest.mark.parametrize("size", [(200, 150), (1280, 800), (800, 1200), (3840, 2160)])
def test_the_page_is_drawn_in_any_size_and_green_only_after_a_comparison(desk: Desk, size: tuple[int, int]) -> None:
    def green() -> int:
        page = np.asarray(draw_page(desk.counter, *size, trust_line="Signed list of revocations of today"))
        assert page.shape[:2] == size[::-1]
        return int((page == TONES[Kind.CONFIRMED].panel).all(axis=2).sum())

    assert green() == 0
    for state in ("x" * 5000, "\x1b", "nonsense\r", f"{NUMBER}\r"):
        desk.type(state)
        assert green() == 0
    desk.scan(ONE)
    assert green() == 0
    desk.counter.answer(desk.asked[-1], finding())
    assert green() == 0
    desk.type("\rA")
    assert green() > size[0] * size[1] * 0.2


# Without a window.


def answers(data: bytes, check: CheckQuestion) -> str:
    output = io.StringIO()
    run_in_terminal(io.BytesIO(data), output, BASE, check)
    return output.getvalue()


def test_lines_are_answered_with_the_outcome_first_and_the_next_step_second() -> None:
    asked: list[Question] = []

    def check(question: Question) -> Finding:
        asked.append(question)
        return finding(Kind.INVALID)

    said = answers(f"{ONE}\r\n\n{NUMBER}\n2026-11-20\nhello\n".encode(), check)
    assert said.startswith("[X] INVALID\n    Next step\n    TYO26-000001\n    Tokyo\n\n")
    assert said.count("[X] INVALID") == 2
    assert "now type its issue date" in said
    assert "Scan the QR code, or type" in said
    assert [type(one) for one in asked] == [CodeQuestion, NumberQuestion]


def test_a_check_that_fails_is_answered_and_the_counter_goes_on() -> None:
    def check(_: Question) -> Finding:
        raise ScannerError("the reference service does not answer\x1b[2J")

    said = answers(f"{ONE}\n{TWO}\n".encode(), check)
    assert said.count("[?] Cannot tell now\n    the reference service does not answer\\x1b[2J\n") == 2


class Endless(io.RawIOBase):
    """A megabyte without an end of line, then a code; counts how much was asked for at once."""

    def __init__(self) -> None:
        self.data = io.BytesIO(b"A" * 1_000_000 + b"\n" + ONE.encode() + b"\n")
        self.largest = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        self.largest = max(self.largest, size or 0)
        assert size is not None
        assert size > 0
        return self.data.readline(size)


def test_a_paste_of_a_megabyte_is_one_short_line_and_the_next_one_is_read() -> None:
    pasted = Endless()
    lines = list(bounded_lines(pasted))  # type: ignore[arg-type]  # only readline is used
    assert [len(line) for line in lines] == [MAX_LINE, len(ONE)]
    assert pasted.largest < 100_000


@pytest.mark.parametrize("garbage", [b"\xff\xfe\x00\x00", b"\x00" * 5000, b"\x1b[2J\n", "غرفة\n".encode()])
def test_garbage_is_answered_with_what_to_do(garbage: bytes) -> None:
    def check(_: Question) -> Finding:
        raise ScannerError("nothing to check")

    said = answers(garbage + b"\n", check)
    assert said
    assert all(char.isprintable() or char == "\n" for char in said)


def test_codes_that_end_with_a_carriage_return_or_a_tab_alone_are_told_apart() -> None:
    def lines() -> Iterator[str]:
        return bounded_lines(io.BytesIO(f"{ONE}\r{TWO}\t{ONE}".encode()))

    assert list(lines()) == [ONE, TWO, ONE]
