"""An incident, and what Annex 1 promises of its kind."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from operations.probe.records import Instant, Part
from operations.times import ZONE

MOST_FAULTS_A_YEAR: Final = 3
"""Annex 1: incidents that stop the system, in a calendar year of Japan."""

Words = Annotated[str, Field(min_length=1, max_length=2000)]


class Kind(StrEnum):
    """What was the matter."""

    HARDWARE = "hardware"
    """A machine, a disk, what the provider runs."""
    FAULT = "fault"
    """The software, its data or its operation."""
    ATTACK = "attack"
    """Somebody outside meant it: a virus, a flood, a break-in."""
    NETWORK = "network"
    """The line."""


RECOVERY: Final = {
    Kind.HARDWARE: dt.timedelta(hours=1),
    Kind.FAULT: dt.timedelta(hours=2),
    # Of a virus; the annex names no hours for other attacks, nor for the line, which is promised by its share.
    Kind.ATTACK: dt.timedelta(hours=24),
}


class Standing(StrEnum):
    """How an incident stands to its promise."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"
    NOT_PROMISED = "not promised"


class Note(BaseModel):
    """What was found or done, and when it was written down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Instant
    text: Words


class Incident(BaseModel):
    """One incident. Instants are UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^20[0-9]{2}-[0-9]{3,}$")]
    kind: Kind
    what: Words
    began: Instant
    noticed: Instant
    stops: tuple[Part, ...] = ()
    """Which parts stood still; none: it was noticed without harm."""
    paused: bool = False
    """The operator closed these parts because of an attack or another compelling reason (Article 22, paragraph 3)."""
    restored: Instant | None = None
    cause: Words | None = None
    done: Words | None = None
    notes: tuple[Note, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.noticed < self.began:
            raise ValueError("it was noticed before it began")
        if self.restored is not None and self.restored < self.began:
            raise ValueError("it was restored before it began")
        if self.paused and (self.kind not in (Kind.ATTACK, Kind.NETWORK) or not self.stops):
            raise ValueError(
                "a pause of Article 22, paragraph 3, is an answer to an attack or to what befalls the line, and says "
                "what it stops: a fault of ours stays a fault"
            )
        return self

    @property
    def lasted(self) -> dt.timedelta | None:
        """From its beginning to its end, as the annex counts; None while it lasts."""
        return None if self.restored is None else self.restored - self.began

    def standing(self, now: dt.datetime) -> Standing:
        """Hold it against the recovery time of its kind. One that stopped nothing is open or kept."""
        limit = RECOVERY.get(self.kind)
        if limit is None:
            return Standing.OPEN if self.restored is None else Standing.NOT_PROMISED
        if self.stops and (self.restored or now) - self.began > limit:
            return Standing.MISSED
        return Standing.OPEN if self.restored is None else Standing.KEPT

    @property
    def counts(self) -> bool:
        """Whether it is one of the faults of the year: the system stood still, and not because of a third party."""
        return bool(self.stops) and self.kind in (Kind.HARDWARE, Kind.FAULT)


def faults_in(incidents: Sequence[Incident], year: int) -> int:
    """Return how many counted incidents began in a year of Japan."""
    return sum(each.counts and each.began.astimezone(ZONE).year == year for each in incidents)
