"""What an attacker tries against the connection of systems, by RFC 9700's chapters (terms, articles 3-2(5) and 15)."""

import datetime as dt
from urllib.parse import urlencode

import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.oauth.grants import CODE_LASTS
from issuance.domain.oauth.scopes import Scope
from issuance.domain.staff import Role
from issuance.errors import RefusedError
from tests.connected import BACK, ELSEWHERE, VERIFIER, Connected
from tests.office_people import make_person
from tests.office_site import CHAMBER

INVALID_GRANT = {"error": "invalid_grant"}
OTHER_BACK = "https://other.example/back"


def error_of(answer: object) -> str:
    """Return the error of a token endpoint's answer."""
    body = getattr(answer, "json", None) or {}
    return str(body.get("error"))


# The consent: who may give it, and where its answer may go.


def test_t3_5_an_administrator_id_lets_no_system_act_for_it(quick_world: Connected) -> None:
    world = quick_world
    administrator = world.cast.another(IdKind.ADMINISTRATOR)
    answer = world.browser(administrator).get(world.asking())
    assert answer.status_code == 403
    forged = world.browser(administrator).post(world.asking(), data={"allow": "yes"})
    assert forged.status_code in (400, 403)


@pytest.mark.parametrize(
    "redirect",
    [
        "https://attacker.example/back",
        BACK + "/",
        BACK + "?next=https://attacker.example",
        BACK + "#fragment",
        BACK.upper(),
        BACK.replace("https", "http"),
        "https://tradedocs.example@attacker.example/back",
        "https://tradedocs.example.attacker.example/back",
        "https://tradedocs.example/back/../other",
        "https://tradedocs.example%2eattacker.example/back",
        "javascript:alert(1)",
        'https://tradedocs.example/"><script>',
        "//attacker.example",
        "",
        None,
    ],
)
def test_the_answer_goes_nowhere_but_to_the_address_letter_by_letter(
    shared_world: Connected, redirect: str | None
) -> None:
    """RFC 9700, 4.1: and nobody is led to an address that is not known, not even with an error."""
    answer = shared_world.browser(shared_world.cast.user).get(shared_world.asking(redirect_uri=redirect))
    assert answer.status_code == 422
    assert "Location" not in answer.headers
    assert "<script>" not in answer.text


@pytest.mark.parametrize("client", ["0123456789abcdef", "", "\u00e9", "x" * 5000, '"'])
def test_a_system_that_is_not_known_is_told_nothing(shared_world: Connected, client: str) -> None:
    answer = shared_world.browser(shared_world.cast.user).get(shared_world.asking(client_id=client))
    assert (answer.status_code, "Location" in answer.headers) == (422, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "status:read everything"}, "invalid_scope"),
        ({"scope": "fees:read"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
    ],
)
def test_a_weaker_request_is_refused_and_its_system_told(
    shared_world: Connected, changes: dict[str, str | None], error: str
) -> None:
    """No PKCE downgrade (RFC 9700, 4.8), no scope beyond the system's, no implicit grant (2.1.2)."""
    answer = shared_world.browser(shared_world.cast.user).get(shared_world.asking(**changes))
    assert answer.status_code == 303
    assert answer.location.startswith(BACK + "?")
    assert f"error={error}" in answer.location
    assert "iss=" in answer.location


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "state", "code_challenge", "response_type"])
def test_a_parameter_that_comes_twice_is_refused(shared_world: Connected, name: str) -> None:
    address = shared_world.asking() + "&" + urlencode({name: "https://attacker.example"})
    assert shared_world.browser(shared_world.cast.user).get(address).status_code == 422


def test_a_form_of_another_site_allows_nothing(shared_world: Connected) -> None:
    answer = shared_world.browser(shared_world.cast.user).post(shared_world.asking(), data={"allow": "yes"})
    assert answer.status_code == 400


def test_a_consent_needs_a_proof_of_the_last_minutes(quick_world: Connected) -> None:
    """A session that somebody left open gives nobody a year's access; afterwards the same question is asked."""
    browser = quick_world.browser(quick_world.cast.user)
    quick_world.later(dt.timedelta(minutes=11))
    answer = browser.get(quick_world.asking())
    assert answer.status_code == 303
    assert answer.location.startswith(f"/{CHAMBER}/account/confirm?next=%2F{CHAMBER}%2Foauth%2Fauthorize%3F")


def test_whoever_signs_in_first_comes_back_to_the_question(shared_world: Connected) -> None:
    """Even where the system writes its address unquoted: // must not lead to the first page instead."""
    address = shared_world.asking().replace("%3A%2F%2F", "://").replace("%2F", "/")
    answer = shared_world.site.client().get(address)
    assert answer.status_code == 303
    assert "redirect_uri%3Dhttps%253A%252F%252F" in answer.location


def test_the_page_of_the_consent_may_send_its_form_to_the_systems_host_alone(shared_world: Connected) -> None:
    page = shared_world.browser(shared_world.cast.user).get(shared_world.asking())
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://tradedocs.example;" in policy
    assert "frame-ancestors 'none'" in policy


# Codes.


def test_a_code_counts_once_and_a_second_use_ends_what_the_first_brought(world: Connected) -> None:
    code = world.allow(world.browser(world.cast.user))["code"]
    tokens = world.redeem(code).json or {}
    assert world.whoami(tokens["access_token"]) == 200
    assert error_of(world.redeem(code)) == "invalid_grant"
    assert world.whoami(tokens["access_token"]) == 401
    assert world.refresh(tokens["refresh_token"]).json == INVALID_GRANT


def test_a_code_is_over_after_a_minute(quick_world: Connected) -> None:
    code = quick_world.allow(quick_world.browser(quick_world.cast.user))["code"]
    quick_world.later(CODE_LASTS)
    assert error_of(quick_world.redeem(code)) == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": "w" * 64}, {"code_verifier": ""}, {"code_verifier": "v" * 42}, {"redirect_uri": OTHER_BACK}],
)
def test_a_stolen_code_is_worth_nothing_without_its_verifier_and_address(
    shared_world: Connected, changes: dict[str, str]
) -> None:
    """And there is one try: whoever guesses wrong has used the code up (RFC 9700, 4.5 and 4.8)."""
    code = shared_world.allow(shared_world.browser(shared_world.cast.user))["code"]
    assert shared_world.redeem(code, **changes).status_code == 400
    assert error_of(shared_world.redeem(code)) == "invalid_grant"


def test_a_code_that_is_injected_into_another_system_is_refused_and_stays_good_for_its_own(world: Connected) -> None:
    other, secret = world.another("Other", OTHER_BACK)
    code = world.allow(world.browser(world.cast.user))["code"]
    assert error_of(world.redeem(code, other, secret)) == "invalid_grant"
    assert error_of(world.redeem(code, other, secret, redirect_uri=OTHER_BACK)) == "invalid_grant"
    assert world.redeem(code).status_code == 200


# Refresh tokens and access tokens.


def test_a_refresh_token_that_is_used_twice_ends_the_grant(world: Connected) -> None:
    """RFC 9700, 4.14.2: the office cannot know which of the two is the thief."""
    tokens = world.connect(world.cast.user)
    renewed = world.refresh(tokens["refresh_token"]).json or {}
    assert world.refresh(tokens["refresh_token"]).json == INVALID_GRANT
    assert world.refresh(renewed["refresh_token"]).json == INVALID_GRANT
    assert world.whoami(renewed["access_token"]) == 401


def test_another_systems_refresh_token_is_worth_nothing(quick_world: Connected) -> None:
    world = quick_world
    other, secret = world.another("Other", OTHER_BACK)
    tokens = world.connect(world.cast.user)
    stolen = world.token(other, secret, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert stolen.json == INVALID_GRANT
    assert error_of(world.revoke(tokens["refresh_token"], other, secret)) == "invalid_grant"
    assert world.refresh(tokens["refresh_token"]).status_code == 200


def test_nothing_more_can_be_asked_for_than_was_allowed(quick_world: Connected) -> None:
    tokens = quick_world.connect(quick_world.cast.user)
    asked = quick_world.refresh(tokens["refresh_token"], scope="status:read applications:read")
    assert error_of(asked) == "invalid_scope"


def test_a_token_counts_in_the_header_alone(quick_world: Connected) -> None:
    """In an address it would stand in logs; a session's cookie is no token (RFC 9700, 4.3.2)."""
    token = quick_world.connect(quick_world.cast.user)["access_token"]
    client = quick_world.browser(quick_world.cast.user)
    for answer in (
        client.get("/api/v1/whoami"),
        client.get(f"/api/v1/whoami?access_token={token}"),
        client.get("/api/v1/whoami", headers={"Authorization": f"Basic {token}"}),
        client.get("/api/v1/whoami", headers={"Authorization": "Bearer "}),
    ):
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_refresh_token_or_a_code_opens_no_call(quick_world: Connected) -> None:
    tokens = quick_world.connect(quick_world.cast.user)
    assert quick_world.whoami(tokens["refresh_token"]) == 401
    assert quick_world.whoami(f"{CHAMBER}.{tokens['refresh_token']}") == 401


def test_t15_a_token_of_one_chamber_is_worth_nothing_at_another(world: Connected) -> None:
    """Nor is a system that one chamber has switched on, nor a chamber's own."""
    tokens = world.connect(world.cast.user)
    own, own_secret = world.own()
    assert world.whoami(f"{ELSEWHERE}." + tokens["access_token"].partition(".")[2]) == 401
    for client, secret, form in (
        (world.system, world.secret, {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}),
        (own, own_secret, {"grant_type": "client_credentials"}),
    ):
        assert error_of(world.token(client, secret, ELSEWHERE, **form)) == "invalid_client"
    assert world.refresh(tokens["refresh_token"]).status_code == 200


def test_t15_a_system_sees_what_the_id_sees_and_no_more(quick_world: Connected) -> None:
    world = quick_world
    hidden = world.cast.begun(world.cast.forwarder).id
    token = world.connect(world.cast.clerk)["access_token"]
    answer = world.call(f"/api/v1/applications/{hidden}/status", token)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_call_beyond_the_tokens_scope_says_which_one_is_needed(quick_world: Connected) -> None:
    token = quick_world.connect(quick_world.cast.user, scope="applications:read")["access_token"]
    answer = quick_world.call("/api/v1/applications/0123456789abcdef/status", token)
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="status:read"'


# Systems' secrets.


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "password", "username": "TYO-U000001-0", "password": "x"},
        {"grant_type": "client_credentials"},
        {"grant_type": 'x"\\\n'},
        {"grant_type": "refresh_token"},
        {"grant_type": "authorization_code"},
        {},
    ],
)
def test_other_ways_to_a_token_are_refused(shared_world: Connected, form: dict[str, str]) -> None:
    answer = shared_world.token(**form)
    assert answer.status_code == 400
    assert error_of(answer) in ("unsupported_grant_type", "unauthorized_client", "invalid_request")


def test_a_chambers_own_system_asks_no_holder(quick_world: Connected) -> None:
    key, _secret = quick_world.own()
    browser = quick_world.browser(quick_world.cast.user)
    assert browser.get(quick_world.asking(client_id=key)).status_code == 422


def test_wrong_secrets_are_slowed_down_for_who_guesses(world: Connected) -> None:
    tried = [world.token(secret="x" * 43, grant_type="refresh_token").status_code for _each in range(6)]
    assert tried == [401] * 5 + [429]
    code = world.allow(world.browser(world.cast.user))["code"]
    locked = world.redeem(code)
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "30")
    world.later(dt.timedelta(seconds=31))
    assert world.redeem(code).status_code == 200


def test_guessed_tokens_are_slowed_down_and_good_ones_are_not(quick_world: Connected) -> None:
    world = quick_world
    token = world.connect(world.cast.user)["access_token"]
    guesses = [world.whoami(f"{CHAMBER}.{number:043d}") for number in range(61)]
    assert guesses == [401] * 60 + [429]
    assert world.whoami(token) == 200


def test_only_the_federation_and_chamber_administrators_look_after_systems(quick_world: Connected) -> None:
    world = quick_world
    desks, scopes = world.site.office.oauth, frozenset({Scope.STATUS_READ})
    registrar = make_person(world.site.office.units, CHAMBER, IdKind.STAFF, roles=[Role.REGISTRAR]).account
    for actor in (world.cast.user, Actor(CHAMBER, registrar.login, registrar.id, IdKind.STAFF)):
        with pytest.raises(RefusedError):
            desks.systems.add(actor, "Mine", scopes)
        with pytest.raises(RefusedError):
            desks.systems.switch(actor, world.system, 1, on=False)
        with pytest.raises(RefusedError, match="Only the federation"):
            desks.clients.make_secret(actor, world.system, 2)
