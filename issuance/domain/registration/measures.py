"""Measures: what a chamber does about a registration that it has approved (terms, articles 16, 26 and 30).

A *suspension* stops it until it is lifted. A *demand* asks in writing that a breach be mended; what is not mended
within 14 days may be ended. A *termination* ends it, in whole or in one capacity; since nothing brings it back, one
person proposes it and another decides. A *consent* lets the registration pass to another legal entity.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import settled_once
from issuance.domain.registration.standing import Capacity


class MeasureKind(StrEnum):
    """What a measure is."""

    SUSPENSION = "suspension"
    DEMAND = "demand"
    TERMINATION = "termination"
    CONSENT = "consent"


class Ground(StrEnum):
    """For what a chamber may end a registration without a demand: article 26-1, items 1 to 6."""

    HARM = "harm"
    SEIZURE = "seizure"
    PAYMENTS_STOPPED = "payments stopped"
    LICENCE_LOST = "licence lost"
    CONDITION_LOST = "condition lost"
    UNFIT = "unfit"

    @property
    def item(self) -> int:
        """The number under which article 26-1 lists it."""
        return list(Ground).index(self) + 1


class SuspensionState(StrEnum):
    """Where a suspension stands."""

    IN_FORCE = "in force"
    LIFTED = "lifted"
    OVERTAKEN = "overtaken by the end"
    """The registration ended while it was suspended."""


class SuspensionEvent(StrEnum):
    """What becomes of it."""

    LIFT = "lift"
    OVERTAKE = "end registration"


class DemandState(StrEnum):
    """Where a demand stands. That its time is over says its date, no state."""

    SENT = "sent"
    MET = "met"
    TAKEN_BACK = "taken back"
    LED_TO_END = "led to the end"


class DemandEvent(StrEnum):
    """What becomes of it."""

    NOTE_MET = "note as met"
    TAKE_BACK = "take back"
    END = "end registration"


class TerminationState(StrEnum):
    """Where a termination stands."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    TURNED_DOWN = "turned down"


class TerminationEvent(StrEnum):
    """What becomes of it."""

    DECIDE = "decide"
    TURN_DOWN = "turn down"


class ConsentState(StrEnum):
    """Where a consent stands."""

    GIVEN = "given"
    USED = "used"
    TAKEN_BACK = "taken back"


class ConsentEvent(StrEnum):
    """What becomes of it. It is used by the change that names the other legal entity."""

    USE = "use"
    TAKE_BACK = "take back"


SUSPENSION = settled_once(
    "suspension",
    SuspensionState.IN_FORCE,
    {
        SuspensionEvent.LIFT: SuspensionState.LIFTED,
        SuspensionEvent.OVERTAKE: SuspensionState.OVERTAKEN,
    },
)

DEMAND = settled_once(
    "demand",
    DemandState.SENT,
    {
        DemandEvent.NOTE_MET: DemandState.MET,
        DemandEvent.TAKE_BACK: DemandState.TAKEN_BACK,
        DemandEvent.END: DemandState.LED_TO_END,
    },
)

TERMINATION = settled_once(
    "termination",
    TerminationState.PROPOSED,
    {
        TerminationEvent.DECIDE: TerminationState.DECIDED,
        TerminationEvent.TURN_DOWN: TerminationState.TURNED_DOWN,
    },
)

CONSENT = settled_once(
    "consent",
    ConsentState.GIVEN,
    {
        ConsentEvent.USE: ConsentState.USED,
        ConsentEvent.TAKE_BACK: ConsentState.TAKEN_BACK,
    },
)

DAYS_TO_MEND = 14
"""Article 26-2."""


@dataclass(frozen=True)
class Deadline:
    """The time that a demand leaves. `sent_on` is a calendar date in Japan, and does not count (Civil Code, 140)."""

    sent_on: dt.date

    @property
    def last_day(self) -> dt.date:
        """The last day, wholly included, on which the breach may still be mended."""
        return self.sent_on + dt.timedelta(days=DAYS_TO_MEND)

    @property
    def decide_from(self) -> dt.date:
        """The first day on which a person may decide the end."""
        return self.last_day + dt.timedelta(days=1)

    def days_left(self, day: dt.date) -> int:
        """Return how many days are left on `day`, itself included; 0 once it is over.

        The day of sending does not count: it leaves as many as the day after it.
        """
        return min(DAYS_TO_MEND, max(0, (self.decide_from - day).days))

    def is_over(self, day: dt.date) -> bool:
        """Tell whether the end may be decided on `day`."""
        return day >= self.decide_from


def remaining(held: frozenset[Capacity], ended: frozenset[Capacity]) -> frozenset[Capacity]:
    """Return the capacities that a registration keeps when some of it is ended; none where the whole of it ends."""
    return held - ended
