"""Months, and periods of whole months: statistics know no shorter ones.

Two periods that differ by a few days would tell by their difference what a single application did.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self

from issuance.domain.calendar import japan_date, japan_midnight

MONTHS_OF_A_YEAR = 12
LONGEST_MONTHS = 36
"""Of a period that is asked for."""

_WRITTEN = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """A calendar month in Japan."""

    year: int
    number: int
    """1 to 12."""

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, written: str) -> Self | None:
        """Return what `2026-03` names; None for anything else."""
        found = _WRITTEN.fullmatch(written)
        return None if found is None else cls(int(found[1]), int(found[2]))

    @classmethod
    def at(cls, instant: dt.datetime) -> Self:
        """Return the month in Japan at an instant."""
        return cls.of(japan_date(instant))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def plus(self, months: int) -> "Month":
        """Return the month that is so many later, or earlier."""
        years, index = divmod(self.year * MONTHS_OF_A_YEAR + self.number - 1 + months, MONTHS_OF_A_YEAR)
        return Month(years, index + 1)

    @property
    def first_day(self) -> dt.date:
        """The first of the month."""
        return dt.date(self.year, self.number, 1)

    @property
    def begins(self) -> dt.datetime:
        """The instant (UTC) at which it begins in Japan; it ends where the next one begins."""
        return japan_midnight(self.first_day)


def last_finished(now: dt.datetime) -> Month:
    """Return the last month that is over in Japan."""
    return Month.at(now).plus(-1)


@dataclass(frozen=True)
class Period:
    """Whole months, the first and the last one included."""

    first: Month
    last: Month

    def __iter__(self) -> Iterator[Month]:
        month = self.first
        while month <= self.last:
            yield month
            month = month.plus(1)

    def __len__(self) -> int:
        return (self.last.year - self.first.year) * MONTHS_OF_A_YEAR + self.last.number - self.first.number + 1

    @property
    def years(self) -> range:
        """The calendar years that it touches."""
        return range(self.first.year, self.last.year + 1)


def usual_period(finished: Month) -> Period:
    """Return what is shown to one who has asked for nothing: the year of the last finished month, as far as it goes."""
    return Period(Month(finished.year, 1), finished)
