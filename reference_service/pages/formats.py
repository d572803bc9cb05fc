"""Dates, instants and numbers as a person reads them; template filters. English now, by locale later."""

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Flask

_HASH_GROUP = 8


def day_text(day: dt.date) -> str:
    """Return `20 November 2026`."""
    return f"{day.day} {day:%B %Y}"


def moment_text(moment: dt.datetime, zone: ZoneInfo | None = None) -> str:
    """Return `22 November 2026, 21:04:07 (UTC+9)` in a zone, or the same in UTC."""
    local = moment.astimezone(zone or dt.UTC)
    return f"{day_text(local.date())}, {local:%H:%M:%S} ({_offset(local)})"


def hash_text(digest: str) -> str:
    """Return hexadecimal in groups of eight, which two people can read out to each other."""
    return " ".join(digest[start : start + _HASH_GROUP] for start in range(0, len(digest), _HASH_GROUP))


def decimal_text(value: str) -> str:
    """Return a decimal with blanks between thousands; point and digits stay as they were signed."""
    whole, point, rest = value.partition(".")
    return f"{int(whole):,}".replace(",", "\u202f") + point + rest


def hs_text(code: str) -> str:
    """Return an HS code as usually printed: `8412.21`, then pairs."""
    head, tail = code[:4], code[4:]
    return ".".join([head, *(tail[start : start + 2] for start in range(0, len(tail), 2))])


def register_filters(app: Flask) -> None:
    """Make the functions known to templates."""
    for function in (day_text, moment_text, hash_text, decimal_text, hs_text):
        app.add_template_filter(function)


def _offset(local: dt.datetime) -> str:
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
