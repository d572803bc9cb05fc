"""When the chamber means to have decided on an application."""

import datetime as dt

from issuance.domain.calendar import ZONE, BusinessCalendar


def due_at(calendar: BusinessCalendar, now: dt.datetime, days: int, *, rush: bool) -> dt.datetime:
    """Return the instant (UTC): closing time, `days` business days after it came in; rush is due one day sooner.

    What comes in after closing time, or on a day without business, counts from the next business day.
    """
    opening = calendar.next_opening(now)
    first = (opening or now.astimezone(ZONE)).date()
    day = calendar.add_business_days(first, max(days - 1, 0) if rush else days)
    return dt.datetime.combine(day, calendar.closes, ZONE).astimezone(dt.UTC)
