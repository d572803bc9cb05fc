"""The registrar's acts on a filing. All but taking it are for the one who holds it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.registration.filing import Filing, FilingEvent, Remarks
from issuance.domain.registration.form import RegistrationForm
from issuance.domain.registration.record import Registration
from issuance.domain.registration.states import Event
from issuance.domain.registration.validity import Validity
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.messages.saying import Value, printed
from issuance.services.registration.access import approved_form, as_seen
from issuance.services.registration.approving import approve_registration, require_review, validity_of
from issuance.services.registration.consent import use_up_consent
from issuance.services.registration.entering import registration_behind, turn_down
from issuance.services.registration.letters import Letters
from issuance.services.registration.wording import remarks_text
from issuance.storage.filings import NOBODY_HOLDS, Columns, find_filing, move_filing
from issuance.storage.unit import Unit, Units

HELD_MINUTES = 30
"""After that another registrar may take a filing over."""


@dataclass(frozen=True)
class Approved:
    """What an approval did; `validity` is None for a change."""

    filing: Filing
    registration: Registration
    form: RegistrationForm
    previous: RegistrationForm | None
    validity: Validity | None


AfterApproval = Callable[[Unit, Approved], None]
"""What follows in the same transaction: ids are issued, signatories are named."""


class FilingReview:
    """Takes filings in review and decides on them."""

    def __init__(self, units: Units, letters: Letters, after: AfterApproval) -> None:
        self._units = units
        self._letters = letters
        self._after = after

    def take(self, actor: Actor, filing_id: str, version: int) -> Filing:
        """Take a submitted filing in review, for oneself alone."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_REGISTRATIONS)
            filing = _found(unit, filing_id)
            if filing.holder == actor.account and filing.holder is not None:
                return filing
            return _moved(unit, as_seen(filing, version), FilingEvent.TAKE, _held_by(unit))

    def take_over(self, actor: Actor, filing_id: str, version: int, reason: str) -> Filing:
        """Take a filing from the registrar who has had it for long."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_REGISTRATIONS)
            filing = _found(unit, filing_id)
            free = None if filing.held_since is None else filing.held_since + dt.timedelta(minutes=HELD_MINUTES)
            if free is not None and unit.now < free:
                raise RefusedError(
                    _("This filing was opened less than %(minutes)s minutes ago. Ask its holder.", minutes=HELD_MINUTES)
                )
            if not reason.strip():
                raise RefusedError(_("Say why you take this filing over."))
            seen = as_seen(filing, version)
            return _moved(unit, seen, FilingEvent.TAKE_OVER, _held_by(unit), reason=reason)

    def give_back(self, actor: Actor, filing_id: str, version: int) -> Filing:
        """Lay a filing back into the queue."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_REGISTRATIONS)
            filing = _held(unit, filing_id, version)
            return _moved(unit, filing, FilingEvent.GIVE_BACK, NOBODY_HOLDS)

    def return_(self, actor: Actor, filing_id: str, version: int, remarks: Remarks) -> Filing:
        """Return a filing with remarks; its applicant gets a mail that leads back to it."""
        if not remarks.general.strip() and not remarks.fields:
            raise RefusedError(_("Write what is to be mended: a remark beside a field, or one on the whole."))
        return self._turn_down(actor, filing_id, version, FilingEvent.RETURN, Event.RETURN, remarks)

    def reject(self, actor: Actor, filing_id: str, version: int, reason: str) -> Filing:
        """Reject a filing for a reason, which its applicant is told."""
        if not reason.strip():
            raise RefusedError(_("Give the reason, which the applicant is told."))
        return self._turn_down(actor, filing_id, version, FilingEvent.REJECT, Event.REJECT, Remarks(reason.strip()))

    def consequences(self, actor: Actor, filing_id: str) -> Validity | None:
        """Return the validity that an approval would give today; None for a change."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_REGISTRATIONS)
            filing = _found(unit, filing_id)
            return validity_of(filing.kind, registration_behind(unit, filing), japan_date(unit.now))

    def approve(self, actor: Actor, filing_id: str, version: int) -> Approved:
        """Approve a filing: what it says is in force from now on, and a registration begins, goes on or is changed."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_REGISTRATIONS)
            filing = _held(unit, filing_id, version)
            before = registration_behind(unit, filing)
            previous = approved_form(unit, filing)
            validity = validity_of(filing.kind, before, japan_date(unit.now))
            term = {} if validity is None else {"term_from": validity.first, "term_until": validity.last}
            decided = _moved(
                unit,
                filing,
                FilingEvent.APPROVE,
                {**_decided(unit), **term},
            )
            use_up_consent(unit, decided, previous)
            registration = approve_registration(unit, decided, before)
            approved = Approved(decided, registration, decided.submitted_form, previous, validity)
            self._tell_of_approval(unit, approved)
            self._after(unit, approved)
            return approved

    def _turn_down(
        self, actor: Actor, filing_id: str, version: int, event: FilingEvent, first: Event, remarks: Remarks
    ) -> Filing:
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_REGISTRATIONS)
            filing = _held(unit, filing_id, version)
            decided = _moved(
                unit,
                filing,
                event,
                _decided(unit),
                remarks=remarks,
                reason=remarks.general,
            )
            registration = turn_down(unit, filing, registration_behind(unit, filing), first)
            contacts = filing.submitted_form.contacts
            values: dict[str, Value] = {"name": registration.names.ja, "remarks": partial(remarks_text, remarks)}
            if event is FilingEvent.RETURN:
                values["link"] = self._letters.way_back(unit, filing, contacts.mail)
            template = "filing_returned" if event is FilingEvent.RETURN else "filing_rejected"
            self._letters.tell(unit, filing, contacts, template, values, registration.organisation)
            return decided

    def _tell_of_approval(self, unit: Unit, approved: Approved) -> None:
        values: dict[str, Value] = {"name": approved.registration.names.ja}
        if approved.validity is not None:
            values |= {"first": printed(approved.validity.first), "last": printed(approved.validity.last)}
        template = f"{approved.filing.kind.value}_approved"
        organisation = approved.registration.organisation
        self._letters.tell(unit, approved.filing, approved.form.contacts, template, values, organisation)


def _found(unit: Unit, filing_id: str) -> Filing:
    filing = find_filing(unit, filing_id)
    if filing is None:
        raise RefusedError(_("There is no such filing."))
    return filing


def _held(unit: Unit, filing_id: str, version: int) -> Filing:
    """Return a filing that the one who acts holds, as it was seen."""
    filing = _found(unit, filing_id)
    require_review(unit, filing)
    return as_seen(filing, version)


def _held_by(unit: Unit) -> Columns:
    return {"holder": unit.actor.account, "held_since": unit.now}


def _decided(unit: Unit) -> Columns:
    return {**NOBODY_HOLDS, "decided_at": unit.now, "decided_by": unit.actor.account}


def _moved(
    unit: Unit,
    filing: Filing,
    event: FilingEvent,
    columns: Columns,
    *,
    remarks: Remarks | None = None,
    reason: str | None = None,
) -> Filing:
    moved = move_filing(unit, filing, event, remarks=remarks, columns=columns)
    unit.record(
        f"filing.{event.name.lower()}",
        f"filing:{filing.id}",
        organisation=registration_behind(unit, filing).organisation,
        before={"state": filing.state, "holder": filing.holder},
        after={"state": moved.state, "holder": moved.holder, "reason": reason},
    )
    return moved
