"""The comparison box by box in a terminal: for a machine without a window, and for a person who listens to it.

Each box is written once, from top to bottom, without drawing anything over it; the question stands below what it is
about. A page of a certified document cannot be shown here, so it cannot be confirmed here either.
"""

import datetime as dt
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final, TextIO

from scanner.comparison.comparison import Comparison
from scanner.comparison.course import Act, Course, Mark, Stage, utc_now
from scanner.comparison.form import Box
from scanner.comparison.hints import NOT_FOUND, Hint
from scanner.comparison.messages import ALL_SAME, DIFFERENCE_TITLE, DO_NOT_RELY, WAYS_TO_CHAMBER, WRITE_DOWN, progress
from scanner.comparison.outcome import Found, Outcome
from scanner.comparison.panels import title_of
from scanner.errors import UsageError
from scanner.language import N_, _, day_text
from scanner.terminal import printable

ANSWERS: Final = {
    "y": Act.SAME,
    "n": Act.DIFFERS,
    "b": Act.BACK,
    "s": Act.ON,
    "q": Act.STOP,
}
"""The letters stay the same in every language; each question names them."""

JOINERS: Final = "\u200c\u200d"

MAX_ANSWER: Final = 100
"""Characters that are read at once."""

LONGEST_ANSWER: Final = 4
"""Characters of an answer with its end and a blank or two: whoever sends more is not a person at a keyboard."""

PAUSE: Final = 0.15
"""Seconds in which nobody reads a question and answers it: a code that a hand scanner types here, or a paste."""

QUESTION: Final = N_("The same on the paper? y yes, n no, b back, s skip, q stop: ")
AFTER_DIFFERENCE: Final = N_("End here? y yes, n no, go on comparing, b take it back: ")
CONFIRM: Final = N_("Does the paper say the same as the certificate? y yes, b back, q stop: ")
CONFIRM_DIFFERENCE: Final = N_("End here? y yes, b back: ")
STILL_OPEN: Final = N_("Not every box was compared. Go to the first that is open? y yes, b back, q stop: ")
NOT_HERE: Final = N_("A picture, which a terminal cannot show: compare it in a window (without --terminal).")


def compare_in_terminal(
    comparison: Comparison,
    hints: Sequence[Hint] = (),
    *,
    input: TextIO | None = None,  # noqa: A002  the name that is expected beside `output`
    output: TextIO | None = None,
    by: str | None = None,
    clock: Callable[[], dt.datetime] = utc_now,
    ticks: Callable[[], float] = time.monotonic,
    interactive: bool = False,
) -> Outcome:
    """Ask about each box; the end of the input stops. `interactive` asks also where the input is no terminal.

    `ticks` counts seconds: where the input is a terminal, an answer that comes too soon is none.

    Raises:
        UsageError: nobody sits at the input.

    """
    source, target = input or sys.stdin, output or sys.stderr
    if not interactive and not source.isatty():
        raise UsageError(
            "comparing needs a person at the keyboard, but the input is no terminal; run it in one, or do not compare"
        )
    # A program that answers on purpose (`interactive`) need not wait.
    pause = 0 if interactive else PAUSE
    course = Course(comparison, by=by, clock=clock, ticks=ticks, moment=0, pause=0)
    return _Dialogue(course, hints, source, target, ticks, pause).run()


class _Dialogue:
    def __init__(
        self,
        course: Course,
        hints: Sequence[Hint],
        source: TextIO,
        target: TextIO,
        ticks: Callable[[], float],
        pause: float,
    ) -> None:
        self._ticks = ticks
        self._pause = pause
        self._course = course
        self._comparison = course.comparison
        self._hints = {(hint.box, hint.line) for hint in hints}
        self._source = source
        self._target = target

    def run(self) -> Outcome:
        self._say(_("In force: now compare"))
        day = _("issued on %(day)s") % {"day": day_text(self._comparison.issued)}
        self._say(f"{self._comparison.number}, {day}, {self._comparison.chamber}")
        outcome = None
        while outcome is None:
            if self._course.stage is Stage.BOX:
                outcome = self._ask_about_box()
            elif self._course.stage is Stage.DIFFERENCE:
                outcome = self._ask_after_difference()
            else:
                outcome = self._ask_at_the_end()
        self._say_ending(outcome)
        return outcome

    def _ask_about_box(self) -> Outcome | None:
        box = self._course.box
        self._say("")
        position = _("%(number)d of %(count)d", number=self._course.position + 1, count=len(self._comparison.boxes))
        self._say(f"{title_of(box, self._comparison.language)} ({position})")
        self._say_lines(box)
        if box.picture is not None:
            self._say(f"  {_(NOT_HERE)}")
        self._course.shown(lacking=box.picture is not None)
        return self._course.act(self._answer(QUESTION))

    def _say_lines(self, box: Box) -> None:
        for index, line in enumerate(box.lines):
            for part in line.text.split("\n"):
                self._say(f"  {part}")
            if (self._course.position, index) in self._hints:
                self._say(f"    ! {_(NOT_FOUND)}")

    def _ask_after_difference(self) -> Outcome | None:
        self._course.shown()
        for sentence in (DIFFERENCE_TITLE, DO_NOT_RELY, WRITE_DOWN):
            self._say(_(sentence))
        self._say(_(WAYS_TO_CHAMBER) % {"chamber": self._comparison.chamber, "contact": self._comparison.contact})
        answer = self._answer(AFTER_DIFFERENCE)
        # “No” goes on here, as skipping a box does.
        return self._course.act(Act.ON if answer is Act.DIFFERS else answer)

    def _ask_at_the_end(self) -> Outcome | None:
        self._course.shown()
        self._say("")
        self._say(progress(self._course))
        if self._course.differing:
            return self._course.act(self._answer(CONFIRM_DIFFERENCE))
        if self._course.same == len(self._course.marks):
            self._say(_(ALL_SAME))
            return self._course.act(self._answer(CONFIRM))
        if not any(
            mark is Mark.OPEN and index not in self._course.lacking for index, mark in enumerate(self._course.marks)
        ):
            return self._course.stop()
        return self._course.act(self._answer(STILL_OPEN))

    def _say_ending(self, outcome: Outcome) -> None:
        endings = {
            Found.CONFIRMED: N_("In force, and the paper says the same"),
            Found.DIFFERS: DIFFERENCE_TITLE,
            Found.NOT_COMPARED: N_("The paper was not compared to the end"),
        }
        self._say("")
        self._say(_(endings[outcome.found]))
        if outcome.found is Found.DIFFERS:
            self._say(_(DO_NOT_RELY))

    def _answer(self, question: str) -> Act:
        """Ask until there is an answer that is one; the end of the input stops."""
        while True:
            self._target.write(_(question))
            self._target.flush()
            asked_at = self._ticks()
            typed = self._typed()
            if typed is None:
                self._say("")
                return Act.STOP
            act = ANSWERS.get(typed.strip().casefold()) if len(typed) <= LONGEST_ANSWER else None
            if act is not None and (act is Act.STOP or self._ticks() - asked_at >= self._pause):
                return act

    def _typed(self) -> str | None:
        """Return a line, empty where it is too long to be an answer; None at the end of the input."""
        typed = self._source.readline(MAX_ANSWER)
        if len(typed) < MAX_ANSWER or typed.endswith("\n"):
            return typed or None
        while typed and not typed.endswith("\n"):
            # The end of a long paste must not be taken for an answer of its own.
            typed = self._source.readline(MAX_ANSWER)
        return ""

    def _say(self, text: str) -> None:
        self._target.write(shown(text) + "\n")


def shown(text: str) -> str:
    """Return certified text as a terminal can show it: blanks of every width, and the joiners that scripts need."""
    return "".join(
        " " if unicodedata.category(character) == "Zs" else character if character in JOINERS else printable(character)
        for character in text
    )
