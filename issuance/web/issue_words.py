"""What pages about issue and delivery call where an application stands."""

from issuance.domain.application.states import State
from issuance.language import N_

STATES = {
    State.PAID: (N_("paid"), "waiting"),
    State.ISSUING: (N_("issuing"), "open"),
    State.ISSUE_STOPPED: (N_("issue stopped"), "stopped"),
    State.DELIVERED: (N_("delivered"), "good"),
    State.PRINT_CLOSED: (N_("print closed"), "ended"),
}
"""Name of a state, and the kind of its tag."""
