"""Where a system wants to be told, and of what: addresses, secrets that change without a pause, the end by failing."""

import datetime as dt
import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.web_address import parts_of
from issuance.domain.webhooks.events import WebhookEvent
from issuance.errors import RefusedError
from issuance.language import _

MOST_ENDPOINTS = 5
"""Of one system."""
MOST_ADDRESS_LENGTH = 400
BOTH_SIGN = dt.timedelta(days=1)
"""How long the secret before signs beside the new one."""
OFF_AFTER = dt.timedelta(days=5)
"""Since the first failure after the last success."""
OFF_AFTER_FAILURES = 10
"""As many in a row at least: a system that is told seldom is not given up for one bad week's single try."""


class OffReason(StrEnum):
    """Why an endpoint is told nothing. The values are stored."""

    BY_HAND = "by hand"
    GONE = "gone"
    """It answered 410: it wants nothing any more."""
    FAILING = "failing"
    """No delivery was taken for `OFF_AFTER`."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint. Its secrets are read by whoever signs, and nobody else."""

    id: str
    owner: str
    """Who looks after it: the chamber of its own system, the federation for a third party's."""
    system: str
    address: str
    events: frozenset[WebhookEvent]
    made_by: str
    """The account that is told when it is switched off."""
    made_at: dt.datetime
    secret_made_at: dt.datetime
    off_because: OffReason | None
    failing_since: dt.datetime | None
    failures: int
    """In a row."""
    taken_at: dt.datetime | None
    """When it last took a delivery."""
    version: int

    @property
    def is_on(self) -> bool:
        """Whether it is told anything."""
        return self.off_because is None

    def fails_for_good(self, now: dt.datetime) -> bool:
        """Tell whether it has failed so long, and so often, that it is given up."""
        since = self.failing_since
        return since is not None and now >= since + OFF_AFTER and self.failures >= OFF_AFTER_FAILURES


@dataclass(frozen=True)
class SigningSecrets:
    """An endpoint's secrets, each `whsec_…`."""

    current: str
    made_at: dt.datetime
    previous: str | None = None

    def that_sign(self, now: dt.datetime) -> tuple[str, ...]:
        """Return those that sign at an instant."""
        if self.previous is None or now >= self.made_at + BOTH_SIGN:
            return (self.current,)
        return (self.current, self.previous)


def checked_address(typed: str, *, loopback: bool) -> str:
    """Return an address of an endpoint; raise `RefusedError` for one that is not whole, or not over TLS.

    With `loopback`, as where an office is tried out, `http://` may name this very machine. What a name leads to is
    looked at each time something is sent (`outgoing/reachable.py`): it can change from one day to the next.
    """
    address = typed.strip()
    if not _is_sound(address, loopback=loopback):
        raise RefusedError(
            _(
                "%(address)s cannot be used: a whole address is needed that begins with https://, without user name "
                "and without #.",
                address=address[:MOST_ADDRESS_LENGTH],
            )
        )
    return address


def checked_events(events: Collection[WebhookEvent]) -> frozenset[WebhookEvent]:
    """Return what an endpoint is told of; raise `RefusedError` for nothing."""
    if not events:
        raise RefusedError(_("Choose at least one event."))
    return frozenset(events)


def _is_sound(address: str, *, loopback: bool) -> bool:
    parts = parts_of(address, MOST_ADDRESS_LENGTH)
    if parts is None:
        return False
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and _is_this_machine(str(parts.hostname)))


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
