"""How far a long piece of work has come, said now and then on stderr: results go to stdout, one a line."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

MANY = 100
"""With fewer nobody waits long enough to ask."""

EVERY_SECONDS = 10.0


class Progress:
    """Counts, and says every ten seconds how many are done, how fast, and how long the rest takes."""

    def __init__(
        self, what: str, total: int, *, clock: Callable[[], float] = time.monotonic, out: TextIO | None = None
    ) -> None:
        self._what = what
        self._total = total
        self._clock = clock
        self._out = out or sys.stderr
        self._begun = self._said = clock()
        self._done = 0

    def note(self) -> None:
        """Count one more."""
        self._done += 1
        now = self._clock()
        if self._total < MANY or (now - self._said < EVERY_SECONDS and self._done != self._total):
            return
        self._said = now
        rate = self._done / max(now - self._begun, 0.001)
        minutes = max(self._total - self._done, 0) / rate / 60
        self._out.write(
            f"issuance: {self._what}: {self._done:,} of {self._total:,}, {rate:.1f} a second, {minutes:.0f} min left\n"
        )
        self._out.flush()
