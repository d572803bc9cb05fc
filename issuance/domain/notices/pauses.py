"""Pauses of the system (article 22) and its end (article 23)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from issuance.domain.machine import settled_once
from issuance.domain.texts import Bilingual
from issuance.errors import RefusedError
from issuance.language import _
from signing.bulletin import ENGLISH, ServicePart, Window

LONGEST_PAUSE = dt.timedelta(days=14)
"""What is to last longer is announced anew."""

AFTERWARDS = dt.timedelta(days=7)
"""How long after its beginning an emergency pause can still be noted: article 22-2 wants it told at once."""


class Ground(StrEnum):
    """Why the system pauses: the cases of article 22."""

    MAINTENANCE = "maintenance"
    """22-1(1): repair, improvement, backup of the system."""
    EQUIPMENT = "equipment"
    """22-1(2): maintenance of or work on the operator's equipment."""
    FAULT = "fault"
    """22-1(3): a fault of equipment or of a telecommunication carrier, or to prevent one."""
    ATTACK = "attack"
    """22-3: interference by third parties, or another compelling reason."""


class PauseState(StrEnum):
    """Where a pause stands; that it has begun or is over say its instants."""

    ANNOUNCED = "announced"
    ENDED = "ended early"
    CALLED_OFF = "called off"


class PauseEvent(StrEnum):
    """What can happen to a pause."""

    END = "end now"
    CALL_OFF = "call off"


PAUSE = settled_once(
    "pause",
    PauseState.ANNOUNCED,
    {
        PauseEvent.END: PauseState.ENDED,
        PauseEvent.CALL_OFF: PauseState.CALLED_OFF,
    },
)


class PauseText(BaseModel):
    """When the system pauses and why. `begins` belongs to the pause, `ends` no more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: AwareDatetime
    ends: AwareDatetime
    ground: Ground
    reason: Bilingual
    stops: Annotated[frozenset[ServicePart], Field(min_length=1)] = frozenset({ServicePart.OFFICE})

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if not self.begins < self.ends <= self.begins + LONGEST_PAUSE:
            raise ValueError(_("a pause ends after it begins, and within %(days)s days", days=LONGEST_PAUSE.days))
        if not (self.reason.ja and self.reason.en):
            raise ValueError(_("the reason is missing in one language: readers have Japanese or English"))
        return self

    @property
    def may_come_unannounced(self) -> bool:
        """Whether it may have begun before it is told of: in an emergency alone (article 22-2 and 22-3)."""
        return self.ground in (Ground.FAULT, Ground.ATTACK)

    def check_announcement(self, now: dt.datetime) -> None:
        """Raise `RefusedError` where it cannot be announced at `now`."""
        if self.ends <= now:
            raise RefusedError(_("This pause is over: announce one that lasts, and tell of a past one by a notice."))
        if self.begins < now and not self.may_come_unannounced:
            raise RefusedError(
                _(
                    "This pause would have begun already. Maintenance is announced ahead (article 22-2); only a fault"
                    " or an attack is told of afterwards."
                )
            )
        if now - self.begins > AFTERWARDS:
            raise RefusedError(_("This pause would have begun more than 7 days ago: see its beginning."))


@dataclass(frozen=True)
class Pause:
    """A pause as it is kept. `source` is the chamber that pauses alone, or the federation for all."""

    id: str
    source: str
    state: PauseState
    text: PauseText
    announced_at: dt.datetime
    ended_at: dt.datetime | None
    version: int

    def holds(self, now: dt.datetime) -> bool:
        """Tell whether it is under way."""
        return self.state is PauseState.ANNOUNCED and self.text.begins <= now < self.text.ends


@dataclass(frozen=True)
class Closing:
    """A time in which the system pauses, as its pages tell of it: an operator's pause, or a window of the bulletin."""

    begins: dt.datetime
    ends: dt.datetime
    reason: Bilingual
    stops: frozenset[ServicePart]
    on_the_board: bool
    """Whether a notice of its own stands on the boards."""

    @classmethod
    def by_pause(cls, text: PauseText) -> Self:
        """Return what an operator's pause closes."""
        return cls(text.begins, text.ends, text.reason, text.stops, on_the_board=True)

    @classmethod
    def by_window(cls, window: Window) -> Self:
        """Return what a window of the bulletin closes; where it has no Japanese text the English one is shown."""
        reason = Bilingual(ja=window.text.get("ja", ""), en=window.text[ENGLISH])
        return cls(window.begins, window.ends, reason, frozenset(window.stops), on_the_board=False)

    @property
    def stops_office(self) -> bool:
        """Whether it closes the office's pages; a pause of the look-up alone does not."""
        return ServicePart.OFFICE in self.stops

    def closes_office(self, now: dt.datetime) -> bool:
        """Tell whether the office is closed for it now."""
        return self.stops_office and self.begins <= now < self.ends


class EndingText(BaseModel):
    """The end of the system (article 23), or of a chamber's service on it (article 24-3)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ends_on: dt.date
    """The last day of service, in Japan."""
    what: Bilingual
    """What ends: the whole or a part."""
    alternatives: Bilingual = Bilingual()
    why_late: Bilingual = Bilingual()
    """Why it is announced less than a year ahead (article 23-2)."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if not (self.what.ja and self.what.en):
            raise ValueError(_("what ends is missing in one language: readers have Japanese or English"))
        return self

    def check_announcement(self, today: dt.date) -> None:
        """Raise `RefusedError` unless it is announced a year ahead, or says why that could not be."""
        if self.ends_on <= today:
            raise RefusedError(_("%(day)s is not ahead: the end is announced before it comes.", day=self.ends_on))
        if self.ends_on < a_year_after(today) and not (self.why_late.ja and self.why_late.en):
            raise RefusedError(
                _(
                    "The end is announced a year ahead: announced today, it comes on %(earliest)s at the earliest."
                    " Where that cannot be, say why in both languages (article 23-2).",
                    earliest=a_year_after(today),
                )
            )


def a_year_after(day: dt.date) -> dt.date:
    """Return the same day of the next year, 1 March for 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return dt.date(day.year + 1, 3, 1)
