"""Which views ask their user to prove himself again before what is sensitive: all of them, as a table (ASVS 7.5)."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from issuance.web.guards import asks_recently
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_people import Holder, make_person
from tests.office_site import OfficeSite, token_in

_FACTORS = "app begin_app begin_passkey passkey remove_factor renew_codes"
RECENT = {
    "account": _FACTORS,
    "federation_account": _FACTORS,
    "admin": "act_on confirm_reset end invite lift_stop new_stop refuse_reset resets set_roles unlock withdraw_end",
    "desk_ids": "act_on letter print_letters reissue",
    "leaks": "review",
    "federation_leaks": "review",
    "organisations": "begin begin_now settle settle_now",
    "registration": "withdraw",
    "posting": "new_pause",
    "federation_posting": "end_of_system new_pause",
    "federation": "make_secret move_third_party system",
    "people": "letter",
    "disclosures": "approve ask fetch",
    "imprints": "decide seal signature",
    "retention": "confirm",
    "revocations": "decide",
    "oauth": "authorize",
    "systems": "new secret stop switch",
    "webhooks": "new remove secret switch",
    "federation_webhooks": "new remove secret switch",
}
"""By blueprint: second factors; the staff and its roles, stops and the end; ids, and letters with their codes; leaks;
measures; one's own withdrawal; pauses; systems of third parties, their secrets, consent to them; what cannot be taken
back."""


@pytest.fixture
def staff(site: OfficeSite) -> Holder:
    return make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.CHAMBER_ADMINISTRATOR])


def browser(site: OfficeSite, holder: Holder) -> FlaskClient:
    client = site.client()
    site.sign_in(client, holder)
    return client


def test_these_views_and_no_others_ask_again(site: OfficeSite) -> None:
    found: dict[str, set[str]] = {}
    for endpoint, view in site.app.view_functions.items():
        if asks_recently(view):
            blueprint, name = endpoint.rsplit(".", 1)
            found.setdefault(blueprint, set()).add(name)
    assert {name: " ".join(sorted(views)) for name, views in found.items()} == RECENT


class TestAfterTenMinutes:
    """A session that is older, though it lives."""

    def confirmed(self, site: OfficeSite, client: FlaskClient, page: str, password: str) -> str | None:
        return site.post(client, page, password=password).location

    def test_the_page_asks_for_the_password_and_leads_on(
        self, site: OfficeSite, staff: Holder, clock: MovedClock
    ) -> None:
        client = browser(site, staff)
        assert client.get("/TYO/admin/staff/invite").status_code == HTTPStatus.OK
        clock.go(minutes=10)
        asked = client.get("/TYO/admin/staff/invite")
        assert asked.location == "/TYO/account/confirm?next=%2FTYO%2Fadmin%2Fstaff%2Finvite"
        assert self.confirmed(site, client, asked.location, staff.password) == "/TYO/admin/staff/invite"
        assert client.get("/TYO/admin/staff/invite").status_code == HTTPStatus.OK

    def test_the_session_goes_on_under_another_cookie(self, site: OfficeSite, staff: Holder, clock: MovedClock) -> None:
        """OWASP ASVS 5, 7.2.4: whoever got hold of the cookie before gains nothing."""
        client, stolen = browser(site, staff), site.client()
        cookie = client.get_cookie("id")
        assert cookie is not None
        stolen.set_cookie("id", cookie.value)
        clock.go(minutes=10)
        self.confirmed(site, client, "/TYO/account/confirm", staff.password)
        assert client.get("/TYO/account/").status_code == HTTPStatus.OK
        assert stolen.get("/TYO/account/").location == "/TYO/sign-in?next=%2FTYO%2Faccount%2F"

    def test_a_wrong_password_leads_nowhere_and_guesses_are_counted(
        self, site: OfficeSite, staff: Holder, clock: MovedClock
    ) -> None:
        client = browser(site, staff)
        clock.go(minutes=10)
        page = client.get("/TYO/admin/staff/invite").location
        assert [self.confirmed(site, client, page, "not it") for _n in range(5)] == [None] * 5
        assert self.confirmed(site, client, page, staff.password) is None
        assert client.get("/TYO/admin/staff/invite").location == page

    def test_what_was_sent_from_a_stale_page_changes_nothing(
        self, site: OfficeSite, staff: Holder, clock: MovedClock
    ) -> None:
        client = browser(site, staff)
        token = token_in(client.get("/TYO/account/"))
        clock.go(minutes=10)
        sent = client.post("/TYO/account/recovery-codes", data={"csrf_token": token})
        assert sent.location == "/TYO/account/confirm?next=%2FTYO%2F"
        with site.office.units.look(Actor.job("TYO", "test")) as unit:
            assert site.office.access.factors.recovery_codes_left(unit, staff.account.id) == 0
