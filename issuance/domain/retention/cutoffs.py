"""Until when data is kept (terms, article 17-1), and when a chamber purges.

Years are counted from the day of issue; of what was never issued, from the last act. The day on which they are over is
the first on which it can go.
"""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.calendar import japan_midnight
from issuance.domain.rules import months_before
from issuance.domain.settings import ChamberSettings

_MONTHS = 12
_TO_THE_TAX_RETURN = 14
"""Months. Vouchers are kept from the day on which the tax return of their year was due: up to 12 months to the end of
that year, and two more."""


@dataclass(frozen=True)
class Cutoffs:
    """What is past retention on `day`, after so many years."""

    day: dt.date
    years: int
    voucher_years: int

    @property
    def issued_until(self) -> dt.date:
        """Certificates issued on this day or before can go."""
        return months_before(self.day, _MONTHS * self.years)

    @property
    def untouched_since(self) -> dt.datetime:
        """What nobody has done anything with since this instant can go, if it was never issued."""
        return japan_midnight(self.issued_until)

    @property
    def vouchers_before(self) -> dt.date:
        """Vouchers made before this day can go."""
        return months_before(self.day, _MONTHS * self.voucher_years + _TO_THE_TAX_RETURN)


def cutoffs_on(day: dt.date, settings: ChamberSettings) -> Cutoffs:
    """Return what is past retention on a day by a chamber's settings."""
    return Cutoffs(day, settings.retention_years, settings.voucher_years)


def next_purge(settings: ChamberSettings, today: dt.date) -> dt.date:
    """Return the chamber's next purge day, today included."""
    this_year = today.replace(month=settings.purge_month, day=settings.purge_day)
    return this_year if this_year >= today else this_year.replace(year=today.year + 1)


def last_purge(settings: ChamberSettings, today: dt.date) -> dt.date:
    """Return the chamber's purge day before its next one; what was missed on it is made up for."""
    following = next_purge(settings, today)
    return following.replace(year=following.year - 1)
