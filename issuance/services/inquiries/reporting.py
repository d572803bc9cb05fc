"""The public form: visitors report and ask, read the answer behind a secret link, and add to what they wrote.

    receipt = desk.receive(actor, report, files, "en", submission)
    seen = desk.open(actor, receipt.reference, receipt.secret)       # AbsentError for anything but the true link

Nothing that a visitor gets tells whether a number is the chamber's: every report is answered alike.
"""

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.inquiries.answer import Answer, AnswerState
from issuance.domain.inquiries.case import WAITING, Case, CaseEntry, CaseEvent, EntryKind
from issuance.domain.inquiries.report import MOST_TEXT, CaseKind, Report
from issuance.domain.messages import MailAddress
from issuance.domain.settings import ChamberSettings
from issuance.domain.sign_in.throttle import Limit
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.sight import AbsentError
from issuance.services.chamber.settings import settings_of
from issuance.services.inquiries.certificates import Certificates
from issuance.services.inquiries.files import FileDesk, SentFile
from issuance.services.inquiries.telling import Teller
from issuance.services.sign_in.throttle import Throttle
from issuance.storage.inquiries import (
    add_case,
    add_entry,
    add_file,
    entries_of,
    files_of,
    find_case,
    link_secret,
    move_case,
    received_since,
)
from issuance.storage.inquiry_answers import answers_of, letter_of
from issuance.storage.references import read_reference
from issuance.storage.tables.inquiries import case as table
from issuance.storage.unit import Unit, Units

PER_REPORTER = Limit(10, dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(hours=24))
"""Reports of one network address: a customs office may have a day's worth at once."""

MOST_PER_HOUR = 60
"""Reports that one chamber takes from all addresses together: more are no people's."""

MOST_ENTRIES = 50
MOST_FILES_OF_CASE = 12


@dataclass(frozen=True)
class Receipt:
    """What the reporter gets: the case's number, and the secret part of the link that opens it."""

    reference: str
    secret: str


@dataclass(frozen=True)
class ReporterCase:
    """A case as its reporter may read it."""

    case: Case
    entries: Sequence[CaseEntry]
    files: int
    letters: Sequence[Answer]
    """Signed answers, the latest last."""


class ReportDesk:
    """Takes what visitors write."""

    def __init__(self, units: Units, files: FileDesk, certificates: Certificates, teller: Teller) -> None:
        self._units = units
        self._files = files
        self._certificates = certificates
        self._teller = teller
        self._throttle = Throttle(units.confidential)

    def receive(
        self, actor: Actor, report: Report, files: Sequence[SentFile], language: str, submission: str
    ) -> Receipt:
        """Open a case; the same `submission` again returns the first one's receipt.

        Raises `RefusedError` with the sentence for the reporter, and `ValueError` for what is no mail address.
        """
        report.check()
        if report.mail:
            MailAddress(report.mail)
        with self._units.act(actor) as unit:
            there = find_case(unit, table.c.submission == submission)
            if there is not None:
                return Receipt(there.reference, link_secret(unit, there.id))
            self._require_few(unit)
        with self._files.kept(actor, files) as uploads, self._units.act(actor) as unit:
            number = self._certificates.named(unit.chamber, report.number)
            due_on = _due_on(settings_of(unit), report.kind, japan_date(unit.now))
            case = add_case(unit, report, language=language, due_on=due_on, number=number, submission=submission)
            for upload in uploads:
                add_file(unit, case.id, upload)
            after = {"kind": case.kind, "due_on": due_on, "files": len(uploads)}
            unit.record("inquiry.receive", f"inquiry:{case.id}", after=after)
            self._teller.reporter(unit, case, "case_received")
            self._teller.chamber(unit, case)
            return Receipt(case.reference, link_secret(unit, case.id))

    def open(self, actor: Actor, reference: str, secret: str) -> ReporterCase:
        """Return a case for who has its link."""
        with self._units.look(actor) as unit:
            case = _opened(unit, reference, secret)
            entries = entries_of(unit, case.id, EntryKind.MORE, EntryKind.REPLY)
            letters = [each for each in answers_of(unit, case.id) if each.state is AnswerState.SIGNED]
            return ReporterCase(case, entries, len(files_of(unit, case.id)), letters)

    def letter(self, actor: Actor, reference: str, secret: str, answer: str) -> bytes:
        """Return a signed answer as PDF for who has the case's link."""
        with self._units.look(actor) as unit:
            case = _opened(unit, reference, secret)
            pdf = letter_of(unit, answer) if answer in {each.id for each in answers_of(unit, case.id)} else None
        if pdf is None:
            raise AbsentError(_("There is no such answer."))
        return pdf

    def add(
        self, actor: Actor, reference: str, secret: str, text: str, files: Sequence[SentFile], submission: str
    ) -> None:
        """Add to a case; one that was answered or closed is open again by that, with a deadline of its own."""
        if not text:
            raise RefusedError(_("Say what you want to add."))
        if len(text) > MOST_TEXT:
            raise RefusedError(_("Write less: at most %(most)s characters are possible.", most=MOST_TEXT))
        with self._units.act(actor) as unit:
            self._addable(unit, reference, secret, len(files))
            self._require_few(unit)
        with self._files.kept(actor, files) as uploads, self._units.act(actor) as unit:
            case = self._addable(unit, reference, secret, len(uploads))
            if not add_entry(unit, case.id, EntryKind.MORE, text, submission):
                raise RefusedError(_("This was sent before, and stands in the case already."))
            for upload in uploads:
                add_file(unit, case.id, upload)
            unit.record("inquiry.add", f"inquiry:{case.id}", after={"files": len(uploads)})
            if case.state not in WAITING:
                due_on = _due_on(settings_of(unit), case.kind, japan_date(unit.now))
                case = move_case(unit, case, CaseEvent.REOPEN, {"due_on": due_on, "holder": None})
            self._teller.chamber(unit, case)

    def _addable(self, unit: Unit, reference: str, secret: str, files: int) -> Case:
        case = _opened(unit, reference, secret)
        if not case.may_be_added_to:
            raise RefusedError(_("Nothing can be added to this case any more. Send a new report."))
        many = len(entries_of(unit, case.id, EntryKind.MORE)) >= MOST_ENTRIES
        if many or len(files_of(unit, case.id)) + files > MOST_FILES_OF_CASE:
            raise RefusedError(_("This case is full. Write to the chamber by mail, and name the case's number."))
        return case

    def _require_few(self, unit: Unit) -> None:
        """Count a report of this network address; raise `RefusedError` where there are too many."""
        if self._throttle.take_from(unit, "report", unit.actor.place, PER_REPORTER) is not None:
            raise RefusedError(
                _("Too much was sent from your network. Wait for an hour, or write to the chamber by mail.")
            )
        if received_since(unit, unit.now - dt.timedelta(hours=1)) >= MOST_PER_HOUR:
            raise RefusedError(
                _("Too many reports come in just now. Try again in an hour, or write to the chamber by mail.")
            )


def _due_on(settings: ChamberSettings, kind: CaseKind, today: dt.date) -> dt.date:
    targets = settings.targets
    days = targets.inquiry if kind is CaseKind.INQUIRY else targets.report
    return settings.calendar.add_business_days(today, days)


def _opened(unit: Unit, reference: str, secret: str) -> Case:
    """Return the case that a link opens; raise `AbsentError` for any other link, always the same."""
    case = find_case(unit, table.c.reference == read_reference(reference))
    true = link_secret(unit, case.id if case is not None else "none")
    if not hmac.compare_digest(true.encode(), secret.encode()) or case is None:
        raise AbsentError(_("This link opens no case. Copy it whole, as you received it."))
    return case
