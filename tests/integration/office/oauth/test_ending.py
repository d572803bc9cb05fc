"""What takes the rights of an id takes those of its systems: at once, or for good where the terms say so (T8.2, T16).

A grant *ends* by leak, lock, new credential, suspension and termination; it *rests* while the registration, the switch
or the approval is away.
"""

import datetime as dt
from collections.abc import Callable

import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.oauth.scopes import Scope
from issuance.domain.settings import Function
from issuance.domain.sign_in.session import SessionEnd
from issuance.domain.staff import Role
from issuance.domain.third_parties import ThirdPartyEvent
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.services.sign_in.credentials import Way
from issuance.services.sign_in.sessions import end_session, end_sessions_of
from issuance.storage.accounts import get_account
from issuance.storage.oauth_grants import grants_of
from tests.connected import BACK, Connected
from tests.office_people import make_person
from tests.office_site import CHAMBER

JOB = Actor.job(CHAMBER, "test")


def registrar(world: Connected) -> Actor:
    """Return a registrar as he acts."""
    held = make_person(world.site.office.units, CHAMBER, IdKind.STAFF, roles=[Role.REGISTRAR]).account
    return Actor(CHAMBER, held.login, held.id, IdKind.STAFF, place="127.0.0.1")


def leak(world: Connected) -> None:
    """Report a leak of the user id, as one does who cannot sign in."""
    with world.site.office.units.act(Actor.visitor(CHAMBER, "127.0.0.1")) as unit:
        world.site.office.access.leaks.lock(unit, get_account(unit, str(world.cast.user.account)), "lost")


def lock(world: Connected) -> None:
    """Let a registrar lock the user id."""
    world.site.office.ids.accounts.lock(registrar(world), str(world.cast.user.account), 1 + 1, "asked for")


def reissue(world: Connected) -> None:
    """Give the user id a new credential."""
    world.site.office.ids.accounts.reissue(registrar(world), str(world.cast.user.account), 1 + 1, Way.LETTER)


def ended_by(reason: SessionEnd) -> Callable[[Connected], None]:
    """Return what the registrar's desk does at a suspension or a termination (`desks/registrar.py`)."""

    def end(world: Connected) -> None:
        with world.site.office.units.act(JOB) as unit:
            end_sessions_of(unit, world.cast.company, reason)

    return end


def new_password(world: Connected) -> None:
    """Do what a new password does to what the id has open."""
    with world.site.office.units.act(JOB) as unit:
        end_session(unit, str(world.cast.user.account), SessionEnd.CREDENTIAL)


ENDINGS = [
    pytest.param(leak, id="t8_2_leak"),
    pytest.param(lock, id="locked"),
    pytest.param(reissue, id="new_credential"),
    pytest.param(new_password, id="new_password"),
    pytest.param(ended_by(SessionEnd.SUSPENDED), id="t16_suspension"),
    pytest.param(ended_by(SessionEnd.TERMINATED), id="t26_termination"),
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_ends_an_ids_session_for_its_safety_ends_its_grants(
    quick_world: Connected, ending: Callable[[Connected], None]
) -> None:
    world = quick_world
    tokens = world.connect(world.cast.user)
    ending(world)
    assert world.whoami(tokens["access_token"]) == 401
    assert world.refresh(tokens["refresh_token"]).json == {"error": "invalid_grant"}
    with world.site.office.units.look(JOB) as unit:
        assert [grant.reason is None for grant in grants_of(unit, str(world.cast.user.account))] == [False]


@pytest.mark.parametrize("reason", [SessionEnd.SIGNED_OUT, SessionEnd.NEWER, SessionEnd.IDLE, SessionEnd.TOO_LONG])
def test_t14_2_a_session_that_ends_by_itself_ends_no_grant(quick_world: Connected, reason: SessionEnd) -> None:
    tokens = quick_world.connect(quick_world.cast.user)
    with quick_world.site.office.units.act(JOB) as unit:
        end_session(unit, str(quick_world.cast.user.account), reason)
    assert quick_world.whoami(tokens["access_token"]) == 200


def test_t16_an_agents_suspension_ends_the_grants_of_its_people(world: Connected) -> None:
    person = world.cast.another(agent=world.cast.agency)
    tokens = world.connect(person)
    with world.site.office.units.act(JOB) as unit:
        end_sessions_of(unit, world.cast.agency, SessionEnd.SUSPENDED)
    assert world.whoami(tokens["access_token"]) == 401


def test_t9_5_outside_the_validity_a_system_still_reads_and_does_nothing_new(quick_world: Connected) -> None:
    world = quick_world
    key, secret = world.another("Writer", BACK, frozenset({Scope.STATUS_READ, Scope.APPLICATIONS_WRITE}))
    told = world.allow(world.browser(world.cast.user), client_id=key, scope="status:read applications:write")
    tokens = world.redeem(told["code"], key, secret).json or {}
    assert _scopes(world, tokens) == ["status:read", "applications:write"]
    try:
        world.cast.validity(world.cast.company, dt.date(2026, 3, 9))
        assert _scopes(world, tokens) == ["status:read"]
    finally:
        world.cast.validity(world.cast.company, dt.date(2027, 3, 9))
    assert _scopes(world, tokens) == ["status:read", "applications:write"]


def test_t10_5_an_agents_sub_id_needs_both_registrations(quick_world: Connected) -> None:
    """Of its agent alone: the applicant's is valid all the while."""
    world = quick_world
    key, secret = world.another("Writer", BACK, frozenset({Scope.STATUS_READ, Scope.APPLICATIONS_WRITE}))
    person = world.cast.another(agent=world.cast.agency)
    told = world.allow(world.browser(person), client_id=key, scope="status:read applications:write")
    tokens = world.redeem(told["code"], key, secret).json or {}
    try:
        world.cast.validity(world.cast.agency, dt.date(2026, 3, 9))
        assert _scopes(world, tokens) == ["status:read"]
    finally:
        world.cast.validity(world.cast.agency, dt.date(2027, 3, 9))


def test_t3_3_a_chamber_that_switches_a_system_off_keeps_it_out_until_it_is_on_again(world: Connected) -> None:
    key, secret = world.another("Switched", BACK)
    tokens = world.redeem(world.allow(world.browser(world.cast.user), client_id=key)["code"], key, secret).json or {}
    systems = world.site.office.oauth.systems
    systems.switch(world.administrator, key, 1, on=False)
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert world.whoami(tokens["access_token"]) == 401
    assert world.token(key, secret, **refresh).status_code == 401
    assert world.browser(world.cast.user).get(world.asking(client_id=key)).status_code == 422
    systems.switch(world.administrator, key, 2, on=True)
    assert world.whoami(tokens["access_token"]) == 200
    assert world.token(key, secret, **refresh).status_code == 200


def test_t3_1_without_the_function_no_third_party_gets_in_and_the_chambers_own_does(quick_world: Connected) -> None:
    world = quick_world
    tokens, (own, secret) = world.connect(world.cast.user), world.own()
    _offer(world, frozenset(Function) - {Function.THIRD_PARTY})
    try:
        assert world.whoami(tokens["access_token"]) == 401
        assert world.token(own, secret, grant_type="client_credentials").status_code == 200
    finally:
        _offer(world, frozenset(Function))
    assert world.whoami(tokens["access_token"]) == 200


def test_a_system_that_the_federation_ends_is_out_everywhere_and_for_good(quick_world: Connected) -> None:
    world = quick_world
    key, secret = world.another("Ended", BACK)
    tokens = world.redeem(world.allow(world.browser(world.cast.user), client_id=key)["code"], key, secret).json or {}
    world.site.office.administration.third_parties.move(world.federation, key, 2, ThirdPartyEvent.END)
    assert world.whoami(tokens["access_token"]) == 401
    assert world.token(key, secret, grant_type="refresh_token", refresh_token="x").status_code == 401


def test_what_the_federation_takes_from_a_system_is_taken_from_its_tokens(quick_world: Connected) -> None:
    world = quick_world
    key, secret = world.another("Narrowed", BACK)
    told = world.allow(world.browser(world.cast.user), client_id=key, scope="status:read applications:read")
    tokens = world.redeem(told["code"], key, secret).json or {}
    desk = world.site.office.oauth.clients
    desk.configure(world.federation, key, 2, frozenset({Scope.APPLICATIONS_READ}), [BACK])
    assert _scopes(world, tokens) == ["applications:read"]


def _scopes(world: Connected, tokens: dict[str, str]) -> list[str]:
    told = world.call("/api/v1/whoami", tokens["access_token"]).json or {}
    return list(told["scopes"])


def _offer(world: Connected, functions: frozenset[Function]) -> None:
    with world.site.office.units.act(JOB) as unit:
        version = stored_settings(unit).version
        change_settings(unit, version, lambda old: old.model_copy(update={"functions": functions}))
