"""Instants and the months of the business. Instants are UTC; months and days are those of Japan, as in the terms."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from operations.errors import RefusedError

ZONE = ZoneInfo("Asia/Tokyo")
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def system_clock() -> dt.datetime:
    """Return the present instant, UTC."""
    return dt.datetime.now(dt.UTC)


def written(instant: dt.datetime) -> str:
    """Return an instant as it stands in files: `2026-11-23T03:04:05Z`."""
    return f"{instant.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_instant(text: str) -> dt.datetime:
    """Read an instant with its zone; raises ValueError where it has none."""
    instant = dt.datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no zone: write it as 2026-12-05T22:00+09:00")
    return instant.astimezone(dt.UTC)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in Japan."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `2026-11`."""
        if not _MONTH.fullmatch(text):
            raise RefusedError(f"{text!r} is no month: write it as 2026-11.")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, instant: dt.datetime) -> Self:
        """Return the month that an instant lies in."""
        there = instant.astimezone(ZONE)
        return cls(there.year, there.month)

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.month, 1)

    @property
    def following(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def days(self) -> list[dt.date]:
        """All its days."""
        return [self.first + dt.timedelta(days=n) for n in range((self.following.first - self.first).days)]

    @property
    def begins(self) -> dt.datetime:
        """Its first instant (UTC)."""
        return midnight(self.first)

    @property
    def ends(self) -> dt.datetime:
        """The first instant after it (UTC)."""
        return midnight(self.following.first)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends - self.begins) / MINUTE)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def midnight(day: dt.date) -> dt.datetime:
    """Return the instant (UTC) at which a day begins in Japan."""
    return dt.datetime.combine(day, dt.time(), ZONE).astimezone(dt.UTC)
