"""Box by box in a terminal: one question after the other, for eyes and for a screen reader."""

import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.comparison.hints import Hint
from scanner.comparison.outcome import Found, Outcome
from scanner.comparison.terminal import MAX_ANSWER, compare_in_terminal, shown
from scanner.errors import UsageError
from signing.content import Kind
from tests.compared_papers import to_compare

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
COMPARISON = to_compare()
BOXES = len(COMPARISON.boxes)


def answer(typed: str, kind: Kind = Kind.COO_JP, hints: list[Hint] | None = None) -> tuple[Outcome, str]:
    output = io.StringIO()
    outcome = compare_in_terminal(
        COMPARISON if kind is Kind.COO_JP else to_compare(kind),
        hints or [],
        input=io.StringIO(typed),
        output=output,
        by="K. Officer",
        clock=lambda: NOON,
        interactive=True,
    )
    return outcome, output.getvalue()


def test_yes_to_every_box_and_to_the_last_question_confirms() -> None:
    outcome, said = answer("y\n" * (BOXES + 1))

    assert outcome == Outcome(Found.CONFIRMED, COMPARISON.sid, NOON, BOXES, BOXES, "K. Officer")
    assert "In force, and the paper says the same" in said
    for line in (line for box in COMPARISON.boxes for line in box.lines):
        assert all(part in said for part in line.text.split("\n"))


def test_a_difference_says_what_to_do_and_is_the_outcome() -> None:
    outcome, said = answer("y\nn\ny\n")

    assert (outcome.found, [box.title for box in outcome.differing]) == (Found.DIFFERS, ["Exporter"])
    assert "Do not rely on this paper." in said
    assert COMPARISON.contact in said


@pytest.mark.parametrize("typed", ["", "y\n", "y\ny\nq\n", "nonsense\n" * 5, "s\n" * BOXES + "q\n"])
def test_anything_less_is_not_compared(typed: str) -> None:
    assert answer(typed)[0].found is Found.NOT_COMPARED


def test_one_may_go_back_and_think_again() -> None:
    outcome, _ = answer("n\nb\n" + "y\nb\n" + "y\n" * (BOXES + 1))
    assert outcome.found is Found.CONFIRMED


def test_after_skipping_one_is_led_back() -> None:
    outcome, said = answer("s\n" + "y\n" * (BOXES - 1) + "y\ny\n" + "s\n" * (BOXES - 1) + "y\n")

    assert "Not every box was compared." in said
    assert outcome.found is Found.CONFIRMED


def test_a_hint_stands_below_its_line() -> None:
    _, said = answer("", hints=[Hint(0, 0, COMPARISON.number)])
    assert f"  {COMPARISON.number}\n    ! not found in the file's text: look closely\n" in said


def test_a_page_that_a_terminal_cannot_show_cannot_be_confirmed() -> None:
    outcome, said = answer("y\n" * 40, Kind.INVOICE)

    assert "which a terminal cannot show" in said
    assert outcome.found is Found.NOT_COMPARED


def test_the_end_of_a_long_paste_is_no_answer() -> None:
    outcome, said = answer("x" * MAX_ANSWER + "y\n" + "q\n")

    assert outcome.compared == 0
    assert said.count("The same on the paper?") == 2


@given(st.text(st.sampled_from("ynbsq\nx"), max_size=200))
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_ends_and_confirms_only_all(typed: str) -> None:
    outcome, _ = answer(typed)
    assert (outcome.found is Found.CONFIRMED) <= (outcome.compared == outcome.boxes)
    assert (outcome.found is Found.DIFFERS) == bool(outcome.differing)


def test_nobody_at_the_keyboard_is_refused() -> None:
    with pytest.raises(UsageError, match="no terminal"):
        compare_in_terminal(COMPARISON, input=io.StringIO("y\n" * 20), output=io.StringIO())


def test_blanks_and_joiners_of_scripts_are_shown_and_controls_are_not() -> None:
    assert shown("11\u202f840 kg\u3000東京") == "11 840 kg 東京"
    assert shown("نمی\u200cدانم") == "نمی\u200cدانم"
    assert shown("\x1b[2J\r") == "\\x1b[2J\\r"


class Terminal(io.StringIO):
    """A terminal into which something types; each character takes its time."""

    def __init__(self, typed: str, seconds: float) -> None:
        super().__init__(typed)
        self.seconds = seconds
        self.now = 0.0

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # as the base class has it
        line = super().readline(-1 if size is None else size)
        self.now += len(line) * self.seconds
        return line


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("y\n" * 500, 0.001),
        ("y\n" * 500, 0.02),
        (("\n" * 60 + "y\n") * 100, 0.01),
        ((" " * 60 + "y\n") * 100, 0.01),
        ((" " * 98 + "y\n") * 100, 0.01),
        ((" " * 99 + "y\n") * 100, 0.01),
    ],
)
def test_a_code_that_a_hand_scanner_types_here_answers_nothing(typed: str, seconds: float) -> None:
    terminal = Terminal(typed, seconds)
    outcome = compare_in_terminal(COMPARISON, input=terminal, output=io.StringIO(), ticks=lambda: terminal.now)
    assert (outcome.found, outcome.compared) == (Found.NOT_COMPARED, 0)


def test_a_person_who_reads_the_question_is_heard() -> None:
    terminal = Terminal("y\n" * (BOXES + 1), 0.2)
    outcome = compare_in_terminal(COMPARISON, input=terminal, output=io.StringIO(), ticks=lambda: terminal.now)
    assert outcome.found is Found.CONFIRMED
