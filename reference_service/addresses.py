"""The parts of addresses: what may stand in them at all, and how a date or number in one is read.

The converters bound length and alphabet before any view runs; what they do not match is an unknown address (404).
They are wide enough that a mistyped number reaches a view that can say what is wrong with it.
"""

import datetime as dt
import re
import unicodedata

from flask import Flask
from werkzeug.routing import BaseConverter

_COMPACT_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")


class NumberConverter(BaseConverter):
    """A certificate number in any writing."""

    regex = r"[^/\x00-\x1f]{1,64}"
    part_isolating = True


class DayConverter(BaseConverter):
    """An issue date in any writing that has no slash."""

    regex = r"[^/\x00-\x1f]{1,32}"
    part_isolating = True


class SealConverter(BaseConverter):
    """A seal in base32; a little longer than any, so that a garbled one gets the page that says so."""

    regex = r"[^/\x00-\x1f]{1,400}"
    part_isolating = True


class Sha256Converter(BaseConverter):
    """The SHA-256 of a document in lower-case hexadecimal."""

    regex = r"[0-9a-f]{64}"
    part_isolating = True


def register_converters(app: Flask) -> None:
    """Make the converters known under the names that the routes use."""
    app.url_map.converters.update(number=NumberConverter, day=DayConverter, seal=SealConverter, sha256=Sha256Converter)


def read_day(text: str) -> dt.date | None:
    """Read `2026-11-20` or `20261120`, also in full-width digits; None for anything else."""
    match = _COMPACT_DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return day_of(*match.groups()) if match is not None else None


def day_of(year: str, month: str, day: str) -> dt.date | None:
    """Return the calendar date of three numbers in ASCII digits, or None where there is no such day."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
