"""The registrar's queue and the page of a filing, through the real application with real files."""

import datetime as dt
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from issuance.domain.registration.checklist import checklist
from issuance.domain.registration.filing import Filing, FilingState
from issuance.domain.registration.states import State
from issuance.domain.staff import Role
from tests.builders import NOW
from tests.office_site import OfficeSite, token_in
from tests.reviewed import ReviewDesk, actor_of, send

QUEUE = "/TYO/desk/registrations"


@pytest.fixture
def desk(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[ReviewDesk]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield ReviewDesk.open(site)
    site.close()


def page_of(filing: Filing) -> str:
    return f"/TYO/desk/filings/{filing.id}"


def ticks(filing: Filing) -> list[str]:
    return [check.value for check in checklist(filing.kind, filing.submitted_form)]


def test_t2_1_a_registrar_takes_checks_and_approves(desk: ReviewDesk) -> None:
    """T2.1, T2.6, T7: from the queue to the approval, which says its dates and issues one administrator id."""
    filing = desk.filed()
    client = desk.signed_in(desk.registrar())
    assert filing.reference in client.get(QUEUE).text
    shown = client.get(page_of(filing)).text
    assert "Nobody works on this filing" in shown
    assert 'name="remark:organisation.name_en"' not in shown
    assert send(client, page_of(filing), f"{page_of(filing)}/take").status_code == 302
    assert 'name="remark:organisation.name_en"' in client.get(page_of(filing)).text
    confirm = client.get(f"{page_of(filing)}/approve").text
    assert "10 March 2026" in confirm
    assert "9 March 2028" in confirm
    assert "This cannot be taken back." in confirm
    answer = send(client, f"{page_of(filing)}/approve", ticked=ticks(filing))
    assert answer.status_code == 302
    shown = client.get(answer.location).text
    assert "administrator id" in shown
    assert "TYO-A" in shown
    assert desk.world.filing(filing.id).state is FilingState.APPROVED


def test_nothing_is_approved_unchecked(desk: ReviewDesk) -> None:
    filing = desk.filed()
    client = desk.signed_in(desk.registrar())
    send(client, page_of(filing), f"{page_of(filing)}/take")
    answer = send(client, f"{page_of(filing)}/approve", ticked=ticks(filing)[:-1])
    assert answer.status_code == 422
    assert "Tick each point" in answer.text
    assert desk.world.filing(filing.id).state is FilingState.IN_REVIEW


def test_a_second_approval_of_the_same_page_issues_nothing_more(desk: ReviewDesk) -> None:
    filing = desk.filed()
    client = desk.signed_in(desk.registrar())
    send(client, page_of(filing), f"{page_of(filing)}/take")
    shown = client.get(f"{page_of(filing)}/approve")
    path = f"{page_of(filing)}/approve"
    fields = {"ticked": ticks(filing)}
    first = send(client, path, **fields)
    second = client.post(path, data={"csrf_token": _token(shown.text), "version": "2", **fields})
    assert first.status_code == 302
    assert second.status_code in (409, 422)
    ids = client.get(first.location).text.count("TYO-A00000")
    assert ids == client.get(first.location).text.count("TYO-A000001"), "one administrator id, whatever was pressed"


def test_who_takes_a_filing_too_late_reads_who_was_faster(desk: ReviewDesk) -> None:
    """Two registrars had its page open, and both press the button."""
    filing = desk.filed()
    first, second = desk.signed_in(desk.registrar("Aoki Hanako")), desk.signed_in(desk.registrar("Baba Ken"))
    stale = {"version": str(filing.version), "csrf_token": token_in(second.get(page_of(filing)))}
    send(first, page_of(filing), f"{page_of(filing)}/take")
    answer = second.post(f"{page_of(filing)}/take", data=stale, follow_redirects=True)
    assert answer.status_code == 200
    assert "somebody else was faster" in answer.text
    assert "Aoki Hanako has had this open since" in answer.text


def test_another_registrar_reads_who_has_it_and_takes_it_over_after_half_an_hour(desk: ReviewDesk) -> None:
    filing = desk.filed()
    aoki, baba = desk.registrar("Aoki Hanako"), desk.registrar("Baba Ken")
    first, second = desk.signed_in(aoki), desk.signed_in(baba)
    send(first, page_of(filing), f"{page_of(filing)}/take")
    shown = second.get(page_of(filing)).text
    assert "Aoki Hanako has had this open since" in shown
    assert "It can be taken over from" in shown
    assert 'action="/TYO/desk/filings/' not in shown.replace("take-over", "")
    held = desk.world.now
    desk.at(held + dt.timedelta(minutes=31))
    first, second = desk.signed_in(aoki), desk.signed_in(baba)
    without = send(second, page_of(filing), f"{page_of(filing)}/take-over", reason=" ")
    assert without.status_code == 422
    assert "Say why you take this filing over." in without.text
    taken = send(second, page_of(filing), f"{page_of(filing)}/take-over", reason="She is ill today.")
    assert taken.status_code == 302
    stale = first.post(
        f"{page_of(filing)}/return", data={"csrf_token": _token(first.get(QUEUE + "?q=").text), "version": "3"}
    )
    assert stale.status_code in (400, 409, 422), "the first one's tab decides nothing any more"
    assert desk.world.filing(filing.id).state is FilingState.IN_REVIEW


def test_a_filing_goes_back_with_remarks_beside_its_fields(desk: ReviewDesk) -> None:
    filing = desk.filed()
    client = desk.signed_in(desk.registrar())
    send(client, page_of(filing), f"{page_of(filing)}/take")
    empty = send(client, page_of(filing), f"{page_of(filing)}/return", general="")
    assert empty.status_code == 422
    fields = {"general": "Please look again.", "remark:organisation.name_en": "As on the extract: “Co., Ltd.”"}
    long = send(client, page_of(filing), f"{page_of(filing)}/return", **{**fields, "remark:contacts.fax": "x" * 1001})
    assert long.status_code == 422
    assert "As on the extract" in long.text, "what was typed is shown again"
    assert send(client, page_of(filing), f"{page_of(filing)}/return", **fields).status_code == 302
    returned = desk.world.filing(filing.id)
    assert returned.state is FilingState.RETURNED
    assert returned.remarks.fields == {"organisation.name_en": "As on the extract: “Co., Ltd.”"}
    assert "Please look again." in client.get(page_of(filing)).text


def test_a_filing_is_rejected_with_a_reason(desk: ReviewDesk) -> None:
    filing = desk.filed()
    client = desk.signed_in(desk.registrar())
    assert client.get(f"{page_of(filing)}/reject").status_code == 422, "it was not taken yet"
    send(client, page_of(filing), f"{page_of(filing)}/take")
    assert send(client, f"{page_of(filing)}/reject", reason="").status_code == 422
    assert send(client, f"{page_of(filing)}/reject", reason="No business is known.").status_code == 302
    assert desk.world.filing(filing.id).state is FilingState.REJECTED
    assert filing.reference in client.get(f"{QUEUE}?tray=rejected").text


def test_a_change_is_shown_beside_what_is_in_force(desk: ReviewDesk) -> None:
    registrar = desk.registrar()
    registration = desk.approved(registrar)
    assert registration.term.state is State.ACTIVE
    administrator = desk.world.administrator(registration)
    from issuance.domain.registration.filing import FilingKind
    from issuance.domain.registration.form import SectionName
    from issuance.services.registration.access import Access

    access = Access(desk.site.office.registration.holders.begin(administrator, FilingKind.CHANGE).id)
    _, draft = desk.world.desks.drafts.read(administrator, access)
    contacts = {**draft.section(SectionName.CONTACTS), "department": "<b>輸出課</b>"}
    desk.world.save(administrator, access, SectionName.CONTACTS, contacts)
    filing = desk.world.submit(access, administrator)
    shown = desk.signed_in(registrar).get(page_of(filing)).text
    assert "貿易部" in shown
    assert "&lt;b&gt;輸出課&lt;/b&gt;" in shown
    assert "<b>輸出課" not in shown
    assert shown.count("changed</strong>") == 1
    assert "only changes" in shown


def test_papers_are_shown_as_pictures_never_as_files(desk: ReviewDesk) -> None:
    filing, other = desk.filed(), desk.filed()
    client = desk.signed_in(desk.registrar())
    upload = filing.submitted_form.papers[0].upload
    picture = client.get(f"{page_of(filing)}/papers/{upload}/2.png")
    assert picture.data.startswith(b"\x89PNG")
    assert picture.headers["Cache-Control"] == "no-store"
    assert "not scanned for viruses" in client.get(page_of(filing)).text
    assert client.get(f"{page_of(filing)}/papers/{upload}/3.png").status_code == 422
    assert client.get(f"{page_of(other)}/papers/{upload}/1.png").status_code == 422, "the other filing's paper"


@pytest.mark.parametrize(
    "question",
    [
        "q=サンプル貿",
        "q=ｻﾝﾌﾟﾙ",
        "q=sample trad",
        "q=5835678256246",
        "q=５８３５６７８２５６２４６",
        "kind=new",
        "form=corporation",
    ],
)
def test_a_filing_is_found(desk: ReviewDesk, question: str) -> None:
    filing = desk.filed(corporate_number="5835678256246")
    client = desk.signed_in(desk.registrar())
    assert filing.reference in client.get(f"{QUEUE}?{question}").text
    assert filing.reference in client.get(f"{QUEUE}?q={filing.reference.lower()}").text
    assert "Nothing fits" in client.get(f"{QUEUE}?{question}&mine=1").text


@pytest.mark.parametrize(
    "question", ["tray=nonsense&page=99999", "page=-1", "q=%00%ff", "kind=%3Cb%3E", "q=" + "x" * 5000]
)
def test_garbage_in_the_address_is_no_error(desk: ReviewDesk, question: str) -> None:
    client = desk.signed_in(desk.registrar())
    # There is no page of what no page sends.
    expected = HTTPStatus.NOT_FOUND if "%00" in question else HTTPStatus.OK
    assert client.get(f"{QUEUE}?{question}").status_code == expected
    assert client.get(f"/TYO/desk/organisations?{question}&state=zzz").status_code == expected


def test_what_waits_too_long_is_marked_and_can_be_asked_for(desk: ReviewDesk) -> None:
    late = desk.filed()
    desk.at(desk.world.now + dt.timedelta(days=9))
    fresh = desk.filed()
    client = desk.signed_in(desk.registrar())
    assert "overdue</span>" in client.get(QUEUE).text
    asked = client.get(f"{QUEUE}?late=1").text
    assert late.reference in asked
    assert fresh.reference not in asked


def test_an_auditor_reads_and_changes_nothing(desk: ReviewDesk) -> None:
    filing = desk.filed()
    client = desk.signed_in(desk.registrar("Ogawa Ai", Role.AUDITOR))
    shown = client.get(page_of(filing))
    assert shown.status_code == 200
    assert "Take this filing" not in shown.text
    token = _token(client.get(QUEUE).text)
    assert client.post(f"{page_of(filing)}/take", data={"csrf_token": token, "version": "1"}).status_code == 403


def test_nobody_else_sees_the_desk(desk: ReviewDesk) -> None:
    filing = desk.filed()
    cashier = desk.signed_in(desk.registrar("Kaneko Yu", Role.CASHIER))
    assert cashier.get(QUEUE).status_code == 403
    assert cashier.get(page_of(filing)).status_code == 403
    assert desk.site.client().get(page_of(filing)).status_code == 303


def test_pages_ask_the_database_little(desk: ReviewDesk) -> None:
    """Twelve queries a page at most, however much there is."""
    from sqlalchemy import event

    registrar = desk.registrar()
    registration = desk.approved(registrar)
    filing = desk.filed()
    client = desk.signed_in(registrar)
    send(client, page_of(filing), f"{page_of(filing)}/take")
    asked: list[str] = []
    event.listen(desk.site.office.store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    for path in (
        QUEUE,
        page_of(filing),
        f"/TYO/desk/organisations/{registration.organisation}",
        "/TYO/desk/organisations",
    ):
        asked.clear()
        assert client.get(path).status_code == 200
        selects = [text for text in asked if text.lstrip().upper().startswith("SELECT")]
        assert len(selects) <= 12, (path, selects)


def test_the_actor_of_a_registrar_is_his_id(desk: ReviewDesk) -> None:
    holder = desk.registrar()
    assert actor_of(holder).account == holder.account.id


def _token(page: str) -> str:
    import re

    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found is not None
    return found[1]
