"""The demo's issued applications: to be printed, printed, closed, stopped, and one that the issue job finds waiting."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass

from issuance.demo.office.sign_ins import sign_ins
from issuance.demo.office.typed import typed_of
from issuance.demo.papers import sample_document, sample_draft
from issuance.demo.profile import CHAMBER
from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, PaperRole
from issuance.domain.application.states import Event, State
from issuance.domain.calendar import japan_date
from issuance.domain.delivery.window import PRINT_DAYS
from issuance.domain.ids import IdKind
from issuance.domain.uploads import Purpose
from issuance.office import Office
from issuance.paper import Press
from issuance.storage.accounts import find_accounts
from issuance.storage.application_papers import add_paper, note_submitted
from issuance.storage.applications import (
    add_application,
    add_version,
    change_application,
    find_application_of_submission,
    move_application,
)
from issuance.storage.registrations import registration_of
from issuance.storage.signatories import get_signatory
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit
from signing.canonical import JsonObject
from signing.content import KIND_BY_SLUG
from signing.number import parse_number

_DEMO = Actor.job(CHAMBER, "demo")
_APPLICANT, _REVIEWER, _APPROVER = "User id of a signatory", "Reviewer", "Approver"


@dataclass(frozen=True)
class _Case:
    """One application: the sample that it is about, the COPYs ordered, and what becomes of it."""

    token: str
    sample: str
    then: str
    """`wait` for the issue job, `stop`, `deliver`, `print`, or `close`."""
    copies: int = 0
    rush: bool = False
    replaces: str = ""
    """Token of the one that it replaces."""


_CASES = (
    _Case("demo-to-print", "coo-jp", "deliver", copies=2),
    _Case("demo-printed", "invoice", "print", copies=1),
    _Case("demo-closed", "coo-foreign", "close"),
    _Case("demo-stopped", "coo-jp-60-lines", "stop"),
    _Case("demo-waiting", "signature", "wait", rush=True),
    _Case("demo-revoked", "coo-jp", "deliver"),
    _Case("demo-replaced", "coo-jp", "deliver"),
    _Case("demo-successor", "coo-jp", "deliver", replaces="demo-replaced"),
)


def make_deliveries(office: Office, say: Callable[[str], None]) -> None:
    """Make what is missing, and go on with what was begun and cut off."""
    people = {who: _account(office, who) for who in (_APPLICANT, _REVIEWER, _APPROVER)}
    for case in _CASES:
        with office.units.look(_DEMO) as unit:
            there = find_application_of_submission(unit, case.token)
        if there is None:
            there = _paid(office, case, people)
        if case.then != "wait" and there.state in (State.PAID, State.ISSUING):
            outcome = office.delivery.job.issue(CHAMBER, there.id)
            say(f"{there.reference}: {outcome.what}{f' as {outcome.number}' if outcome.number else ''}.")
        _go_on(office, case, there.id, people[_APPLICANT])


def _account(office: Office, who: str) -> Account:
    login = next(each.login for each in sign_ins(office) if each.chamber == CHAMBER and each.who == who)
    with office.units.look(_DEMO) as unit:
        return find_accounts(unit, account.c.login == login)[0]


def _paid(office: Office, case: _Case, people: dict[str, Account]) -> Application:
    holder = people[_APPLICANT]
    document = sample_document("commercial-invoice.pdf", Press()) if case.sample in ("invoice", "signature") else None
    with office.units.act(_DEMO) as unit:
        draft = _draft(unit, case, holder)
        found = add_application(
            unit,
            KIND_BY_SLUG[str(draft["type"])],
            organisation=str(holder.organisation),
            agent=None,
            signatory=str(holder.signatory),
            created_by=holder.id,
            language="ja",
            entry=typed_of(draft),
            replaces=_number(unit, case.replaces),
            submission=case.token,
        )
        if document is not None:
            file = io.BytesIO(document)
            upload = office.uploads.take(unit, file, "invoice.pdf", Purpose.DOCUMENT, holder.organisation)
            note_submitted(unit, [add_paper(unit, found, upload.id, PaperRole.DOCUMENT, holder.id)], 1)
        add_version(unit, found, draft, holder.id)
        return _lead(unit, case, found, people)


def _number(unit: Unit, token: str) -> str | None:
    """Return the public number of what was issued from an application."""
    found = find_application_of_submission(unit, token) if token else None
    return None if found is None or found.certificate is None else parse_number(found.certificate).public


def _lead(unit: Unit, case: _Case, found: Application, people: dict[str, Account]) -> Application:
    """Lead an application through review and payment."""
    submitted = {
        "version_submitted": 1,
        "submitted_at": unit.now,
        "submitted_by": people[_APPLICANT].id,
        "copies": case.copies,
        "rush": case.rush,
    }
    approved = {"version_approved": 1, "decided_at": unit.now, "decided_by": people[_APPROVER].id}
    steps: tuple[tuple[Event, dict[str, object]], ...] = (
        (Event.SUBMIT, submitted),
        (Event.TAKE, {}),
        (Event.CHECK, {"checked_by": people[_REVIEWER].id}),
        (Event.APPROVE, approved),
        (Event.SETTLE, {}),
    )
    for event, columns in steps:
        found = move_application(unit, found, event, columns=columns)
    return found


def _draft(unit: Unit, case: _Case, holder: Account) -> JsonObject:
    """Return the sample in the name of the demo's applicant."""
    today = japan_date(unit.now)
    draft = sample_draft(case.sample, today)
    registration = registration_of(unit, str(holder.organisation))
    signatory = get_signatory(unit, str(holder.signatory))
    exporter = draft["exporter"]
    if registration is not None and isinstance(exporter, dict):
        draft["exporter"] = {**exporter, "name": registration.names.en}
        if "company" in draft:
            draft["company"] = registration.names.en
    draft["signatory"] = {"name": signatory.person.name_en, "title": signatory.person.title}
    document, invoice = draft.get("document"), draft.get("invoice")
    if isinstance(document, dict):
        draft["document"] = {"title": document["title"]}
    if case.then == "stop" and isinstance(invoice, dict):
        # No form lets this through; so an issue stops that nobody has expected to.
        draft["invoice"] = {**invoice, "date": (today + dt.timedelta(days=30)).isoformat()}
    return draft


def _go_on(office: Office, case: _Case, key: str, holder: Account) -> None:
    """Do what happened since the delivery."""
    actor = Actor(CHAMBER, holder.login, holder.id, IdKind.USER, holder.organisation)
    if case.then == "print" and not office.delivery.printing.one(actor, key).prints:
        for sheet in ("original", "copy-1", "original"):
            office.delivery.printing.fetch(actor, key, sheet)
    elif case.then == "close":
        with office.units.act(_DEMO) as unit:
            found = find_application_of_submission(unit, case.token)
            if found is not None and found.state is State.DELIVERED:
                long_ago = unit.now - dt.timedelta(days=PRINT_DAYS + 6)
                found = change_application(unit, found, {"delivered_at": long_ago})
                move_application(unit, found, Event.CLOSE_PRINT)
