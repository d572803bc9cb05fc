"""What visitors send: taken in alike whatever it names, few from one address, read behind a secret link alone."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from issuance.demo.office.company import specimen
from issuance.domain.actor import Actor
from issuance.domain.inquiries.case import CaseEvent, CaseState, EntryKind
from issuance.domain.inquiries.report import CaseKind, Report
from issuance.errors import RefusedError
from issuance.services.applications.sight import AbsentError
from issuance.services.inquiries import reporting
from issuance.services.inquiries.files import SentFile
from issuance.storage.inquiries import entries_of, files_of, find_case, move_case
from issuance.storage.tables.inquiries import case as table
from issuance.storage.tables.uploads import upload
from tests.builders import NOW
from tests.inquiring import CHAMBER_MAIL, INQUIRY, Inquiring
from tests.office_site import OfficeSite
from tests.paid import CHAMBER, JOB

PAPER = Report(CaseKind.DOCUMENT, number="TYO26-00?4", what="The seal is blurred.", country="AE", mail="l@example.org")


def uploads_kept(desk: Inquiring) -> int:
    with desk.office.units.look(JOB) as unit:
        return unit.count(unit.select(upload, upload.c.id))


def test_a_report_becomes_a_case_with_its_files_and_tells_both_sides(desk: Inquiring) -> None:
    receipt = desk.report(PAPER, [SentFile(specimen("paper"), "photo.png")])

    case = desk.case(receipt)
    assert (case.state, case.report) == (CaseState.OPEN, PAPER)
    with desk.office.units.look(JOB) as unit:
        assert len(files_of(unit, case.id)) == 1
    (mail,) = [each for each in desk.mails("case_received") if each["reference"] == case.reference]
    assert mail["link"].endswith(f"/TYO/report/cases/{receipt.reference}/{receipt.secret}")
    (told,) = [each for each in desk.mails("case_chamber") if each["reference"] == case.reference]
    assert PAPER.what not in str(told)
    assert CHAMBER_MAIL  # to whom it goes


def test_nothing_that_the_reporter_gets_says_whether_the_number_is_ours(desk: Inquiring) -> None:
    known = desk.report(Report(CaseKind.DOCUMENT, number=desk.number, what="Is it yours?", mail="a@example.org"))
    unknown = desk.report(Report(CaseKind.DOCUMENT, number="TYO26-999999", what="Is it yours?", mail="a@example.org"))
    seen = [
        desk.office.inquiries.reporting.open(Actor.visitor(CHAMBER, "192.0.2.1"), each.reference, each.secret)
        for each in (known, unknown)
    ]
    assert desk.case(known).number is not None
    assert desk.case(unknown).number is None
    assert len({(each.case.state, len(each.entries), each.files, each.case.due_on) for each in seen}) == 1
    mails = [each for each in desk.mails("case_received") if each["reference"] in (known.reference, unknown.reference)]
    assert len({each["due"] for each in mails}) == 1


@pytest.mark.parametrize("typed", ["{public}", "no. {public} (the rest is torn off)", "{lower}", "{wide}"])
def test_a_number_is_recognised_however_it_is_written(desk: Inquiring, typed: str) -> None:
    public = desk.number[:12]
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in desk.number)
    written = typed.format(public=public, lower=desk.number.lower().replace("-", " "), wide=wide)
    receipt = desk.report(Report(CaseKind.DOCUMENT, number=written, what="Is it yours?"))
    assert desk.case(receipt).number == desk.number.replace("-", "")


def test_an_inquiry_is_due_in_five_business_days_and_a_report_in_ten(desk: Inquiring) -> None:
    calendar = desk.office.chambers.get(CHAMBER).settings.calendar  # type: ignore[union-attr]  # it is there
    today = desk.case(desk.report(PAPER)).received_at.astimezone(dt.timezone(dt.timedelta(hours=9))).date()
    assert desk.case(desk.report(INQUIRY)).due_on == calendar.add_business_days(today, 5)
    assert desk.case(desk.report(PAPER)).due_on == calendar.add_business_days(today, 10)


@pytest.mark.parametrize("wrong", ["", "0" * 32, "x", "é" * 32])
def test_only_the_whole_link_opens_a_case(desk: Inquiring, wrong: str) -> None:
    mine, other = desk.report(PAPER), desk.report(PAPER)
    said = set()
    for reference, secret in ((mine.reference, wrong), (mine.reference, other.secret), ("C-2222-2222", mine.secret)):
        with pytest.raises(AbsentError) as refused:
            desk.office.inquiries.reporting.open(Actor.visitor(CHAMBER, "192.0.2.1"), reference, secret)
        said.add(str(refused.value))
    assert len(said) == 1


def test_a_form_that_is_sent_twice_is_one_case(desk: Inquiring) -> None:
    visitor, token = Actor.visitor(CHAMBER, "198.51.100.1"), desk.token()
    first = desk.office.inquiries.reporting.receive(visitor, PAPER, [], "en", token)
    assert desk.office.inquiries.reporting.receive(visitor, PAPER, [], "en", token) == first


def test_one_address_sends_ten_reports_and_then_waits(desk: Inquiring) -> None:
    visitor = Actor.visitor(CHAMBER, "198.51.100.9")
    for _ in range(10):
        desk.office.inquiries.reporting.receive(visitor, PAPER, [], "en", desk.token())
    with pytest.raises(RefusedError, match="from your network"):
        desk.office.inquiries.reporting.receive(visitor, PAPER, [], "en", desk.token())


def test_so_many_reports_an_hour_are_no_peoples(desk: Inquiring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "MOST_PER_HOUR", 1)
    before = uploads_kept(desk)
    with pytest.raises(RefusedError, match="Too many reports"):
        desk.report(PAPER, [SentFile(specimen("paper"), "photo.png")])
    assert uploads_kept(desk) == before


def test_what_is_no_picture_is_refused_and_nothing_of_the_report_stays(desk: Inquiring) -> None:
    before = uploads_kept(desk)
    files = [SentFile(specimen("paper"), "photo.png"), SentFile(io.BytesIO(b"MZ\x90 a program"), "invoice.pdf")]
    with pytest.raises(RefusedError):
        desk.report(PAPER, files)
    assert uploads_kept(desk) == before


def test_an_inquiry_names_who_asks(desk: Inquiring) -> None:
    for field in ("name", "organisation", "mail", "what"):
        values = {name: value for name, value in INQUIRY.values().items() if name != field}
        with pytest.raises(RefusedError):
            desk.report(Report.read(values))


def test_adding_to_an_answered_case_opens_it_again_with_a_deadline_of_its_own(desk: Inquiring) -> None:
    receipt = desk.report(PAPER)
    case = desk.taken(receipt)
    cases = desk.office.inquiries.cases
    cases.reply(desk.reviewer, case.id, case.version, "It is a copy of a real one.", desk.token(), settles=True)
    with desk.office.units.act(JOB) as unit:
        unit.update(table, case.id, due_on=dt.date(2026, 1, 5))

    desk.office.inquiries.reporting.add(
        Actor.visitor(CHAMBER, "198.51.100.3"), receipt.reference, receipt.secret, "Here is more.", [], desk.token()
    )

    again = desk.case(receipt)
    assert (again.state, again.holder) == (CaseState.OPEN, None)
    assert again.due_on > dt.date(2026, 1, 5)
    with desk.office.units.look(JOB) as unit:
        assert [each.text for each in entries_of(unit, case.id, EntryKind.MORE)] == ["Here is more."]


def test_nothing_is_added_to_what_was_no_report(desk: Inquiring) -> None:
    receipt = desk.report(PAPER)
    with desk.office.units.act(JOB) as unit:
        found = find_case(unit, table.c.reference == receipt.reference)
        assert found is not None
        move_case(unit, found, CaseEvent.DISCARD)
    with pytest.raises(RefusedError, match="Send a new report"):
        desk.office.inquiries.reporting.add(
            Actor.visitor(CHAMBER, "198.51.100.4"), receipt.reference, receipt.secret, "Hello?", [], desk.token()
        )


def test_t18_what_reporters_say_lies_sealed(desk: Inquiring) -> None:
    """Read with the database's own eyes: no name, no address, no word of it stands there in the clear."""
    receipt = desk.report(INQUIRY)
    case = desk.case(receipt)
    with desk.office.units.look(JOB) as unit:
        row = unit.row(unit.select(table).where(table.c.id == case.id))
    assert row is not None
    plain = b"\x00".join(value if isinstance(value, bytes) else str(value).encode() for value in row.values())
    for told in ("Albrecht", "Hauptzollamt", "example.org", "4711", "Did your chamber", receipt.secret):
        assert told.encode() not in plain


def test_reports_are_kept_on_both_databases(
    database: str, office_templates: Callable[[int], Path], tmp_path: Path
) -> None:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    visitor = Actor.visitor(CHAMBER, "192.0.2.5")
    receipt = site.office.inquiries.reporting.receive(visitor, INQUIRY, [], "ja", f"token-{database}")
    seen = site.office.inquiries.reporting.open(visitor, receipt.reference.lower(), receipt.secret)
    assert seen.case.report == INQUIRY
    site.close()
