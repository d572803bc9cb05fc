"""Pages of the board, the terms and the operators' desk, as people in a browser meet them."""

import datetime as dt
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.notices.notice import checked
from issuance.domain.notices.pauses import PauseText
from issuance.domain.notices.terms import TermsText
from issuance.domain.staff import Role
from issuance.storage.tables import parties
from signing.bulletin import ServicePart
from tests.builders import NOW
from tests.office_mail import Clock, a_message, post_all
from tests.office_postings import signed_in
from tests.office_site import CHAMBER, ENGLISH, JAPANESE, OfficeSite, token_in

OPERATOR = Actor.job(CHAMBER, "operator")
FEDERATION_OPERATOR = Actor.job(FEDERATION, "operator")
ORGANISATION = "a" * 16
NOTICE = {
    "title_ja": "年末の休業",
    "body_ja": "休業します。\n良いお年を。",
    "title_en": "Closed at year-end",
    "body_en": "We are closed.",
    "importance": "ordinary",
    "audience": "all",
    "first_day-year": "2026",
    "first_day-month": "3",
    "first_day-day": "10",
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path], clock: Clock) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path / "site", office_templates(NOW.year))
    made.office.clock = clock
    with made.office.units.act(OPERATOR) as unit:
        names = unit.seal(
            parties.organisation.c.names, ORGANISATION, {"ja": "東京電機", "kana": "", "en": "Tokyo Denki"}
        )
        unit.insert(parties.organisation, id=ORGANISATION, form="corporation", names=names, created_at=unit.now)
        unit.insert(
            parties.registration,
            organisation=ORGANISATION,
            capacities="applicant",
            state="active",
            state_since=unit.now,
            valid_from=NOW.date(),
            valid_until=NOW.date() + dt.timedelta(days=700),
            version=1,
        )
    yield made
    made.close()


@pytest.fixture
def operator(site: OfficeSite) -> FlaskClient:
    return signed_in(site, CHAMBER, IdKind.STAFF, Role.OPERATOR)


def a_pause(clock: Clock, hours: float = 3) -> PauseText:
    values = {
        "begins": clock.now,
        "ends": clock.now + dt.timedelta(hours=hours),
        "ground": "fault",
        "reason": {"ja": "回線の障害", "en": "A fault of the line"},
    }
    return checked(PauseText, values)


def post_terms(site: OfficeSite, name: str, effective_on: dt.date, actor: Actor = OPERATOR) -> str:
    text = checked(TermsText, {"name": name, "ja": f"規約{name}", "en": f"Terms {name}", "effective_on": effective_on})
    row = site.office.postings.terms.write(actor, text)
    site.office.postings.terms.post(actor, row, 1)
    return row


def write_notice(site: OfficeSite, operator: FlaskClient, **fields: str) -> str:
    """Write a notice by the form; return the address of its page."""
    answer = site.post(operator, "/TYO/desk/notices/new", **{**NOTICE, **fields})
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    return answer.headers["Location"]


def press(client: FlaskClient, page: str, act: str, version: int, **fields: str) -> int:
    """Press a button of a page."""
    token = {"csrf_token": _token(client, page), "version": str(version)}
    return client.post(f"{page}/{act}", data={**token, **fields}).status_code


def test_t6_a_notice_is_written_looked_at_and_posted(site: OfficeSite, operator: FlaskClient) -> None:
    """T6: the preview has both languages; visitors see it after posting alone, each in his language."""
    page = write_notice(site, operator)
    preview = operator.get(page, headers=ENGLISH).text
    assert "年末の休業" in preview
    assert "Closed at year-end" in preview
    visitor = site.client()
    assert "Closed at year-end" not in visitor.get("/TYO/notices", headers=ENGLISH).text
    assert press(operator, page, "post", 1) == HTTPStatus.SEE_OTHER
    assert "Closed at year-end" in visitor.get("/TYO/notices", headers=ENGLISH).text
    assert "年末の休業" in visitor.get("/TYO/", headers=JAPANESE).text
    assert press(operator, page, "withdraw", 2) == HTTPStatus.SEE_OTHER
    assert "Closed at year-end" not in visitor.get("/TYO/notices", headers=ENGLISH).text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(site: OfficeSite, operator: FlaskClient) -> None:
    answer = site.post(operator, "/TYO/desk/notices/new", **{**NOTICE, "title_en": "", "body_ja": "あ" * 4001})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Enter the title in English" in answer.text
    assert "4001 characters" in answer.text
    assert "年末の休業" in answer.text


def test_a_stale_tab_changes_nothing(site: OfficeSite, operator: FlaskClient) -> None:
    page = write_notice(site, operator)
    assert press(operator, page, "post", 1) == HTTPStatus.SEE_OTHER
    assert press(operator, page, "withdraw", 1) == HTTPStatus.CONFLICT
    assert press(operator, page, "post", 2) == HTTPStatus.UNPROCESSABLE_ENTITY


def test_scripts_in_a_notice_stay_text(site: OfficeSite, operator: FlaskClient) -> None:
    page = write_notice(site, operator, title_en="<script>alert(1)</script>", body_en="<b>x</b>")
    press(operator, page, "post", 1)
    board = site.client().get("/TYO/notices", headers=ENGLISH).text
    assert "<script>alert" not in board
    assert "&lt;script&gt;alert(1)" in board


@pytest.mark.parametrize(
    "path",
    ["notices", "notices/new", "terms", "terms/new", "pauses", "messages"],
)
def test_the_desk_is_open_to_operators_alone(site: OfficeSite, path: str) -> None:
    assert site.client().get(f"/TYO/desk/{path}").status_code == HTTPStatus.SEE_OTHER
    for kind, roles in ((IdKind.STAFF, (Role.REGISTRAR,)), (IdKind.STAFF, (Role.AUDITOR,))):
        client = signed_in(site, CHAMBER, kind, *roles)
        assert client.get(f"/TYO/desk/{path}").status_code == HTTPStatus.FORBIDDEN
    assert signed_in(site, CHAMBER, IdKind.STAFF, Role.OPERATOR).get(f"/TYO/desk/{path}").status_code == HTTPStatus.OK
    federation = signed_in(site, FEDERATION, IdKind.FEDERATION)
    assert federation.get(f"/TYO/desk/{path}").status_code == HTTPStatus.NOT_FOUND
    assert federation.get(f"/federation/{path}").status_code == HTTPStatus.OK


def test_a_notice_of_the_federation_is_none_of_the_chambers_desk(site: OfficeSite, operator: FlaskClient) -> None:
    federation = signed_in(site, FEDERATION, IdKind.FEDERATION)
    page = site.post(federation, "/federation/notices/new", **NOTICE).headers["Location"]
    assert press(federation, page, "post", 1) == HTTPStatus.SEE_OTHER
    assert "Closed at year-end" in operator.get("/TYO/notices", headers=ENGLISH).text
    assert operator.get(page.replace("/federation/", "/TYO/desk/")).status_code == HTTPStatus.NOT_FOUND
    assert 'value="named"' not in federation.get("/federation/notices/new").text


def test_t5_new_terms_are_shown_once_and_keep_nobody_from_working(site: OfficeSite, clock: Clock) -> None:
    """T5: the next page is the terms, then the one that was asked for; no box to tick, no second time."""
    user = signed_in(site, CHAMBER, IdKind.USER, organisation=ORGANISATION)
    assert user.get("/TYO/notices").status_code == HTTPStatus.OK
    post_terms(site, "2026-04", dt.date(2026, 4, 1))
    clock.forward(seconds=6)
    to_terms = user.get("/TYO/notices?x=1")
    assert to_terms.status_code == HTTPStatus.SEE_OTHER
    shown = user.get(to_terms.headers["Location"], headers=ENGLISH)
    assert "Terms 2026-04" in shown.text
    assert "/TYO/notices?x=1" in shown.text
    assert user.get("/TYO/notices?x=1").status_code == HTTPStatus.OK


def test_t5_staff_and_visitors_are_not_led_to_terms(site: OfficeSite, operator: FlaskClient) -> None:
    post_terms(site, "2026-04", dt.date(2026, 4, 1))
    assert operator.get("/TYO/notices").status_code == HTTPStatus.OK
    page = site.client().get("/TYO/terms", headers=ENGLISH)
    assert "Version 2026-04 applies from 1 April 2026." in page.text


def test_t5_a_change_less_than_14_days_ahead_is_refused_in_words(site: OfficeSite, operator: FlaskClient) -> None:
    fields = {"name": "hasty", "ja": "規約", "en": "Terms"}
    day = {"effective_on-year": "2026", "effective_on-month": "3", "effective_on-day": "20"}
    written = site.post(operator, "/TYO/desk/terms/new", **fields, **day)
    assert written.status_code == HTTPStatus.SEE_OTHER, written.text
    page = written.headers["Location"]
    answer = operator.post(f"{page}/post", data={"csrf_token": _token(operator, page), "version": "1"}, headers=ENGLISH)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "2026-03-25 at the earliest" in answer.text


def test_the_changes_of_a_version_are_public(site: OfficeSite, clock: Clock) -> None:
    post_terms(site, "2026-04", dt.date(2026, 4, 1))
    clock.forward(days=30)
    later = post_terms(site, "2026-06", dt.date(2026, 6, 1))
    page = site.client().get(f"/TYO/terms/{later}/changes", headers=ENGLISH)
    assert "<del>" in page.text
    assert site.client().get(f"/TYO/terms/{'0' * 16}/changes").status_code == HTTPStatus.NOT_FOUND


def test_t22_a_pause_is_answered_with_503_and_when_to_come_back(site: OfficeSite, clock: Clock) -> None:
    """T22: a clear page in the reader's language, `Retry-After`; health and sign-in stay, and who ends it gets in."""
    operator = signed_in(site, CHAMBER, IdKind.STAFF, Role.OPERATOR)
    registrar = signed_in(site, CHAMBER, IdKind.STAFF, Role.REGISTRAR)
    visitor = site.client()
    row = site.office.postings.pause_desk.announce(OPERATOR, a_pause(clock))
    answer = visitor.get("/TYO/", headers=JAPANESE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "10800")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "回線の障害" in answer.text
    assert "15:00" in answer.text
    assert registrar.get("/TYO/notices").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert visitor.get("/TYO/sign-in").status_code == HTTPStatus.OK
    assert visitor.get("/").status_code == HTTPStatus.OK, "another chamber is not closed by it"
    page = "/TYO/desk/pauses"
    token = {"csrf_token": _token(operator, page), "version": "1"}
    assert operator.post(f"{page}/{row}/end", data=token).status_code == HTTPStatus.SEE_OTHER
    clock.forward(seconds=6)
    assert visitor.get("/TYO/").status_code == HTTPStatus.OK


def test_t22_the_federations_pause_closes_all_pages(site: OfficeSite, clock: Clock) -> None:
    site.office.postings.pause_desk.announce(FEDERATION_OPERATOR, a_pause(clock))
    visitor = site.client()
    assert visitor.get("/").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert visitor.get("/TYO/notices").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert signed_in(site, FEDERATION, IdKind.FEDERATION).get("/federation/pauses").status_code == HTTPStatus.OK
    clock.forward(hours=3)
    assert visitor.get("/TYO/notices").status_code == HTTPStatus.OK


def test_t22_a_window_of_the_bulletin_stands_on_every_page_and_then_closes_them(site: OfficeSite, clock: Clock) -> None:
    """T22: what an operator announces on the command line; health stays, programs are told by a code of its own."""
    begins = clock.now + dt.timedelta(days=2)
    texts = {"en": "New disks", "ja": "ディスクの交換"}
    ends = begins + dt.timedelta(hours=2)
    site.office.bulletin_notes.add_window(texts, [ServicePart.OFFICE], begins, ends, emergency=False)
    visitor = site.client()
    assert "ディスクの交換" not in visitor.get("/TYO/", headers=JAPANESE).text
    site.office.bulletin_desk.publish()
    clock.forward(seconds=6)
    assert "ディスクの交換" in visitor.get("/TYO/", headers=JAPANESE).text
    assert visitor.get("/TYO/notices").status_code == HTTPStatus.OK
    clock.forward(days=2)
    closed = visitor.get("/TYO/", headers=JAPANESE)
    assert (closed.status_code, closed.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "7194")
    assert "ディスクの交換" in closed.text
    told = visitor.post("/TYO/oauth/token")
    assert (told.status_code, told.json["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "paused")
    assert visitor.get("/healthz").status_code == HTTPStatus.OK
    staying = signed_in(site, FEDERATION, IdKind.FEDERATION).get("/federation/pauses", headers=ENGLISH)
    assert staying.status_code == HTTPStatus.OK
    assert "New disks" in staying.text
    clock.forward(hours=2)
    assert visitor.get("/TYO/").status_code == HTTPStatus.OK


def test_a_pause_is_announced_by_the_form(site: OfficeSite, operator: FlaskClient) -> None:
    days = {f"{end}_day-{part}": value for end in ("begins", "ends") for part, value in _DAY.items()}
    fields = {
        "begins_time": "22:00",
        "ends_time": "2330",
        "ground": "maintenance",
        "reason_ja": "保守",
        "reason_en": "Upkeep",
    }
    answer = site.post(operator, "/TYO/desk/pauses/new", **days, **fields)
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    assert "22:00" in operator.get("/TYO/desk/pauses", headers=ENGLISH).text
    refused = site.post(operator, "/TYO/desk/pauses/new", **days, **{**fields, "ends_time": "25:00"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "for example 22:00" in refused.text


def test_without_a_mail_server_the_desk_says_that_messages_wait(site: OfficeSite, operator: FlaskClient) -> None:
    post_all(site.office, a_message())
    page = operator.get("/TYO/desk/messages?tray=waiting", headers=ENGLISH).text
    assert "No mail server is set up here" in page
    assert "trade@example.co.jp" in page


_DAY = {"year": "2026", "month": "3", "day": "20"}


def _token(client: FlaskClient, page: str) -> str:
    return token_in(client.get(page))
