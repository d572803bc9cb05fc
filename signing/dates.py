"""Issue dates in the writings that spreadsheets, banks and Japanese offices use.

ISO and its relatives (`2026-11-20`, `2026/11/20`, `20261120`), day and month before the year (`20/11/2026`), months by
name (`20 Nov 2026`), `2026年11月20日` and Japanese eras (`令和8年11月20日`, `R8.11.20`), in any width. Where day
and month could be exchanged, nobody guesses: the two readings are named.
"""

import datetime as dt
import re
import unicodedata
from enum import StrEnum

from signing.errors import SigningError

MAX_DATE_LENGTH = 40

_ERA_YEAR_BEFORE_FIRST = {"昭和": 1925, "平成": 1988, "令和": 2018, "S": 1925, "H": 1988, "R": 2018}
_ERA = re.compile(r"(昭和|平成|令和|[SHR])\s*(元|[0-9]{1,2})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})\s*日?")
_YEAR_FIRST = re.compile(r"([0-9]{4})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})\s*日?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})\s*[./-]\s*([0-9]{1,2})\s*[./-]\s*([0-9]{4})")
_DAY_AND_NAME = re.compile(r"([0-9]{1,2})[\s-]*([A-Z]{3,9})[.,]?[\s-]*([0-9]{4})")
_NAME_AND_DAY = re.compile(r"([A-Z]{3,9})[.]?[\s-]*([0-9]{1,2})[,\s-]+([0-9]{4})")
_TIME_OF_DAY = re.compile(r"[T\s]+00:00(:00(\.0+)?)?$")
_MONTHS = (
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
)


class DateProblem(StrEnum):
    """What can be wrong with a date."""

    MISSING = "missing"
    MALFORMED = "malformed"
    IMPOSSIBLE = "impossible"
    AMBIGUOUS = "ambiguous"


_SENTENCES = {
    DateProblem.MISSING: "There is no issue date.",
    DateProblem.MALFORMED: "This is not a date. It looks like 2026-11-20.",
    DateProblem.IMPOSSIBLE: "There is no such day: compare the date with the paper.",
    DateProblem.AMBIGUOUS: "This date can mean two days: write year, month, day, as 2026-11-20.",
}


class DateError(SigningError):
    """A date that cannot be read. `readings` are the two days that an ambiguous one can mean, day first."""

    def __init__(self, problem: DateProblem, readings: tuple[dt.date, ...] = ()) -> None:
        super().__init__(_SENTENCES[problem])
        self.problem = problem
        self.readings = readings


def read_date(typed: str) -> dt.date:
    """Return the day; raise :class:`DateError` that says what is wrong with it."""
    if len(typed) > MAX_DATE_LENGTH:
        raise DateError(DateProblem.MALFORMED)
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    if not text:
        raise DateError(DateProblem.MISSING)
    # A spreadsheet that saves a date as an instant means its midnight.
    text = _TIME_OF_DAY.sub("", text)
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _ERA.fullmatch(text):
        year = 1 if match[2] == "元" else int(match[2])
        return _day(_ERA_YEAR_BEFORE_FIRST[match[1]] + year if year else 0, int(match[3]), int(match[4]))
    if match := _DAY_AND_NAME.fullmatch(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    if match := _NAME_AND_DAY.fullmatch(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(int(match[1]), int(match[2]), int(match[3]))
    raise DateError(DateProblem.MALFORMED)


def _year_last(first: int, second: int, year: int) -> dt.date:
    readings = [_try_day(year, second, first), _try_day(year, first, second)]
    days = tuple(dict.fromkeys(day for day in readings if day is not None))
    if not days:
        raise DateError(DateProblem.IMPOSSIBLE)
    if len(days) > 1:
        raise DateError(DateProblem.AMBIGUOUS, days)
    return days[0]


def _month(name: str) -> int:
    for number, month in enumerate(_MONTHS, start=1):
        if name in (month, month[:3]) or (name == "SEPT" and number == 9):
            return number
    raise DateError(DateProblem.MALFORMED)


def _day(year: int, month: int, day: int) -> dt.date:
    found = _try_day(year, month, day)
    if found is None:
        raise DateError(DateProblem.IMPOSSIBLE)
    return found


def _try_day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
