"""The dry run: by kind how much is past retention, of which days, how much of that is held, and what is unfinished."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, ScalarSelect, func, literal, select

from issuance.domain.retention.cutoffs import Cutoffs
from issuance.domain.retention.report import Found, PurgeKind, Report
from issuance.services.retention.due import NOTHING_HELD, Due, day_of
from issuance.services.retention.due_organisations import Query
from issuance.storage.unit import Unit

_AT_ONCE = 1000


def find(unit: Unit, cutoffs: Cutoffs) -> Report:
    """Return what a purge would take in the unit's chamber; nothing is changed. One statement, whatever is asked."""
    due, all_due = Due(unit, cutoffs), Due(unit, cutoffs, NOTHING_HELD)
    columns: list[ColumnElement[Any]] = []
    for kind in PurgeKind:
        found = due.of(kind).subquery()
        unfinished = due.unfinished(kind)
        columns += [
            _count(due.of(kind)).label(f"{kind.name} count"),
            select(func.min(found.c.day)).scalar_subquery().label(f"{kind.name} oldest"),
            select(func.max(found.c.day)).scalar_subquery().label(f"{kind.name} newest"),
            _count(all_due.of(kind)).label(f"{kind.name} all"),
            (literal(0) if unfinished is None else _count(unfinished)).label(f"{kind.name} left"),
        ]
    row = unit.execute(select(*columns)).mappings().one()
    return {kind.value: _found(row, kind) for kind in PurgeKind}


def _count(query: Query) -> ScalarSelect[Any]:
    return select(func.count()).select_from(query.subquery()).scalar_subquery()


def _found(row: RowMapping, kind: PurgeKind) -> Found:
    oldest, newest = (row[f"{kind.name} {name}"] for name in ("oldest", "newest"))
    count = row[f"{kind.name} count"]
    return Found(
        count,
        oldest and day_of(oldest),
        newest and day_of(newest),
        row[f"{kind.name} all"] - count,
        row[f"{kind.name} left"],
    )


def listed(unit: Unit, query: Query) -> Iterator[tuple[Any, Any]]:
    """Yield key and day of everything that a query of `Due` finds, in the order in which it goes."""
    last = None
    while rows := batch(unit, query, last, _AT_ONCE):
        yield from rows
        last = rows[-1] if len(rows) == _AT_ONCE else None
        if last is None:
            return


def batch(unit: Unit, query: Query, last: tuple[Any, Any] | None, most: int) -> list[tuple[Any, Any]]:
    """Return the next keys of a query after `last`, with their days: by day, then by key."""
    found = query.subquery()
    following = select(found.c.key, found.c.day)
    if last is not None:
        key, day = last
        following = following.where((found.c.day > day) | ((found.c.day == day) & (found.c.key > key)))
    rows = unit.rows(following.order_by(found.c.day, found.c.key).limit(most))
    return [(row["key"], row["day"]) for row in rows]
