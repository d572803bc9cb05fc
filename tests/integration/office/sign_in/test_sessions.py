"""Sessions, lock-outs, codes that count once, and reported leaks, through the pages."""

from http import HTTPStatus

import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.registration.states import State
from issuance.domain.settings import SecondSession
from issuance.domain.staff import Role
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.storage.accounts import get_account
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_people import Holder, make_organisation, make_person
from tests.office_site import OfficeSite


@pytest.fixture
def holder(site: OfficeSite) -> Holder:
    return make_person(site.office.units, "TYO")


def test_t14_2_the_newer_sign_in_wins_and_the_older_is_told_why(site: OfficeSite, holder: Holder) -> None:
    older, newer = site.client(), site.client()
    site.sign_in(older, holder)
    site.sign_in(newer, holder)
    assert newer.get("/TYO/account/").status_code == HTTPStatus.OK
    turned_away = older.get("/TYO/account/", follow_redirects=True)
    assert "this id signed in elsewhere" in turned_away.text


def test_t14_2_a_chamber_may_let_the_first_sign_in_stand(site: OfficeSite, holder: Holder, clock: MovedClock) -> None:
    with site.office.units.act(Actor.job("TYO", "test")) as unit:
        stands = {"second_session": SecondSession.NEWER_REFUSED}
        version = stored_settings(unit).version
        change_settings(unit, version, lambda settings: settings.model_copy(update=stands))
    first, second = site.client(), site.client()
    site.sign_in(first, holder)
    assert "lets the first sign-in stand" in site.sign_in(second, holder).text
    assert first.get("/TYO/account/").status_code == HTTPStatus.OK
    clock.go(minutes=31)
    assert site.sign_in(second, holder).status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize(
    ("span", "alive"),
    [({"minutes": 29}, True), ({"minutes": 30}, False), ({"hours": 10}, False), ({"days": -1}, False)],
)
def test_a_session_ends_when_idle_and_when_the_clock_goes_back(
    site: OfficeSite, holder: Holder, clock: MovedClock, span: dict[str, float], alive: bool
) -> None:
    client = site.client()
    site.sign_in(client, holder)
    clock.go(**span)
    expected = HTTPStatus.OK if alive else HTTPStatus.SEE_OTHER
    assert client.get("/TYO/account/").status_code == expected


def test_a_session_lasts_ten_hours_however_busy(site: OfficeSite, holder: Holder, clock: MovedClock) -> None:
    client = site.client()
    site.sign_in(client, holder)
    for _n in range(29):
        clock.go(minutes=20)
        assert client.get("/TYO/account/").status_code == HTTPStatus.OK
    clock.go(minutes=20)
    assert client.get("/TYO/account/").status_code == HTTPStatus.SEE_OTHER


def test_t15_the_right_password_is_refused_while_locked_out(
    site: OfficeSite, holder: Holder, clock: MovedClock
) -> None:
    client = site.client()
    for _n in range(5):
        site.post(client, "/TYO/sign-in", login=holder.login, password="not the password")
    locked = site.post(client, "/TYO/sign-in", login=holder.login, password=holder.password)
    assert "The next one is looked at in 1 minutes" in locked.text
    clock.go(seconds=31)
    assert site.sign_in(client, holder).status_code == HTTPStatus.SEE_OTHER


def test_t15_an_unknown_login_is_answered_like_a_known_one(site: OfficeSite, holder: Holder) -> None:
    login = "TYO-A000999-"
    unknown = next(login + check for check in "0123456789ABCDEFGHJKMNPQRSTUVWXYZ" if _is_login(login + check))
    pages = []
    for typed in (holder.login, unknown):
        answers = [site.post(site.client(), "/TYO/sign-in", login=typed, password="not it") for _n in range(6)]
        pages.append([("not right" in page.text, "too many attempts" in page.text) for page in answers])
    assert pages[0] == pages[1] == [(True, False)] * 5 + [(False, True)]


def test_a_code_of_an_app_counts_once(site: OfficeSite) -> None:
    staff = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.AUDITOR])
    assert site.sign_in(site.client(), staff).status_code == HTTPStatus.SEE_OTHER
    again = site.sign_in(site.client(), staff)
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "it was used before" in again.text


def test_t16_ids_of_a_suspended_organisation_cannot_sign_in(site: OfficeSite) -> None:
    with site.office.units.act(Actor.job("TYO", "test")) as unit:
        suspended = make_organisation(unit, state=State.SUSPENDED)
    page = site.sign_in(site.client(), make_person(site.office.units, "TYO", of=suspended))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "suspended" in page.text


def test_t8_2_a_reported_leak_locks_the_id_and_ends_its_session(site: OfficeSite, holder: Holder) -> None:
    client, elsewhere = site.client(), site.client()
    site.sign_in(client, holder)
    site.post(elsewhere, "/TYO/leak", login=holder.login, mail=holder.account.person.mail, words="lost").close()
    assert "it is locked" in client.get("/TYO/account/", follow_redirects=True).text
    assert "This id is locked" in site.sign_in(client, holder).text
    with site.office.units.look(Actor.job("TYO", "test")) as unit:
        assert get_account(unit, holder.account.id).state is IdState.LOCKED
        assert [leak.account for leak in site.office.access.leak_reviews.open_leaks(unit)] == [holder.account.id]


def test_a_leak_report_with_another_mail_locks_nothing_and_says_the_same(site: OfficeSite, holder: Holder) -> None:
    said = site.post(site.client(), "/TYO/leak", login=holder.login, mail="else@example.co.jp", words="")
    assert "Your report is taken" in said.text
    said.close()
    assert site.sign_in(site.client(), holder).status_code == HTTPStatus.SEE_OTHER


def test_every_view_has_exactly_one_guard(site: OfficeSite) -> None:
    from issuance.web.guards import guard_of

    assert [name for name, view in site.app.view_functions.items() if guard_of(view) is None] == []


def _is_login(text: str) -> bool:
    from issuance.domain.login import LoginError, read_login

    try:
        return str(read_login(text)) == text
    except LoginError:
        return False
