"""Instants as text, the one way this service writes them for programs."""

import datetime as dt
from functools import lru_cache


# The as-of time of all answers is the same instant until the register has been asked again.
@lru_cache(maxsize=8)
def utc_text(moment: dt.datetime) -> str:
    """Return an instant as RFC 3339 in UTC with whole seconds, cut off so that it never claims more."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
