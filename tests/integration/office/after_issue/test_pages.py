"""The pages of revocation, replacement and further copies, as their people use them."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.domain.accounts import Account
from issuance.domain.application.states import Event
from issuance.storage.applications import add_version, get_application, move_application
from issuance.storage.revocations import cases_of
from issuance.storage.sessions import Origin
from signing.record import RevocationReason
from tests.builders import NOW
from tests.office_site import ENGLISH, OfficeSite, token_in
from tests.offices import draft
from tests.paid import CHAMBER, JOB, Trade

APPLICATIONS, DESK, COPIES = f"/{CHAMBER}/applications", f"/{CHAMBER}/desk/revocations", f"/{CHAMBER}/desk/copies"
WRONG = RevocationReason.INCORRECT_CONTENT.value


class World:
    """A delivered certificate, and the browsers of its exporter and of two officers."""

    def __init__(self, site: OfficeSite) -> None:
        self.site = site
        self.trade = Trade.make(site.office)
        self.key = self.trade.apply(draft(), copies=1)
        self.number = str(site.office.delivery.job.issue(CHAMBER, self.key).number)
        people = (self.trade.user, self.trade.reviewer, self.trade.approver)
        self.exporter, self.reviewer, self.approver = (self.browser(each) for each in people)

    def browser(self, account: Account) -> FlaskClient:
        with self.site.office.units.act(JOB) as unit:
            token = self.site.office.access.sessions.begin(unit, account.id, Origin("127.0.0.1", "a test", "password"))
        client = self.site.client()
        client.set_cookie("id", str(token))
        return client

    @property
    def case(self) -> str:
        with self.site.office.units.look(JOB) as unit:
            return cases_of(unit, self.key)[0].id

    @property
    def version(self) -> str:
        return str(self.site.office.after_issue.views.one(JOB, self.case).case.version)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path_factory.mktemp("office") / "var", office_templates(NOW.year))
    yield made
    made.close()


@pytest.fixture
def world(site: OfficeSite) -> World:
    return World(site)


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == HTTPStatus.OK, answer.status
    return " ".join(answer.get_data(as_text=True).split())


def send(client: FlaskClient, page: str, path: str = "", **fields: str) -> int:
    data = {"csrf_token": token_in(client.get(page)), **fields}
    return client.post(f"{page}{path}", data=data, headers=ENGLISH).status_code


def test_a_request_goes_from_the_exporters_page_over_two_officers_to_the_register(world: World) -> None:
    own, ask = f"{APPLICATIONS}/{world.key}", f"{APPLICATIONS}/{world.key}/revocation"
    assert ask in text_of(world.exporter, own)
    assert send(world.exporter, ask, words="Never shipped.") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(world.exporter, ask, reason=WRONG, words="Never shipped.") == HTTPStatus.SEE_OTHER
    assert "Until then the certificate stays in force" in text_of(world.exporter, own)
    assert world.number in text_of(world.reviewer, DESK)
    case = f"{DESK}/{world.case}"
    page = text_of(world.reviewer, case)
    assert "Never shipped." in page
    assert "Revoke it for ever" not in page

    assert send(world.reviewer, case, "/propose", version=world.version, reason=WRONG) == HTTPStatus.SEE_OTHER
    assert "an approver other than you decides" in text_of(world.reviewer, case)
    assert "Revoke it for ever" in text_of(world.approver, case)
    assert send(world.reviewer, DESK + "/of/" + world.key, reason=WRONG, words="x") == HTTPStatus.UNPROCESSABLE_ENTITY
    token = token_in(world.approver.get(case))
    answer = world.approver.post(f"{case}/decide", data={"csrf_token": token, "version": world.version})
    assert answer.status_code == HTTPStatus.SEE_OTHER

    assert "being published" in text_of(world.approver, case)
    assert "decided to revoke" in text_of(world.exporter, f"/{CHAMBER}/printing/{world.key}")
    assert [outcome.reason for outcome in world.site.office.after_issue.job.round(CHAMBER)] == [""]
    assert "The register has said so since" in text_of(world.approver, case)
    page = text_of(world.exporter, own)
    assert "This certificate was revoked" in page
    assert ask not in page
    (listed,) = re.findall(
        r"<td[^>]*Certificate.*?</td>", world.exporter.get(APPLICATIONS + "?tray=all").text, re.DOTALL
    )
    assert "revoked" in listed


def test_what_the_chamber_opens_the_exporter_does_not_see_before_it_is_decided(world: World) -> None:
    begin = f"{DESK}/of/{world.key}"
    assert begin in text_of(world.reviewer, f"/{CHAMBER}/desk/issue/{world.key}")
    assert send(world.reviewer, begin, reason="false_declaration", words="Made elsewhere.") == HTTPStatus.SEE_OTHER
    page = text_of(world.exporter, f"{APPLICATIONS}/{world.key}")
    assert "Revocation" not in page
    assert "Made elsewhere." not in page


def test_a_request_is_declined_with_a_reason_that_the_exporter_reads(world: World) -> None:
    own = f"{APPLICATIONS}/{world.key}"
    send(world.exporter, f"{own}/revocation", reason=WRONG, words="Never shipped.")
    decline = f"{DESK}/{world.case}/decline"
    assert send(world.reviewer, decline, version=world.version) == HTTPStatus.UNPROCESSABLE_ENTITY
    sent = send(world.reviewer, decline, version=world.version, reason="A bank has presented it.")
    assert sent == HTTPStatus.SEE_OTHER
    assert "A bank has presented it." in text_of(world.exporter, own)


def test_a_request_is_taken_back_on_the_exporters_page(world: World) -> None:
    own = f"{APPLICATIONS}/{world.key}"
    send(world.exporter, f"{own}/revocation", reason=WRONG, words="Never shipped.")
    assert send(world.exporter, own, "/revocation/take-back", version=world.version) == HTTPStatus.SEE_OTHER
    assert "taken back" in text_of(world.exporter, own)


def test_an_application_of_others_is_not_there(world: World) -> None:
    stranger = world.browser(Trade.make(world.site.office).user)
    for page in ("revocation", "replacement"):
        answer = stranger.get(f"{APPLICATIONS}/{world.key}/{page}")
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_copies_are_ordered_and_printed_at_the_counter(world: World) -> None:
    page = f"{COPIES}/{world.key}"
    assert page in text_of(world.reviewer, f"/{CHAMBER}/desk/issue/{world.key}")
    assert send(world.reviewer, page, copies="0") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(world.reviewer, page, copies="2") == HTTPStatus.SEE_OTHER
    token = token_in(world.reviewer.get(page))
    answer = world.reviewer.post(f"{page}/copy-2.pdf", data={"csrf_token": token})
    assert answer.data.startswith(b"%PDF")
    assert f"{world.number}-copy-2.pdf" in answer.headers["Content-Disposition"]
    assert "1 time" in text_of(world.reviewer, page)


def test_a_replacement_begins_on_the_old_ones_page(world: World) -> None:
    page = f"{APPLICATIONS}/{world.key}/replacement"
    assert page in text_of(world.exporter, f"{APPLICATIONS}/{world.key}")
    assert send(world.exporter, page) == HTTPStatus.UNPROCESSABLE_ENTITY
    token = token_in(world.exporter.get(page))
    answer = world.exporter.post(page, data={"csrf_token": token, "fault": "chamber", "why": "The port is wrong."})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    form = text_of(world.exporter, answer.location)
    assert world.number in form
    assert "The port is wrong." in form


def test_the_officer_reads_whose_error_it_was_and_makes_it_free(world: World) -> None:
    token = token_in(world.exporter.get(f"{APPLICATIONS}/{world.key}/replacement"))
    data = {"csrf_token": token, "fault": "chamber", "why": "The port is wrong."}
    begun = world.exporter.post(f"{APPLICATIONS}/{world.key}/replacement", data=data).location.split("/")[-2]
    with world.site.office.units.act(JOB) as unit:
        found = get_application(unit, begun)
        add_version(unit, found, draft(), world.trade.user.id)
        submitted = {"version_submitted": 1, "submitted_at": unit.now}
        move_application(unit, found, Event.SUBMIT, columns=submitted)
    page = f"/{CHAMBER}/desk/applications/{begun}"
    assert "The chamber made an error – The port is wrong." in _plain(text_of(world.reviewer, page))
    assert send(world.reviewer, page, "/take", version=str(world.trade.application(begun).version)) == HTTPStatus.FOUND
    version = str(world.trade.application(begun).version)
    assert send(world.reviewer, page, "/free-of-charge", version=version, free="yes") == HTTPStatus.FOUND
    assert "It is free of charge: the chamber erred." in text_of(world.reviewer, page)


def _plain(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)
