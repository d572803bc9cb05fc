"""What an exporter sees of the revocation of its own certificate, and what it can do about it."""

from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.ids import Act
from issuance.domain.revocation import UNDECIDED, RevocationCase
from issuance.services.applications.sight import Applicant, applicant_in
from issuance.services.revocation.asking import may_take_back
from issuance.services.revocation.rules import Ledger, state_in
from issuance.storage.revocations import cases_of
from issuance.storage.unit import Unit, Units
from signing.record import State


@dataclass(frozen=True)
class OwnCertificate:
    """The state of a certificate and its newest case, as far as its own side may know it."""

    application: Application
    state: State | None
    """None while it is not delivered."""
    case: RevocationCase | None
    may_ask: bool
    may_take_back: bool


class OwnViews:
    """Reads it."""

    def __init__(self, units: Units, ledger: Ledger) -> None:
        self._units = units
        self._ledger = ledger

    def one(self, actor: Actor, application: str) -> OwnCertificate:
        """Return it; raise `AbsentError` where the id sees no such application, `RefusedError` where it may not ask."""
        with self._units.look(actor) as unit:
            applicant = applicant_in(unit)
            return self.of(unit, applicant, applicant.open(unit, application, Act.ASK_REVOCATION))

    def of(self, unit: Unit, applicant: Applicant, found: Application) -> OwnCertificate:
        """Return it for an application that the id sees; what the chamber has not decided of its own is not told."""
        state = state_in(self._ledger, found)
        told = [] if state is None else cases_of(unit, found.id)
        case = next((each for each in told if not each.by_chamber or each.is_decided), None)
        is_open = case is not None and case.is_open
        may = Act.ASK_REVOCATION in applicant.acts
        return OwnCertificate(
            application=found,
            state=state,
            case=case,
            may_ask=may and state is State.IN_FORCE and not is_open,
            may_take_back=may and case is not None and case.state in UNDECIDED and may_take_back(applicant, case),
        )
