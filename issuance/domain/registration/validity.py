"""How long a registration is valid (terms, article 7), and when it can be renewed. Days are calendar dates in Japan."""

import calendar
import datetime as dt
from dataclasses import dataclass

YEARS = 2
RENEWAL_OPENS_DAYS = 30
"""Before the last day of the validity."""


@dataclass(frozen=True)
class Validity:
    """The first and the last day, both included."""

    first: dt.date
    last: dt.date


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same date of another month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def validity_from(first: dt.date) -> Validity:
    """Return two years from `first` on: the last day is the one before the same date.

    Where that year lacks the date (29 February), the last day is the last of the month, as the Civil Code counts
    (article 143, paragraph 2).
    """
    same_date = months_later(first, 12 * YEARS)
    return Validity(first, same_date if same_date.day < first.day else same_date - dt.timedelta(days=1))


def renewed(last: dt.date, approved: dt.date) -> Validity:
    """Return the validity that a renewal gives.

    Approved in time, it follows the one that ends on `last` without a gap or a lost day; later, it begins with its
    approval.
    """
    return validity_from(last + dt.timedelta(days=1) if approved <= last else approved)


def renewal_opens(last: dt.date) -> dt.date:
    """Return the first day on which a renewal can be filed. The end of the validity does not close it."""
    return last - dt.timedelta(days=RENEWAL_OPENS_DAYS)


def can_renew(last: dt.date, today: dt.date) -> bool:
    """Tell whether a renewal can be filed on a day."""
    return renewal_opens(last) <= today


def days_left(last: dt.date, today: dt.date) -> int:
    """Return how many days are left, today included; 0 after the end."""
    return max(0, (last - today).days + 1)
