"""A lost second factor: one member of staff asks to take it off an id, another one decides (four eyes)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import settled_once
from issuance.errors import RefusedError
from issuance.language import N_, _

VALID_FOR = dt.timedelta(days=3)
"""A request that nobody has decided by then is over: the reason that was given may have changed."""


class ResetState(StrEnum):
    """Where a request stands."""

    ASKED = N_("asked")
    DONE = N_("done")
    REFUSED = "refused"
    TAKEN_BACK = "taken back"


class ResetEvent(StrEnum):
    """What can happen to it."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    TAKE_BACK = "take back"


RESET = settled_once(
    "reset of a second factor",
    ResetState.ASKED,
    {
        ResetEvent.CONFIRM: ResetState.DONE,
        ResetEvent.REFUSE: ResetState.REFUSED,
        ResetEvent.TAKE_BACK: ResetState.TAKEN_BACK,
    },
)


@dataclass(frozen=True)
class FactorReset:
    """One request. `account`, `asked_by` and `decided_by` are accounts."""

    id: str
    account: str
    state: ResetState
    asked_at: dt.datetime
    asked_by: str
    reason: str
    version: int

    def check_decider(self, decider: str | None, now: dt.datetime) -> None:
        """Raise `RefusedError` unless `decider` is a second pair of eyes, in time."""
        if decider in (self.asked_by, self.account):
            raise RefusedError(_("Another person has to decide this than the one who asked and the one concerned."))
        if now - self.asked_at >= VALID_FOR:
            raise RefusedError(_("This request is older than three days and is over: ask again."))
