"""What pages call the states of a seal or a signature."""

from issuance.domain.imprints import ImprintState
from issuance.language import N_

IMPRINT_STATES = {
    ImprintState.PROPOSED: (N_("to be confirmed"), "waiting"),
    ImprintState.CONFIRMED: (N_("confirmed"), "good"),
    ImprintState.REFUSED: (N_("refused"), "stopped"),
    ImprintState.TAKEN_BACK: (N_("taken back"), "ended"),
    ImprintState.ENDED: (N_("ended"), "ended"),
}
"""Name of a state, and the kind of its tag."""
