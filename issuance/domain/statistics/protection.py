"""What statistics keep out of sight, so that no small group can be made out (T19.1).

    hidden = hide_parts(counts)                  # {"DE": {2026: [12 counts]}, …}: parts of one whole
    hidden.shows("DE", period), hidden.shows_total(period)

Every figure that is shown is 0, or at least `LEAST`. And nothing that is not shown follows from what is, however many
pages somebody lays side by side: all months, quarters, years and periods of them, every part and every sum. The proof
is in docs/adr/0042; a test solves the equations. It rests on three rules.

1. *Figures that are asked for together are hidden together.* A year falls into quarters, a quarter into months. Where a
   figure is small in one month, it is hidden in every month of that quarter, or it would follow from the quarter's.
2. *What is hidden stays hidden further down.* A figure that the quarters do not show, their months do not either.
3. *Never one part alone.* Where parts of a whole are hidden, they are two or more, and together 0 or at least `LEAST`:
   the smallest ones that could be shown are hidden besides. Where the whole itself is small, all its parts are hidden.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.statistics.months import MONTHS_OF_A_YEAR, Month, Period

LEAST = 5
"""A figure from 1 to one less than this could be put down to somebody."""

Counts = Mapping[str, Mapping[int, Sequence[int]]]
"""For each part and year, twelve counts, January first. A year that is left out has none."""

Span = tuple[int, int]
"""Months of a year from one index up to, and without, another."""

_YEAR: tuple[Span, ...] = ((0, MONTHS_OF_A_YEAR),)
_QUARTERS: tuple[Span, ...] = ((0, 3), (3, 6), (6, 9), (9, MONTHS_OF_A_YEAR))
_Rows = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class _Hidden:
    """What is hidden wherever figures of one level stand together."""

    parts: frozenset[str]
    whole: bool = False
    """The whole is hidden, and so is every part."""

    def shows(self, part: str) -> bool:
        return not self.whole and part not in self.parts


_NOTHING = _Hidden(frozenset())


@dataclass(frozen=True)
class _Year:
    year: _Hidden
    quarters: _Hidden
    months: tuple[_Hidden, ...]
    """Of each quarter."""


_Hide = Callable[[_Rows, Sequence[Span], _Hidden], _Hidden]


class Protection:
    """Tells what may be shown. Made by `hide_parts` or `hide_each`."""

    def __init__(self, years: Mapping[int, _Year]) -> None:
        self._years = years

    def shows(self, part: str, period: Period) -> bool:
        """Tell whether the figure of a part over a period may be shown."""
        return all(hidden.shows(part) for hidden in self._over(period))

    def shows_total(self, period: Period) -> bool:
        """Tell whether the figure of the whole over a period may be shown."""
        return not any(hidden.whole for hidden in self._over(period))

    def _over(self, period: Period) -> Iterator[_Hidden]:
        """Yield what is hidden of the years, quarters and months into which a period falls, the longest possible."""
        month = period.first
        while month <= period.last:
            hidden, months = self._longest(month, period.last)
            yield hidden
            month = month.plus(months)

    def _longest(self, month: Month, last: Month) -> tuple[_Hidden, int]:
        year = self._years.get(month.year)
        index = month.number - 1
        if index == 0 and Month(month.year, MONTHS_OF_A_YEAR) <= last:
            return (year.year if year else _NOTHING), MONTHS_OF_A_YEAR
        if index % 3 == 0 and month.plus(2) <= last:
            return (year.quarters if year else _NOTHING), 3
        return (year.months[index // 3] if year else _NOTHING), 1


def hide_parts(counts: Counts) -> Protection:
    """Protect parts that make up a whole, whose sum is shown beside them."""
    return _protect(counts, _hide_among_parts)


def hide_each(counts: Counts) -> Protection:
    """Protect figures that make up no whole: what one certificate counts in may be several."""
    return _protect(counts, _hide_small)


def _protect(counts: Counts, hide: _Hide) -> Protection:
    years = sorted({year for of_years in counts.values() for year in of_years})
    return Protection(
        {year: _of_year({part: found[year] for part, found in counts.items() if year in found}, hide) for year in years}
    )


def _of_year(rows: _Rows, hide: _Hide) -> _Year:
    year = hide(rows, _YEAR, _NOTHING)
    quarters = hide(rows, _QUARTERS, year)
    months = tuple(
        hide(rows, [(index, index + 1) for index in range(first, last)], quarters) for first, last in _QUARTERS
    )
    return _Year(year, quarters, months)


def _hide_small(rows: _Rows, spans: Sequence[Span], above: _Hidden) -> _Hidden:
    small = {part for part, row in rows.items() if _is_small_anywhere(row, spans)}
    return _Hidden(above.parts | small)


def _hide_among_parts(rows: _Rows, spans: Sequence[Span], above: _Hidden) -> _Hidden:
    whole = [sum(row[index] for row in rows.values()) for index in range(MONTHS_OF_A_YEAR)]
    hidden = set(_hide_small(rows, spans, above).parts)
    if above.whole or _is_small_anywhere(whole, spans):
        return _Hidden(frozenset(hidden), whole=True)
    within = slice(spans[0][0], spans[-1][1])
    # The smallest first: what is hidden besides should be missed least. The name settles what is equal.
    others = sorted((sum(row[within]), part) for part, row in rows.items() if part not in hidden and any(row[within]))
    for _each, part in others:
        if not _needs_another(rows, spans, hidden):
            break
        hidden.add(part)
    return _Hidden(frozenset(hidden))


def _needs_another(rows: _Rows, spans: Sequence[Span], hidden: set[str]) -> bool:
    if not hidden:
        return False
    together = [sum(rows[part][index] for part in hidden) for index in range(MONTHS_OF_A_YEAR)]
    within = slice(spans[0][0], spans[-1][1])
    lonely = sum(any(rows[part][within]) for part in hidden) == 1
    return lonely or _is_small_anywhere(together, spans)


def _is_small_anywhere(row: Sequence[int], spans: Sequence[Span]) -> bool:
    return any(0 < sum(row[first:last]) < LEAST for first, last in spans)
