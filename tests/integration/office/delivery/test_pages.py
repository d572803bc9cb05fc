"""The pages of issue and printing, as their people use them (T14.3, T28.3)."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.domain.accounts import Account
from issuance.domain.application.states import State
from issuance.errors import KeyStoreError
from issuance.storage.sessions import Origin
from tests.builders import NOW
from tests.office_site import ENGLISH, OfficeSite, token_in
from tests.offices import draft
from tests.paid import CHAMBER, JOB, Trade

PRINTING, DESK = f"/{CHAMBER}/printing", f"/{CHAMBER}/desk/issue"


@pytest.fixture
def site(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[OfficeSite]:
    made = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield made
    made.close()


@pytest.fixture
def trade(site: OfficeSite) -> Trade:
    return Trade.make(site.office)


def browser(site: OfficeSite, account: Account) -> FlaskClient:
    with site.office.units.act(JOB) as unit:
        token = site.office.access.sessions.begin(unit, account.id, Origin("127.0.0.1", "a test", "password"))
    client = site.client()
    client.set_cookie("id", str(token))
    return client


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == HTTPStatus.OK
    return " ".join(answer.get_data(as_text=True).split())


def test_a_delivered_certificate_is_fetched_as_a_file_and_the_page_counts_it(site: OfficeSite, trade: Trade) -> None:
    key = trade.apply(draft(), copies=1)
    number = site.office.delivery.job.issue(CHAMBER, key).number
    client = browser(site, trade.user)
    assert str(number) in text_of(client, PRINTING)
    page = text_of(client, f"{PRINTING}/{key}")
    assert "Print it until 23:59:59 (Japan) on 24 March 2026" in page
    assert "non-preferential" in page
    assert "customs or a bank may still refuse it" in page

    token = token_in(client.get(f"{PRINTING}/{key}"))
    answer = client.post(f"{PRINTING}/{key}/original.pdf", data={"csrf_token": token})

    assert answer.mimetype == "application/pdf"
    assert f"{number}-original.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.data.startswith(b"%PDF")
    assert "1 time" in text_of(client, f"{PRINTING}/{key}")


def test_a_sheet_is_not_fetched_by_an_address_alone(site: OfficeSite, trade: Trade) -> None:
    key = trade.apply(draft())
    site.office.delivery.job.issue(CHAMBER, key)

    assert browser(site, trade.user).get(f"{PRINTING}/{key}/original.pdf").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_what_is_not_ones_own_is_not_there(site: OfficeSite, trade: Trade) -> None:
    key = trade.apply(draft())
    site.office.delivery.job.issue(CHAMBER, key)

    other = browser(site, Trade.make(site.office).user)

    assert other.get(f"{PRINTING}/{key}").status_code == HTTPStatus.NOT_FOUND
    assert "Nothing is waiting" in text_of(other, PRINTING)


def test_officers_read_why_an_issue_stopped_and_try_again(
    site: OfficeSite, trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> object:
        raise KeyStoreError("The key is locked.")

    key = trade.apply(draft())
    with monkeypatch.context() as patch:
        patch.setattr(site.office.print_room, "original", locked)
        site.office.delivery.job.issue(CHAMBER, key)
    client = browser(site, trade.reviewer)
    assert "The key is locked." in text_of(client, DESK)
    page = client.get(f"{DESK}/{key}", headers=ENGLISH)
    version = str(trade.application(key).version)

    answer = client.post(f"{DESK}/{key}/again", data={"csrf_token": token_in(page), "version": version})

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "issuing" in text_of(client, f"{DESK}/{key}")
    assert "No issue has stopped." in text_of(client, DESK)


def test_a_number_is_given_up_on_two_officers_pages(
    site: OfficeSite, trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> object:
        raise KeyStoreError("The key is locked.")

    key = trade.apply(draft())
    with monkeypatch.context() as patch:
        patch.setattr(site.office.print_room, "original", locked)
        site.office.delivery.job.issue(CHAMBER, key)
    first, second = browser(site, trade.reviewer), browser(site, trade.approver)

    def send(client: FlaskClient, path: str, **fields: str) -> int:
        token = token_in(client.get(f"{DESK}/{key}/void"))
        version = str(trade.application(key).version)
        data = {"csrf_token": token, "version": version, **fields}
        return client.post(f"{DESK}/{key}/{path}", data=data, headers=ENGLISH).status_code

    assert send(first, "void", reason="") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(first, "void", reason="The wrong exporter") == HTTPStatus.SEE_OTHER
    assert "Confirm" not in text_of(first, f"{DESK}/{key}")
    assert "The wrong exporter" in text_of(second, f"{DESK}/{key}")
    assert send(first, "void/confirm") == HTTPStatus.FORBIDDEN
    assert send(second, "void/confirm") == HTTPStatus.SEE_OTHER
    assert [voided.reason for voided in site.office.delivery.voiding.round(CHAMBER)] == [""]
    assert "The wrong exporter" in text_of(second, DESK)
    # Nothing holds it now: an approver sends it back to review by the page on which approvals are taken back.
    recall = f"/{CHAMBER}/desk/applications/{key}/recall"
    assert recall not in text_of(first, f"{DESK}/{key}"), "a reviewer takes no approval back"
    assert recall in text_of(second, f"{DESK}/{key}")
    data = {"version": str(trade.application(key).version), "reason": "The exporter has to mend it"}
    sent = second.post(recall, data={"csrf_token": token_in(second.get(recall)), **data})
    assert sent.status_code == HTTPStatus.FOUND
    recalled = trade.application(key)
    assert (recalled.state, recalled.version_approved, recalled.decided_by) == (State.SUBMITTED, None, None)
    assert recalled.stopped_because == ""
