"""What a chamber's staff may see of its statistics (T19.1). Nothing that could be put down to somebody leaves here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.staff import StaffAct
from issuance.domain.statistics.durations import Durations, day_hours, durations_of
from issuance.domain.statistics.measures import Measure
from issuance.domain.statistics.months import LONGEST_MONTHS, Period, usual_period
from issuance.domain.statistics.tables import Point, Step, Table, loose_table, series, shown_parts, whole_table
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.storage.statistics import Monthly, counted_months, hours_of, monthly
from issuance.storage.unit import Unit, Units

_WHOLES = (
    Measure.KIND,
    Measure.DESTINATION,
    Measure.MEMBER,
    Measure.FEES,
    Measure.DECISION,
    Measure.DUE,
    Measure.REVOKED,
)
"""Whose parts make up a whole."""
_TIMED = (Measure.APPROVAL, Measure.DELIVERY)


@dataclass(frozen=True)
class Spans:
    """How long something took: of all, and of the kinds of which that may be said."""

    overall: Durations | None
    kinds: Mapping[str, Durations]


@dataclass(frozen=True)
class Statistics:
    """All that is shown of one period."""

    period: Period
    step: Step
    known: Period
    """The months that were counted."""
    series: list[Point]
    tables: Mapping[Measure, Table]
    durations: Mapping[Measure, Spans]
    day_hours: float
    """Hours of a business day, to say hours as days."""


class StatisticsDesk:
    """Shows what was counted."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def page(self, actor: Actor, asked: Period | None = None, step: Step = Step.MONTH) -> Statistics | None:
        """Return a period's statistics, by default those of the last counted month's year; None before the first month.

        Months that were not counted are cut off. Raises `RefusedError` for a period that is none or too long.
        """
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.READ_STATISTICS)
            counted = counted_months(unit)
            if not counted:
                return None
            known = Period(counted[0], counted[-1])
            return _statistics(unit, _within(usual_period(known.last) if asked is None else asked, known), step, known)


def _within(asked: Period, known: Period) -> Period:
    if asked.last < asked.first:
        raise RefusedError(_("The last month is before the first."))
    if len(asked) > LONGEST_MONTHS:
        raise RefusedError(_("Statistics are shown for %(most)s months at most.", most=LONGEST_MONTHS))
    cut = Period(max(asked.first, known.first), min(asked.last, known.last))
    if cut.last < cut.first:
        raise RefusedError(
            _(
                "Nothing was counted in these months: choose some from %(first)s to %(last)s.",
                first=str(known.first),
                last=str(known.last),
            )
        )
    return cut


def _statistics(unit: Unit, period: Period, step: Step, known: Period) -> Statistics:
    measures = (*_WHOLES, Measure.HS_CHAPTER, *_TIMED)
    found = monthly(unit, measures, period.years)
    tables = {measure: whole_table(*found[measure], period) for measure in _WHOLES}
    tables[Measure.HS_CHAPTER] = loose_table(found[Measure.HS_CHAPTER][0], period)
    return Statistics(
        period=period,
        step=step,
        known=known,
        series=series(found[Measure.KIND][0], period, step),
        tables=tables,
        durations={measure: _spans(unit, measure, found[measure][0], period) for measure in _TIMED},
        day_hours=day_hours(settings_of(unit).calendar),
    )


def _spans(unit: Unit, measure: Measure, counts: Monthly, period: Period) -> Spans:
    """Return durations of the kinds whose count is shown, and of all where that of all is."""
    table = whole_table(counts, {}, period)
    hours = hours_of(unit, measure, period) if table.total else {}
    overall: Counter[int] = Counter()
    for each in hours.values():
        overall.update(each)
    kinds = {
        part: of_kind
        for part in sorted(shown_parts(counts, period) & hours.keys())
        if (of_kind := durations_of(hours[part])) is not None
    }
    return Spans(durations_of(overall), kinds)
