"""Instants for people: the time of the place where the report was made, with its zone."""

import datetime as dt

from scanner.language import day_text


def local_text(instant: dt.datetime, zone: dt.tzinfo | None = None) -> str:
    """Return `20 November 2026, 19:03:11 (UTC+9)`; `zone` is this machine's where none is given."""
    local = instant.astimezone(zone)
    return f"{day_text(local.date())}, {local:%H:%M:%S} ({_offset(local)})"


def _offset(local: dt.datetime) -> str:
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"
