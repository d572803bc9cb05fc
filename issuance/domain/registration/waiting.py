"""How long a filing has waited for the chamber, in its business days. Days are calendar dates in Japan."""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.calendar import BusinessCalendar

_SEARCH_DAYS = 400


@dataclass(frozen=True)
class Waiting:
    """How long it has waited: `days` business days, to be decided by the end of `due`."""

    days: int
    due: dt.date
    today: dt.date

    @property
    def is_late(self) -> bool:
        """Tell whether the day by which it was to be decided is over."""
        return self.today > self.due

    @property
    def is_due(self) -> bool:
        """Tell whether it is to be decided today."""
        return self.today == self.due


def waiting(calendar: BusinessCalendar, submitted: dt.date, today: dt.date, target: int) -> Waiting:
    """Return how long a filing has waited that the chamber means to decide within `target` business days."""
    return Waiting(
        calendar.business_days_between(submitted, today), calendar.add_business_days(submitted, target), today
    )


def last_late_day(calendar: BusinessCalendar, today: dt.date, target: int) -> dt.date:
    """Return the latest day of submission of which a filing is late today."""
    for days in range(1, _SEARCH_DAYS):
        day = today - dt.timedelta(days=days)
        if calendar.add_business_days(day, target) < today:
            return day
    return today - dt.timedelta(days=_SEARCH_DAYS)
