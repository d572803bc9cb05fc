"""The officers' pages of applications, through the real application."""

import io
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.domain.application.application import Application, PaperRole
from issuance.domain.application.states import State
from issuance.domain.ids import IdState
from issuance.domain.uploads import Purpose
from issuance.storage.accounts import get_account, set_state
from issuance.storage.application_papers import add_paper, note_submitted, papers_of
from issuance.storage.sessions import Origin
from signing.content import Kind
from tests.builders import NOW
from tests.office_ids import STAFF
from tests.office_site import ENGLISH, OfficeSite
from tests.queries import counted
from tests.review_world import ReviewWorld
from tests.reviewed import paper, send

QUEUE = "/TYO/desk/applications"


class Desk:
    """The application, with officers who are signed in."""

    def __init__(self, site: OfficeSite) -> None:
        self.site = site
        self.world = ReviewWorld.open(site.office)

    def client(self, officer: str) -> FlaskClient:
        """Return a browser in which an officer is signed in; it speaks English."""
        client = self.site.client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = ENGLISH["Accept-Language"]
        with self.site.office.units.act(STAFF) as unit:
            origin = Origin("127.0.0.1", "a test's browser", "password")
            token = self.site.office.access.sessions.begin(unit, self.world.accounts[officer].id, origin)
        client.set_cookie("id", str(token))
        return client

    def with_paper(self, application: Application) -> str:
        """Lay an invoice of two pages beside an application; return its upload."""
        upload = self.site.office.uploads.receive(
            STAFF, io.BytesIO(paper("invoice")), "invoice.pdf", Purpose.DOCUMENT, self.world.applicant
        )
        with self.site.office.units.act(STAFF) as unit:
            added = add_paper(unit, application, upload.id, PaperRole.INVOICE, self.world.filer)
            note_submitted(unit, [added], 1)
        return upload.id


@pytest.fixture
def desk(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[Desk]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield Desk(site)
    site.close()


def page_of(application: Application) -> str:
    return f"{QUEUE}/{application.id}"


def test_t2_5_first_eyes_and_second_eyes_lead_to_an_approval(desk: Desk) -> None:
    """T2.5: from the queue through both pairs of eyes; nobody is asked for what cannot be done now."""
    found = desk.world.submitted(rush=True)
    first, second = desk.client("reviewer"), desk.client("approver")
    assert found.reference in first.get(QUEUE).text
    assert "Take the next one" in first.get(QUEUE).text
    shown = first.get(page_of(found)).text
    assert "Nobody works on this application" in shown
    assert "Hamburg Import GmbH" in shown
    assert "Machine tools" in shown
    assert 'name="remark:invoice.number"' not in shown
    assert send(first, QUEUE, f"{page_of(found)}/take").status_code == HTTPStatus.FOUND, "the next one, from the list"
    assert "Take the next one" not in first.get(QUEUE).text, "nobody waits without an officer"
    assert 'name="remark:invoice.number"' in first.get(page_of(found)).text
    assert "has had this open since" in second.get(page_of(found)).text
    ticks = [point.value for point in desk.world.points(found)]
    refused = send(first, f"{page_of(found)}/check", ticked=ticks[1:])
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tick each point" in refused.text
    assert send(first, f"{page_of(found)}/check", ticked=ticks).status_code == HTTPStatus.FOUND
    assert first.get(f"{page_of(found)}/approve").status_code == HTTPStatus.FORBIDDEN, "a reviewer approves nothing"
    confirm = second.get(f"{page_of(found)}/approve").text
    assert "Version 1 is approved, and no other one is issued." in confirm
    assert "Checked by Takahashi Aoi" in confirm
    assert send(second, f"{page_of(found)}/approve").status_code == HTTPStatus.FOUND
    assert desk.world.state(found) is State.PAID


def test_it_is_returned_with_remarks_that_stay_where_nothing_was_sent(desk: Desk) -> None:
    found = desk.world.submitted()
    client = desk.client("reviewer")
    send(client, page_of(found), f"{page_of(found)}/take")
    empty = send(client, page_of(found), f"{page_of(found)}/return")
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Write what is to be mended" in empty.text
    remarks = {"remark:invoice.number": "Not that of the paper.", "remark:goods.1": "Which model?", "general": ""}
    too_long = send(client, page_of(found), f"{page_of(found)}/return", **{**remarks, "general": "x" * 5000})
    assert too_long.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Which model?" in too_long.text
    assert send(client, page_of(found), f"{page_of(found)}/return", **remarks).status_code == HTTPStatus.FOUND
    assert desk.world.now(found).remarks.fields == {
        "invoice.number": "Not that of the paper.",
        "goods.1": "Which model?",
    }


def test_a_remark_on_a_paper_is_read_at_that_paper(desk: Desk) -> None:
    found = desk.world.submitted()
    upload, other = desk.with_paper(found), desk.with_paper(found)
    officer = desk.client("reviewer")
    send(officer, page_of(found), f"{page_of(found)}/take")
    assert f'name="remark:papers.{other}"' in officer.get(page_of(found)).text
    remarks = {f"remark:papers.{upload}": "Its second page is missing.", "remark:papers": "One more is needed."}

    assert send(officer, page_of(found), f"{page_of(found)}/return", **remarks).status_code == HTTPStatus.FOUND

    with desk.site.office.units.act(STAFF) as unit:
        desk.world.accounts["filer"] = get_account(unit, desk.world.filer)
        set_state(unit, desk.world.accounts["filer"], IdState.ACTIVE)
        at = {each.upload: f"/papers/{each.id}" for each in papers_of(unit, found.id)}
    filer = desk.client("filer")
    for page in ("", "/papers", "/form"):
        text = filer.get(f"/TYO/applications/{found.id}{page}").text
        items = text[text.index('class="letters papers"') :].split("<li>")
        (remarked,) = (item for item in items if "Its second page is missing." in item)
        assert at[upload] in remarked
        assert at[other] not in remarked
        assert "One more is needed." in text


def test_papers_are_shown_beside_it_page_by_page_and_no_others(desk: Desk) -> None:
    found, other = desk.world.submitted(), desk.world.submitted()
    upload, foreign = desk.with_paper(found), desk.with_paper(other)
    client = desk.client("reviewer")
    shown = client.get(page_of(found)).text
    assert f"papers/{upload}/2.png" in shown
    assert client.get(f"{page_of(found)}/papers/{upload}/2.png").mimetype == "image/png"
    assert client.get(f"{page_of(found)}/papers/{foreign}/1.png").status_code in (404, 409, 422)


def test_the_certificate_is_drawn_as_a_preview_without_a_key(desk: Desk) -> None:
    found = desk.world.submitted()
    desk.site.office.print_room = desk.site.installation.open(real_paper=True).print_room
    client = desk.client("reviewer")
    answer = client.get(f"{page_of(found)}/sheet.pdf")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"{page_of(found)}/sheet/1.png").data.startswith(b"\x89PNG")
    assert client.get(f"{page_of(found)}/sheet/99.png").status_code in (404, 409, 422)


def test_several_are_approved_from_the_list(desk: Desk) -> None:
    good = desk.world.checked(desk.world.submitted())
    own = desk.world.checked(desk.world.submitted(), "both")
    client = desk.client("both")
    shown = client.get(f"{QUEUE}?tray=checked").text
    assert f'value="{good.id}:{good.version}"' in shown
    assert f'value="{own.id}:' not in shown
    chosen = [f"{good.id}:{good.version}", f"{own.id}:{own.version}", "nonsense"]
    answer = send(client, f"{QUEUE}?tray=checked", f"{QUEUE}/approve", chosen=chosen)
    assert "1 application is approved" in answer.text
    assert "1 could not be approved" in answer.text
    assert [desk.world.state(each) for each in (good, own)] == [State.PAID, State.CHECKED]


def test_a_late_officer_is_told_and_changes_nothing(desk: Desk) -> None:
    found = desk.world.submitted()
    first, second = desk.client("reviewer"), desk.client("another")
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', second.get(page_of(found)).text)
    assert token is not None
    send(first, page_of(found), f"{page_of(found)}/take")
    late = second.post(f"{page_of(found)}/take", data={"csrf_token": token[1], "version": str(found.version)})
    assert late.status_code in (302, 409, 422)
    assert desk.world.now(found).holder == desk.world.accounts["reviewer"].id


def test_hints_stand_above_it(desk: Desk) -> None:
    index = b"i" * 16
    before = desk.world.approved(desk.world.submitted(invoice_index=index))
    found = desk.world.submitted(invoice_index=index, destination="KP")
    shown = desk.client("reviewer").get(page_of(found)).text
    assert "The same invoice number was certified before." in shown
    assert before.reference in shown
    assert "Export controls apply." in shown


@pytest.mark.parametrize("kind", list(Kind))
def test_a_page_of_each_kind_asks_few_times(desk: Desk, kind: Kind) -> None:
    found = desk.world.submitted(kind, agent=desk.world.agent, invoice_index=b"i" * 16)
    desk.with_paper(found)
    taken = desk.world.taken(found)
    client = desk.client("reviewer")
    for path in (page_of(taken), f"{page_of(taken)}/check", QUEUE, f"{QUEUE}?after=1~nonsense~x&destination=xx"):
        client.get(path)
        with counted(desk.site.office.store.engine) as statements:
            assert client.get(path).status_code == HTTPStatus.OK
        assert len(statements) <= 12, (path, statements)
