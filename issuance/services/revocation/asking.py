"""The exporter's side of a revocation: ask the chamber, and take that back while it is undecided.

User ids and sub ids ask, for certificates that they see; an administrator id sees none (terms, articles 8 to 10).
"""

from dataclasses import replace

from issuance.domain.actor import Actor
from issuance.domain.ids import Act
from issuance.domain.revocation import OF_EXPORTERS, CaseEvent, RevocationCase
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.sight import Applicant, applicant_in
from issuance.services.reasons import reason_of
from issuance.services.revocation.rules import Ledger, TellOfCase, require_revocable
from issuance.storage.revocations import add_case, move_case, open_case_of
from issuance.storage.unit import Units
from signing.record import RevocationReason, State


class AskDesk:
    """Asks for revocations."""

    def __init__(self, units: Units, ledger: Ledger, tell: TellOfCase) -> None:
        self._units = units
        self._ledger = ledger
        self._tell = tell

    def ask(self, actor: Actor, application: str, reason: RevocationReason, words: str) -> RevocationCase:
        """Ask the chamber to revoke a certificate in force; its people are told that the chamber has it."""
        if reason not in OF_EXPORTERS:
            raise RefusedError(_("Choose one of the reasons that the page offers."))
        said = reason_of(words, _("Say in a sentence why it is to be revoked."))
        with self._units.act(actor) as unit:
            found = applicant_in(unit).open(unit, application, Act.ASK_REVOCATION, to_change=True)
            require_revocable(unit, self._ledger, found, State.IN_FORCE)
            case = add_case(unit, found, reason, said, by_chamber=False)
            unit.record(
                "revocation.ask",
                f"revocation:{case.id}",
                organisation=found.organisation,
                after={"reason": reason, "application": found.id},
            )
            self._tell(unit, found, case, "revocation_asked")
            return case

    def take_back(self, actor: Actor, application: str, version: int) -> RevocationCase:
        """Take a request back that nobody has decided yet; its own, or as the signatory who answers for it."""
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            found = applicant.open(unit, application, Act.ASK_REVOCATION, to_change=True)
            case = open_case_of(unit, found.id)
            if case is None or case.by_chamber:
                raise RefusedError(_("There is no request of yours here that could be taken back."))
            if not may_take_back(applicant, case):
                raise RefusedError(_("Only who asked, or the signatory, takes this request back."))
            return move_case(unit, replace(case, version=version), CaseEvent.TAKE_BACK)


def may_take_back(applicant: Applicant, case: RevocationCase) -> bool:
    """Tell whether a request is somebody's to take back."""
    return applicant.is_signatory or case.asked_by == applicant.account.id
