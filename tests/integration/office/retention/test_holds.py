"""What a court or a dispute needs is kept, however old it is; one administrator sets a hold, two lift it."""

import datetime as dt

import pytest

from issuance.domain.ids import IdKind
from issuance.domain.retention.hold import HoldKind
from issuance.domain.retention.plan import PlanState
from issuance.domain.retention.report import PurgeKind
from issuance.errors import RefusedError
from issuance.storage.applications import find_application
from issuance.storage.purge_plans import get_plan
from issuance.storage.tables.audit import entry
from tests.office_ids import HANAKO
from tests.paid import JOB
from tests.retained import Retained

LAST_DAY = dt.date(2031, 3, 31)


def typed(world: Retained, kind: HoldKind, key: str) -> str:
    """Return what an administrator types to mean an application's certificate, itself, or its organisation."""
    if kind is HoldKind.CERTIFICATE:
        found = world.office.store.of_reference("TYO", key)
        assert found is not None
        return found.public_number
    if kind is HoldKind.APPLICATION:
        return world.trade.application(key).reference.lower()
    with world.office.units.act(JOB) as unit:
        return world.office.ids.accounts.issue_administrator(unit, world.trade.organisation, HANAKO).login


@pytest.mark.parametrize("kind", list(HoldKind))
def test_what_is_held_is_passed_over_and_counted(sqlite_world: Retained, kind: HoldKind) -> None:
    world = sqlite_world
    held = world.issued(1)
    other = world.issued(2) if kind is not HoldKind.ORGANISATION else None
    world.office.retention.holds.set(
        world.administrators[0], kind, typed(world, kind, held), LAST_DAY, "Asked for by the court"
    )
    world.later()
    plan = world.plan()
    world.purge()
    with world.office.units.look(JOB) as unit:
        assert find_application(unit, held) is not None
        assert other is None or find_application(unit, other) is None
        done = get_plan(unit, plan)
        values = unit.rows(unit.select(entry).where(entry.c.subject == f"application:{held}"))
        kept = [row for row in values if row["values"] is not None]
        assert kept or kind is HoldKind.CERTIFICATE, "and what the trail says of it"
    assert done.report[PurgeKind.CERTIFICATES].held == 1
    assert done.state is PlanState.DONE
    assert done.done[PurgeKind.CERTIFICATES].held == 1


def test_a_hold_is_lifted_by_two_or_ends_on_its_day(world: Retained) -> None:
    first, second = world.administrators
    holds = world.office.retention.holds
    key = world.issued()
    hold = holds.set(first, HoldKind.CERTIFICATE, typed(world, HoldKind.CERTIFICATE, key), LAST_DAY, "A dispute")
    holds.ask_to_lift(first, hold, 1)
    with pytest.raises(RefusedError, match="Another chamber administrator"):
        holds.lift(first, hold, 2)
    world.later()
    assert held_count(world) == 1, "until the second agrees it counts"
    holds.lift(second, hold, 2)
    assert held_count(world) == 0
    again = holds.set(first, HoldKind.CERTIFICATE, typed(world, HoldKind.CERTIFICATE, key), LAST_DAY, "A dispute")
    assert held_count(world) == 1
    world.later(dt.datetime(2031, 3, 31, 15, 0, tzinfo=dt.UTC))
    assert held_count(world) == 0, "midnight after the last day, Japan time"
    assert [each.counts for each in holds.page(first).holds if each.hold.id == again] == [False]


def held_count(world: Retained) -> int:
    return world.office.retention.desk.dry_run(world.administrators[0])[1][PurgeKind.CERTIFICATES].held


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (HoldKind.CERTIFICATE, "TYO26-999999"),
        (HoldKind.APPLICATION, "A-2222-2222"),
        (HoldKind.ORGANISATION, "TYO-A999999-9"),
        (HoldKind.CERTIFICATE, "' OR 1=1"),
    ],
)
def test_what_is_not_there_cannot_be_held(sqlite_world: Retained, kind: HoldKind, text: str) -> None:
    with pytest.raises(RefusedError, match=r"no certificate|no application|administrator id"):
        sqlite_world.office.retention.holds.set(sqlite_world.administrators[0], kind, text, LAST_DAY, "x")


def test_who_is_no_administrator_sets_none(sqlite_world: Retained) -> None:
    assert sqlite_world.trade.officers[0].kind is IdKind.STAFF
    with pytest.raises(RefusedError, match="roles do not allow"):
        sqlite_world.office.retention.holds.set(
            sqlite_world.trade.officers[0], HoldKind.CERTIFICATE, "TYO26-000001", LAST_DAY, "x"
        )
