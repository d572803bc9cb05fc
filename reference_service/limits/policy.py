"""The numbers: how much a caller may ask, and why so much."""

from dataclasses import dataclass, field

from reference_service.limits.bucket import Limit

MISSES_AMONG_ROWS = 20
"""One miss to so many rows of a burst; of the rows a minute, one to six. A bank's list has few unknown numbers."""
MISSES_AMONG_ROWS_A_MINUTE = 6
LOTS_OF_A_KEY = 20
"""A process settles a twentieth of a key's burst at a time, as it does for callers without a key."""


@dataclass(frozen=True)
class Limits:
    """What callers without a key may do, and what follows for those with one. A valid seal costs nobody anything.

    Guessing is hopeless by the numbers alone (35 random bits behind each public number); these limits keep it from
    being tried at everybody's expense, and lists of genuine numbers from being harvested.
    """

    rows: Limit = field(default=Limit(burst=1000, per_minute=30, lot=50))
    """Number-and-date checks of an address: a full batch at once, then what a person can type. The lot makes shared
    counting cost a fiftieth of a question to Redis; docs/adr/0018 says how far it can overshoot."""

    misses: Limit = field(default=Limit(burst=50, per_minute=5, lot=5))
    """Unknown numbers, wrong dates and forged seals of an address: a bad batch or an afternoon of slips passes, a
    program that guesses does not."""

    sequence_misses: Limit = field(default=Limit(burst=20, per_minute=20 / 60, lot=4))
    """Misses on one certificate's public number from anywhere: whoever has the paper needs one or two tries. Guessing
    one access code from a million addresses takes 98,000 years at this rate."""

    site_rows: Limit = field(default=Limit(burst=4000, per_minute=120, lot=50))
    """The same for an IPv6 /48, which a provider gives to one site: four times a /64, for many people can be there."""

    site_misses: Limit = field(default=Limit(burst=200, per_minute=20, lot=5))
    """As `site_rows`, for misses: changing the /64 within one's own /48 gains little."""

    def of_key(self, burst: int, per_minute: int) -> tuple[Limit, Limit]:
        """Return the limits on rows and on misses of a key, from its numbers in the bulletin."""
        rows = Limit(burst, per_minute, lot=max(1, burst // LOTS_OF_A_KEY))
        misses = Limit(
            max(self.misses.burst, burst // MISSES_AMONG_ROWS),
            max(self.misses.per_minute, per_minute / MISSES_AMONG_ROWS_A_MINUTE),
            self.misses.lot,
        )
        return rows, misses
