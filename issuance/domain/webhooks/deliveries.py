"""What becomes of one delivery, and when the next attempt is due (Standard Webhooks 1.0.0, “Deliverability”)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

KEPT = dt.timedelta(days=30)
"""After it was settled; then the daily job takes it away."""

_MINUTE = 60
_HOUR = 60 * _MINUTE
RETRIES = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (
        5,
        5 * _MINUTE,
        30 * _MINUTE,
        2 * _HOUR,
        5 * _HOUR,
        10 * _HOUR,
        14 * _HOUR,
        20 * _HOUR,
        24 * _HOUR,
    )
)
"""How long to wait after each attempt that failed: the specification's own schedule, a little over three days."""

JITTER = 0.1
"""By which part of itself a wait is lengthened at most, so that what failed together does not come again together."""

MOST_WAIT = dt.timedelta(days=1)
"""However long a receiver asks to be left alone by Retry-After."""


class WebhookState(StrEnum):
    """Where a delivery stands. The values are stored."""

    WAITING = "waiting"
    SENDING = "sending"
    """An attempt has begun. One that no process works on any more was cut off, and is made again."""
    TAKEN = "taken"
    """Answered by 2xx."""
    GIVEN_UP = "given up"
    """Every attempt failed, or the endpoint was switched off: somebody can have it sent again."""
    NOT_ALLOWED = "not allowed"
    """When it was to be sent, the system was allowed no longer to read what it tells of."""


@dataclass(frozen=True)
class Delivery:
    """One delivery as people see it: of what, when, how it went. What it tells of is not shown."""

    id: str
    endpoint: str
    kind: str
    """`WebhookEvent`, or `TEST`."""
    state: WebhookState
    attempts: int
    occurred_at: dt.datetime
    due_at: dt.datetime | None
    settled_at: dt.datetime | None
    status: int | None
    """Of the last answer; None where there was none."""
    trouble: str
    """Why the last attempt failed, a word of ours (`Trouble`); '' where it did not."""

    @property
    def message_id(self) -> str:
        """The header `webhook-id`: the same at every attempt."""
        return message_id(self.id)


class Trouble(StrEnum):
    """Why an attempt failed. The values are stored; nothing of what the receiver said is."""

    ANSWER = "answer"
    """It answered, and not by 2xx."""
    UNREACHABLE = "unreachable"
    """No name, no connection, no TLS, or a connection that was cut."""
    FORBIDDEN = "forbidden"
    """Its name leads to an address that is not on the public internet."""
    SLOW = "slow"
    """No whole answer within the time."""
    OURS = "ours"
    """The office could not sign it; no attempt was counted."""
    OFF = "off"
    """The endpoint is switched off, or is no more."""


def message_id(key: str) -> str:
    """Return the id under which receivers know a delivery."""
    return f"msg_{key}"


def next_attempt(
    attempts: int, now: dt.datetime, chance: float, asked: dt.timedelta | None = None
) -> dt.datetime | None:
    """Return when to try again after `attempts` attempts (at least one), None: give up.

    `chance` is a random number of at least 0 and below 1; `asked` is what the receiver's Retry-After asks for.
    """
    if attempts > len(RETRIES):
        return None
    wait = RETRIES[attempts - 1] * (1 + JITTER * chance)
    return now + max(wait, min(asked or dt.timedelta(0), MOST_WAIT))
