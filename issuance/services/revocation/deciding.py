"""The officers' side of a revocation: propose it, decide it as a second officer, or decline it.

    opened = desk.open(reviewer, application, reason, "The goods were made elsewhere.")
    desk.decide(approver, opened.id, opened.version)

A revocation cannot be undone: always two officers, neither of whom filed the application or asked for it. An exporter
is told of a case that the chamber opened when it is decided, for until then it could still print what is false.
"""

from dataclasses import replace

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.states import APPLICATION, Event
from issuance.domain.revocation import OF_CHAMBERS, CaseEvent, RevocationCase
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.sight import AbsentError
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.reasons import reason_of
from issuance.services.revocation.rules import Ledger, TellOfCase, require_revocable
from issuance.storage.application_people import People, people_of
from issuance.storage.applications import find_application, get_application, move_application
from issuance.storage.revocations import add_case, find_case, move_case
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from signing.record import RevocationReason, State


class RevocationDesk:
    """Decides on revocations. It touches no key: what is decided is carried out by the issue job."""

    def __init__(self, units: Units, ledger: Ledger, tell: TellOfCase) -> None:
        self._units = units
        self._ledger = ledger
        self._tell = tell

    def open(self, actor: Actor, application: str, reason: RevocationReason, words: str) -> RevocationCase:
        """Open a case for the chamber by proposing it; also about a certificate that was replaced."""
        said = reason_of(words, _("Say why it is to be revoked: the second officer decides by it."))
        _require_reason(reason)
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.PROPOSE_REVOCATIONS)
            unit.execute(unit.select(table, table.c.id).where(table.c.id == application).with_for_update())
            found = find_application(unit, application)
            if found is None:
                raise AbsentError(_("This chamber has no such application."))
            require_revocable(unit, self._ledger, found, State.IN_FORCE, State.REPLACED)
            _require_no_part(people_of(unit, found), actor)
            case = add_case(unit, found, reason, said, by_chamber=True)
            return move_case(unit, case, CaseEvent.PROPOSE)

    def propose(
        self, actor: Actor, key: str, version: int, *, reason: RevocationReason, words: str = ""
    ) -> RevocationCase:
        """Propose what was asked for, under the reason that the chamber answers for; another officer decides."""
        _require_reason(reason)
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.PROPOSE_REVOCATIONS)
            case, _found, people = self._seen(unit, key, version)
            _require_no_part(people, actor, case.asked_by)
            said = replace(case.words, proposed=reason_of(words, "") if words.strip() else "")
            return move_case(unit, case, CaseEvent.PROPOSE, words=said, reason=reason)

    def decide(self, actor: Actor, key: str, version: int) -> RevocationCase:
        """Decide, as a second officer, to revoke: printing closes at once, and nothing brings the certificate back."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVOKE_CERTIFICATES)
            case, found, people = self._seen(unit, key, version)
            if people.are_one(actor.account, [case.proposed_by]):
                raise RefusedError(_("Two different officers must decide this: it cannot be undone."))
            _require_no_part(people, actor, case.asked_by)
            decided = move_case(unit, case, CaseEvent.DECIDE)
            if APPLICATION.allows(found.state, Event.CLOSE_PRINT):
                move_application(unit, found, Event.CLOSE_PRINT)
            self._tell(unit, found, decided, "revocation_decided")
            return decided

    def decline(self, actor: Actor, key: str, version: int, words: str) -> RevocationCase:
        """Decline a case that is undecided; the exporter is told why, where it had asked."""
        said = reason_of(words, _("Give the reason, which the exporter is told if it had asked."))
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.PROPOSE_REVOCATIONS)
            case, found, people = self._seen(unit, key, version)
            _require_no_part(people, actor)
            declined = move_case(unit, case, CaseEvent.DECLINE, words=replace(case.words, closing=said))
            if not case.by_chamber:
                self._tell(unit, found, declined, "revocation_declined", answer=said)
            return declined

    def take_back(self, actor: Actor, key: str, version: int) -> RevocationCase:
        """Take back what oneself has opened, while nobody has decided it."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.PROPOSE_REVOCATIONS)
            case, _found, people = self._seen(unit, key, version)
            if not case.by_chamber or not people.are_one(actor.account, [case.asked_by]):
                raise RefusedError(_("Only who opened this case takes it back; another officer declines it."))
            return move_case(unit, case, CaseEvent.TAKE_BACK)

    @staticmethod
    def _seen(unit: Unit, key: str, version: int) -> tuple[RevocationCase, Application, People]:
        """Return a case as somebody saw it, its application, and who stands behind both."""
        case = find_case(unit, key)
        if case is None:
            raise AbsentError(_("This chamber has no such case of revocation."))
        found = get_application(unit, case.application)
        people = people_of(unit, found, also=(case.asked_by, case.proposed_by))
        return replace(case, version=version), found, people


def _require_reason(reason: RevocationReason) -> None:
    if reason not in OF_CHAMBERS:
        raise RefusedError(_("Choose one of the reasons that the page offers."))


def _require_no_part(people: People, actor: Actor, asked_by: str | None = None) -> None:
    """Raise `RefusedError` where the one who acts filed the application, or asked for the revocation."""
    if people.filed_by(actor.account) or people.are_one(actor.account, [asked_by]):
        raise RefusedError(
            _("Nobody decides on what they filed or asked for: you, or an id with your mail address, stand behind it.")
        )
