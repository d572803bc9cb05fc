"""Second factors: a code counts once, clocks may differ a little, and guessing is as slow as with passwords."""

import re
from http import HTTPStatus

import pyotp
import pytest
from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.sign_in.throttle import PER_BEGINNER
from issuance.domain.staff import Role
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_people import Holder, make_person
from tests.office_site import OfficeSite, token_in


@pytest.fixture
def staff(site: OfficeSite) -> Holder:
    return make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])


def second_page(site: OfficeSite, holder: Holder) -> FlaskClient:
    """Return a browser in which the password was right."""
    client = site.client()
    answer = site.post(client, "/TYO/sign-in", login=holder.login, password=holder.password)
    assert answer.location == "/TYO/sign-in/second"
    return client


def tried(site: OfficeSite, holder: Holder, **typed: str) -> int:
    """Return what is answered to a second factor, in a sign-in of its own."""
    return site.post(second_page(site, holder), "/TYO/sign-in/second", **typed).status_code


class TestCodesOfAnApp:
    """TOTP (RFC 6238)."""

    def test_a_code_works_once_and_not_again_while_it_is_still_shown(
        self, site: OfficeSite, staff: Holder, clock: MovedClock
    ) -> None:
        code = staff.code(clock.now)
        assert tried(site, staff, code=code) == HTTPStatus.SEE_OTHER
        assert tried(site, staff, code=code) == HTTPStatus.UNPROCESSABLE_ENTITY
        clock.go(seconds=30)
        assert tried(site, staff, code=code) == HTTPStatus.UNPROCESSABLE_ENTITY
        assert tried(site, staff, code=staff.code(clock.now)) == HTTPStatus.SEE_OTHER

    @pytest.mark.parametrize(
        ("behind", "taken"), [(-90, False), (-60, False), (-30, True), (0, True), (30, True), (60, False), (90, False)]
    )
    def test_a_phones_clock_may_differ_by_one_step(
        self, site: OfficeSite, staff: Holder, clock: MovedClock, behind: int, taken: bool
    ) -> None:
        shown = pyotp.TOTP(str(staff.secret)).at(int(clock.now.timestamp()) - behind)
        assert (tried(site, staff, code=shown) == HTTPStatus.SEE_OTHER) is taken

    def test_after_a_code_of_a_fast_clock_earlier_ones_are_worth_nothing(
        self, site: OfficeSite, staff: Holder, clock: MovedClock
    ) -> None:
        app = pyotp.TOTP(str(staff.secret))
        assert tried(site, staff, code=app.at(int(clock.now.timestamp()) + 30)) == HTTPStatus.SEE_OTHER
        assert tried(site, staff, code=app.at(clock.now)) == HTTPStatus.UNPROCESSABLE_ENTITY

    @pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "０" * 5, "-12345", "1" * 5000])
    def test_what_is_no_code_is_refused(self, site: OfficeSite, staff: Holder, typed: str) -> None:
        assert tried(site, staff, code=typed) == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_full_width_digits_and_blanks_are_forgiven(
        self, site: OfficeSite, staff: Holder, clock: MovedClock
    ) -> None:
        wide = staff.code(clock.now).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
        assert tried(site, staff, code=f"{wide[:3]} {wide[3:]}") == HTTPStatus.SEE_OTHER

    def test_t15_guesses_at_codes_are_counted_at_the_id_through_all_sign_ins(
        self, site: OfficeSite, staff: Holder, clock: MovedClock
    ) -> None:
        for _n in range(5):
            assert tried(site, staff, code="000000") == HTTPStatus.UNPROCESSABLE_ENTITY
        page = site.post(second_page(site, staff), "/TYO/sign-in/second", code=staff.code(clock.now))
        assert "too many attempts" in page.text
        clock.go(seconds=31)
        assert tried(site, staff, code=staff.code(clock.now)) == HTTPStatus.SEE_OTHER


class TestRecoveryCodes:
    """Ten codes on paper."""

    def codes(self, site: OfficeSite, staff: Holder) -> list[str]:
        with site.office.units.act(Actor.job("TYO", "test")) as unit:
            return site.office.access.factors.renew_recovery_codes(unit, staff.account.id)

    def test_each_works_once(self, site: OfficeSite, staff: Holder) -> None:
        first, second, *_others = self.codes(site, staff)
        assert tried(site, staff, recovery=first) == HTTPStatus.SEE_OTHER
        assert tried(site, staff, recovery=first) == HTTPStatus.UNPROCESSABLE_ENTITY
        assert tried(site, staff, recovery=second) == HTTPStatus.SEE_OTHER
        with site.office.units.look(Actor.job("TYO", "test")) as unit:
            assert site.office.access.factors.recovery_codes_left(unit, staff.account.id) == 8

    def test_fresh_ones_end_the_earlier_ones(self, site: OfficeSite, staff: Holder) -> None:
        earlier = self.codes(site, staff)
        self.codes(site, staff)
        assert tried(site, staff, recovery=earlier[0]) == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_another_ids_code_is_none(self, site: OfficeSite, staff: Holder) -> None:
        other = make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.AUDITOR])
        assert tried(site, staff, recovery=self.codes(site, other)[0]) == HTTPStatus.UNPROCESSABLE_ENTITY


class TestPasskeys:
    """Sign-ins by passkey that come from no device."""

    CREDENTIAL = '{{"id": "{0}", "rawId": "{0}", "type": "public-key", "response": {{}}}}'

    def begun(self, site: OfficeSite) -> FlaskClient:
        client = site.client()
        token = token_in(client.get("/TYO/sign-in"))
        assert client.post("/TYO/sign-in/passkey/begin", data={"csrf_token": token}).location == "/TYO/sign-in/passkey"
        return client

    def test_t15_beginnings_of_one_address_are_limited_and_others_go_on(
        self, site: OfficeSite, clock: MovedClock
    ) -> None:
        client = site.client()
        token = token_in(client.get("/TYO/sign-in"))
        begun = [
            client.post("/TYO/sign-in/passkey/begin", data={"csrf_token": token}).location
            for _n in range(PER_BEGINNER.free + 1)
        ]
        assert begun == ["/TYO/sign-in/passkey"] * PER_BEGINNER.free + ["/TYO/sign-in"]
        assert "too many attempts" in client.get("/TYO/sign-in").text
        elsewhere = client.post(
            "/TYO/sign-in/passkey/begin", data={"csrf_token": token}, environ_base={"REMOTE_ADDR": "198.51.100.9"}
        )
        assert elsewhere.location == "/TYO/sign-in/passkey"
        clock.go(seconds=31)
        again = client.post("/TYO/sign-in/passkey/begin", data={"csrf_token": token})
        assert again.location == "/TYO/sign-in/passkey"

    def test_t15_attempts_at_one_passkey_are_counted_whether_there_is_such_a_one_or_not(self, site: OfficeSite) -> None:
        client = self.begun(site)
        answers = [
            site.post(client, "/TYO/sign-in/passkey", credential=self.CREDENTIAL.format("YWJjZA")).text
            for _n in range(6)
        ]
        assert ["was not taken" in page for page in answers] == [True] * 5 + [False]
        assert "too many attempts" in answers[5]
        other = site.post(client, "/TYO/sign-in/passkey", credential=self.CREDENTIAL.format("ZWZnaA"))
        assert "was not taken" in other.text

    def test_t15_a_passkey_as_second_factor_is_counted_together_with_codes(
        self, site: OfficeSite, staff: Holder, clock: MovedClock
    ) -> None:
        client = second_page(site, staff)
        token = token_in(client.get("/TYO/sign-in/second"))
        for _n in range(5):
            fields = {"csrf_token": token, "credential": self.CREDENTIAL.format("YWJjZA")}
            assert "was not taken" in client.post("/TYO/sign-in/second/passkey", data=fields).text
        page = site.post(client, "/TYO/sign-in/second", code=staff.code(clock.now))
        assert "too many attempts" in page.text

    def test_set_ups_that_lead_nowhere_are_limited(self, site: OfficeSite, staff: Holder) -> None:
        client = site.client()
        site.sign_in(client, staff)
        token = token_in(client.get("/TYO/account/"))
        begun = [client.post("/TYO/account/passkey/begin", data={"csrf_token": token}) for _n in range(6)]
        assert [answer.location for answer in begun[:5]] == ["/TYO/account/passkey"] * 5
        assert begun[5].status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert re.search("too many attempts", begun[5].text)
