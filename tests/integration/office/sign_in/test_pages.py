"""People sign in through the pages: with a password, with a second factor, for the first time, and out again."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind, IdState
from issuance.domain.staff import Role
from issuance.services.sign_in.credentials import Way
from issuance.storage import sessions as session_rows
from issuance.storage.accounts import get_account, set_state
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_databases import stored_bytes
from tests.office_people import PASSWORD, Holder, make_person
from tests.office_site import OfficeSite, token_in


@pytest.fixture
def holder(site: OfficeSite) -> Holder:
    return make_person(site.office.units, "TYO")


def is_in(client: FlaskClient, chamber: str = "TYO") -> bool:
    return client.get(f"/{chamber}/account/").status_code == HTTPStatus.OK


class TestPassword:
    """Login and password."""

    def test_the_right_password_lets_in(self, site: OfficeSite, holder: Holder) -> None:
        client = site.client()
        answer = site.sign_in(client, holder)
        assert (answer.status_code, answer.location) == (HTTPStatus.SEE_OTHER, "/TYO/")
        assert holder.login in client.get("/TYO/account/").text

    @pytest.mark.parametrize("typed", ["tyo {}", " {}　", "{}"])
    def test_typing_the_login_is_forgiven(self, site: OfficeSite, holder: Holder, typed: str) -> None:
        login = typed.format(holder.login.removeprefix("TYO-").replace("-", "").lower())
        login = login if login.startswith("tyo") else login.replace(login.strip(), f"TYO{login.strip()}")
        client = site.client()
        site.post(client, "/TYO/sign-in", login=login, password=PASSWORD)
        assert is_in(client)

    def test_a_wrong_password_does_not_and_the_page_says_so(self, site: OfficeSite, holder: Holder) -> None:
        client = site.client()
        page = site.post(client, "/TYO/sign-in", login=holder.login, password="not the password")
        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "The login or the password is not right." in page.text
        assert not is_in(client)

    def test_the_page_asked_for_is_gone_on_with(self, site: OfficeSite, holder: Holder) -> None:
        client = site.client()
        asked = client.get("/TYO/account/password")
        assert asked.location == "/TYO/sign-in?next=%2FTYO%2Faccount%2Fpassword"
        answer = site.post(client, asked.location, login=holder.login, password=PASSWORD)
        assert answer.location == "/TYO/account/password"

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/", "//evil.example", "/OSK/", "/TYO//evil.example", "/TYO/\\evil", "x", ""]
    )
    def test_nobody_is_led_elsewhere(self, site: OfficeSite, holder: Holder, elsewhere: str) -> None:
        client = site.client()
        page = client.get("/TYO/sign-in", query_string={"next": elsewhere})
        fields = {"login": holder.login, "password": PASSWORD, "csrf_token": token_in(page)}
        answer = client.post("/TYO/sign-in", query_string={"next": elsewhere}, data=fields)
        assert answer.location == "/TYO/"

    def test_the_last_sign_in_is_told(self, site: OfficeSite, holder: Holder, clock: MovedClock) -> None:
        client = site.client()
        site.sign_in(client, holder)
        client.post("/TYO/sign-out", data={"csrf_token": token_in(client.get("/TYO/account/leak"))})
        clock.go(days=1)
        site.sign_in(client, holder)
        assert "Your last sign-in was on 10 March 2026, 12:00" in client.get("/TYO/").text

    def test_another_chambers_login_is_told_where_it_belongs(self, site: OfficeSite) -> None:
        page = site.post(site.client(), "/federation/sign-in", login="TYO-A000001-1", password=PASSWORD)
        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    @pytest.mark.parametrize("garbage", ["\x00", "🙈" * 20, "x" * 64, "' OR 1=1 --", "\u202eTYO-A000001-4"])
    def test_garbage_is_no_login(self, site: OfficeSite, garbage: str) -> None:
        page = site.post(site.client(), "/TYO/sign-in", login=garbage, password=garbage)
        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_a_hundred_thousand_characters_are_no_password(self, site: OfficeSite, holder: Holder) -> None:
        page = site.post(site.client(), "/TYO/sign-in", login=holder.login, password="p" * 100_000)
        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


class TestCookie:
    """What the browser keeps."""

    def test_the_database_holds_no_cookie(self, site: OfficeSite, holder: Holder) -> None:
        client = site.client()
        site.sign_in(client, holder)
        cookie = client.get_cookie("id")
        assert cookie is not None
        stored = stored_bytes(site.office.config.database_url)
        assert holder.login.encode() in stored
        assert cookie.value.removeprefix("TYO.").encode() not in stored

    def test_it_is_for_this_site_alone_and_no_script_reads_it(self, site: OfficeSite, holder: Holder) -> None:
        answer = site.sign_in(site.client(), holder)
        cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("id="))
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))

    @pytest.mark.parametrize(
        "cookie", ["", "TYO.", "TYO." + "A" * 43, "OSK." + "A" * 43, "x" * 3000, "TYO.é", "FED." + "A" * 43]
    )
    def test_a_made_up_one_is_a_visitors(self, site: OfficeSite, cookie: str) -> None:
        client = site.client()
        client.set_cookie("id", cookie)
        assert client.get("/TYO/").status_code == HTTPStatus.OK
        assert not is_in(client)

    def test_a_form_made_before_the_sign_in_is_too_old_after_it(self, site: OfficeSite, holder: Holder) -> None:
        client = site.client()
        before = token_in(client.get("/TYO/sign-in"))
        site.sign_in(client, holder)
        assert client.post("/TYO/account/leak", data={"csrf_token": before}).status_code == HTTPStatus.BAD_REQUEST

    def test_signing_out_needs_a_form_of_ours(self, site: OfficeSite, holder: Holder) -> None:
        client = site.client()
        site.sign_in(client, holder)
        assert client.post("/TYO/sign-out").status_code == HTTPStatus.BAD_REQUEST
        assert is_in(client)


class TestSecondFactor:
    """What staff need beside the password."""

    def test_staff_sign_in_with_password_and_code(self, site: OfficeSite) -> None:
        staff = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])
        client = site.client()
        assert site.sign_in(client, staff).location == "/TYO/"
        assert is_in(client)

    def test_the_password_alone_is_not_enough(self, site: OfficeSite) -> None:
        staff = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])
        client = site.client()
        answer = site.post(client, "/TYO/sign-in", login=staff.login, password=staff.password)
        assert answer.location == "/TYO/sign-in/second"
        assert not is_in(client)

    def test_a_federation_operator_signs_in_below_federation(self, site: OfficeSite) -> None:
        operator = make_person(site.office.units, FEDERATION, IdKind.FEDERATION)
        client = site.client()
        assert site.sign_in(client, operator).location == "/federation/"
        assert client.get("/federation/account/").status_code == HTTPStatus.OK
        assert client.get("/TYO/account/").status_code == HTTPStatus.NOT_FOUND

    def test_staff_without_one_set_it_up_before_anything_else(self, site: OfficeSite, clock: MovedClock) -> None:
        import pyotp

        staff = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR], second_factor=False)
        client = site.client()
        answer = site.post(client, "/TYO/sign-in", login=staff.login, password=staff.password)
        assert answer.location == "/TYO/sign-in/set-up"
        page = client.get(answer.location)
        secret = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page.text)
        assert secret is not None
        code = pyotp.TOTP(secret[1].replace(" ", "")).at(clock.now)
        codes_page = client.post(answer.location, data={"csrf_token": token_in(page), "code": code})
        assert len(re.findall(r"<code>[0-9A-Z-]{14}</code>", codes_page.text)) == 10
        assert is_in(client)

    def test_setting_one_up_cannot_go_round_the_one_there_is(self, site: OfficeSite, clock: MovedClock) -> None:
        staff = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])
        client = site.client()
        answer = site.post(client, "/TYO/sign-in", login=staff.login, password=staff.password)
        token = token_in(client.get(answer.location))
        refused = client.post("/TYO/sign-in/set-up", data={"csrf_token": token, "code": staff.code(clock.now)})
        assert refused.status_code == HTTPStatus.SEE_OTHER
        assert not is_in(client)


class TestInvitation:
    """How a first password is chosen."""

    def invited(self, site: OfficeSite, way: Way) -> tuple[Holder, str, str | None]:
        holder = make_person(site.office.units, "TYO")
        with site.office.units.act(Actor.job("TYO", "test")) as unit:
            set_state(unit, get_account(unit, holder.account.id), IdState.INVITED)
            invitation = site.office.access.credentials.invite(unit, holder.account.id, way)
        return holder, invitation.link.removeprefix(site.office.config.public_url), invitation.code

    def test_a_link_leads_to_a_password_once(self, site: OfficeSite) -> None:
        """T2.6: initial credential by one-time link."""
        holder, link, _code = self.invited(site, Way.MAIL)
        client = site.client()
        new = "forty herons wait at dawn"
        assert site.post(client, link, password=new, again=new).location == "/TYO/sign-in"
        site.post(client, "/TYO/sign-in", login=holder.login, password=new)
        assert is_in(client)
        assert client.get(link).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_opening_the_link_uses_nothing_up(self, site: OfficeSite) -> None:
        _holder, link, _code = self.invited(site, Way.MAIL)
        assert [site.client().get(link).status_code for _n in range(3)] == [HTTPStatus.OK] * 3

    def test_a_letters_code_is_typed_with_forgiveness(self, site: OfficeSite) -> None:
        """T2.6: initial credential by printable letter."""
        holder, link, code = self.invited(site, Way.LETTER)
        assert code is not None
        client = site.client()
        new = "forty herons wait at dawn"
        typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        fields = {"login": holder.login, "code": typed, "password": new, "again": new}
        assert site.post(client, link, **fields).location == "/TYO/sign-in"
        site.post(client, "/TYO/sign-in", login=holder.login, password=new)
        assert is_in(client)

    def test_a_link_is_too_old_after_three_days(self, site: OfficeSite, clock: MovedClock) -> None:
        _holder, link, _code = self.invited(site, Way.MAIL)
        clock.go(hours=71, minutes=59)
        assert site.client().get(link).status_code == HTTPStatus.OK
        clock.go(minutes=1)
        assert site.client().get(link).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    @pytest.mark.parametrize("weak", ["short", "password2026!", "Hanako Hanako Sato", "qwertyuiop12", "Ｐassword1234"])
    def test_a_weak_password_is_refused_and_the_link_stays_good(self, site: OfficeSite, weak: str) -> None:
        _holder, link, _code = self.invited(site, Way.MAIL)
        page = site.post(site.client(), link, password=weak, again=weak)
        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert site.client().get(link).status_code == HTTPStatus.OK


def test_every_sign_in_and_failure_is_on_the_trail(site: OfficeSite, holder: Holder) -> None:
    """T8.4: who signed in, who failed."""
    client = site.client()
    site.post(client, "/TYO/sign-in", login=holder.login, password="not the password")
    site.sign_in(client, holder)
    with site.office.store.engine.connect() as connection:
        acts = connection.exec_driver_sql("SELECT act, actor_name FROM audit_entry ORDER BY id").all()
    assert acts == [("sign_in.fail", "visitor"), ("sign_in.succeed", holder.login)]


def test_a_session_is_named_by_nothing_that_can_be_guessed(site: OfficeSite, holder: Holder) -> None:
    with site.office.units.act(Actor.job("TYO", "test")) as unit:
        origin = session_rows.Origin("192.0.2.1", "x")
        tokens = {site.office.access.sessions.begin(unit, holder.account.id, origin).token for _n in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}
