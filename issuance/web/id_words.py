"""What pages call kinds of ids and states of signatories; ids' own states stand in `chamber_words`."""

from issuance.domain.ids import IdKind
from issuance.domain.signatories import SignatoryState
from issuance.language import N_

KINDS = {
    IdKind.ADMINISTRATOR: N_("Administrator id"),
    IdKind.USER: N_("User id"),
    IdKind.SUB: N_("Sub id"),
    IdKind.STAFF: N_("Staff"),
    IdKind.FEDERATION: N_("Federation"),
}

SIGNATORY_STATES = {
    SignatoryState.NAMED: (N_("being checked"), "waiting"),
    SignatoryState.APPROVED: (N_("approved"), "good"),
    SignatoryState.REFUSED: (N_("refused"), "stopped"),
    SignatoryState.ENDED: (N_("ended"), "ended"),
}
"""Name of a signatory's state, and the kind of its tag."""
