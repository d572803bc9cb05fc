"""What pages of retention and disclosure call states, and how their tags look."""

from issuance.domain.disclosure.case import DisclosureState
from issuance.domain.retention.hold import HoldState
from issuance.domain.retention.plan import PlanState
from issuance.language import N_

PLAN_STATES = {
    PlanState.PROPOSED: (N_("waits for a second administrator"), "waiting"),
    PlanState.CONFIRMED: (N_("confirmed"), "open"),
    PlanState.DONE: (N_("done"), "good"),
    PlanState.TAKEN_BACK: (N_("taken back"), "ended"),
}

HOLD_STATES = {
    HoldState.ACTIVE: (N_("kept"), "stopped"),
    HoldState.LIFTING: (N_("kept; to be lifted"), "waiting"),
    HoldState.LIFTED: (N_("lifted"), "ended"),
}

DISCLOSURE_STATES = {
    DisclosureState.ASKED: (N_("waits for a second administrator"), "waiting"),
    DisclosureState.APPROVED: (N_("is being made"), "open"),
    DisclosureState.MADE: (N_("can be fetched"), "good"),
    DisclosureState.OVER: (N_("handed over, file deleted"), "ended"),
    DisclosureState.FAILED: (N_("could not be made"), "stopped"),
    DisclosureState.REFUSED: (N_("refused"), "ended"),
    DisclosureState.TAKEN_BACK: (N_("taken back"), "ended"),
}
