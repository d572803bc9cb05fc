"""How guessing is slowed down: after some failures each further one makes the next wait twice as long (article 15)."""

import datetime as dt
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_IPV6_PREFIX = 64
"""One customer of a network provider has at least that many addresses of IPv6."""


@dataclass(frozen=True)
class Tally:
    """Failures in a row, and when the last one was (None: there were none)."""

    failures: int = 0
    last: dt.datetime | None = None


@dataclass(frozen=True)
class Limit:
    """`free` failures cost nothing; then one must wait `first`, twice that after the next one, `longest` at most.

    After `forgotten_after` without a failure all are forgotten.
    """

    free: int
    first: dt.timedelta
    longest: dt.timedelta
    forgotten_after: dt.timedelta

    def seen(self, tally: Tally, now: dt.datetime) -> Tally:
        """Return what of a tally counts now. A clock that was set back does not lock anybody out longer."""
        if tally.last is None or now - tally.last >= self.forgotten_after:
            return Tally()
        return Tally(tally.failures, min(tally.last, now))

    def opens_at(self, tally: Tally, now: dt.datetime) -> dt.datetime | None:
        """Return when the next attempt is taken, None for at once."""
        tally = self.seen(tally, now)
        if tally.last is None or tally.failures < self.free:
            return None
        # Beyond 30 doublings any first wait is longer than the longest one.
        wait = min(self.first * 2 ** min(tally.failures - self.free, 30), self.longest)
        opens = tally.last + wait
        return opens if opens > now else None

    def counted(self, tally: Tally, now: dt.datetime) -> Tally:
        """Return a tally with one failure more."""
        return Tally(self.seen(tally, now).failures + 1, now)


PER_PAIR = Limit(5, dt.timedelta(seconds=30), dt.timedelta(hours=1), dt.timedelta(hours=24))
"""One address at one id: some 35 guesses on the first day, 24 on each further one. It closes for that address alone."""

PER_ID = Limit(50, dt.timedelta(seconds=30), dt.timedelta(minutes=15), dt.timedelta(hours=24))
"""All addresses at one id. It keeps the holder out as well, so its longest wait is short, and of each address no more
than the free guesses of `PER_PAIR` count towards it until it closes: nine addresses together never close it."""


def counts_at_id(pair: Tally, of_id: Tally) -> bool:
    """Tell whether a failure of a pair counts at its id too; the tallies are those `seen` before it.

    Once the id has closed all do, or each further address would add its guesses.
    """
    return pair.failures < PER_PAIR.free or of_id.failures >= PER_ID.free


PER_ADDRESS = Limit(30, dt.timedelta(seconds=30), dt.timedelta(minutes=15), dt.timedelta(hours=24))
"""One address at all ids. A whole office may sit behind one address, so it has more, and waits shorter."""

PER_BEGINNER = Limit(60, dt.timedelta(seconds=30), dt.timedelta(minutes=5), dt.timedelta(hours=1))
"""Sign-ins by passkey that one network address begins and does not end: a whole office may begin its day at once."""

PER_SENDER = Limit(20, dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(hours=24))
"""Mails that visitors of one network address cause to addresses of their choice: an office registers no more often."""


def address_of(place: str) -> str:
    """Return what of a network address is counted together: an IPv4 address, the /64 of an IPv6 one."""
    try:
        address: IPv4Address | IPv6Address = ip_address(place)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _IPV6_PREFIX), strict=False))
