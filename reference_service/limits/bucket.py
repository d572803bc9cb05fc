"""The arithmetic of a limit: a bucket that holds `burst` rows and is filled again at so many a minute.

A bucket is one number, the instant at which it will be full again; a row moves that instant away by the time that its
place takes to be filled. A bucket never seen, or full since, is any instant in the past. (This is the generic cell rate
algorithm of ITU-T I.371.) Instants and spans are seconds of one clock; nothing is read and nothing is kept here.
"""

from dataclasses import dataclass
from functools import cached_property

SECONDS_PER_MINUTE = 60.0


@dataclass(frozen=True)
class Limit:
    """At most `burst` at once and then `per_minute`; a process tells the others after every `lot`, at the latest."""

    burst: int
    per_minute: float
    lot: int = 1

    @cached_property
    def seconds_per_row(self) -> float:
        """How long the place of one row takes to be filled again."""
        return SECONDS_PER_MINUTE / self.per_minute

    @cached_property
    def furthest(self) -> float:
        """How far ahead the full bucket may lie for one more row to pass."""
        return (self.burst - 1) * self.seconds_per_row


def wait(limit: Limit, full_at: float, now: float) -> float:
    """Return the seconds until one more row may pass; 0 where it may now."""
    # A little forgiveness, so that the rounding of floating point never costs anyone a row.
    ahead = full_at - now - limit.furthest
    return ahead if ahead > limit.seconds_per_row * 1e-6 else 0.0


def charged(limit: Limit, full_at: float, now: float, rows: int) -> float:
    """Return when the bucket will be full after `rows` more were taken out; it may be overdrawn."""
    return max(full_at, now) + rows * limit.seconds_per_row
