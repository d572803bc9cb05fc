"""What every look-up passes: before it, whether it is within the limits; after it, what it is counted as.

A row is refused before anything is looked up and without being counted, so that waiting always helps. A look-up that
fails is not counted either. An unknown number and a wrong date are counted alike, in the same places and the same time.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from reference_service.errors import TooManyRequestsError
from reference_service.limits.callers import NOBODY, Caller, current_caller
from reference_service.limits.ledger import Buckets, Ledger
from reference_service.limits.policy import Limits

_ACCESS_CHARACTERS = 8
"""At the end of a canonical number: seven of the access code and the check character."""


class LimitName(StrEnum):
    """Which limit was used up; stable names for programs."""

    ROWS = "rows"
    MISSES = "misses"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Sender:
    """Who sent a file: `name` tells senders apart, None where nobody is limited; `page_read` counts a page as a row."""

    name: bytes | None
    page_read: Callable[[], None]


ANYBODY = Sender(None, lambda: None)
"""Whose files are not counted: where the limits are off."""


class Turnstile:
    """Admits rows and counts them. `limits` None: everything passes."""

    def __init__(self, limits: Limits | None, ledger: Ledger) -> None:
        self._limits = limits
        self._ledger = ledger
        self._of_certificate = (limits or Limits()).sequence_misses

    def admit_number(self, number: str) -> Caller:
        """Let a check by number and date pass, or raise :class:`TooManyRequestsError`. `number` is canonical.

        Returns the caller, for the counting afterwards.
        """
        if self._limits is None:
            return NOBODY
        caller = current_caller()
        # The holder of a key is known and has limits on misses of his own: he gets an answer also about a certificate
        # that somebody else is trying to guess.
        certificate = self._certificate(number) if caller.key_id is None else ()
        if self._ledger.wait(caller.rows + caller.misses + certificate) > 0:
            self._check(caller.rows, LimitName.ROWS)
            self._check(caller.misses, LimitName.MISSES)
            self._check(certificate, LimitName.CERTIFICATE)
        return caller

    def count_number(self, caller: Caller, number: str, *, row: bool, miss: bool) -> None:
        """Count a check that was answered: as a row or a part of one, and as a miss or not."""
        if self._limits is not None:
            buckets = caller.rows if row else ()
            if miss:
                buckets += caller.misses + self._chargeable(self._certificate(number))
            self._ledger.charge(buckets)

    def admit_row(self) -> None:
        """Let a look-up pass that is neither by number nor by seal."""
        if self._limits is not None:
            self._check(current_caller().rows, LimitName.ROWS)

    def count_row(self) -> None:
        """Count such a look-up."""
        if self._limits is not None:
            self._ledger.charge(current_caller().rows)

    def admit_file(self) -> Sender:
        """Let a file pass whose pages are to be read, or raise :class:`TooManyRequestsError`.

        Reading a page costs more than any look-up, whatever is found on it.
        """
        if self._limits is None:
            return ANYBODY
        caller = current_caller()
        self._check(caller.rows, LimitName.ROWS)
        # The first of a caller's buckets is his own; a second one he shares with his site.
        return Sender(caller.rows[0][0], lambda: self._ledger.charge(caller.rows))

    def admit_forgery(self) -> None:
        """Let a seal that is not genuine pass, or raise :class:`TooManyRequestsError` after too many."""
        if self._limits is not None:
            self._check(current_caller().misses, LimitName.MISSES)

    def miss(self) -> None:
        """Count a seal that is not genuine; raise :class:`TooManyRequestsError` where there have been too many."""
        if self._limits is not None:
            self.admit_forgery()
            self._ledger.charge(current_caller().misses)

    def _check(self, buckets: Buckets, name: LimitName) -> None:
        seconds = self._ledger.wait(buckets)
        if seconds > 0:
            raise TooManyRequestsError(name, math.ceil(seconds))

    def _chargeable(self, buckets: Buckets) -> Buckets:
        # The holder of a key passes where this bucket is empty already. Overdrawn by him, it would shut others out for
        # hours or weeks.
        return buckets if self._ledger.wait(buckets) == 0 else ()

    def _certificate(self, number: str) -> Buckets:
        # Named by its public part: all access codes behind it are guesses at one certificate.
        return ((b"N" + number[:-_ACCESS_CHARACTERS].encode(), self._of_certificate),)
