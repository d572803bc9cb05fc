"""Passwords are changed and reset through the pages: what was open with the old one ends, and each link works once."""

from collections.abc import Sequence
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import RowMapping

from issuance.domain.actor import Actor
from issuance.storage.tables.messages import message
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_people import PASSWORD, Holder, make_person
from tests.office_site import OfficeSite, token_in

NEW, NEWER = "forty herons wait at dawn", "seven slow barges pass by"


@pytest.fixture
def holder(site: OfficeSite) -> Holder:
    return make_person(site.office.units, "TYO")


def signed_in(site: OfficeSite, holder: Holder) -> FlaskClient:
    client = site.client()
    site.sign_in(client, holder)
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/TYO/account/").status_code == HTTPStatus.OK


def lets_in(site: OfficeSite, holder: Holder, password: str) -> bool:
    client = site.client()
    site.post(client, "/TYO/sign-in", login=holder.login, password=password)
    return is_in(client)


def reset_link(site: OfficeSite, holder: Holder) -> str:
    """Ask for a new password on the page; return the link of the mail that was written."""
    before = {row["id"] for row in resets(site)}
    fields = {"login": holder.login, "mail": holder.account.person.mail}
    site.post(site.client(), "/TYO/forgotten", **fields).close()
    (row,) = (row for row in resets(site) if row["id"] not in before)
    with site.office.units.look(Actor.job("TYO", "test")) as unit:
        link = unit.open(message.c.content, row["id"], row["content"])["values"]["link"]
    return str(link).removeprefix(site.office.config.public_url)


def resets(site: OfficeSite) -> Sequence[RowMapping]:
    """Return the mails with a link that were written so far."""
    with site.office.units.look(Actor.job("TYO", "test")) as unit:
        return unit.rows(unit.select(message).where(message.c.template == "password_reset"))


class TestChange:
    """By one who is signed in."""

    def change(self, site: OfficeSite, client: FlaskClient, old: str, new: str) -> int:
        return site.post(client, "/TYO/account/password", old=old, password=new, again=new).status_code

    def test_the_new_password_counts_and_the_old_one_does_not(self, site: OfficeSite, holder: Holder) -> None:
        client = signed_in(site, holder)
        assert self.change(site, client, PASSWORD, NEW) == HTTPStatus.SEE_OTHER
        assert not lets_in(site, holder, PASSWORD)
        assert lets_in(site, holder, NEW)

    def test_the_session_goes_on_under_another_cookie_and_the_old_one_is_worth_nothing(
        self, site: OfficeSite, holder: Holder
    ) -> None:
        client, stolen = signed_in(site, holder), site.client()
        cookie = client.get_cookie("id")
        assert cookie is not None
        stolen.set_cookie("id", cookie.value)
        assert is_in(stolen)
        self.change(site, client, PASSWORD, NEW)
        assert is_in(client)
        assert not is_in(stolen)

    def test_the_present_password_is_asked_for_and_guesses_at_it_are_counted(
        self, site: OfficeSite, holder: Holder
    ) -> None:
        client = signed_in(site, holder)
        for _n in range(5):
            assert self.change(site, client, "not the password", NEW) == HTTPStatus.UNPROCESSABLE_ENTITY
        page = site.post(client, "/TYO/account/password", old=PASSWORD, password=NEW, again=NEW)
        assert "too many attempts" in page.text
        assert not lets_in(site, holder, NEW)

    def test_a_link_that_was_sent_before_is_no_longer_good(self, site: OfficeSite, holder: Holder) -> None:
        link = reset_link(site, holder)
        self.change(site, signed_in(site, holder), PASSWORD, NEW)
        assert site.client().get(link).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


class TestReset:
    """By a link that goes to the address on file."""

    def choose(self, site: OfficeSite, link: str, new: str) -> None:
        answer = site.post(site.client(), link, password=new, again=new)
        assert answer.location == "/TYO/sign-in"

    def test_it_replaces_the_password_and_ends_the_session(self, site: OfficeSite, holder: Holder) -> None:
        before = signed_in(site, holder)
        link = reset_link(site, holder)
        assert is_in(before)  # to ask for it ends nothing: anybody can ask
        self.choose(site, link, NEW)
        assert not is_in(before)
        assert not lets_in(site, holder, PASSWORD)
        assert lets_in(site, holder, NEW)

    def test_a_link_works_once(self, site: OfficeSite, holder: Holder) -> None:
        link = reset_link(site, holder)
        self.choose(site, link, NEW)
        assert site.client().get(link).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert lets_in(site, holder, NEW)

    def test_a_page_that_was_opened_before_does_not_use_it_again(self, site: OfficeSite, holder: Holder) -> None:
        """A stale tab: the form is there, the link is not."""
        link, stale = reset_link(site, holder), site.client()
        token = token_in(stale.get(link))
        self.choose(site, link, NEW)
        late = stale.post(link, data={"csrf_token": token, "password": NEWER, "again": NEWER})
        assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not lets_in(site, holder, NEWER)

    def test_a_second_link_ends_the_first(self, site: OfficeSite, holder: Holder) -> None:
        first, second = reset_link(site, holder), reset_link(site, holder)
        assert site.client().get(first).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert site.client().get(second).status_code == HTTPStatus.OK

    def test_it_is_good_for_an_hour(self, site: OfficeSite, holder: Holder, clock: MovedClock) -> None:
        link = reset_link(site, holder)
        clock.go(minutes=59)
        assert site.client().get(link).status_code == HTTPStatus.OK
        clock.go(minutes=1)
        assert site.client().get(link).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_it_leaves_the_second_factor_alone(self, site: OfficeSite) -> None:
        """OWASP ASVS 5, 6.4.3: a reset does not go round it."""
        holder = make_person(site.office.units, "TYO", second_factor=True)
        self.choose(site, reset_link(site, holder), NEW)
        answer = site.post(site.client(), "/TYO/sign-in", login=holder.login, password=NEW)
        assert answer.location == "/TYO/sign-in/second"
