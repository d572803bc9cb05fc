"""Until when a delivered certificate can be printed (terms, article 14-3).

The last moment is 23:59:59 Japan time of the delivery date + 14 days, whatever becomes of the registration meanwhile.
"""

import datetime as dt
from enum import StrEnum

from issuance.domain.calendar import BusinessCalendar, japan_date, japan_midnight

PRINT_DAYS = 14
HALF_DAYS = 7


class Reminder(StrEnum):
    """What an applicant is reminded of. The values are stored."""

    HALF = "day 7"
    LAST = "last days"
    """On the last business day before the last day: after it, nobody may be in the office to print."""


def last_day(delivered_at: dt.datetime) -> dt.date:
    """Return the last day (Japan) on which it can be printed."""
    return japan_date(delivered_at) + dt.timedelta(days=PRINT_DAYS)


def closes_at(delivered_at: dt.datetime) -> dt.datetime:
    """Return the first instant (UTC) at which it can be printed no longer: the midnight that ends the last day."""
    return japan_midnight(last_day(delivered_at) + dt.timedelta(days=1))


def is_open(delivered_at: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether it can be printed at an instant, as far as time goes."""
    return now < closes_at(delivered_at)


def days_left(delivered_at: dt.datetime, now: dt.datetime) -> int:
    """Return how many days are left, today included; 0 once that is over.

    The day of delivery does not count (Civil Code, 140), as with demands: it leaves as many as the day after it. Pages,
    mails and reminders all count by this.
    """
    return min(PRINT_DAYS, max(0, (last_day(delivered_at) - japan_date(now)).days + 1))


def reminder_on(delivered_at: dt.datetime, now: dt.datetime, calendar: BusinessCalendar) -> Reminder | None:
    """Return the reminder that suits a day: after days without a run it is one, not all that were missed."""
    today, last = japan_date(now), last_day(delivered_at)
    if today > last:
        return None
    if today >= last_business_day_before(last, calendar):
        return Reminder.LAST
    return Reminder.HALF if (today - japan_date(delivered_at)).days >= HALF_DAYS else None


def last_business_day_before(day: dt.date, calendar: BusinessCalendar) -> dt.date:
    """Return the last business day before a day; the day before it, where two weeks have none."""
    before = (day - dt.timedelta(days=days) for days in range(1, PRINT_DAYS + 1))
    return next((each for each in before if calendar.is_business_day(each)), day - dt.timedelta(days=1))
