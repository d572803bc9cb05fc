"""A purge as two administrators agree to it: one proposes what the dry run has found, another one confirms it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, row
from issuance.domain.retention.cutoffs import Cutoffs
from issuance.domain.retention.report import Found
from issuance.errors import RefusedError
from issuance.language import N_, _


class PlanState(StrEnum):
    """Where a plan stands. The values are stored."""

    PROPOSED = N_("proposed")
    CONFIRMED = N_("confirmed")
    DONE = N_("done")
    TAKEN_BACK = N_("taken back")


class PlanEvent(StrEnum):
    """What can happen to it."""

    CONFIRM = "confirm"
    TAKE_BACK = "take back"
    FINISH = "finish"


PLAN = Machine(
    "purge",
    PlanState.PROPOSED,
    (
        row(PlanEvent.CONFIRM, PlanState.CONFIRMED, PlanState.PROPOSED),
        row(PlanEvent.TAKE_BACK, PlanState.TAKEN_BACK, PlanState.PROPOSED, PlanState.CONFIRMED),
        row(PlanEvent.FINISH, PlanState.DONE, PlanState.CONFIRMED),
    ),
)


@dataclass(frozen=True)
class Plan:
    """One plan. `proposed_by` and `settled_by` are accounts."""

    id: str
    cutoffs: Cutoffs
    state: PlanState
    report: Mapping[str, Found]
    proposed_by: str
    proposed_at: dt.datetime
    settled_by: str | None
    settled_at: dt.datetime | None
    done: Mapping[str, Found]
    done_at: dt.datetime | None
    version: int

    @property
    def day(self) -> dt.date:
        """The day on which it runs, or later."""
        return self.cutoffs.day

    def check_confirmer(self, confirmer: str | None) -> None:
        """Raise `RefusedError` unless `confirmer` is a second pair of eyes."""
        if confirmer == self.proposed_by:
            raise RefusedError(_("Another chamber administrator has to confirm this than the one who proposed it."))
