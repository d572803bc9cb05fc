"""What a finished month has brought is counted once, from the applications themselves."""

import datetime as dt
from typing import Any

import pytest

from issuance.domain.statistics.measures import Counted, Decision, Due, Measure, Membership
from issuance.domain.statistics.months import Month, Period
from issuance.errors import RefusedError
from issuance.storage.statistics import counted_months, hours_of, monthly
from issuance.storage.tables.applications import application
from issuance.storage.tables.fees import charge
from issuance.storage.tables.statistics import statistics_count
from issuance.storage.unit import new_id
from signing.content import Kind
from tests.office_ids import CHAMBER, STAFF
from tests.offices import draft
from tests.review_world import ReviewWorld

MARCH = Month(2026, 3)
TUESDAY = dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC)
"""Noon in Tokyo, in the middle of a business day."""


def deliver(world: ReviewWorld, *, days: int, **columns: Any) -> str:
    """Add an application that is approved the same day and delivered so many days after; return its id."""
    found = world.submitted(destination=columns.pop("destination", "DE"), draft=draft())
    dates: dict[str, Any] = {
        "submitted_at": TUESDAY,
        "decided_at": TUESDAY + dt.timedelta(hours=1),
        "due_at": TUESDAY + dt.timedelta(hours=2),
        "delivered_at": TUESDAY + dt.timedelta(days=days),
        "version_approved": 1,
        "state": "delivered",
    }
    with world.office.units.act(STAFF) as unit:
        unit.update(application, found.id, **{**dates, **columns})
        unit.insert(
            charge,
            reference=f"F-{new_id()[:9]}",
            application=found.id,
            organisation=world.applicant,
            lines="[]",
            tax_percent=10,
            total=2_308,
            state="paid",
            state_since=unit.now,
            made_on=TUESDAY.date(),
            due_on=TUESDAY.date(),
        )
    return found.id


def at(world: ReviewWorld, moment: dt.datetime) -> None:
    """Let the office's clock show a moment."""
    world.office.clock = lambda: moment


def lines(world: ReviewWorld) -> dict[Counted, tuple[int, int]]:
    """Return what was counted of March."""
    with world.office.units.look(STAFF) as unit:
        rows = unit.rows(unit.select(statistics_count).where(statistics_count.c.month == str(MARCH)))
    return {Counted(Measure(row["measure"]), row["part"], row["hours"]): (row["count"], row["yen"]) for row in rows}


def test_t19_1_a_finished_month_is_counted_from_the_applications(world: ReviewWorld) -> None:
    """By kind, destination, HS chapter, member, fee, decision, target time and how long it took."""
    deliver(world, days=1)
    deliver(world, days=1, destination="FR", version_submitted=2, due_at=TUESDAY)
    rejected = deliver(world, days=0, state="rejected", delivered_at=None, version_approved=None)
    deliver(world, days=30)  # in April
    at(world, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))

    assert world.office.statistics.round.run(CHAMBER) == 1

    found = lines(world)
    assert found[Counted(Measure.KIND, Kind.COO_JP.slug)] == (2, 0)
    assert found[Counted(Measure.DESTINATION, "DE")] == (1, 0)
    assert found[Counted(Measure.DESTINATION, "FR")] == (1, 0)
    assert {line.part for line in found if line.measure is Measure.HS_CHAPTER}
    assert found[Counted(Measure.MEMBER, Membership.OTHER)] == (2, 0)
    assert found[Counted(Measure.FEES, Kind.COO_JP.slug)] == (2, 4_616)
    assert found[Counted(Measure.DECISION, Decision.AT_ONCE)] == (2, 0)
    assert found[Counted(Measure.DECISION, Decision.AFTER_RETURN)] == (1, 0)
    assert found[Counted(Measure.DECISION, Decision.REJECTED)] == (1, 0)
    assert found[Counted(Measure.DUE, Due.LATE)] == (1, 0)
    assert found[Counted(Measure.APPROVAL, Kind.COO_JP.slug, 1)] == (3, 0)
    # From 13:00 to 12:00 of the next day, of which 8:30 to 17:30 count.
    assert found[Counted(Measure.DELIVERY, Kind.COO_JP.slug, 8)] == (2, 0)
    assert rejected


def test_t19_1_nothing_of_whom_it_was_stands_in_what_is_kept(sqlite_world: ReviewWorld) -> None:
    """No column names an organisation, a person or an application."""
    assert set(statistics_count.c.keys()) == {"chamber", "id", "month", "measure", "part", "hours", "count", "yen"}
    deliver(sqlite_world, days=1)
    at(sqlite_world, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    sqlite_world.office.statistics.round.run(CHAMBER)
    parts = {line.part for line in lines(sqlite_world)}
    assert not parts & {sqlite_world.applicant, sqlite_world.filer, sqlite_world.signatory}


def test_a_month_is_counted_once_and_when_it_is_over_in_japan(sqlite_world: ReviewWorld) -> None:
    """Until midnight in Tokyo it is not; a second round adds nothing."""
    deliver(sqlite_world, days=1)
    at(sqlite_world, dt.datetime(2026, 3, 31, 14, 59, tzinfo=dt.UTC))
    assert sqlite_world.office.statistics.round.run(CHAMBER) == 0
    at(sqlite_world, dt.datetime(2026, 3, 31, 15, 0, tzinfo=dt.UTC))
    assert sqlite_world.office.statistics.round.run(CHAMBER) == 1
    assert sqlite_world.office.statistics.round.run(CHAMBER) == 0
    with sqlite_world.office.units.look(STAFF) as unit:
        assert counted_months(unit) == [MARCH]


def test_to_count_anew_keeps_what_was_purged_since(world: ReviewWorld) -> None:
    """A month that finds more is put right; one that finds fewer stays as it was."""
    kept = deliver(world, days=1)
    at(world, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    world.office.statistics.round.run(CHAMBER)
    deliver(world, days=2)
    assert [(each.delivered, each.kept) for each in world.office.statistics.round.rebuild(CHAMBER)] == [(2, False)]
    with world.office.units.act(STAFF) as unit:
        unit.update(application, kept, delivered_at=None)
    assert [(each.delivered, each.kept) for each in world.office.statistics.round.rebuild(CHAMBER)] == [(2, True)]
    assert lines(world)[Counted(Measure.KIND, Kind.COO_JP.slug)] == (2, 0)


def test_t19_1_one_application_is_not_shown_at_all(sqlite_world: ReviewWorld) -> None:
    """A month with four certificates shows no figure, and neither do its medians."""
    for _each in range(4):
        deliver(sqlite_world, days=1)
    at(sqlite_world, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    sqlite_world.office.statistics.round.run(CHAMBER)
    shown = sqlite_world.office.statistics.desk.page(STAFF)
    assert shown is not None
    assert not [table for table in shown.tables.values() if table.is_withheld and table.lines]
    assert shown.tables[Measure.KIND].is_withheld
    assert not shown.tables[Measure.HS_CHAPTER].lines
    assert [point.count for point in shown.series] == [None]
    assert all(spans.overall is None and not spans.kinds for spans in shown.durations.values())


def test_only_some_roles_see_statistics(sqlite_world: ReviewWorld) -> None:
    """The service asks for the role itself."""
    with pytest.raises(RefusedError):
        sqlite_world.office.statistics.desk.page(sqlite_world.officers["reviewer"])
    assert sqlite_world.office.statistics.desk.page(sqlite_world.officers["approver"]) is None


def test_hours_and_figures_are_read_of_the_period_alone(sqlite_world: ReviewWorld) -> None:
    """What was counted of March does not stand in February."""
    deliver(sqlite_world, days=1)
    at(sqlite_world, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    sqlite_world.office.statistics.round.run(CHAMBER)
    with sqlite_world.office.units.look(STAFF) as unit:
        assert not hours_of(unit, Measure.DELIVERY, Period(Month(2026, 2), Month(2026, 2)))
        counts, _yen = monthly(unit, [Measure.KIND], range(2026, 2027))[Measure.KIND]
    assert counts == {Kind.COO_JP.slug: {2026: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]}}
