"""How long a session lives, and why it ends (terms, article 14-2: one id, one live session)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class SessionEnd(StrEnum):
    """Why a session has ended; its holder is told on his next request."""

    SIGNED_OUT = "signed out"
    NEWER = "newer sign-in"
    IDLE = "idle"
    TOO_LONG = "too long"
    CLOCK = "clock"
    """It seems to have begun in the future: the server's clock was set back."""
    CREDENTIAL = "credential changed"
    LEAK = "leak reported"
    CHAMBER = "ended by the chamber"
    """The id was locked or closed."""
    SUSPENDED = "registration suspended"
    """The chamber has suspended the registration (terms, article 16)."""
    TERMINATED = "registration ended"
    """The chamber has ended the registration in whole or in part (terms, article 26)."""


@dataclass(frozen=True)
class SessionTimes:
    """Limits of a session. `recently`: how long after proving himself a person may do what is sensitive."""

    idle: dt.timedelta = dt.timedelta(minutes=30)
    absolute: dt.timedelta = dt.timedelta(hours=10)
    recently: dt.timedelta = dt.timedelta(minutes=10)
    noted_every: dt.timedelta = dt.timedelta(minutes=1)
    """How far the noted last request may lag behind: so that not every page writes."""
    clock_tolerance: dt.timedelta = dt.timedelta(minutes=5)
    """How far the server's clock may be corrected backwards before sessions end."""

    def end_of(self, started: dt.datetime, seen: dt.datetime, now: dt.datetime) -> SessionEnd | None:
        """Return why a session that began at `started` and was last seen at `seen` is over, None while it lives."""
        if now < started - self.clock_tolerance:
            return SessionEnd.CLOCK
        if now - started >= self.absolute:
            return SessionEnd.TOO_LONG
        if now - seen >= self.idle:
            return SessionEnd.IDLE
        return None

    def is_recent(self, confirmed: dt.datetime, now: dt.datetime) -> bool:
        """Tell whether a person proved himself recently enough for what is sensitive."""
        return -self.clock_tolerance <= now - confirmed < self.recently
