"""Instants as the register stores them: microseconds since 1970-01-01T00:00Z."""

import datetime as dt

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def to_microseconds(moment: dt.datetime) -> int:
    """Return the instant as an integer."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> dt.datetime:
    """Return the instant of an integer, in UTC."""
    return _EPOCH + value * _MICROSECOND
