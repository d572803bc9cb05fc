"""A circuit breaker: what fails again and again is left alone for a moment, so that nobody waits for it in vain."""

import threading
import time
from collections.abc import Callable

LONGEST_TRY_SECONDS = 15.0
"""Whoever has not reported by then never will: another one may try."""


class Breaker:
    """Counts failures in a row; after `failures` of them nothing is let through for `seconds`, then one try.

    Threads share it; one at a time makes that try, so that a frozen server does not hold them all. Times are of the
    monotonic `clock`, in seconds.
    """

    def __init__(self, *, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures = failures
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the server is being left alone, or tried after it was."""
        return self._in_a_row >= self._failures

    def admits(self) -> bool:
        """Tell whether a try may be made now. Whoever is let through reports how it went."""
        if self._in_a_row < self._failures:
            return True
        with self._lock:
            now = self._clock()
            if now < self._closed_until:
                return False
            # The next one waits for the result of this try, which is due sooner than this.
            self._closed_until = now + LONGEST_TRY_SECONDS
            return True

    def succeeded(self) -> None:
        """Report that it worked."""
        self._in_a_row = 0

    def failed(self) -> None:
        """Report that it did not."""
        with self._lock:
            self._in_a_row += 1
            self._closed_until = self._clock() + self._seconds
