"""A tally that also tells a collector of each answer (`tracing`): fast and ordinary answers alike come by here."""

from reference_service.errors import ConfigError
from reference_service.metrics.tally import Tally
from tracing import Spans, TracingError, open_spans


class SpannedTally(Tally):
    """Counts, and sends a span with the kind, status and time: all that the tally knows of a request."""

    def __init__(self, spans: Spans) -> None:
        super().__init__()
        self._spans = spans

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """Count an answer and tell of it."""
        super().answered(kind, status, seconds)
        self._spans.answered(kind, status, seconds)


def tally_of(url: str | None) -> Tally:
    """Return a tally that sends spans to `url`, or none. Raises :class:`ConfigError` where the library is missing."""
    if url is None:
        return Tally()
    try:
        return SpannedTally(open_spans(url, "originseal-reference"))
    except TracingError as error:
        raise ConfigError(str(error)) from error
