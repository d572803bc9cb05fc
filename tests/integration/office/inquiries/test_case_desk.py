"""The officers' desk: deadlines, who has a case, how it ends, what auditors see, what each day brings."""

import datetime as dt
from collections.abc import Callable

import pytest

from issuance.demo.office.company import specimen
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.inquiries.case import CASE, ENDED, CaseEvent, CaseState
from issuance.domain.inquiries.report import CaseKind, Report
from issuance.domain.staff import Role
from issuance.errors import ConflictError, RefusedError
from issuance.services.inquiries.files import SentFile
from issuance.services.inquiries.queue import CaseAsk, Tray
from issuance.storage.tables.inquiries import case as table
from tests.inquiring import INQUIRY, Inquiring
from tests.office_site import OfficeSite, token_in
from tests.paid import CHAMBER, JOB
from tests.signed_in import staff_client

SITE = Report(CaseKind.SITE, site="https://look-alike.example")


def references(desk: Inquiring, ask: CaseAsk) -> list[str]:
    return [line.case.reference for line in desk.office.inquiries.queue.page(desk.reviewer, ask).lines]


def make_late(desk: Inquiring, key: str, days: int = 30) -> None:
    with desk.office.units.act(JOB) as unit:
        unit.update(table, key, due_on=japan_date(unit.now) - dt.timedelta(days=days))


def test_the_list_shows_what_is_due_first_and_marks_what_is_late(desk: Inquiring) -> None:
    late, inquiry, report = desk.report(SITE), desk.report(INQUIRY), desk.report(SITE)
    make_late(desk, desk.case(late).id)
    page = desk.office.inquiries.queue.page(desk.reviewer, CaseAsk())
    mine = {each.reference for each in (late, inquiry, report)}
    shown = [line.case.reference for line in page.lines if line.case.reference in mine]
    assert shown == [late.reference, inquiry.reference, report.reference]
    assert page.lines[0].is_late
    assert references(desk, CaseAsk(overdue=True)) == [late.reference]
    assert inquiry.reference not in references(desk, CaseAsk(kind=CaseKind.SITE))
    assert references(desk, CaseAsk(text=report.reference.lower().replace("-", " "))) == [report.reference]
    make_late(desk, desk.case(late).id, -30)


def test_a_case_is_found_by_the_number_of_its_certificate(desk: Inquiring) -> None:
    receipt = desk.report(Report(CaseKind.DOCUMENT, number=desk.number, what="Is it yours?"))
    assert receipt.reference in references(desk, CaseAsk(text=desk.number[:12], tray=Tray.ENDED))
    seen = desk.office.inquiries.views.one(desk.reviewer, desk.case(receipt).id)
    assert seen.certified is not None
    assert seen.certified.boxes


def test_two_officers_never_work_on_one_case(desk: Inquiring) -> None:
    case = desk.case(desk.report(SITE))
    cases = desk.office.inquiries.cases
    cases.take(desk.reviewer, case.id, case.version)
    with pytest.raises(ConflictError):
        cases.take(desk.approver, case.id, case.version)
    seen = desk.office.inquiries.views.one(desk.approver, case.id).case
    with pytest.raises(RefusedError, match="Take this case before"):
        cases.close(desk.approver, case.id, seen.version)
    cases.hand_over(desk.reviewer, case.id, seen.version, str(desk.approver.account))
    seen = desk.office.inquiries.views.one(desk.approver, case.id).case
    assert seen.holder == desk.approver.account
    cases.close(desk.approver, case.id, seen.version)


def test_a_case_ends_closed_merged_or_as_spam_and_its_end_is_noted_for_its_keeping(desk: Inquiring) -> None:
    cases, reviewer = desk.office.inquiries.cases, desk.reviewer
    first, again, spam = (desk.taken(desk.report(SITE)) for _ in range(3))
    cases.close(reviewer, first.id, first.version)
    cases.merge(reviewer, again.id, again.version, first.reference)
    cases.discard(reviewer, spam.id, spam.version, "Advertising.", desk.token())
    for key, state in ((first.id, CaseState.CLOSED), (again.id, CaseState.MERGED), (spam.id, CaseState.SPAM)):
        seen = desk.office.inquiries.views.one(reviewer, key).case
        assert (seen.state, seen.closed_at is not None) == (state, True)
    assert [each.id for each in desk.office.inquiries.views.one(reviewer, first.id).related] == [again.id]

    seen = desk.office.inquiries.views.one(reviewer, again.id).case
    cases.reopen(reviewer, again.id, seen.version, "It was another site after all.", desk.token())
    opened = desk.office.inquiries.views.one(reviewer, again.id).case
    assert (opened.state, opened.closed_at, opened.duplicate_of) == (CaseState.OPEN, None, None)


def test_an_inquiry_is_not_closed_without_its_answer(desk: Inquiring) -> None:
    case = desk.taken(desk.report(INQUIRY))
    with pytest.raises(RefusedError, match="closed once it is answered"):
        desk.office.inquiries.cases.close(desk.reviewer, case.id, case.version)


def test_an_end_is_an_end_and_every_case_can_reach_one() -> None:
    for state in CaseState:
        reachable = {state}
        for _ in CaseState:
            reachable |= {CASE.after(each, event) for each in reachable for event in CASE.events_in(each)}
        assert reachable & ENDED
    for state in ENDED:
        assert list(CASE.events_in(state)) == [CaseEvent.REOPEN]


ACTS: dict[str, Callable[[Inquiring, Actor, str], object]] = {
    "take": lambda desk, actor, key: desk.office.inquiries.cases.take(actor, key, 1),
    "note": lambda desk, actor, key: desk.office.inquiries.cases.note(actor, key, "x", "t"),
    "reply": lambda desk, actor, key: desk.office.inquiries.cases.reply(actor, key, 1, "x", "t", settles=False),
    "identify": lambda desk, actor, key: desk.office.inquiries.cases.identify(actor, key, 1, ""),
    "close": lambda desk, actor, key: desk.office.inquiries.cases.close(actor, key, 1),
    "confirm": lambda desk, actor, key: desk.office.inquiries.answers.confirm(actor, key, 1),
    "withdraw": lambda desk, actor, key: desk.office.inquiries.answers.withdraw(actor, key, 1),
    "queue": lambda desk, actor, key: desk.office.inquiries.queue.page(actor, CaseAsk()),
    "one": lambda desk, actor, key: desk.office.inquiries.views.one(actor, key),
}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_t15_whoever_has_no_role_for_cases_does_and_reads_nothing(desk: Inquiring, act: str) -> None:
    key = desk.case(desk.report(SITE)).id
    for actor in (desk.trade.actor, Actor.visitor(CHAMBER, "192.0.2.1")):
        with pytest.raises(RefusedError, match="Your roles do not allow this"):
            ACTS[act](desk, actor, key)


def test_pictures_of_handed_in_files_are_made_anew_and_an_auditor_changes_nothing(
    site: OfficeSite, desk: Inquiring
) -> None:
    case = desk.case(desk.report(SITE, [SentFile(specimen("paper"), "photo.png")]))
    auditor, path = staff_client(site, Role.AUDITOR), f"/TYO/desk/inquiries/{case.id}"
    page = auditor.get(path)
    assert "Take this case" not in page.text
    picture = auditor.get(page.text.split('<img src="')[1].split('"')[0])
    assert picture.mimetype == "image/png"
    assert picture.data != specimen("paper").read()
    assert auditor.post(f"{path}/take", data={"csrf_token": token_in(auditor.get("/TYO/account/"))}).status_code == 403


def test_an_officer_takes_answers_and_closes_in_the_browser(site: OfficeSite, desk: Inquiring) -> None:
    case = desk.case(desk.report(SITE))
    officer, path = staff_client(site, Role.REVIEWER), f"/TYO/desk/inquiries/{case.id}"

    def send(act: str, **fields: str) -> int:
        version = desk.office.inquiries.views.one(desk.reviewer, case.id).case.version
        data = {"csrf_token": token_in(officer.get(path)), "version": str(version), **fields}
        return officer.post(f"{path}/{act}", data=data).status_code

    assert send("take") == 303
    assert send("note", text="Provider was asked.") == 303
    assert send("reply", text="It is gone.", settles="y") == 303
    assert send("close") == 303
    assert send("close") == 422
    page = officer.get(path).text
    assert "Provider was asked." in page
    assert "It is gone." in page


def test_the_chamber_is_reminded_once_a_business_day_and_answered_cases_close_by_themselves(desk: Inquiring) -> None:
    late, quiet = desk.case(desk.report(SITE)), desk.taken(desk.report(SITE))
    desk.office.inquiries.cases.reply(desk.reviewer, quiet.id, quiet.version, "Done.", desk.token(), settles=True)
    make_late(desk, late.id)
    with desk.office.units.act(JOB) as unit:
        unit.update(table, quiet.id, state_since=unit.now - dt.timedelta(days=31))

    first = desk.office.inquiries.daily.run(CHAMBER)
    second = desk.office.inquiries.daily.run(CHAMBER)

    assert first.cases_reminded >= 1
    assert (first.cases_closed, second.cases_reminded, second.cases_closed) == (1, 0, 0)
    (mail,) = desk.mails("cases_due")
    assert late.reference in mail["list"]
    assert desk.office.inquiries.views.one(desk.reviewer, quiet.id).case.state is CaseState.CLOSED
