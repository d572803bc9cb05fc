"""The officers' lists of applications, a page at a time, by key and not by counting rows.

What waits stands by rush and target time, what is settled by its day, the newest first. A page is a short walk along
an index, however long the list is; no sealed field is opened but the names that the page shows.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, false, func, or_, select, true, union_all

from issuance.domain.application.states import State
from issuance.storage.application_trays import COUNTED, WAITING, Tray
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit
from signing.content import Kind


@dataclass(frozen=True)
class Wanted:
    """Which applications are asked for. What is None does not narrow them."""

    tray: Tray = Tray.OPEN
    kind: Kind | None = None
    organisations: Collection[str] | None = None
    agents: Collection[str] | None = None
    destination: str | None = None
    rush: bool = False
    holder: str | None = None
    due_before: dt.datetime | None = None
    reference: str | None = None
    certificate: str | None = None
    invoice: bytes | None = None
    """Blind index of an invoice number."""
    like: Collection[str] | None = None
    """Organisations, as applicant or agent, that a search for a name gave."""


@dataclass(frozen=True)
class Place:
    """Where a page begins or ends: a line's rush, instant and id. `before` asks for the lines above it."""

    rush: bool
    at: dt.datetime
    id: str
    before: bool = False


@dataclass(frozen=True)
class Line:
    """An application as the list shows it."""

    id: str
    reference: str
    kind: Kind
    state: State
    state_since: dt.datetime
    organisation: str
    agent: str | None
    destination: str | None
    rush: bool
    replaces: str | None
    version_submitted: int
    submitted_at: dt.datetime
    due_at: dt.datetime | None
    holder: str | None
    checked_by: str | None
    version: int

    def place(self, tray: Tray) -> Place:
        """Return where it stands in the order of a tray."""
        return Place(self.rush, (self.due_at or self.submitted_at) if tray.waits else self.state_since, self.id)


_LINE = tuple(table.c[name] for name in Line.__dataclass_fields__)


def lines(unit: Unit, wanted: Wanted, place: Place | None, limit: int) -> Sequence[Line]:
    """Return up to `limit` lines after a place (or before it), in the order of the tray."""
    back = place is not None and place.before
    # One short walk for each state, and of those that wait for each of rush and not: an index has each in its order.
    walks = [
        walk
        for state in wanted.tray.states
        for rush in ((True, False) if wanted.tray.waits else (None,))
        for walk in _walk(unit, wanted, state, rush, place, limit)
    ]
    if not walks:
        return []
    keys = union_all(*(select(each.subquery().c.id) for each in walks)).subquery()
    rows = unit.rows(unit.select(table, *_LINE).where(table.c.id.in_(select(keys.c.id))))
    found = [Line(**{**row, "kind": Kind(row["kind"]), "state": State(row["state"])}) for row in rows]
    found.sort(key=lambda line: _sorting(line, wanted.tray), reverse=back == wanted.tray.waits)
    found = found[:limit]
    return found[::-1] if back else found


def counts(unit: Unit) -> Mapping[State, int]:
    """Return how many applications stand in each of the states that are counted."""
    columns: tuple[ColumnElement[Any], ...] = (table.c.state, func.count().label("count"))
    query = unit.select(table, *columns).where(table.c.state.in_([state.value for state in COUNTED]))
    return {State(row["state"]): row["count"] for row in unit.rows(query.group_by(table.c.state))}


def overdue(unit: Unit, now: dt.datetime, limit: int) -> tuple[int, Sequence[Line]]:
    """Return how many applications wait beyond their target time, and the first of them."""
    late = and_(table.c.state.in_([state.value for state in WAITING]), table.c.due_at < now)
    count = unit.count(unit.select(table, table.c.id).where(late))
    rows = unit.rows(unit.select(table, *_LINE).where(late).order_by(table.c.due_at, table.c.id).limit(limit))
    return count, [Line(**{**row, "kind": Kind(row["kind"]), "state": State(row["state"])}) for row in rows]


def overdue_count(unit: Unit, now: dt.datetime) -> int:
    """Return how many applications wait beyond their target time."""
    return overdue(unit, now, 0)[0]


def _sorting(line: Line, tray: Tray) -> tuple[Any, ...]:
    return (not line.rush, line.due_at or line.submitted_at, line.id) if tray.waits else (line.state_since, line.id)


def _walk(
    unit: Unit, wanted: Wanted, state: State, rush: bool | None, place: Place | None, limit: int
) -> list[Select[tuple[object, ...]]]:
    beyond = _beyond(rush, place)
    if beyond is None or (wanted.rush and rush is False):
        return []
    conditions = [table.c.state == state.value, table.c.version_submitted > 0, beyond, *_narrowed(wanted)]
    if rush is not None:
        conditions.append(table.c.rush == (true() if rush else false()))
    elif wanted.rush:
        conditions.append(table.c.rush == true())
    back = place is not None and place.before
    by = table.c.state_since if rush is None else table.c.due_at
    falls = (rush is None) != back
    order = (by.desc(), table.c.id.desc()) if falls else (by.asc(), table.c.id.asc())
    return [unit.select(table, table.c.id).where(*conditions).order_by(*order).limit(limit)]


def _beyond(rush: bool | None, place: Place | None) -> ColumnElement[bool] | None:
    """Return the condition for what lies beyond a place; None where nothing of this walk can."""
    if place is None:
        return true()
    if rush is None:  # the newest first
        return _after(table.c.state_since, place, falling=not place.before)
    if rush is not place.rush:  # what is in a rush stands before all that is not
        return true() if rush is place.before else None
    return _after(table.c.due_at, place, falling=place.before)


def _after(at: Column[Any], place: Place, *, falling: bool) -> ColumnElement[bool]:
    # The first half says again what the second one says, so that both databases begin their walk at the place.
    id_ = table.c.id
    if falling:
        return and_(at <= place.at, or_(at < place.at, id_ < place.id))
    return and_(at >= place.at, or_(at > place.at, id_ > place.id))


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (table.c.kind, None if wanted.kind is None else int(wanted.kind)),
        (table.c.destination, wanted.destination),
        (table.c.holder, wanted.holder),
        (table.c.reference, wanted.reference),
        (table.c.certificate, wanted.certificate),
        (table.c.invoice_index, wanted.invoice),
    ):
        if value is not None:
            found.append(column == value)
    for column, keys in ((table.c.organisation, wanted.organisations), (table.c.agent, wanted.agents)):
        if keys is not None:
            found.append(column.in_(sorted(keys)))
    if wanted.like is not None:
        found.append(or_(table.c.organisation.in_(sorted(wanted.like)), table.c.agent.in_(sorted(wanted.like))))
    if wanted.due_before is not None:
        found.append(table.c.due_at < wanted.due_before)
    return found
