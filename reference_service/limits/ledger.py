"""The counting in one process, and its settling with the other processes.

A row is counted here at once and told to the others later: when a lot of them has come together, and once a second
whatever there is. So a look-up almost never waits for Redis, and a caller whose requests are spread over the processes
gets all that is his: nothing is set aside for one process in advance. What may pass too much is bounded by the lots
(docs/adr/0018-counted-here-settled-in-lots.md).

While the others cannot be reached, what this process has counted by itself is what counts: never an error, never
unlimited.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

from reference_service.limits.bucket import Limit, charged, wait

MAX_ACCOUNTS = 50_000
"""About 300 bytes each. Whoever asks from more addresses at once than this is for nginx to stop."""

LOOKED_AT = 8
"""Accounts that are looked at for one that is full again, when another is to be opened: in a flood of addresses most
are, for a row's place is filled in two seconds. Looking at all of them takes a millisecond, while all threads wait."""

AT_ONCE = 200
"""Buckets that one question to the others settles."""

Buckets = tuple[tuple[bytes, Limit], ...]
"""Buckets by their key, each with its limit."""

Charge = tuple[bytes, Limit, int]
"""A bucket's key, its limit, and how many rows are taken out of it."""


class SharedBuckets(Protocol):
    """The buckets that all processes share. It never raises: what it cannot do now it does not do."""

    def charge(self, charges: Sequence[Charge]) -> Sequence[float] | None:
        """Take rows out; return for each bucket in how many seconds it will be full. None: it cannot be told now."""
        ...

    def day_key(self, day: int) -> bytes | None:
        """Return the random key that all processes hash with on a day, counted from 1970-01-01 (UTC); None as above."""
        ...


class NoSharedBuckets:
    """Stands in where the processes share nothing: each counts for itself."""

    def charge(self, _charges: Sequence[Charge]) -> None:
        """Tell nothing."""

    def day_key(self, _day: int) -> None:
        """Know none."""


class _Account:
    __slots__ = ("full_at", "limit", "unsettled")

    def __init__(self) -> None:
        self.full_at = 0.0
        self.limit: Limit | None = None
        self.unsettled = 0


class Ledger:
    """The buckets as this process knows them. Threads share it; a forked process goes on with its own copy."""

    def __init__(
        self,
        shared: SharedBuckets | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        at_most: int = MAX_ACCOUNTS,
    ) -> None:
        self._shared = shared or NoSharedBuckets()
        self._clock = clock
        self._at_most = at_most
        self._lock = threading.Lock()
        # In the order in which they were opened or last looked at for room.
        self._accounts: OrderedDict[bytes, _Account] = OrderedDict()
        self._unsettled: dict[bytes, _Account] = {}

    def wait(self, buckets: Buckets) -> float:
        """Return the seconds until one more row may pass all of them, as far as this process knows; 0: it may now."""
        longest = now = 0.0
        for key, limit in buckets:
            account = self._accounts.get(key)
            if account is not None:
                now = now or self._clock()
                # Nearly always there is room, and nothing else to be worked out.
                if account.full_at - now > limit.furthest:
                    longest = max(longest, wait(limit, account.full_at, now))
        return longest

    def charge(self, buckets: Buckets, rows: int = 1) -> None:
        """Take rows out of each bucket; where a lot is full, settle all of them in one question."""
        now = self._clock()
        due: list[Charge] = []
        with self._lock:
            for key, limit in buckets:
                account = self._accounts.get(key)
                if account is None:
                    self._make_room(now)
                    account = self._accounts[key] = _Account()
                account.limit = limit
                account.full_at = charged(limit, account.full_at, now, rows)
                account.unsettled += rows
                if account.unsettled >= limit.lot:
                    due.append((key, limit, account.unsettled))
                    account.unsettled = 0
                    self._unsettled.pop(key, None)
                else:
                    self._unsettled[key] = account
        if due:
            self._settle(due)

    def settle_all(self) -> None:
        """Tell the others whatever they have not been told yet; to be called once a second."""
        due: list[Charge] = []
        with self._lock:
            for key, account in self._unsettled.items():
                if account.limit is not None:
                    due.append((key, account.limit, account.unsettled))
                account.unsettled = 0
            self._unsettled.clear()
        for start in range(0, len(due), AT_ONCE):
            self._settle(due[start : start + AT_ONCE])

    def _settle(self, charges: list[Charge]) -> None:
        ahead = self._shared.charge(charges)
        if ahead is None:
            # The others never hear of these: told an hour later, they would be taken from what has been filled since.
            return
        now = self._clock()
        with self._lock:
            for (key, limit, _), seconds in zip(charges, ahead, strict=True):
                account = self._accounts.get(key)
                if account is not None:
                    # Rows that came meanwhile are not in the shared bucket yet. What this process counted while the
                    # others were out of reach stands.
                    known = now + seconds + account.unsettled * limit.seconds_per_row
                    account.full_at = max(account.full_at, known)

    def _make_room(self, now: float) -> None:
        """Forget an account where there are as many as may be, looking at a few of them alone."""
        if len(self._accounts) < self._at_most:
            return
        for _ in range(LOOKED_AT):
            key, account = next(iter(self._accounts.items()))
            if account.full_at <= now:
                break
            # It still counts. The next time others are looked at.
            self._accounts.move_to_end(key)
        else:
            # None is full again: a bucket that is forgotten here the others still have.
            key = next(iter(self._accounts))
        del self._accounts[key]
        self._unsettled.pop(key, None)
