"""What a system reads: for an id, what that id sees itself; for the chamber, what the chamber has."""

from issuance.domain.application.application import Application
from issuance.domain.application.states import State
from issuance.language import _
from issuance.services.applications.sight import AbsentError, applicant_in
from issuance.services.oauth.bearer import Caller
from issuance.storage.applications import applications
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit

NOT_OF_CHAMBERS = (State.DRAFT.value, State.AWAITING_SIGNATORY.value, State.PURGED.value)
"""What its applicants have not handed in is nobody else's to see, the chamber's neither."""


def application_of(unit: Unit, caller: Caller, key: str) -> Application:
    """Return an application that a caller sees; raise `AbsentError` where it sees none of that id."""
    if caller.holder is not None:
        return applicant_in(unit).open(unit, key)
    found = applications(unit, table.c.id == key, table.c.state.not_in(NOT_OF_CHAMBERS))
    if not found:
        raise AbsentError(_("There is no such application, or it is not yours to see."))
    return found[0]
