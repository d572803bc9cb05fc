"""A call takes effect once, whatever is sent again and whenever a process dies (draft-ietf-httpapi-idempotency-key)."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping

import pytest

from issuance.domain.actor import Actor
from issuance.errors import ConflictError
from issuance.services.api.once import LASTS, RUNS, Call, OnceDesk, RunningError
from issuance.storage.api_calls import Kept
from issuance.storage.applications import applications
from issuance.storage.tables.api import api_request
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit
from signing.content import Kind
from tests.applying import paper_file
from tests.calling import Calling
from tests.connected import Connected
from tests.office_site import CHAMBER


class KilledError(BaseException):
    """The process is gone: nothing after this line runs."""


def count(world: Connected) -> int:
    """Return how many applications the user id has begun."""
    with world.site.office.units.look(world.cast.user) as unit:
        return len(applications(unit, table.c.created_by == world.cast.user.account))


def test_the_same_call_again_gets_the_first_answer(world: Connected) -> None:
    system = Calling.make(world, world.cast.user)
    first = system.send("POST", "/applications", {"kind": "coo-jp"}, key="order-4711")
    again = system.send("POST", "/applications", {"kind": "coo-jp"}, key="order-4711")
    assert (again.status_code, again.data) == (first.status_code, first.data) == (201, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert count(world) == 1
    other = system.send("POST", "/applications", {"kind": "invoice"}, key="order-4711")
    assert (other.status_code, (other.json or {})["code"]) == (422, "key-reused")
    assert count(world) == 1


def test_a_paper_is_taken_in_once(quick_world: Connected) -> None:
    system = Calling.make(quick_world, quick_world.cast.user)
    key = quick_world.cast.begun(quick_world.cast.user).id
    first, again = (system.hand_in(key, paper_file(), key="invoice-1") for _ in range(2))
    assert first.status_code == 201
    assert first.data == again.data
    assert len(system.done("GET", f"/applications/{key}/papers")["papers"]) == 1


def test_keys_of_other_systems_and_ids_are_others(quick_world: Connected) -> None:
    for actor in (quick_world.cast.user, quick_world.cast.user, quick_world.cast.clerk):
        system = Calling.make(quick_world, actor)
        assert system.send("POST", "/applications", {"kind": "coo-jp"}, key="order-1-one").status_code == 201
    assert count(quick_world) == 2


def test_a_key_is_asked_for(quick_world: Connected) -> None:
    system = Calling.make(quick_world, quick_world.cast.user)
    for key in ("short", "k" * 65, "two words"):
        answer = system.send("POST", "/applications", {"kind": "coo-jp"}, key=key)
        assert (answer.status_code, (answer.json or {})["code"]) == (400, "key-missing")
    assert count(quick_world) == 0


def test_a_refusal_is_not_kept(quick_world: Connected) -> None:
    """What was not done can be done with the same key, once it is possible."""
    system = Calling.make(quick_world, quick_world.cast.user)
    begun = system.done("POST", "/applications", {"kind": "coo-jp"})
    path = f"/applications/{begun['id']}"
    stale = system.send("POST", f"{path}/withdraw", {}, version=9, key="withdraw-1")
    assert stale.status_code == 412
    with quick_world.site.office.units.look(quick_world.cast.user) as unit:
        assert all(row["status"] == 201 for row in unit.rows(unit.select(api_request))[-1:])
    draft = system.send("POST", f"{path}/withdraw", {}, version=begun["version"], key="withdraw-1")
    assert draft.status_code != 412


def test_killed_before_the_commit_nothing_was_done_and_the_next_try_does_it_once(world: Connected) -> None:
    desk, call = world.site.office.api.once, new_call(world)

    def dies(_unit: Unit, _key: str, _after: Mapping[str, object]) -> Kept:
        raise KilledError

    with pytest.raises(KilledError):
        desk.run(world.cast.user, call, begin(world), dies)
    assert count(world) == 0
    with pytest.raises(RunningError):
        desk.run(world.cast.user, call, begin(world), answered)
    world.later(RUNS)
    first = desk.run(world.cast.user, call, begin(world), answered)
    assert desk.run(world.cast.user, call, begin(world), answered) == first
    assert count(world) == 1


def test_killed_after_the_commit_the_next_try_gets_the_first_answer(
    world: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, call = world.site.office.api.once, new_call(world)

    def dies(*_arguments: object) -> Kept:
        raise KilledError

    with monkeypatch.context() as killed:
        killed.setattr(OnceDesk, "_kept", dies)
        with pytest.raises(KilledError):
            desk.run(world.cast.user, call, begin(world), answered)
    assert count(world) == 1
    again = desk.run(world.cast.user, call, begin(world), answered)
    with world.site.office.units.look(world.cast.user) as unit:
        (made,) = applications(unit, table.c.created_by == world.cast.user.account)
    assert again.body == made.id
    assert count(world) == 1


def test_a_slow_process_whose_place_was_taken_does_nothing(world: Connected) -> None:
    desk, call = world.site.office.api.once, new_call(world)
    begun: list[Kept] = []

    def slow(token: str) -> object:
        world.later(RUNS)
        begun.append(desk.run(world.cast.user, call, begin(world), answered))
        return begin(world)(f"{token[:-1]}x")  # the same act, once more

    with pytest.raises(ConflictError):
        desk.run(world.cast.user, call, slow, answered)
    assert count(world) == 1
    assert desk.run(world.cast.user, call, begin(world), answered) == begun[0]


def test_after_a_day_a_key_is_new_and_its_answer_gone(quick_world: Connected) -> None:
    world, desk, call = quick_world, quick_world.site.office.api.once, new_call(quick_world)
    first = desk.run(world.cast.user, call, begin(world), answered)
    world.later(LASTS)
    assert desk.run(world.cast.user, call, begin(world), answered) != first
    world.later(LASTS + dt.timedelta(seconds=1))
    world.site.office.tidying.run(CHAMBER)
    with world.site.office.units.look(Actor.job(CHAMBER, "test")) as unit:
        assert unit.rows(unit.select(api_request)) == []


def new_call(world: Connected) -> Call:
    key = hashlib.sha256(str(world.cast.user.account).encode()).digest()
    return Call(key, hashlib.sha256(b"begin").digest(), "application.start")


def begin(world: Connected) -> Callable[[str], object]:
    drafts = world.site.office.applications.drafts
    return lambda token: drafts.start(world.cast.user, Kind.COO_JP, token)


def answered(_unit: Unit, key: str, _after: Mapping[str, object]) -> Kept:
    return Kept(201, key)
