"""What reasons and states of revocations are called, on pages and in mails."""

from issuance.domain.revocation import CaseState
from issuance.language import N_
from signing.record import RevocationReason

REASONS = {
    RevocationReason.EXPORTER_REQUEST: N_("withdrawn at the exporter's request"),
    RevocationReason.INCORRECT_CONTENT: N_("incorrect content"),
    RevocationReason.CHAMBER_ERROR: N_("error by the chamber"),
    RevocationReason.MISUSE: N_("misuse"),
    RevocationReason.FALSE_DECLARATION: N_("false declaration"),
}

STATES = {
    CaseState.ASKED: (N_("asked for"), "open"),
    CaseState.PROPOSED: (N_("proposed"), "waiting"),
    CaseState.DECIDED: (N_("decided"), "stopped"),
    CaseState.DONE: (N_("revoked"), "ended"),
    CaseState.DECLINED: (N_("refused"), "ended"),
    CaseState.TAKEN_BACK: (N_("taken back"), "ended"),
}
"""A state's word and how its tag looks."""
