"""How a person goes through the boxes: a state machine without a screen, and the only maker of outcomes.

CONFIRMED has one way in: every box was shown, to its last sheet and with its picture, every one was marked as the same,
and the summary at the end was answered. Each sheet has to stand for a moment, and a key that steps forwards counts only
after a pause of all keys: one that is held down, or a code that a hand scanner types here, goes nowhere.
"""

import datetime as dt
import time
from collections.abc import Callable
from enum import Enum
from typing import Final

from scanner.comparison.comparison import Comparison
from scanner.comparison.form import Box
from scanner.comparison.outcome import MAX_NAME_LENGTH, Found, Outcome

MOMENT: Final = 0.3
"""Seconds that a sheet stands before it can be left forwards."""

PAUSE: Final = 0.15
"""Seconds without any key before one that steps forwards counts: a held key comes about thirty times a second, those of
a hand scanner are quicker still, and nobody who looks at what they answer is as quick."""


class Act(Enum):
    """What a person can do."""

    SAME = "same"
    DIFFERS = "differs"
    ON = "on"
    BACK = "back"
    UNDO = "undo"
    ALL_SAME = "all same"
    STOP = "stop"


class Mark(Enum):
    """What a person said of a box."""

    OPEN = "open"
    SAME = "same"
    DIFFERS = "differs"


class Stage(Enum):
    """What stands before the person: a box, what to do about a difference, or the summary."""

    BOX = "box"
    DIFFERENCE = "difference"
    SUMMARY = "summary"


FORWARDS: Final = (Act.SAME, Act.DIFFERS, Act.ON, Act.ALL_SAME)


def utc_now() -> dt.datetime:
    """Return the time of this machine."""
    return dt.datetime.now(dt.UTC)


class Course:
    """One person's way through one certificate.

    `clock` gives the time of the outcome, `ticks` counts seconds; `moment` is how long a sheet has to stand, `pause`
    how long no key may have come before one that counts.
    """

    def __init__(
        self,
        comparison: Comparison,
        *,
        by: str | None = None,
        clock: Callable[[], dt.datetime] = utc_now,
        ticks: Callable[[], float] = time.monotonic,
        moment: float = MOMENT,
        pause: float = PAUSE,
    ) -> None:
        self.comparison = comparison
        self.stage = Stage.BOX
        self.position = 0
        self.sheet = 0
        self.marks = [Mark.OPEN] * len(comparison.boxes)
        self._by = _name(by)
        self._clock = clock
        self._ticks = ticks
        self._moment = moment
        self._pause = pause
        self._touched_at: float | None = None
        self._sheets = [1] * len(comparison.boxes)
        self._seen: list[set[int]] = [set() for _ in comparison.boxes]
        self._lacking = [False] * len(comparison.boxes)
        self._history: list[dict[int, Mark]] = []
        self._shown_at: float | None = None

    @property
    def box(self) -> Box:
        """The box that is shown, or was shown last."""
        return self.comparison.boxes[self.position]

    @property
    def differing(self) -> tuple[Box, ...]:
        """The boxes marked as different."""
        return tuple(box for box, mark in zip(self.comparison.boxes, self.marks, strict=True) if mark is Mark.DIFFERS)

    @property
    def same(self) -> int:
        """How many boxes are marked as the same."""
        return self.marks.count(Mark.SAME)

    @property
    def lacking(self) -> tuple[int, ...]:
        """The positions of boxes that cannot be compared, for their picture is missing."""
        return tuple(index for index, lacks in enumerate(self._lacking) if lacks)

    @property
    def saw_all(self) -> bool:
        """Whether every box was shown to its end."""
        return all(self._seen_whole(index) for index in range(len(self.marks)))

    def sheets(self, count: int) -> None:
        """Take note of how many sheets the box now needs; with a new division an open box has to be shown anew."""
        if self._sheets[self.position] != count:
            self._sheets[self.position] = count
            seen_before = self.marks[self.position] is Mark.SAME
            self._seen[self.position] = set(range(count)) if seen_before else set()
            self.sheet = min(self.sheet, count - 1)
            self._shown_at = None

    def shown(self, *, complete: bool = True, lacking: bool = False) -> None:
        """Take note that the sheet, or the summary, stands on the screen.

        It is not `complete` while its picture is still on its way, and `lacking` where that will never come.
        """
        if self._shown_at is None:
            self._shown_at = self._ticks()
        if self.stage is Stage.BOX:
            self._lacking[self.position] = lacking
            if complete and not lacking:
                self._seen[self.position].add(self.sheet)

    def touched(self) -> bool:
        """Take note of a key, whatever it means, and tell whether it comes after a pause and on a sheet that stood."""
        now = self._ticks()
        paused = self._touched_at is None or now - self._touched_at >= self._pause
        self._touched_at = now
        return paused and self._shown_at is not None and now - self._shown_at >= self._moment

    def act(self, act: Act) -> Outcome | None:
        """Take a step; an outcome ends the comparison. What makes no sense here and now is ignored."""
        if act is Act.STOP:
            return self.stop()
        if not self.touched() and act in FORWARDS:
            return None
        if act is Act.UNDO:
            self._undo()
        elif act is Act.ALL_SAME:
            self._all_same()
        elif self.stage is Stage.BOX:
            self._in_box(act)
        elif self.stage is Stage.DIFFERENCE:
            return self._at_difference(act)
        else:
            return self._at_summary(act)
        return None

    def stop(self) -> Outcome:
        """End here: not compared, unless a difference was found, which nobody loses by leaving early."""
        return self._outcome(Found.DIFFERS if self.differing else Found.NOT_COMPARED)

    def _in_box(self, act: Act) -> None:
        if act is Act.BACK:
            self._back()
        elif act is Act.DIFFERS:
            self._set({self.position: Mark.DIFFERS})
            self._enter(Stage.DIFFERENCE)
        elif act is Act.ON or self._lacking[self.position]:
            self._on()
        elif self.sheet in self._seen[self.position]:
            if self.sheet == self._sheets[self.position] - 1 and self._seen_whole(self.position):
                self._set({self.position: Mark.SAME})
            self._on()

    def _at_difference(self, act: Act) -> Outcome | None:
        if act is Act.SAME:
            return self.stop()
        if act is Act.ON:
            self._enter(Stage.BOX)
            self._on_to_next_box()
        elif act is Act.BACK:
            self._undo()
        return None

    def _at_summary(self, act: Act) -> Outcome | None:
        if act is Act.BACK:
            self._enter(Stage.BOX)
        elif act is Act.SAME:
            if self.differing:
                return self._outcome(Found.DIFFERS)
            if self.same == len(self.marks):
                return self._outcome(Found.CONFIRMED)
            open_boxes = [i for i, mark in enumerate(self.marks) if mark is Mark.OPEN and not self._lacking[i]]
            if not open_boxes:
                return self._outcome(Found.NOT_COMPARED)
            self._go(open_boxes[0])
        return None

    def _all_same(self) -> None:
        if self.saw_all and self.stage is not Stage.DIFFERENCE:
            self._set({index: Mark.SAME for index, mark in enumerate(self.marks) if mark is Mark.OPEN})
            self._enter(Stage.SUMMARY)

    def _set(self, marks: dict[int, Mark]) -> None:
        self._history.append({index: self.marks[index] for index in marks})
        for index, mark in marks.items():
            self.marks[index] = mark

    def _undo(self) -> None:
        if self._history:
            before = self._history.pop()
            for index, mark in before.items():
                self.marks[index] = mark
            self._go(min(before, default=self.position))

    def _on(self) -> None:
        if self.sheet < self._sheets[self.position] - 1:
            self.sheet += 1
            self._shown_at = None
        else:
            self._on_to_next_box()

    def _on_to_next_box(self) -> None:
        if self.position < len(self.marks) - 1:
            self._go(self.position + 1)
        else:
            self._enter(Stage.SUMMARY)

    def _back(self) -> None:
        if self.sheet > 0:
            self.sheet -= 1
            self._shown_at = None
        elif self.position > 0:
            self._go(self.position - 1)

    def _go(self, position: int) -> None:
        self.position, self.sheet = position, 0
        self._enter(Stage.BOX)

    def _enter(self, stage: Stage) -> None:
        self.stage = stage
        self._shown_at = None

    def _seen_whole(self, index: int) -> bool:
        return len(self._seen[index]) == self._sheets[index]

    def _outcome(self, found: Found) -> Outcome:
        return Outcome(
            found,
            sid=self.comparison.sid,
            at=self._clock(),
            compared=self.same,
            boxes=len(self.marks),
            by=self._by,
            differing=self.differing,
        )


def _name(by: str | None) -> str | None:
    """Return the name as reports can hold it: one line, not too long, or none."""
    kept = "".join(character for character in by or "" if character.isprintable()).strip()
    return kept[:MAX_NAME_LENGTH] or None
