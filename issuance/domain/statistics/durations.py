"""How long things took, in the hours of the office; medians without any single case."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from issuance.domain.calendar import ZONE, BusinessCalendar, japan_date

LEAST_FOR_TAIL = 10
"""Of fewer cases the 90th percentile is the slowest one, which somebody would know again."""

_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Durations:
    """How long something took: whole business hours, each begun one counted."""

    count: int
    median: int
    slow: int | None
    """The 90th percentile: nine in ten took no longer. None of too few cases."""


def business_hours(calendar: BusinessCalendar, begun: dt.datetime, ended: dt.datetime) -> int:
    """Return how many of the office's hours lie between two instants; an hour that was begun counts as one."""
    total = dt.timedelta()
    day, last = japan_date(begun), japan_date(ended)
    while day <= last:
        if calendar.is_business_day(day):
            opens, closes = (dt.datetime.combine(day, time, ZONE) for time in (calendar.opens, calendar.closes))
            total += max(dt.timedelta(), min(ended, closes) - max(begun, opens))
        day += dt.timedelta(days=1)
    return -(-total // _HOUR)


def day_hours(calendar: BusinessCalendar) -> float:
    """Return how many hours a business day has."""
    day = dt.date(2000, 1, 1)
    return (dt.datetime.combine(day, calendar.closes) - dt.datetime.combine(day, calendar.opens)) / _HOUR


def durations_of(counts: Mapping[int, int]) -> Durations | None:
    """Return the median and the 90th percentile (nearest rank) of durations that were counted by hours."""
    count = sum(counts.values())
    if not count:
        return None
    return Durations(count, _rank(counts, count, 50), _rank(counts, count, 90) if count >= LEAST_FOR_TAIL else None)


def _rank(counts: Mapping[int, int], count: int, percent: int) -> int:
    wanted = -(-count * percent // 100)
    hours = 0
    for hours in sorted(counts):
        wanted -= counts[hours]
        if wanted <= 0:
            break
    return hours
