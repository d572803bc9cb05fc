"""The officers' decisions on an application: return, reject, check (first eyes), approve (second eyes), recall.

    desk = DecisionDesk(units, bill, cancel_bill, tell)
    checked = desk.check(reviewer, key, version, ticked)
    approved = desk.approve(approver, key, checked.version)

What is approved is the version that was checked: nobody can submit another one between the two, and the row's version
that a form carries refuses who saw something else. Where the chamber waives four eyes for a kind (`one_officer`), the
officer who has it in review approves it alone, with the same list of points.
"""

from collections.abc import Callable, Collection

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Remarks
from issuance.domain.application.checklist import Check, checklist
from issuance.domain.application.states import Event, State
from issuance.domain.staff import StaffAct
from issuance.domain.webhooks.events import WebhookEvent
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.replacing import Replacing
from issuance.services.chamber.settings import settings_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.reasons import reason_of
from issuance.services.review.acting import OFFICERS_ACTS, as_seen, held, require_not_own, submitted
from issuance.services.review.telling import TellFilers
from issuance.services.webhooks.announcing import announce
from issuance.storage.application_checks import note_checked
from issuance.storage.application_history import marks_of
from issuance.storage.application_people import People
from issuance.storage.applications import NOBODY_HOLDS, Columns, move_application
from issuance.storage.imprints import signature_at
from issuance.storage.unit import Unit, Units

Bill = Callable[[Unit, Application], Application]
"""Charges what an approved application costs, in the same transaction; settles at once where nothing is owed."""

CancelBill = Callable[[Unit, Application], None]
"""Takes the charge of an application back whose approval was recalled."""

UNDECIDED: Columns = {
    **NOBODY_HOLDS,
    "checked_by": None,
    "version_approved": None,
    "decided_at": None,
    "decided_by": None,
}


class UncheckedError(RefusedError):
    """Something was not ticked. `checks` says what."""

    def __init__(self, checks: Collection[Check]) -> None:
        super().__init__(_("Tick each point when you have checked it. Nothing was noted yet."))
        self.checks = checks


class DecisionDesk:
    """Decides on applications; every method is one act."""

    def __init__(
        self, units: Units, bill: Bill, cancel_bill: CancelBill, tell: TellFilers, replacing: Replacing
    ) -> None:
        self._units = units
        self._replacing = replacing
        self._bill = bill
        self._cancel_bill = cancel_bill
        self._tell = tell

    def return_(self, actor: Actor, key: str, version: int, remarks: Remarks) -> Application:
        """Return an application with remarks, to be mended and submitted again."""
        said = Remarks(remarks.general.strip(), {name: text for name, text in remarks.fields.items() if text.strip()})
        if not said.general and not said.fields:
            raise RefusedError(_("Write what is to be mended: a remark beside a field, or one on the whole."))
        return self._turn_down(actor, key, version, Event.RETURN, said)

    def reject(self, actor: Actor, key: str, version: int, reason: str) -> Application:
        """Reject an application for a reason, which its people are told."""
        said = Remarks(reason_of(reason, _("Give the reason, which the applicant is told.")))
        return self._turn_down(actor, key, version, Event.REJECT, said)

    def check(self, actor: Actor, key: str, version: int, ticked: Collection[Check]) -> Application:
        """Note that everything was checked: another officer approves."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_APPLICATIONS)
            found = held(unit, key, version)
            require_not_own(unit, found)
            _note_all(unit, found, ticked)
            columns = {**NOBODY_HOLDS, "checked_by": actor.account}
            return move_application(unit, found, Event.CHECK, columns=columns)

    def approve(self, actor: Actor, key: str, version: int, ticked: Collection[Check] = ()) -> Application:
        """Approve what another officer has checked, or alone what one officer may decide; then the fee is due."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.APPROVE_APPLICATIONS)
            found = as_seen(submitted(unit, key), version)
            people = require_not_own(unit, found)
            settings = settings_of(unit)
            if settings.officers_sign:
                _require_signature(unit)
            alone = found.kind.slug in settings.one_officer
            if found.state is State.IN_REVIEW:
                found = held(unit, key, version)
                if not alone:
                    raise RefusedError(
                        _("This kind is seen by four eyes: note what you have checked, and another officer approves.")
                    )
                _note_all(unit, found, ticked)
            elif not alone:
                _require_other_eyes(unit, found, people)
            # Before anybody pays: the issue asks it again.
            self._replacing.require(unit, found)
            columns = {
                **NOBODY_HOLDS,
                "checked_by": found.checked_by or actor.account,
                "version_approved": found.version_submitted,
                "decided_at": unit.now,
                "decided_by": actor.account,
            }
            approved = self._bill(unit, move_application(unit, found, Event.APPROVE, columns=columns))
            due = approved.state is State.FEE_DUE
            self._tell(unit, approved, "application_approved_fee" if due else "application_approved", {})
            announce(unit, WebhookEvent.APPLICATION_APPROVED, approved)
            return approved

    def recall(self, actor: Actor, key: str, version: int, reason: str) -> Application:
        """Take an approval back before anything was issued; the application waits for review again."""
        words = reason_of(reason, _("Say why the approval is taken back: it is recorded, and the applicant reads it."))
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.APPROVE_APPLICATIONS)
            found = as_seen(submitted(unit, key), version)
            if found.certificate is not None:
                raise RefusedError(
                    _(
                        "The certificate number %(number)s was taken for this application already: "
                        "void it before the approval is taken back.",
                        number=found.certificate,
                    )
                )
            require_not_own(unit, found)
            columns = {**UNDECIDED, "stopped_because": ""}
            recalled = move_application(unit, found, Event.RECALL, columns=columns)
            unit.record(
                "application.recall_reason",
                f"application:{found.id}",
                organisation=found.organisation,
                after={"reason": words},
            )
            self._cancel_bill(unit, recalled)
            self._tell(unit, recalled, "application_recalled", {"reason": words})
            return submitted(unit, key)

    def _turn_down(self, actor: Actor, key: str, version: int, event: Event, remarks: Remarks) -> Application:
        with self._units.act(actor) as unit:
            check_staff(unit, *OFFICERS_ACTS)
            found = as_seen(submitted(unit, key), version)
            if found.state is State.IN_REVIEW:
                found = held(unit, key, version)
            require_not_own(unit, found)
            decided = {"decided_at": unit.now, "decided_by": actor.account} if event is Event.REJECT else {}
            columns = {**UNDECIDED, **decided}
            moved = move_application(unit, found, event, remarks=remarks, columns=columns)
            template = "application_rejected" if event is Event.REJECT else "application_returned"
            self._tell(unit, moved, template, {"remarks": remarks.general or "–"})
            rejected = event is Event.REJECT
            announce(unit, WebhookEvent.APPLICATION_REJECTED if rejected else WebhookEvent.APPLICATION_RETURNED, moved)
            return moved


def points_of(unit: Unit, found: Application) -> tuple[Check, ...]:
    """Return what has to be checked of an application now."""
    watched = marks_of(unit, found.id).destination in settings_of(unit).watched
    return checklist(found.kind, replaces=found.replaces is not None, watched=watched)


def _note_all(unit: Unit, found: Application, ticked: Collection[Check]) -> None:
    points = points_of(unit, found)
    missing = [point for point in points if point not in ticked]
    if missing:
        raise UncheckedError(missing)
    note_checked(unit, found.id, found.version_submitted, points)


def _require_signature(unit: Unit) -> None:
    account = unit.actor.account
    if account is None or signature_at(unit, account, unit.now) is None:
        raise RefusedError(
            _(
                "In this chamber the approving officer's own signature stands on the paper, and none of yours is "
                "confirmed: hand it in under “Seal and signatures”."
            )
        )


def _require_other_eyes(unit: Unit, found: Application, people: People) -> None:
    if found.state is State.CHECKED and people.are_one(unit.actor.account, [found.checked_by]):
        raise RefusedError(
            _("You, or an id with your mail address, checked this application: another officer approves it.")
        )
