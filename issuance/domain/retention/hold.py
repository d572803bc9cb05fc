"""Legal holds: what a court, an authority or a dispute needs is not purged, however old it is."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, row
from issuance.errors import RefusedError
from issuance.language import N_, _

MOST_YEARS = 30


class HoldKind(StrEnum):
    """What is held. The values are stored."""

    CERTIFICATE = N_("certificate")
    APPLICATION = N_("application")
    ORGANISATION = N_("organisation")


class HoldState(StrEnum):
    """Where a hold stands. Past its last day it counts no longer, whatever its state."""

    ACTIVE = N_("active")
    LIFTING = N_("lifting")
    """One administrator wants to lift it; until another one agrees it counts as before."""
    LIFTED = N_("lifted")


class HoldEvent(StrEnum):
    """What can happen to it."""

    ASK_LIFT = "ask to lift"
    KEEP = "keep"
    LIFT = "lift"


HOLD = Machine(
    "legal hold",
    HoldState.ACTIVE,
    (
        row(HoldEvent.ASK_LIFT, HoldState.LIFTING, HoldState.ACTIVE),
        row(HoldEvent.KEEP, HoldState.ACTIVE, HoldState.LIFTING),
        row(HoldEvent.LIFT, HoldState.LIFTED, HoldState.LIFTING),
    ),
)


@dataclass(frozen=True)
class Hold:
    """One hold. `set_by` and `lift_asked_by` are accounts."""

    id: str
    kind: HoldKind
    subject: str
    state: HoldState
    ends_on: dt.date
    reason: str
    set_by: str
    set_at: dt.datetime
    lift_asked_by: str | None
    version: int

    def counts_on(self, day: dt.date) -> bool:
        """Tell whether it keeps its subject on a day."""
        return self.state is not HoldState.LIFTED and day <= self.ends_on

    def check_lifter(self, lifter: str | None) -> None:
        """Raise `RefusedError` unless `lifter` is a second pair of eyes."""
        if lifter == self.lift_asked_by:
            raise RefusedError(_("Another chamber administrator has to agree than the one who asked to lift it."))
