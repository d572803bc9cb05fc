"""What the page of the counter shows, and what each key and line does to it.

A state machine without window, clock and checks of its own.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reading.draw.drawn import Picture
from scanner.comparison.opening import OpenComparison, StartComparison
from scanner.kiosk.entry import MAX_LINE, CodeQuestion, DateWanted, NotUnderstood, NumberQuestion, read_entry
from scanner.kiosk.keyboard import Key, Line
from scanner.language import _
from scanner.screen.finding import Finding, Kind
from signing.number import CertificateNumber
from signing.reference_base import ReferenceBase

HISTORY: Final = 5

Question = CodeQuestion | NumberQuestion
Ask = Callable[[Question], None]
"""Has a question checked; the answer comes later, by `Counter.answer`."""


@dataclass(frozen=True, slots=True)
class Past:
    """A line of the history."""

    kind: Kind
    title: str
    """The number, or the first line of what was found."""
    word: str


class Counter:
    """The state of the counter. `ask` starts a check, `say` is told the kind of each finding."""

    def __init__(
        self, *, base: Callable[[], ReferenceBase], ask: Ask, say: Callable[[Kind], None], compare: StartComparison
    ) -> None:
        self._base = base
        self._ask = ask
        self._say = say
        self._compare = compare
        self._view: OpenComparison | None = None
        self._asked: Question | None = None
        self._waiting_for_date: CertificateNumber | None = None
        self._past: deque[Past] = deque(maxlen=HISTORY)
        self.typed = ""
        self.message = ""
        self.finding: Finding | None = None
        self.wants_to_leave = False

    @property
    def history(self) -> list[Past]:
        """What was found, the latest first."""
        return list(self._past)

    @property
    def is_checking(self) -> bool:
        """Whether an answer is on its way."""
        return self._asked is not None

    @property
    def is_comparing(self) -> bool:
        """Whether the comparison has the whole window."""
        return self._view is not None

    @property
    def can_compare(self) -> bool:
        """Whether Enter opens the comparison."""
        return self.finding is not None and self.finding.kind is Kind.COMPARE and not self.is_checking

    @property
    def number_waiting(self) -> str:
        """The number whose date is still to be typed; empty where there is none."""
        return "" if self._waiting_for_date is None else self._waiting_for_date.printed

    def heed(self, event: Key | Line) -> None:
        """Take a person's key or a scanner's line."""
        if isinstance(event, Line):
            self._scanned(event.text)
        elif self._view is not None:
            self._press_in_comparison(event.char)
        else:
            self._type(event.char)

    def _scanned(self, text: str) -> None:
        # Another paper was put before the scanner: what was being compared stays not compared.
        if self._view is not None:
            self._ended(self._view.stop())
        self.typed = ""
        self._enter(text)

    def _type(self, char: str) -> None:
        if char == "\x1b":
            self._escape()
        elif char in "\r\n":
            line, self.typed = self.typed, ""
            if line.strip():
                self._enter(line)
            elif self.can_compare:
                self._start_comparison()
        elif char in "\b\x7f":
            self.typed = self.typed[:-1]
        elif char.isprintable() and len(self.typed) < MAX_LINE:
            self.typed += char
            self.message = ""

    def _escape(self) -> None:
        """Go one step back: what is typed, the number that waits, the verdict; from the empty page, leave."""
        if self.typed or self._waiting_for_date is not None or self.message:
            self.typed, self._waiting_for_date, self.message = "", None, ""
        elif self.finding is not None or self.is_checking:
            self.finding, self._asked = None, None
        else:
            self.wants_to_leave = True

    def _enter(self, line: str) -> None:
        if not line.strip():
            return
        entry = read_entry(line, self._base(), self._waiting_for_date)
        self.message = ""
        match entry:
            case NotUnderstood():
                # A verdict of the paper before must not stand beside a line that was not understood.
                self.finding = None
                self._asked = None
                self.message = _(entry.sentence)
            case DateWanted():
                self.finding, self._asked = None, None
                self._waiting_for_date = entry.number
            case _:
                self._waiting_for_date = None
                self.finding, self._asked = None, entry
                self._ask(entry)

    def answer(self, question: Question, finding: Finding) -> None:
        """Take an answer; one to an earlier question only goes into the history."""
        self._remember(finding)
        if question == self._asked:
            self._asked = None
            self.finding = finding
            self._say(finding.kind)

    def _remember(self, finding: Finding) -> None:
        title = finding.lines[0] if finding.lines else ""
        self._past.appendleft(Past(finding.kind, title, finding.word))

    def _start_comparison(self) -> None:
        if self.finding is not None:
            self._view = self._compare(self.finding, None)

    def _press_in_comparison(self, char: str) -> None:
        assert self._view is not None  # noqa: S101  # the caller has looked
        finding = self._view.press(ord(char))
        if finding is not None:
            self._ended(finding)

    def _ended(self, finding: Finding) -> None:
        self._view = None
        self.finding = finding
        if finding.kind is not Kind.COMPARE:
            # The line in the history is that of the same paper, further on.
            if self._past and finding.lines and self._past[0].title == finding.lines[0]:
                self._past.popleft()
            self._remember(finding)
            self._say(finding.kind)

    def comparison_picture(self, width: int, height: int) -> Picture | None:
        """Return the picture of the comparison, None where none is under way."""
        return None if self._view is None else self._view.draw(width, height)
