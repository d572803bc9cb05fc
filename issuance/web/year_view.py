"""A year as twelve months of weeks, each day with what it is: for the calendar's page."""

import calendar
import datetime as dt
from dataclasses import dataclass

from issuance.domain.calendar import BusinessCalendar, Closed, holidays_of


@dataclass(frozen=True)
class DayCell:
    """One day: why it is closed (None: a business day), what it is called, and whether the chamber itself decided."""

    day: dt.date
    closed: Closed | None
    name: str
    own: bool
    today: bool


@dataclass(frozen=True)
class MonthView:
    """A month: its first day, and its weeks from Sunday to Saturday; None where a day is another month's."""

    first: dt.date
    weeks: tuple[tuple[DayCell | None, ...], ...]


def year_view(business: BusinessCalendar, year: int, today: dt.date, language: str) -> list[MonthView]:
    """Return the months of a year."""
    weeks = calendar.Calendar(calendar.SUNDAY)
    months = []
    for number in range(1, 13):
        rows = tuple(
            tuple(_cell(business, day, today, language) if day.month == number else None for day in week)
            for week in weeks.monthdatescalendar(year, number)
        )
        months.append(MonthView(dt.date(year, number, 1), rows))
    return months


def _cell(business: BusinessCalendar, day: dt.date, today: dt.date, language: str) -> DayCell:
    closed, closure = business.why_closed(day), business.closure_on(day)
    name = closure.reason.text(language) if closure else holidays_of(day.year, language).get(day, "")
    return DayCell(day, closed, name, closure is not None or day in business.open_days, day == today)
