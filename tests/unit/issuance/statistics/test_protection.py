"""What is not shown cannot be computed from what is shown: the equations are put down and solved."""

import itertools
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from issuance.domain.statistics.months import Month, Period
from issuance.domain.statistics.protection import LEAST, Counts, Protection, hide_each, hide_parts

YEARS = (2025, 2026)
PRIME = 2_147_483_647
"""Equations are solved in whole numbers up to this: nothing is rounded."""

_spans = [(0, 12), (0, 3), (3, 6), (6, 9), (9, 12), *((index, index + 1) for index in range(12))]
NODES = [Period(Month(year, first + 1), Month(year, last)) for year in YEARS for first, last in _spans]
EVERY_PERIOD = [
    Period(Month(2025, first), Month(2025, last)) for first in range(1, 13) for last in range(first, 13)
] + [Period(Month(2025, first), Month(2026, last)) for first in range(1, 13) for last in range(1, 13)]

_count = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 40))
_year = st.lists(_count, min_size=12, max_size=12)
tables = st.dictionaries(
    st.sampled_from(["DE", "FR", "US", "CN"]),
    st.fixed_dictionaries(dict.fromkeys(YEARS, _year)),
    min_size=1,
)


def value(counts: Counts, parts: Sequence[str], period: Period) -> int:
    """Return what a period has of some parts."""
    return sum(counts[part][month.year][month.number - 1] for part in parts for month in period)


class Equations:
    """What somebody knows who has all pages: sums of single months of single parts, each row one known sum."""

    def __init__(self, counts: Counts) -> None:
        months = [month for year in YEARS for month in Period(Month(year, 1), Month(year, 12))]
        self._place = {pair: index for index, pair in enumerate(itertools.product(counts, months))}
        self._rows: dict[int, list[int]] = {}

    def learn(self, parts: Sequence[str], period: Period) -> None:
        """Take a figure that is shown."""
        row = self._reduced(self._row(parts, period))
        pivot = next((index for index, each in enumerate(row) if each), None)
        if pivot is not None:
            inverse = pow(row[pivot], -1, PRIME)
            self._rows[pivot] = [each * inverse % PRIME for each in row]

    def tells(self, parts: Sequence[str], period: Period) -> bool:
        """Tell whether a figure follows from those that were learnt."""
        return not any(self._reduced(self._row(parts, period)))

    def _row(self, parts: Sequence[str], period: Period) -> list[int]:
        row = [0] * len(self._place)
        for part, month in itertools.product(parts, period):
            row[self._place[part, month]] = 1
        return row

    def _reduced(self, row: list[int]) -> list[int]:
        for pivot in sorted(self._rows):
            if factor := row[pivot]:
                known = self._rows[pivot]
                row = [(each - factor * other) % PRIME for each, other in zip(row, known, strict=True)]
        return row


def learnt(counts: Counts, hidden: Protection, periods: Sequence[Period], *, whole: bool) -> Equations:
    """Return the equations of one who has seen all pages of some periods."""
    equations = Equations(counts)
    for period in periods:
        if whole and hidden.shows_total(period):
            equations.learn(list(counts), period)
        for part in counts:
            if hidden.shows(part, period):
                equations.learn([part], period)
    return equations


class TestNothingFollows:
    """T19.1: whatever somebody lays side by side."""

    @settings(max_examples=40, deadline=None)
    @given(tables)
    def test_t19_1_no_part_of_a_whole_follows_from_what_is_shown(self, counts: Counts) -> None:
        """Of all months, quarters and years, parts and sums, none that is hidden is a sum of those that are not."""
        hidden = hide_parts(counts)
        equations = learnt(counts, hidden, NODES, whole=True)
        for period, part in itertools.product(NODES, counts):
            if not hidden.shows(part, period):
                assert not equations.tells([part], period), (part, period)
        for period in NODES:
            if not hidden.shows_total(period):
                assert not equations.tells(list(counts), period), period

    @settings(max_examples=25, deadline=None)
    @given(tables)
    def test_t19_1_no_figure_beside_others_follows_from_what_is_shown(self, counts: Counts) -> None:
        """The same of figures that make up no whole."""
        hidden = hide_each(counts)
        equations = learnt(counts, hidden, NODES, whole=False)
        for period, part in itertools.product(NODES, counts):
            if not hidden.shows(part, period):
                assert not equations.tells([part], period), (part, period)

    @settings(max_examples=60, deadline=None)
    @given(tables)
    def test_t19_1_a_period_tells_nothing_that_its_months_quarters_and_years_do_not(self, counts: Counts) -> None:
        """A period is shown where the parts into which it falls are, so that it brings no new equation."""
        for hidden in (hide_parts(counts), hide_each(counts)):
            for period, part in itertools.product(EVERY_PERIOD, counts):
                if hidden.shows(part, period):
                    assert all(hidden.shows(part, each) for each in _fallen(period)), (part, period)


class TestNoSmallFigure:
    """T19.1: the rule of five itself."""

    @settings(max_examples=60, deadline=None)
    @given(tables)
    def test_t19_1_whatever_is_shown_is_nothing_or_at_least_five(self, counts: Counts) -> None:
        """Parts, their sum, and the rest that remains when the shown parts are taken off."""
        hidden = hide_parts(counts)
        for period in EVERY_PERIOD:
            shown = [part for part in counts if hidden.shows(part, period)]
            figures = [value(counts, [part], period) for part in shown]
            if hidden.shows_total(period):
                total = value(counts, list(counts), period)
                figures += [total, total - sum(figures)]
            assert not any(0 < figure < LEAST for figure in figures), (period, figures)

    def test_a_lively_table_is_shown_whole(self) -> None:
        """Nothing is hidden where nothing is small."""
        counts = {part: {2026: [20] * 12} for part in ("DE", "FR")}
        hidden = hide_parts(counts)
        assert all(hidden.shows(part, period) for part in counts for period in NODES)

    def test_one_small_part_takes_the_smallest_other_with_it(self) -> None:
        """Or it would be what the shown ones leave of the sum."""
        counts = {"DE": {2026: [50] * 12}, "FR": {2026: [8] * 12}, "BT": {2026: [0] * 11 + [2]}}
        hidden = hide_parts(counts)
        year = Period(Month(2026, 1), Month(2026, 12))
        assert [hidden.shows(part, year) for part in ("DE", "FR", "BT")] == [True, False, False]
        assert hidden.shows_total(year)

    def test_a_small_month_hides_its_quarters_other_months(self) -> None:
        """Or it would be what they leave of the quarter."""
        counts = {"84": {2026: [9, 9, 2, 9, 9, 9, 0, 0, 0, 0, 0, 0]}}
        hidden = hide_each(counts)
        shown = [hidden.shows("84", Period(Month(2026, number), Month(2026, number))) for number in range(1, 7)]
        assert shown == [False, False, False, True, True, True]
        assert hidden.shows("84", Period(Month(2026, 1), Month(2026, 3)))
        assert hidden.shows("84", Period(Month(2026, 1), Month(2026, 4)))
        assert not hidden.shows("84", Period(Month(2026, 2), Month(2026, 4)))


def _fallen(period: Period) -> list[Period]:
    """Return the longest years, quarters and months into which a period falls, found by trying."""
    found, month = [], period.first
    by_start = sorted((each for each in NODES), key=len, reverse=True)
    while month <= period.last:
        longest = next(each for each in by_start if each.first == month and each.last <= period.last)
        found.append(longest)
        month = longest.last.plus(1)
    return found
