"""The random key with which addresses are hashed: another one each day, and in no file."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

from reference_service.limits.ledger import NoSharedBuckets, SharedBuckets

_SECONDS_PER_DAY = 86_400
_OWN_KEY_BYTES = 16


class DayKey:
    """The key of the day (UTC): that of the shared buckets where processes have them, else one of our own.

    Processes that were forked with it have the same one of their own, so that they know each other's callers. The key
    of a day follows from the one before, which is then forgotten: nobody can find out an earlier one from it.
    """

    def __init__(self, shared: SharedBuckets | None = None, *, clock: Callable[[], float] = time.time) -> None:
        self._shared = shared or NoSharedBuckets()
        self._clock = clock
        self._lock = threading.Lock()
        self._day = -1
        self._key = b""
        self._is_shared = False
        self._own = secrets.token_bytes(_OWN_KEY_BYTES)
        self._own_day = self._today()

    def __call__(self) -> bytes:
        """Return the key that holds now."""
        if self._today() != self._day:
            self._renew()
        return self._key

    def settle(self) -> None:
        """Take over the others' key as soon as it can be had; to be called once a second."""
        if self._day >= 0 and not self._is_shared:
            self._renew()

    def _renew(self) -> None:
        with self._lock:
            day = self._today()
            if day == self._day and self._is_shared:
                return
            found = self._shared.day_key(day)
            if found is not None:
                self._key, self._is_shared = found, True
            elif day != self._day:
                self._key, self._is_shared = self._own_of(day), False
            self._day = day

    def _own_of(self, day: int) -> bytes:
        while self._own_day < day:
            self._own = hashlib.blake2b(self._own, digest_size=_OWN_KEY_BYTES).digest()
            self._own_day += 1
        return self._own

    def _today(self) -> int:
        return int(self._clock()) // _SECONDS_PER_DAY
