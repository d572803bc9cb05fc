"""Codes of the Harmonized System: digits, chapter and edition. Which subheadings there are is for customs to say."""

import datetime as dt
import re
import unicodedata
from enum import StrEnum

EDITIONS = {2017: dt.date(2017, 1, 1), 2022: dt.date(2022, 1, 1), 2028: dt.date(2028, 1, 1)}
"""The World Customs Organization's editions, by the day on which each came or comes into force."""

_IGNORED = re.compile(r"[\s.\-‐–・/]")
_RESERVED_CHAPTER = 77
_LAST_CHAPTER = 97
"""98 and 99 are for national use, and mean nothing abroad."""


class HsProblem(StrEnum):
    """What can be wrong with a code."""

    NOT_DIGITS = "not digits"
    LENGTH = "length"
    LOST_ZERO = "lost zero"
    """Five digits: a spreadsheet has taken the leading zero of a code of chapters 1 to 9."""
    CHAPTER = "chapter"


class HsError(ValueError):
    """A code that is none."""

    def __init__(self, problem: HsProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def read_hs(typed: str) -> str:
    """Return the digits of a code; raise :class:`HsError`. Points, blanks, hyphens and full width are forgiven."""
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    digits = _IGNORED.sub("", text.removeprefix("HS").lstrip(" :."))
    if re.fullmatch(r"[0-9]+", digits) is None:
        raise HsError(HsProblem.NOT_DIGITS)
    if len(digits) == 5:
        raise HsError(HsProblem.LOST_ZERO)
    if len(digits) != 4 and not 6 <= len(digits) <= 12:
        raise HsError(HsProblem.LENGTH)
    chapter = int(digits[:2])
    if not 1 <= chapter <= _LAST_CHAPTER or chapter == _RESERVED_CHAPTER:
        raise HsError(HsProblem.CHAPTER)
    return digits


def edition_on(day: dt.date) -> int:
    """Return the edition in force on a day."""
    return max((year for year, since in EDITIONS.items() if since <= day), default=min(EDITIONS))
