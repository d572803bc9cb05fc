"""Tables of statistics as they may be shown: what is small is folded into one line, or left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.statistics.months import MONTHS_OF_A_YEAR, Period
from issuance.domain.statistics.protection import Counts, Protection, hide_each, hide_parts


class Step(StrEnum):
    """How long the spans of a series are."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: MONTHS_OF_A_YEAR}[self]


@dataclass(frozen=True)
class Line:
    """One part of a table."""

    part: str
    count: int
    yen: int = 0


@dataclass(frozen=True)
class Table:
    """A table over a period. None is what is not shown."""

    lines: Sequence[Line]
    """The largest first; parts that have nothing are left out."""
    total: int | None = None
    total_yen: int | None = None
    others: int | None = None
    """What parts that are not shown singly have together."""
    others_yen: int | None = None
    is_whole: bool = True
    """Whether the lines make up a whole, with a total. Else a certificate may count in several of them."""

    @property
    def is_withheld(self) -> bool:
        """Whether there is something, and all of it is too little to be shown."""
        return self.is_whole and self.total is None

    @property
    def largest(self) -> int:
        """The largest figure of a line, for a chart; at least 1."""
        return max([line.count for line in self.lines] + [self.others or 0, 1])

    def share(self, count: int) -> float | None:
        """Return how many per cent of the total a figure is."""
        return 100 * count / self.total if self.total else None


@dataclass(frozen=True)
class Point:
    """One span of a series; `count` is None where it is not shown."""

    period: Period
    count: int | None


def whole_table(counts: Counts, yen: Counts, period: Period) -> Table:
    """Return the table of parts that make up a whole."""
    hidden = hide_parts(counts)
    if not hidden.shows_total(period):
        return Table(())
    lines = _lines(counts, yen, period, hidden)
    total, total_yen = (sum(_sum(each[part], period) for part in each) for each in (counts, yen))
    others = total - sum(line.count for line in lines)
    others_yen = total_yen - sum(line.yen for line in lines)
    return Table(lines, total, total_yen, others or None, others_yen if others else None)


def loose_table(counts: Counts, period: Period) -> Table:
    """Return the table of figures that make up no whole."""
    return Table(_lines(counts, {}, period, hide_each(counts)), is_whole=False)


def series(counts: Counts, period: Period, step: Step) -> list[Point]:
    """Return the totals of a whole, span by span."""
    hidden = hide_parts(counts)
    points = []
    first = period.first
    while first <= period.last:
        begins = first.plus(-((first.number - 1) % step.months))
        span = Period(first, min(begins.plus(step.months - 1), period.last))
        total = sum(_sum(rows, span) for rows in counts.values())
        points.append(Point(span, total if hidden.shows_total(span) else None))
        first = span.last.plus(1)
    return points


def shown_parts(counts: Counts, period: Period) -> set[str]:
    """Return the parts of a whole that are shown over a period."""
    hidden = hide_parts(counts)
    return {part for part in counts if hidden.shows(part, period)}


def _lines(counts: Counts, yen: Counts, period: Period, hidden: Protection) -> list[Line]:
    found = [
        Line(part, _sum(rows, period), _sum(yen.get(part, {}), period))
        for part, rows in counts.items()
        if hidden.shows(part, period)
    ]
    return sorted((line for line in found if line.count), key=lambda line: (-line.count, line.part))


def _sum(rows: Mapping[int, Sequence[int]], period: Period) -> int:
    return sum(rows[month.year][month.number - 1] for month in period if month.year in rows)
