"""What was counted of each month: rows to values and back."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import func, insert

from issuance.domain.statistics.measures import Measure, Tally
from issuance.domain.statistics.months import MONTHS_OF_A_YEAR, Month, Period
from issuance.storage.tables.statistics import counted_month
from issuance.storage.tables.statistics import statistics_count as table
from issuance.storage.unit import Unit, new_id

_ROWS_AT_ONCE = 500
"""PostgreSQL takes 65,535 values in one statement."""

Monthly = dict[str, dict[int, list[int]]]
"""Twelve figures for each part and year."""


def counted_months(unit: Unit) -> list[Month]:
    """Return the months that were counted, the first one first."""
    rows = unit.rows(unit.select(counted_month, counted_month.c.id).order_by(counted_month.c.id))
    return [month for month in (Month.read(str(row["id"])) for row in rows) if month is not None]


def store_tally(unit: Unit, month: Month, tally: Tally) -> None:
    """Keep what was counted of a month, in place of what was counted of it before."""
    written = str(month)
    unit.delete(table, table.c.month == written)
    unit.delete(counted_month, counted_month.c.id == written)
    rows: list[dict[str, object]] = [
        {
            "chamber": unit.chamber,
            "id": new_id(),
            "month": written,
            "measure": line.measure.value,
            "part": line.part,
            "hours": line.hours,
            "count": count,
            "yen": tally.yen[line],
        }
        for line, count in tally.counts.items()
    ]
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        unit.execute(insert(table).values(rows[first : first + _ROWS_AT_ONCE]))
    unit.insert(counted_month, id=written, counted_at=unit.now)


def stored_total(unit: Unit, month: Month, measure: Measure) -> int:
    """Return how many were counted of a measure in a month."""
    query = unit.select(table, func.coalesce(func.sum(table.c.count), 0)).where(
        table.c.month == str(month), table.c.measure == measure.value
    )
    return int(cast(int, unit.execute(query).scalar_one()))


def monthly(unit: Unit, measures: Iterable[Measure], years: range) -> dict[Measure, tuple[Monthly, Monthly]]:
    """Return counts and yen of measures by part and month, of whole years."""
    found: dict[Measure, tuple[Monthly, Monthly]] = {measure: ({}, {}) for measure in measures}
    columns = (table.c.measure, table.c.part, table.c.month, table.c.count, table.c.yen)
    query = unit.select(table, *columns).where(
        table.c.measure.in_([measure.value for measure in found]), table.c.month.between(*_ends(years))
    )
    rows: Iterable[Any] = unit.execute(query)
    for measure, part, month, count, yen in rows:
        year, index = int(month[:4]), int(month[5:]) - 1
        for kept, figure in zip(found[Measure(measure)], (count, yen), strict=True):
            kept.setdefault(part, {}).setdefault(year, [0] * MONTHS_OF_A_YEAR)[index] += figure
    return found


def hours_of(unit: Unit, measure: Measure, period: Period) -> dict[str, Counter[int]]:
    """Return how often something took how many business hours in a period, by part."""
    total = func.sum(table.c.count)
    query = (
        unit.select(table, table.c.part, table.c.hours, total)
        .where(table.c.measure == measure.value, table.c.month.between(str(period.first), str(period.last)))
        .group_by(table.c.part, table.c.hours)
    )
    found: dict[str, Counter[int]] = {}
    rows: Iterable[Any] = unit.execute(query)
    for part, hours, count in rows:
        found.setdefault(part, Counter())[hours] += int(count)
    return found


def _ends(years: range) -> tuple[str, str]:
    return str(Month(years[0], 1)), str(Month(years[-1], MONTHS_OF_A_YEAR))
