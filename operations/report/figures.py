"""The figures of one part's month, over the minutes that are promised."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from enum import StrEnum
from typing import Final

from operations.report.minutes import DOWN, PAUSES, State
from operations.times import MINUTE, Month

AVAILABILITY_PROMISED: Final = Decimal("99.9")
NETWORK_PROMISED: Final = Decimal("0.01")
_PLACES = Decimal("0.001")

Span = tuple[dt.datetime, dt.datetime]


class Finding(StrEnum):
    """How a figure stands to its promise."""

    KEPT = "kept"
    MISSED = "missed"
    NOT_SHOWN = "not shown"
    """It depends on minutes in which nobody measured."""


@dataclass(frozen=True)
class Figures:
    """Minutes. promised = paused + measured + unmeasured; measured = up + down."""

    promised: int
    announced: int
    emergency: int
    attack: int
    wrong: int
    network: int
    fault: int
    unmeasured: int

    @property
    def paused(self) -> int:
        """Closed under Article 22."""
        return self.announced + self.emergency + self.attack

    @property
    def down(self) -> int:
        """Down against the promise, as measured."""
        return self.wrong + self.network + self.fault

    @property
    def due(self) -> int:
        """What counts: the total operating time of the annex."""
        return self.promised - self.paused

    @property
    def availability(self) -> Decimal | None:
        """What is shown in percent: minutes without a measurement count as down. Cut off, so that it never flatters."""
        return _percent(self.due - self.down - self.unmeasured, self.due, ROUND_DOWN)

    @property
    def availability_measured(self) -> Decimal | None:
        """The same over the measured minutes alone."""
        return _percent(self.due - self.down - self.unmeasured, self.due - self.unmeasured, ROUND_DOWN)

    @property
    def network_share(self) -> Decimal | None:
        """Share of the due minutes in which nothing came back, in percent, rounded up."""
        return _percent(self.network, self.due, ROUND_UP)

    @property
    def finding(self) -> Finding:
        """Availability against 99.9 %. A month without a due minute kept its promise."""
        if self.due == 0:
            return Finding.KEPT
        if self._share(self.due - self.down) < AVAILABILITY_PROMISED:
            return Finding.MISSED  # even if every minute without a measurement had been up
        shown = self._share(self.due - self.down - self.unmeasured)
        return Finding.KEPT if shown >= AVAILABILITY_PROMISED else Finding.NOT_SHOWN

    @property
    def network_finding(self) -> Finding:
        """The line against 0.01 %."""
        if self.due == 0:
            return Finding.KEPT
        if self._share(self.network) > NETWORK_PROMISED:
            return Finding.MISSED
        worst = self._share(self.network + self.unmeasured)
        return Finding.KEPT if worst <= NETWORK_PROMISED else Finding.NOT_SHOWN

    def _share(self, minutes: int) -> Decimal:
        return Decimal(100 * minutes) / self.due


def count(month: Month, states: Sequence[State], promised: Sequence[Span] | None = None) -> Figures:
    """Count the minutes that lie whole in `promised` spans (UTC); None: all of the month."""
    counted = Counter(states if promised is None else [states[place] for place in _places(month, promised)])
    fields = {state.value: counted[state] for state in (*PAUSES, *DOWN, State.UNMEASURED)}
    return Figures(promised=counted.total(), **fields)


def _places(month: Month, promised: Sequence[Span]) -> list[int]:
    found: set[int] = set()
    for begins, ends in promised:
        first, last = (begins - month.begins) // MINUTE, (ends - month.begins) // MINUTE
        found |= set(range(max(first, 0), min(last, month.minutes)))
    return sorted(found)


def _percent(part: int, whole: int, rounding: str) -> Decimal | None:
    return None if whole == 0 else (Decimal(100 * part) / whole).quantize(_PLACES, rounding)
