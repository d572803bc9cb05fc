"""What the operator is told besides the answers: how old the data are, what is cached, which servers are left alone."""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress

from reference_service.breaker import Breaker
from reference_service.cached_source import CachedSource
from reference_service.metrics.exchange import Snapshot
from reference_service.metrics.tally import Figures
from register.errors import RegisterError


class Observed:
    """Reads it off when called. `breakers` are those of servers that `source` does not know of, by name."""

    def __init__(self, source: CachedSource, breakers: Mapping[str, Breaker], clock: Callable[[], dt.datetime]) -> None:
        self._source = source
        self._breakers = breakers
        self._clock = clock

    def __call__(self) -> Snapshot:
        """Return the figures of this process, as they are now."""
        breakers = {**self._source.breakers, **self._breakers}
        gauges: Figures = {("breaker_open", name): float(breaker.is_open) for name, breaker in breakers.items()}
        # Where it was never read yet: no age is better than a wrong one, and its absence can be watched for.
        with suppress(RegisterError):
            gauges[("register_age_seconds",)] = (self._clock() - self._source.head().as_of).total_seconds()
        counts: Figures = {("lookups", place): float(count) for place, count in dict(self._source.found_in).items()}
        return Snapshot(counts, gauges)
