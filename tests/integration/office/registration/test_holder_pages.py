"""What an administrator id does with its organisation's registration, through the real application."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuance.domain.ids import IdKind
from issuance.domain.registration.record import Registration
from issuance.domain.registration.states import State
from tests.builders import NOW
from tests.office_people import make_person
from tests.office_site import OfficeSite, token_in
from tests.registrations import ADDRESSES, CHAMBER, ORGANISATION, RegistrationWorld, waiting_messages

HOME = "/TYO/registration"


class Holding:
    """A registered corporation and the browser of its administrator id."""

    def __init__(self, site: OfficeSite) -> None:
        self.site = site
        self.world = RegistrationWorld.over(site.office, NOW)
        self.registration = self.world.registered()[1]
        self.person = make_person(site.office.units, CHAMBER, IdKind.ADMINISTRATOR, of=self.registration.organisation)
        self.client = self.come(NOW)

    def come(self, now: dt.datetime) -> FlaskClient:
        """Sign in at an instant."""
        self.world.now = now
        client = self.site.client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        assert self.site.sign_in(client, self.person).status_code == 303
        return client

    def press(self, client: FlaskClient, page: str, to: str, **fields: object) -> TestResponse:
        """Open a page and press one of its buttons."""
        shown = client.get(page)
        hidden = dict(re.findall(r'name="(mark|version|submission)"[^>]*value="([^"]*)"', shown.text))
        hidden |= dict(re.findall(r'name="(mark)" type="hidden" value="([^"]*)"', shown.text))
        return client.post(to, data={"csrf_token": token_in(shown), **hidden, **fields})

    @property
    def now_on_file(self) -> Registration:
        """What is stored of the registration."""
        return self.world.registration(self.registration.id)


@pytest.fixture
def holding(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[Holding]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    yield Holding(site)
    site.close()


def test_what_is_on_file_is_shown_with_its_validity(holding: Holding) -> None:
    page = holding.client.get(HOME).text
    assert "株式会社サンプル貿易" in page
    assert "9 March 2028" in page
    assert "It can be renewed from 8 February 2028 on" in page
    assert "<strong>731</strong>" in page


def test_t7_the_day_after_the_last_one_it_is_expired(holding: Holding) -> None:
    """T7: shown from its dates, before any daily round."""
    page = holding.come(dt.datetime(2028, 3, 9, 14, 59, tzinfo=dt.UTC)).get(HOME).text
    assert ">in force</strong>" in page
    page = holding.come(dt.datetime(2028, 3, 9, 15, 1, tzinfo=dt.UTC)).get(HOME).text
    assert ">expired</strong>" in page
    assert holding.now_on_file.term.state is State.ACTIVE, "nothing was written down"


def test_a_visitor_is_asked_to_sign_in(holding: Holding) -> None:
    answer = holding.site.client().get(HOME)
    assert answer.status_code == 303
    assert "/TYO/sign-in" in answer.location


def test_a_renewal_begins_30_days_before_the_end_with_what_is_on_file(holding: Holding) -> None:
    holding.press(holding.client, HOME, f"{HOME}/renew")
    assert "from 8 February 2028 on" in holding.client.get(HOME).text
    client = holding.come(dt.datetime(2028, 2, 8, 3, 0, tzinfo=dt.UTC))
    assert holding.press(client, HOME, f"{HOME}/renew").location == f"{HOME}/form"
    page = client.get(f"{HOME}/form").text
    assert "Renewal of your trade registration" in page
    assert "3 of 5 parts are complete" in page


def test_a_change_of_address_asks_for_its_proof(holding: Holding) -> None:
    assert holding.press(holding.client, HOME, f"{HOME}/change").location == f"{HOME}/form"
    path = f"{HOME}/form/part/addresses"
    moved = ADDRESSES | {"address_en": "1-1 Umeda, Osaka, Japan"}
    assert holding.press(holding.client, path, path, **moved).location == f"{HOME}/form/part/contacts"
    assert "changed" in holding.client.get(f"{HOME}/form").text
    assert "Registry extract" in holding.client.get(f"{HOME}/form/papers").text


def test_t30_another_corporate_number_points_to_the_consent(holding: Holding) -> None:
    """T30: a change to another legal entity is refused beside the field, with what to do."""
    holding.press(holding.client, HOME, f"{HOME}/change")
    path = f"{HOME}/form/part/organisation"
    answer = holding.press(holding.client, path, path, **ORGANISATION | {"corporate_number": "7000012050002"})
    assert "written consent" in holding.client.get(answer.location).text


def test_outside_the_validity_the_registration_is_read_and_renewed_alone(holding: Holding) -> None:
    client = holding.come(dt.datetime(2028, 3, 10, 3, 0, tzinfo=dt.UTC))
    assert client.get(HOME).status_code == 200
    assert "Have something changed" not in client.get(HOME).text
    assert holding.press(client, HOME, f"{HOME}/change").status_code == 403
    assert client.get(f"{HOME}/withdraw").status_code == 403
    assert holding.press(client, HOME, f"{HOME}/renew").location == f"{HOME}/form"


def test_t25_the_registration_ends_by_a_confirmed_wish(holding: Holding) -> None:
    """T25: who has just shown who he is reads what stops, ticks it, and it is done; a notice is sent."""
    path = f"{HOME}/withdraw"
    assert "What stops at once" in holding.client.get(path).text
    assert holding.press(holding.client, path, path).status_code == 422
    assert holding.now_on_file.term.state is State.ACTIVE
    assert holding.press(holding.client, path, path, sure="y").location == HOME
    assert holding.now_on_file.term.state is State.WITHDRAWN
    assert "withdrawn" in holding.client.get(HOME).text
    assert len(waiting_messages(holding.site.office, "registration_withdrawn")) == 1


def test_t25_after_a_while_it_takes_the_password_again(holding: Holding) -> None:
    """T25: a browser that somebody left open ends no registration."""
    holding.world.now += dt.timedelta(minutes=11)
    assert "/account/confirm" in holding.client.get(f"{HOME}/withdraw").location


def test_a_filing_of_another_organisation_is_not_there(holding: Holding) -> None:
    other = holding.world.begin(mail="other@example.com")
    assert holding.client.get(f"{HOME}/filings/{other.filing}").status_code == 404
    assert holding.client.get(f"{HOME}/form").status_code == 404
