"""What the registrar's pages show of one filing and of one organisation. Nothing is changed here.

views = RegistrarViews(units, trail)
seen = views.filing(actor, filing_id)
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.registration.checklist import Check, checklist
from issuance.domain.registration.compare import Difference, compare
from issuance.domain.registration.filing import Filing, FilingKind, FilingState
from issuance.domain.registration.form import RegistrationForm
from issuance.domain.registration.handed_in import HandedIn, files_of_form, replaced, was_handed_in
from issuance.domain.registration.record import Registration
from issuance.domain.registration.validity import Validity
from issuance.domain.registration.waiting import Waiting, waiting
from issuance.domain.signatories import Signatory
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.registration.access import approved_form
from issuance.services.registration.approving import validity_of
from issuance.services.registration.review import HELD_MINUTES
from issuance.services.trail.reading import Entry, Search, Trail
from issuance.storage import measures
from issuance.storage.accounts import find_accounts
from issuance.storage.filings import filings_of, find_filing
from issuance.storage.measures import Measure
from issuance.storage.registrations import find_registration, registration_of
from issuance.storage.shown import ShownFile, ShownMessage, files_by_id, messages_about, names_of_accounts
from issuance.storage.signatories import signatories_of
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units

_MESSAGES = 15
_ENTRIES = 20


@dataclass(frozen=True)
class SeenFiling:
    """A filing as its page shows it."""

    filing: Filing
    registration: Registration
    form: RegistrationForm
    previous: RegistrationForm | None
    """What was in force when it was begun."""
    differences: Sequence[Difference]
    replaced: Sequence[HandedIn]
    """Files of an earlier submission that the last one does not have any more."""
    files: Mapping[str, ShownFile]
    checks: Sequence[Check]
    validity: Validity | None
    """What an approval would give today; None for a change."""
    waiting: Waiting | None
    holder: str
    is_mine: bool
    may_take_over_from: dt.datetime | None
    may_decide: bool
    """Whether the one who looks did not file it."""
    now: dt.datetime
    today: dt.date

    @property
    def may_take_over(self) -> bool:
        """Whether another's hold is old enough."""
        return self.may_take_over_from is not None and self.now >= self.may_take_over_from


@dataclass(frozen=True)
class SeenOrganisation:
    """An organisation as its page shows it."""

    registration: Registration
    form: RegistrationForm | None
    """What is in force."""
    filings: Sequence[Filing]
    signatories: Sequence[Signatory]
    accounts: Sequence[Account]
    measures: Sequence[Measure]
    messages: Sequence[ShownMessage]
    entries: Sequence[Entry]
    staff: Mapping[str, str]
    """Names of those who acted, by account."""
    files: Mapping[str, ShownFile]
    today: dt.date

    def with_specimen(self, key: str) -> Signatory:
        """Return a signatory who has a specimen signature; raise `RefusedError` where there is none."""
        return _with_specimen(self.signatories, key)


class RegistrarViews:
    """Reads what the pages show."""

    def __init__(self, units: Units, trail: Trail) -> None:
        self._units = units
        self._trail = trail

    def filing(self, actor: Actor, key: str) -> SeenFiling:
        """Return a filing that was submitted once; raise `RefusedError` where there is none."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_FILINGS)
            filing = _submitted(unit, key)
            registration = _registration(unit, filing)
            previous = approved_form(unit, filing)
            form, earlier = filing.submitted_form, replaced(filing)
            settings, today = settings_of(unit), japan_date(unit.now)
            is_open = filing.state in (FilingState.SUBMITTED, FilingState.IN_REVIEW)
            waits = None
            if is_open and filing.submitted_at is not None:
                submitted = japan_date(filing.submitted_at)
                waits = waiting(settings.calendar, submitted, today, settings.targets.registration)
            free = None if filing.held_since is None else filing.held_since + dt.timedelta(minutes=HELD_MINUTES)
            return SeenFiling(
                filing=filing,
                registration=registration,
                form=form,
                previous=previous,
                differences=compare(previous, form),
                replaced=earlier,
                files=files_by_id(unit, [*files_of_form(form), *(each.upload for each in earlier)]),
                checks=checklist(filing.kind, form),
                validity=validity_of(filing.kind, registration, today) if is_open else _given(filing),
                waiting=waits,
                holder=names_of_accounts(unit, [filing.holder]).get(filing.holder or "", ""),
                is_mine=filing.holder is not None and filing.holder == actor.account,
                may_take_over_from=free,
                may_decide=filing.submitted_by is None or filing.submitted_by != actor.account,
                now=unit.now,
                today=today,
            )

    def upload_of_filing(self, actor: Actor, key: str, upload: str) -> str:
        """Return `upload` if it belongs to the filing; raise `RefusedError` otherwise."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_FILINGS)
            if not was_handed_in(_submitted(unit, key), upload):
                raise RefusedError(_("This filing has no such paper."))
        return upload

    def specimen(self, actor: Actor, organisation: str, key: str) -> str:
        """Return the upload of a signatory's specimen signature; raise `RefusedError` where there is none."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_ORGANISATIONS)
            return str(_with_specimen(signatories_of(unit, organisation), key).specimen)

    def organisation(self, actor: Actor, key: str) -> SeenOrganisation:
        """Return everything about one organisation; raise `RefusedError` where this chamber has none of that name."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_ORGANISATIONS)
            registration = registration_of(unit, key)
            if registration is None:
                raise RefusedError(_("This chamber has no such organisation: look it up again on the desk."))
            filings = [each for each in filings_of(unit, registration.id) if each.submitted_at is not None]
            approved = next((each for each in filings if each.id == registration.approved_filing), None)
            taken = measures.of_organisation(unit, key)
            signatories = signatories_of(unit, key)
            actors = [each.written_by for each in taken] + [each.settled_by for each in taken]
            return SeenOrganisation(
                registration=registration,
                form=approved.form if approved else None,
                filings=filings,
                signatories=signatories,
                accounts=find_accounts(unit, account.c.organisation == key),
                measures=taken,
                messages=messages_about(unit, key, _MESSAGES),
                entries=self._trail.search(unit, Search(organisation=key), limit=_ENTRIES).entries,
                staff=names_of_accounts(unit, [*actors, *(each.decided_by for each in filings)]),
                files=files_by_id(unit, [each.specimen for each in signatories if each.specimen]),
                today=japan_date(unit.now),
            )


def _with_specimen(signatories: Sequence[Signatory], key: str) -> Signatory:
    for signatory in signatories:
        if signatory.id == key and signatory.specimen is not None:
            return signatory
    raise RefusedError(_("No specimen signature was handed in."))


def _submitted(unit: Unit, key: str) -> Filing:
    filing = find_filing(unit, key)
    if filing is None or filing.form is None:
        raise RefusedError(_("This chamber has no such filing: see the queue again."))
    return filing


def _registration(unit: Unit, filing: Filing) -> Registration:
    found = find_registration(unit, filing.registration or "")
    if found is None:
        raise LookupError(f"The submitted filing {filing.id} has no registration.")
    return found


def _given(filing: Filing) -> Validity | None:
    if filing.kind is FilingKind.CHANGE or filing.term_from is None or filing.term_until is None:
        return None
    return Validity(filing.term_from, filing.term_until)
