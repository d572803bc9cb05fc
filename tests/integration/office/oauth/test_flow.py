"""A system connects with its holder's consent, reads for him, and is turned away when he takes it back (T3.5)."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from issuance.domain.actor import Actor
from issuance.domain.oauth.grants import ACCESS_LASTS, REFRESH_LASTS
from issuance.services.trail.reading import Search
from issuance.storage.tables.oauth import api_code, api_token
from tests.connected import BACK, STATE, Connected
from tests.office_site import CHAMBER, token_in

ISSUER = "http://localhost:8001/TYO"


def status_path(world: Connected, actor: Actor) -> str:
    """Return the call for the status of a new application of somebody."""
    return f"/api/v1/applications/{world.cast.submitted(actor).id}/status"


def trail(world: Connected, act: str) -> list[Any]:
    """Return the trail's entries of an act, the newest first."""
    with world.site.office.units.look(Actor.job(CHAMBER, "test")) as unit:
        return world.site.office.trail.search(unit, Search(act=act)).entries


def test_t3_5_a_holder_allows_a_system_and_it_reads_where_his_application_stands(world: Connected) -> None:
    path = status_path(world, world.cast.user)
    told = world.allow(world.browser(world.cast.user))
    assert (told["state"], told["iss"]) == (STATE, ISSUER)
    tokens = world.redeem(told["code"])
    assert tokens.status_code == 200
    assert tokens.headers["Cache-Control"] == "no-store"
    assert tokens.json is not None
    assert tokens.json["token_type"] == "Bearer"
    assert tokens.json["expires_in"] == ACCESS_LASTS.total_seconds()
    assert tokens.json["scope"] == "status:read"
    answer = world.call(path, tokens.json["access_token"])
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["state"], answer.json["certificate"]) == ("submitted", None)
    who = world.call("/api/v1/whoami", tokens.json["access_token"]).json
    assert who is not None
    assert (who["chamber"], who["id"], who["scopes"]) == (CHAMBER, world.cast.user.name, ["status:read"])


def test_t8_4_the_consent_stands_in_the_trail_with_id_and_answerable_applicant(world: Connected) -> None:
    world.connect(world.cast.clerk)
    given, begun = trail(world, "connection.give")[0], trail(world, "connection.begin")[0]
    assert (given.actor, given.answerable) == (world.cast.clerk.account, world.cast.company)
    assert given.after["name"] == "TradeDocs"
    assert begun.organisation == world.cast.company


def test_t3_5_the_holder_takes_it_back_and_the_next_call_is_refused(world: Connected) -> None:
    tokens, browser = world.connect(world.cast.user), world.browser(world.cast.user)
    page = browser.get(f"/{CHAMBER}/connections")
    assert "TradeDocs" in page.text
    assert world.whoami(tokens["access_token"]) == 200
    grant = page.text.split("/connections/")[1].split("/end")[0]
    browser.post(f"/{CHAMBER}/connections/{grant}/end", data={"csrf_token": token_in(page)})
    assert world.whoami(tokens["access_token"]) == 401
    assert world.refresh(tokens["refresh_token"]).json == {"error": "invalid_grant"}
    assert "taken back by you" in browser.get(f"/{CHAMBER}/connections").text
    assert trail(world, "connection.end")[0].after["reason"] == "taken back"


def test_a_holder_says_no_and_the_system_is_told(world: Connected) -> None:
    browser = world.browser(world.cast.user)
    answer = world.answer(browser, "deny")
    assert "error=access_denied" in answer.location
    assert "code=" not in answer.location
    assert "No system acts for your id." in browser.get(f"/{CHAMBER}/connections").text
    assert trail(world, "connection.deny")[0].actor == world.cast.user.account


def test_tokens_run_out_and_are_renewed(world: Connected) -> None:
    tokens = world.connect(world.cast.user)
    world.later(ACCESS_LASTS)
    assert world.whoami(tokens["access_token"]) == 401
    renewed = world.refresh(tokens["refresh_token"])
    assert renewed.json is not None
    assert renewed.json["refresh_token"] != tokens["refresh_token"]
    assert world.whoami(renewed.json["access_token"]) == 200
    world.later(REFRESH_LASTS)
    assert world.refresh(renewed.json["refresh_token"]).json == {"error": "invalid_grant"}


def test_a_grant_is_over_after_a_year_however_often_it_was_renewed(quick_world: Connected) -> None:
    world = quick_world
    world.cast.validity(world.cast.company, dt.date(2100, 1, 1))
    tokens = world.connect(world.cast.user)
    for _month in range(12):
        world.later(dt.timedelta(days=29))
        tokens = dict(world.refresh(tokens["refresh_token"]).json or {})
    assert world.whoami(tokens["access_token"]) == 200
    world.later(dt.timedelta(days=17))
    assert world.refresh(tokens["refresh_token"]).json == {"error": "invalid_grant"}


def test_what_was_allowed_before_ends_with_a_new_consent(quick_world: Connected) -> None:
    first = quick_world.connect(quick_world.cast.user)
    second = quick_world.connect(quick_world.cast.user)
    assert quick_world.whoami(first["access_token"]) == 401
    assert quick_world.whoami(second["access_token"]) == 200


def test_less_can_be_asked_for_and_the_refresh_token_keeps_all(quick_world: Connected) -> None:
    world = quick_world
    tokens = world.connect(world.cast.user, scope="status:read applications:read")
    less = world.refresh(tokens["refresh_token"], scope="applications:read").json or {}
    path = status_path(world, world.cast.user)
    assert world.call(path, less["access_token"]).status_code == 403
    more = world.refresh(less["refresh_token"]).json or {}
    assert more["scope"] == "status:read applications:read"
    assert world.call(path, more["access_token"]).status_code == 200


def test_a_system_gives_its_tokens_back(world: Connected) -> None:
    """RFC 7009: an access token alone, or with the refresh token all."""
    tokens = world.connect(world.cast.user)
    given = world.revoke(tokens["access_token"])
    assert (given.status_code, world.whoami(tokens["access_token"])) == (200, 401)
    renewed = world.refresh(tokens["refresh_token"]).json or {}
    world.revoke(renewed["refresh_token"])
    assert world.whoami(renewed["access_token"]) == 401
    assert world.revoke("x" * 43).status_code == 200
    assert trail(world, "connection.end")[0].after["reason"] == "given back"


def test_a_chambers_own_system_reads_what_the_chamber_has(world: Connected) -> None:
    key, secret = world.own()
    tokens = world.token(key, secret, grant_type="client_credentials").json or {}
    assert "refresh_token" not in tokens
    assert world.call(status_path(world, world.cast.user), tokens["access_token"]).status_code == 200
    draft = world.cast.begun(world.cast.user)
    assert world.call(f"/api/v1/applications/{draft.id}/status", tokens["access_token"]).status_code == 404
    world.site.office.oauth.systems.stop(world.administrator, key, 1)
    assert world.whoami(tokens["access_token"]) == 401
    assert world.token(key, secret, grant_type="client_credentials").status_code == 401


def test_a_new_secret_leaves_the_one_before_good_for_a_day(quick_world: Connected) -> None:
    world = quick_world
    key, before = world.another("Renewed", BACK)
    fresh = world.site.office.oauth.clients.make_secret(world.federation, key, 2)
    first = world.allow(world.browser(world.cast.user), client_id=key)
    second = world.allow(world.browser(world.cast.clerk), client_id=key)
    assert world.redeem(first["code"], key, fresh).status_code == 200
    assert world.redeem(second["code"], key, before).status_code == 200
    world.later(dt.timedelta(days=1))
    third = world.allow(world.browser(world.cast.user), client_id=key)
    assert world.redeem(third["code"], key, before).status_code == 401


def test_the_server_says_what_it_can(quick_world: Connected) -> None:
    """RFC 8414, at the address that its section 3.1 makes of an issuer with a path."""
    told = quick_world.site.client().get(f"/.well-known/oauth-authorization-server/{CHAMBER}").json
    assert told is not None
    assert told["issuer"] == ISSUER
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert "implicit" not in told["grant_types_supported"]


def test_t14_2_a_call_leaves_the_holders_live_session_alone(quick_world: Connected) -> None:
    world = quick_world
    tokens, browser = world.connect(world.cast.user), world.browser(world.cast.user)
    assert world.whoami(tokens["access_token"]) == 200
    assert browser.get(f"/{CHAMBER}/account/").status_code == 200
    browser.get(f"/{CHAMBER}/sign-out")
    assert world.whoami(tokens["access_token"]) == 200


def test_codes_and_tokens_that_have_run_out_are_taken_away_each_day(quick_world: Connected) -> None:
    world = quick_world
    world.connect(world.cast.user)
    world.later(REFRESH_LASTS)
    with world.site.office.units.look(Actor.job(CHAMBER, "test")) as unit:
        assert unit.count(unit.select(api_token).where(api_token.c.expires_at <= unit.now)) >= 2
    world.site.office.tidying.run(CHAMBER)
    with world.site.office.units.look(Actor.job(CHAMBER, "test")) as unit:
        over = [unit.select(table).where(table.c.expires_at <= unit.now) for table in (api_code, api_token)]
        assert [unit.count(query) for query in over] == [0, 0]


def test_secrets_lie_in_the_database_as_hashes_alone(quick_world: Connected) -> None:
    world = quick_world
    told = world.allow(world.browser(world.cast.user))
    tokens = world.redeem(told["code"]).json or {}
    address = make_url(world.site.office.config.database_url)
    if address.get_backend_name() != "sqlite":
        pytest.skip("files of a PostgreSQL server are not ours to read")
    where = Path(str(address.database))
    database = b"".join(file.read_bytes() for file in where.parent.glob(f"{where.name}*"))
    assert world.system.encode() in database
    secrets = (world.secret, told["code"], tokens["access_token"].partition(".")[2], tokens["refresh_token"])
    assert [secret for secret in secrets if secret.encode() in database] == []
