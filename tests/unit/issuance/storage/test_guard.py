"""No statement of a unit leaves its chamber (requirement T15: other people's data is unreachable)."""

import datetime as dt
import time
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Executable, and_, exists, func, literal_column, not_, or_, select, text, true
from sqlalchemy.dialects import postgresql, sqlite

from issuance.storage.guard import Guard, TenantError
from issuance.storage.tables.accounts import account
from issuance.storage.tables.audit import entry
from issuance.storage.tables.chambers import chamber as chambers
from issuance.storage.tables.parties import organisation, registration

OURS = "TYO"
r, o, a = registration, organisation, account
mine = r.c.chamber == OURS
r2 = r.alias("r2")

inner_only = select(o.c.id).where(o.c.id == r.c.organisation)
tied_inner = inner_only.where(o.c.chamber == OURS)


def tie(table: Any) -> sa.ColumnElement[bool]:
    return table.c.chamber == r.c.chamber


SOUND: dict[str, Executable] = {
    "one table": select(r).where(mine),
    "the constant on the left": select(r).where(sa.literal(OURS) == r.c.chamber),
    "conditions one after another": select(r).where(r.c.state == "active").where(mine),
    "in and_()": select(r).where(and_(r.c.state == "active", mine)),
    "join on chamber and key": select(r, o).join(o, and_(tie(o), o.c.id == r.c.organisation)).where(mine),
    "join with the tie in where": select(r, o).where(tie(o), o.c.id == r.c.organisation, mine),
    "a chain of ties": select(r, o, a).where(mine, tie(o), a.c.chamber == o.c.chamber),
    "outer join of what is tied in on": select(r).outerjoin(o, and_(tie(o), o.c.id == r.c.organisation)).where(mine),
    "an alias": select(r2).where(r2.c.chamber == OURS),
    "a subquery": select(select(r).where(mine).subquery()),
    "a common table expression": select(select(r).where(mine).cte("ours")),
    "exists": select(r).where(mine, tied_inner.exists()),
    "exists, tied to the outer row": select(r).where(mine, exists().where(tie(o), o.c.id == r.c.organisation)),
    "in": select(r).where(mine, r.c.organisation.in_(select(o.c.id).where(o.c.chamber == OURS))),
    "a scalar among columns": select(r.c.id, tied_inner.scalar_subquery()).where(mine),
    "union": select(r.c.id).where(mine).union_all(select(o.c.id).where(o.c.chamber == OURS)),
    "count": select(func.count()).select_from(r).where(mine),
    "nobody's table": select(chambers),
    "no table": select(func.now()),
    "update": sa.update(r).where(mine).values(state="active"),
    "update of what another table says": sa.update(r).where(mine, tie(o), o.c.id == r.c.organisation).values(state="x"),
    "update by a scalar": sa.update(r).where(mine).values(state=tied_inner.scalar_subquery()),
    "delete": sa.delete(r).where(mine),
    "insert": sa.insert(o).values(chamber=OURS, id="1"),
    "insert of many": sa.insert(o).values([{"chamber": OURS, "id": "1"}, {"chamber": OURS, "id": "2"}]),
    "upsert": sqlite.insert(o)
    .values(chamber=OURS, id="1")
    .on_conflict_do_update(index_elements=["chamber", "id"], set_={"form": "x"}),
    "insert unless there": postgresql.insert(a).values(chamber=OURS, id="1").on_conflict_do_nothing(),
}

LEAVING: dict[str, Executable] = {
    "no condition": select(r),
    "another condition": select(r).where(r.c.id == OURS),
    "unequal": select(r).where(r.c.chamber != OURS),
    "another chamber": select(r).where(r.c.chamber == "OSA"),
    "two chambers": select(r).where(mine, r.c.chamber == "OSA"),
    "a list of chambers": select(r).where(r.c.chamber.in_([OURS, "OSA"])),
    "under or": select(r).where(or_(mine, r.c.state == "active")),
    "under not": select(r).where(not_(mine)),
    "tied to itself": select(r).where(r.c.chamber == r.c.chamber),
    "tied to another table that is loose": select(r, o).where(tie(o)),
    "tied to nobody's table": select(r).where(r.c.chamber == chambers.c.code),
    "join by key alone": select(r, o).join(o, o.c.id == r.c.organisation).where(mine),
    "cross join": select(r, o).join(o, true()).where(mine),
    "outer join whose condition names only the left": select(r).outerjoin(o, mine),
    "outer join of what is loose": select(r).outerjoin(o, o.c.id == r.c.organisation).where(mine),
    "full join": select(r).join(o, and_(mine, tie(o)), full=True),
    "an alias beside the tied table": select(r, r2).where(mine),
    "the alias tied, not the table": select(r, r2).where(r2.c.chamber == OURS),
    "a subquery": select(select(r).subquery()),
    "a subquery joined to the tied table": select(r)
    .join(sub := select(o).subquery(), sub.c.chamber == r.c.chamber)
    .where(mine),
    "a common table expression": select(select(r).cte("all")),
    "a free common table expression": select(chambers).add_cte(select(r).cte("all")),
    "a changing common table expression": select(sa.delete(r).returning(r.c.id).cte("gone")),
    "exists": select(r).where(mine, exists().where(o.c.id == r.c.organisation)),
    "exists over the same table, which SQL reads anew": select(r).where(mine, select(r.c.id).exists()),
    "exists within exists": select(r).where(mine, exists().where(tie(o), exists().where(a.c.organisation == o.c.id))),
    "a scalar among columns": select(r.c.id, inner_only.scalar_subquery()).where(mine),
    "a scalar in the order": select(r.c.id).where(mine).order_by(inner_only.scalar_subquery()),
    "in": select(r).where(mine, r.c.organisation.in_(select(o.c.id))),
    "second part of a union": select(r.c.id).where(mine).union(select(o.c.id)),
    "lateral": select(r, select(o).where(tie(o)).lateral()).where(mine),
    "text as statement": text("SELECT * FROM registration"),
    "text as select": text("SELECT id FROM registration").columns(r.c.id),
    "text as condition": select(r).where(mine, text("1 = 1 OR 1 = 1")),
    "text as column": select(text("(SELECT names FROM organisation)")).select_from(r).where(mine),
    "text in a subquery": select(r).where(mine, r.c.id.in_(text("SELECT id FROM registration").columns(r.c.id))),
    "text as prefix": select(r).where(mine).prefix_with("DISTINCT"),
    "text as order": select(r).where(mine).order_by(text("(SELECT 1 FROM organisation)")),
    "literal column": select(literal_column("(SELECT names FROM organisation)")).select_from(r).where(mine),
    "a table made up by name": select(sa.table("registration", sa.column("id"))),
    "a table of other metadata": select(sa.Table("registration", sa.MetaData(), sa.Column("id", sa.String))),
    "update": sa.update(r).values(state="active"),
    "update of another's": sa.update(r).where(r.c.chamber == "OSA").values(state="active"),
    "update that moves the row": sa.update(r).where(mine).values(chamber="OSA"),
    "update from": sa.update(r).where(mine, o.c.id == r.c.organisation).values(state="x"),
    "update by a scalar": sa.update(r).where(mine).values(state=inner_only.scalar_subquery()),
    "update that reads a loose table": sa.update(r).where(mine).values(state=o.c.form),
    "delete": sa.delete(r).where(r.c.id == "1"),
    "delete using": sa.delete(r).where(mine, o.c.id == r.c.organisation),
    "insert of another's": sa.insert(o).values(chamber="OSA", id="1"),
    "insert without": sa.insert(o).values(id="1"),
    "insert of many, one another's": sa.insert(o).values([{"chamber": OURS}, {"chamber": "OSA"}]),
    "insert from select": sa.insert(o).from_select(["chamber", "id"], select(r.c.chamber, r.c.id).where(mine)),
    "insert of a scalar": sa.insert(o).values(chamber=OURS, id=select(r.c.id).scalar_subquery()),
    "upsert by a column that all chambers share": sqlite.insert(a)
    .values(chamber=OURS, id="1", login="x")
    .on_conflict_do_update(index_elements=["login"], set_={"state": "x"}),
    "upsert by a constraint": postgresql.insert(a)
    .values(chamber=OURS, id="1")
    .on_conflict_do_update(constraint="uq_account_login", set_={"state": "x"}),
    "upsert that moves the row": sqlite.insert(a)
    .values(chamber=OURS, id="1")
    .on_conflict_do_update(index_elements=["chamber", "id"], set_={"chamber": "OSA"}),
    "a definition of data": sa.schema.DropTable(r),
}


@pytest.mark.parametrize("statement", SOUND.values(), ids=SOUND)
def test_a_statement_that_stays_in_its_chamber_passes_every_time(statement: Executable) -> None:
    guard = Guard()
    guard.check(statement, OURS)
    guard.check(statement, OURS)


@pytest.mark.parametrize("statement", LEAVING.values(), ids=LEAVING)
def test_a_statement_that_leaves_it_is_refused_every_time(statement: Executable) -> None:
    guard = Guard()
    for _ in range(2):
        with pytest.raises(TenantError):
            guard.check(statement, OURS)


@pytest.mark.parametrize("name", [name for name in SOUND if name not in ("nobody's table", "no table")])
def test_a_shape_that_was_sound_for_one_chamber_is_refused_with_anothers_values(name: str) -> None:
    """The verdict is remembered by the statement's shape, and the values are looked at each time."""
    guard = Guard()
    guard.check(SOUND[name], OURS)
    with pytest.raises(TenantError):
        guard.check(SOUND[name], "OSA")


def test_values_that_are_no_chamber_may_differ() -> None:
    guard = Guard()
    for state in ("active", "suspended", "OSA"):
        guard.check(select(r).where(mine, r.c.state == state), OURS)


def test_examining_a_statement_takes_less_than_a_hundred_microseconds() -> None:
    """The cheapest of several hundred: what a busy machine adds is not the guard's."""
    guard = Guard()
    now = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    cheapest = 1.0
    for _ in range(300):
        statement = (
            select(entry, o.c.names)
            .outerjoin(o, and_(o.c.chamber == entry.c.chamber, o.c.id == entry.c.organisation))
            .where(entry.c.chamber == OURS, entry.c.at < now)
        )
        cheapest = min(cheapest, seconds_of(guard, statement))
    assert cheapest < 100e-6


def seconds_of(guard: Guard, statement: Executable) -> float:
    """Return the processor time of one check."""
    start = time.process_time_ns()
    guard.check(statement, OURS)
    return (time.process_time_ns() - start) / 1e9
