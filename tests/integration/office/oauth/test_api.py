"""Calls of the API: how they fail, how many questions they cost, what a pause does to them (RFC 9457, T22)."""

import datetime as dt

import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.notices.notice import checked
from issuance.domain.notices.pauses import PauseText
from issuance.domain.staff import Role
from tests.connected import Connected
from tests.office_people import make_person
from tests.office_site import CHAMBER
from tests.queries import counted

MOST = 12


def test_no_call_and_no_page_of_systems_asks_more_than_twelve_times(quick_world: Connected) -> None:
    """However much was allowed before."""
    world = quick_world
    for _each in range(3):
        tokens = world.connect(world.cast.user)
    sent, browser = world.cast.submitted(world.cast.user), world.browser(world.cast.user)
    engine, asked = world.site.office.store.engine, {}
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    for path in (
        "/api/v1/whoami",
        f"/api/v1/applications/{sent.id}/status",
        world.asking(),
        f"/{CHAMBER}/connections",
    ):
        client, headers = (world.site.client(), bearer) if path.startswith("/api/") else (browser, {})
        assert client.get(path, headers=headers).status_code == 200
        with counted(engine) as statements:
            client.get(path, headers=headers)
        asked[path.partition("?")[0]] = len(statements)
    assert {path: count for path, count in asked.items() if not 1 <= count <= MOST} == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("POST", "/api/v1/whoami", 405),
        ("GET", "/api/v1/applications/0123456789abcdef/status", 404),
        ("GET", f"/{CHAMBER}/oauth/token", 405),
    ],
)
def test_errors_are_problem_details(quick_world: Connected, method: str, path: str, status: int) -> None:
    token = quick_world.connect(quick_world.cast.user)["access_token"]
    client = quick_world.site.client()
    answer = client.open(path, method=method, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status
    if not path.endswith("/token"):
        assert answer.mimetype == "application/problem+json"
        assert answer.json is not None
        assert answer.json["status"] == status
        assert answer.json["title"]


def test_t22_a_pause_is_told_as_a_problem(quick_world: Connected) -> None:
    world, pauses = quick_world, quick_world.site.office.postings.pause_desk
    held = make_person(world.site.office.units, CHAMBER, IdKind.STAFF, roles=[Role.OPERATOR]).account
    operator = Actor(CHAMBER, held.login, held.id, IdKind.STAFF)
    token = world.connect(world.cast.user)["access_token"]
    begins = world.site.office.clock() + dt.timedelta(minutes=1)
    reason = {"ja": "保守作業のため", "en": "Upkeep of the system"}
    told = {"begins": begins, "ends": begins + dt.timedelta(hours=1), "ground": "maintenance", "reason": reason}
    pause = pauses.announce(operator, checked(PauseText, told))
    assert world.whoami(token) == 200
    world.later(dt.timedelta(minutes=2))
    answer = world.call("/api/v1/whoami", token)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "3540"
    pauses.end(operator, pause, 1)
    world.later(dt.timedelta(minutes=1))
    assert world.whoami(token) == 200
