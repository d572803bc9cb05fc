"""A circuit breaker: what fails again and again is left alone for a moment, so that nobody waits for it in vain."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Counts failures in a row; after `failures` of them nothing is let through for `seconds`, then one try.

    Threads share it. Times are of the monotonic `clock`, in seconds.
    """

    def __init__(self, *, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures = failures
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._closed_until = 0.0

    def admits(self) -> bool:
        """Tell whether a try may be made now. Whoever is let through reports how it went."""
        if self._in_a_row < self._failures:
            return True
        with self._lock:
            now = self._clock()
            if now < self._closed_until:
                return False
            # One try at a time: its result, or the end of this moment, lets the next one through.
            self._closed_until = now + self._seconds
            return True

    def succeeded(self) -> None:
        """Report that it worked."""
        self._in_a_row = 0

    def failed(self) -> None:
        """Report that it did not."""
        with self._lock:
            self._in_a_row += 1
            self._closed_until = self._clock() + self._seconds
