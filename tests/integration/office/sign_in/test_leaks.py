"""A leak is reported by a holder, by an administrator id or from the sign-in page, and reviewed (T8.2)."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from issuance.domain.accounts import IdEvent
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind, IdState
from issuance.domain.sign_in.leak import Leak
from issuance.domain.staff import Role
from issuance.errors import ConflictError, RefusedError
from issuance.services.sign_in.credentials import Way
from issuance.storage.accounts import get_account, set_state
from issuance.storage.settings import add_settings
from issuance.storage.tables.messages import message
from tests.office_pages import SETTINGS
from tests.office_people import Holder, forget_used_codes, make_organisation, make_person
from tests.office_site import OfficeSite

JOB = Actor.job("TYO", "test")
NEW = "forty herons wait at dawn"


@pytest.fixture
def organisation(site: OfficeSite) -> str:
    with site.office.units.act(JOB) as unit:
        add_settings(unit, 1, SETTINGS)
        return make_organisation(unit)


@pytest.fixture
def holder(site: OfficeSite, organisation: str) -> Holder:
    return make_person(site.office.units, "TYO", IdKind.SUB, of=organisation)


def by_the_holder(site: OfficeSite, holder: Holder, organisation: str) -> None:
    del organisation
    client = site.client()
    site.sign_in(client, holder)
    assert site.post(client, "/TYO/account/leak", words="left on the train").status_code == HTTPStatus.SEE_OTHER


def by_the_administrator_id(site: OfficeSite, holder: Holder, organisation: str) -> None:
    administrator = make_person(site.office.units, "TYO", of=organisation)
    client = site.client()
    site.sign_in(client, administrator)
    path = f"/TYO/account/leak-of/{holder.account.id}"
    assert site.post(client, path, words="he has left us").status_code == HTTPStatus.SEE_OTHER
    assert client.get("/TYO/account/").status_code == HTTPStatus.OK


def from_the_sign_in_page(site: OfficeSite, holder: Holder, organisation: str) -> None:
    del organisation
    client = site.client()
    assert "/TYO/leak" in client.get("/TYO/sign-in").text
    site.post(client, "/TYO/leak", login=holder.login, mail=holder.account.person.mail, words="lost").close()


def open_leak(site: OfficeSite, chamber: str = "TYO") -> Leak:
    with site.office.units.look(Actor.job(chamber, "test")) as unit:
        [found] = site.office.access.leak_reviews.open_leaks(unit)
        return found


def signed_in(site: OfficeSite, holder: Holder) -> FlaskClient:
    client = site.client()
    forget_used_codes(site.office.units, holder)
    site.sign_in(client, holder)
    return client


@pytest.mark.parametrize("report", [by_the_holder, by_the_administrator_id, from_the_sign_in_page])
def test_t8_2_a_report_locks_ends_the_session_and_tells_the_chamber_at_once(
    site: OfficeSite, holder: Holder, organisation: str, report: Callable[[OfficeSite, Holder, str], None]
) -> None:
    thief = site.client()
    site.sign_in(thief, holder)
    report(site, holder, organisation)
    with site.office.units.look(JOB) as unit:
        assert get_account(unit, holder.account.id).state is IdState.LOCKED
        sent = {row["template"] for row in unit.rows(unit.select(message))}
    # Chamber and holder are written to in the very act that locks.
    assert {"leak_chamber", "leak_holder"} <= sent
    assert thief.get("/TYO/account/").status_code == HTTPStatus.SEE_OTHER
    assert "This id is locked" in site.sign_in(site.client(), holder).text


def test_t8_2_a_fresh_credential_follows_a_review_and_only_then(
    site: OfficeSite, holder: Holder, organisation: str
) -> None:
    by_the_holder(site, holder, organisation)
    registrar = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])
    desk = signed_in(site, registrar)
    assert "/TYO/desk/leaks/" in desk.get("/TYO/").text
    assert holder.login in desk.get("/TYO/desk/leaks/").text
    found = open_leak(site)
    fields = {"outcome": "letter", "review": "called her back", "version": str(found.version)}
    page = site.post(desk, f"/TYO/desk/leaks/{found.id}", **fields)
    with site.office.units.look(JOB) as unit:
        assert get_account(unit, holder.account.id).state is IdState.INVITED
    code = page.text.split('class="secret" translate="no">')[1].split("<")[0]
    assert "The login or the password is not right." in site.sign_in(site.client(), holder).text
    client = site.client()
    chosen = {"login": holder.login, "code": code, "password": NEW, "again": NEW}
    assert site.post(client, "/TYO/welcome", **chosen).location == "/TYO/sign-in"
    site.post(client, "/TYO/sign-in", login=holder.login, password=NEW)
    assert client.get("/TYO/account/").status_code == HTTPStatus.OK
    assert "This report has been reviewed." in desk.get(f"/TYO/desk/leaks/{found.id}").text


def test_a_review_may_end_the_id_for_good(site: OfficeSite, holder: Holder, organisation: str) -> None:
    by_the_holder(site, holder, organisation)
    desk = signed_in(site, make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR]))
    found = open_leak(site)
    fields = {"outcome": "close", "review": "not hers any more", "version": str(found.version)}
    assert site.post(desk, f"/TYO/desk/leaks/{found.id}", **fields).status_code == HTTPStatus.SEE_OTHER
    with site.office.units.look(JOB) as unit:
        assert get_account(unit, holder.account.id).state is IdState.CLOSED
        assert site.office.access.leak_reviews.open_leaks(unit) == []


def test_an_administrator_id_reports_for_its_own_organisation_alone(site: OfficeSite, holder: Holder) -> None:
    other = signed_in(site, make_person(site.office.units, "TYO"))
    page = other.get(f"/TYO/account/leak-of/{holder.account.id}")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert holder.login not in page.text


def test_an_operators_leak_is_reviewed_by_another_operator(site: OfficeSite) -> None:
    operators = [make_person(site.office.units, FEDERATION, IdKind.FEDERATION, name=name) for name in ("A", "B")]
    client = signed_in(site, operators[0])
    site.post(client, "/federation/account/leak", words="")
    desk = signed_in(site, operators[1])
    assert "/federation/leaks/" in desk.get("/federation/").text
    found = open_leak(site, FEDERATION)
    assert operators[0].login in desk.get("/federation/leaks/").text
    fields = {"outcome": "mail", "review": "called", "version": str(found.version)}
    assert site.post(desk, f"/federation/leaks/{found.id}", **fields).location == "/federation/leaks/"
    assert state_of(site, operators[0]) is IdState.INVITED


def state_of(site: OfficeSite, holder: Holder) -> IdState:
    with site.office.units.look(Actor.job(holder.chamber, "test")) as unit:
        return get_account(unit, holder.account.id).state


class TestUnlocking:
    """T8.2: what a report has locked, the review alone opens."""

    def actor(self, site: OfficeSite, *roles: Role) -> Actor:
        held = make_person(site.office.units, "TYO", IdKind.STAFF, roles=roles, mail="b@example.jp").account
        return Actor("TYO", held.login, held.id, held.kind)

    def version(self, site: OfficeSite, holder: Holder) -> int:
        with site.office.units.look(JOB) as unit:
            return get_account(unit, holder.account.id).version

    def test_t8_2_a_registrar_cannot_go_round_the_review(
        self, site: OfficeSite, holder: Holder, organisation: str
    ) -> None:
        by_the_holder(site, holder, organisation)
        registrar, accounts = self.actor(site, Role.REGISTRAR), site.office.ids.accounts
        with pytest.raises(RefusedError, match="until the report has been reviewed"):
            accounts.unlock(registrar, holder.account.id, self.version(site, holder), "she called")
        with pytest.raises(RefusedError, match="until the report has been reviewed"):
            accounts.reissue(registrar, holder.account.id, self.version(site, holder), Way.MAIL)
        assert state_of(site, holder) is IdState.LOCKED

    def test_t8_2_a_chamber_administrator_cannot_for_a_member_of_the_staff(self, site: OfficeSite) -> None:
        clerk = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.CASHIER])
        with site.office.units.act(Actor.visitor("TYO", "192.0.2.1")) as unit:
            site.office.access.leaks.lock(unit, clerk.account, "lost")
        administrator = self.actor(site, Role.CHAMBER_ADMINISTRATOR)
        with pytest.raises(RefusedError, match="until the report has been reviewed"):
            site.office.administration.staff.unlock(administrator, clerk.account.id, self.version(site, clerk))
        assert state_of(site, clerk) is IdState.LOCKED

    def test_an_id_that_was_locked_for_another_reason_is_unlocked_without_one(
        self, site: OfficeSite, holder: Holder
    ) -> None:
        registrar, accounts = self.actor(site, Role.REGISTRAR), site.office.ids.accounts
        accounts.lock(registrar, holder.account.id, self.version(site, holder), "fees unpaid")
        accounts.unlock(registrar, holder.account.id, self.version(site, holder), "paid")
        assert state_of(site, holder) is IdState.ACTIVE

    def test_t8_2_a_report_about_a_locked_id_is_kept_and_holds_the_lock(
        self, site: OfficeSite, holder: Holder, organisation: str
    ) -> None:
        registrar, accounts = self.actor(site, Role.REGISTRAR), site.office.ids.accounts
        accounts.lock(registrar, holder.account.id, self.version(site, holder), "fees unpaid")
        before = self.version(site, holder)
        from_the_sign_in_page(site, holder, organisation)
        from_the_sign_in_page(site, holder, organisation)
        assert open_leak(site).account == holder.account.id
        with pytest.raises(ConflictError):  # who saw it before the report came
            self._unlock_unseen(site, registrar, holder, before)
        with pytest.raises(RefusedError, match="until the report has been reviewed"):
            accounts.unlock(registrar, holder.account.id, self.version(site, holder), "paid")

    def _unlock_unseen(self, site: OfficeSite, registrar: Actor, holder: Holder, version: int) -> None:
        with site.office.units.act(registrar) as unit:
            held = get_account(unit, holder.account.id)
            site.office.ids.accounts.move(unit, held, version, IdEvent.UNLOCK, "paid")


def test_t8_2_an_operators_leak_is_told_to_the_other_operators_by_mail(site: OfficeSite) -> None:
    """Only they can review it: the federation has no desk of a chamber that would look."""
    one, two, three, gone = (
        make_person(site.office.units, FEDERATION, IdKind.FEDERATION, name=name, mail=f"{name}@federation.example")
        for name in ("one", "two", "three", "gone")
    )
    with site.office.units.act(Actor.job(FEDERATION, "test")) as unit:
        set_state(unit, gone.account, IdState.CLOSED)
    site.post(site.client(), "/federation/leak", login=one.login, mail=one.account.person.mail, words="lost").close()
    with site.office.units.look(Actor.job(FEDERATION, "test")) as unit:
        rows = unit.rows(unit.select(message).where(message.c.template == "leak_chamber"))
        told = {str(unit.open(message.c.content, row["id"], row["content"])["to"]) for row in rows}
    assert told == {two.account.person.mail, three.account.person.mail}
