"""When a chamber works (terms, annex 1: 8:30 to 17:30 except at weekends, on public holidays and at year-end).

Public holidays and the bank holidays of year-end (31 December to 3 January) come from the library `holidays`; a chamber
adds days of its own on which it is closed, or open after all. Days are calendar dates in Japan, instants are UTC.
The library knows the holidays of 1949 to 2099; outside these years weekends alone are closed.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, ConfigDict, Field, field_serializer, model_validator

from issuance.domain.texts import Bilingual
from issuance.language import _

ZONE = ZoneInfo("Asia/Tokyo")
"""The zone of the business: every date of the office is a date in Japan."""

LONGEST_CLOSURE_DAYS = 60
"""A chamber that is closed for longer ends its service or stops functions instead."""

_SATURDAY = 5
_SEARCH_DAYS = 370


class Closed(StrEnum):
    """Why a day is no business day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    YEAR_END = "year-end"
    OWN = "own closure"


class Closure(BaseModel):
    """Days on which a chamber is closed beyond the usual ones; `first` and `last` both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: dt.date
    last: dt.date
    reason: Bilingual

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if self.last < self.first:
            raise ValueError(_("a closure ends on or after its first day"))
        if (self.last - self.first).days >= LONGEST_CLOSURE_DAYS:
            raise ValueError(_("a closure lasts %(days)s days at most", days=LONGEST_CLOSURE_DAYS))
        return self

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


class BusinessCalendar(BaseModel):
    """One chamber's calendar: its hours (Japan time), its own closures, and days on which it is open after all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: dt.time = dt.time(8, 30)
    closes: dt.time = dt.time(17, 30)
    closures: Annotated[tuple[Closure, ...], Field(max_length=200)] = ()
    open_days: Annotated[frozenset[dt.date], Field(max_length=200)] = frozenset()

    @field_serializer("open_days")
    def _in_order(self, value: frozenset[dt.date]) -> list[str]:
        """Write the set in one order, so that equal calendars are equal bytes."""
        return [day.isoformat() for day in sorted(value)]

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if not self.opens < self.closes:
            raise ValueError(_("the office opens before it closes, on the same day"))
        return self

    def why_closed(self, day: dt.date) -> Closed | None:
        """Return why `day` is no business day, None where it is one; the chamber's own word comes first."""
        if self.closure_on(day) is not None:
            return Closed.OWN
        if day in self.open_days:
            return None
        if day in holidays_of(day.year):
            return Closed.HOLIDAY
        if day in _year_end_of(day.year):
            return Closed.YEAR_END
        return Closed.WEEKEND if day.weekday() >= _SATURDAY else None

    def closure_on(self, day: dt.date) -> Closure | None:
        """Return the chamber's own closure that a day lies in."""
        return next((closure for closure in self.closures if day in closure), None)

    def is_business_day(self, day: dt.date) -> bool:
        """Tell whether the office works on `day`."""
        return self.why_closed(day) is None

    def is_open(self, now: dt.datetime) -> bool:
        """Tell whether the office works at this instant: from `opens` on, until just before `closes`."""
        there = now.astimezone(ZONE)
        return self.is_business_day(there.date()) and self.opens <= there.time() < self.closes

    def hours_of(self, year: int, month: int) -> list[tuple[dt.datetime, dt.datetime]]:
        """Return when the office works in a month, day by day: from and until, in Japan time."""
        days = (dt.date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))
        return [
            (dt.datetime.combine(day, self.opens, ZONE), dt.datetime.combine(day, self.closes, ZONE))
            for day in days
            if self.is_business_day(day)
        ]

    def next_opening(self, now: dt.datetime) -> dt.datetime | None:
        """Return when the office works again, in Japan time: `now` where it does, None where no day is in sight."""
        there = now.astimezone(ZONE)
        if self.is_open(now):
            return there
        first = there.date() if there.time() < self.opens else there.date() + dt.timedelta(days=1)
        for days in range(_SEARCH_DAYS):
            day = first + dt.timedelta(days=days)
            if self.is_business_day(day):
                return dt.datetime.combine(day, self.opens, ZONE)
        return None

    def add_business_days(self, day: dt.date, count: int) -> dt.date:
        """Return the business day that is `count` (not below 0) after `day`; with 0, `day` or the next one after it.

        Counting begins on the day after `day`: what comes in on a Friday and takes 1 day is due on Monday.
        """
        if count < 0:
            raise ValueError(f"{count} is no number of days to add: 0 or more")
        found = day if count else self._on_or_after(day)
        for _each in range(count):
            found = self._on_or_after(found + dt.timedelta(days=1))
        return found

    def business_days_between(self, first: dt.date, last: dt.date) -> int:
        """Return how many business days follow `first` up to `last`, `last` included; 0 where it lies before."""
        return sum(self.is_business_day(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def _on_or_after(self, day: dt.date) -> dt.date:
        for days in range(_SEARCH_DAYS):
            found = day + dt.timedelta(days=days)
            if self.is_business_day(found):
                return found
        return day  # A calendar without a business day in a year: dates stay as they are.


def japan_date(now: dt.datetime) -> dt.date:
    """Return the calendar date in Japan at an instant."""
    return now.astimezone(ZONE).date()


def japan_midnight(day: dt.date) -> dt.datetime:
    """Return the instant (UTC) at which a day begins in Japan."""
    return dt.datetime.combine(day, dt.time(), ZONE).astimezone(dt.UTC)


@lru_cache(maxsize=256)
def holidays_of(year: int, language: str = "ja") -> Mapping[dt.date, str]:
    """Return the public holidays of a year with their names in `ja` or `en`."""
    return dict(holidays.country_holidays("JP", years=[year], language="ja" if language == "ja" else "en_US"))


@lru_cache(maxsize=128)
def _year_end_of(year: int) -> frozenset[dt.date]:
    """Return the bank holidays of a year that are no public holidays: its first and last days."""
    return frozenset(holidays.country_holidays("JP", years=[year], categories=("bank",)))
