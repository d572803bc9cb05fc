"""The figures in the words of Prometheus."""

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from reference_service.metrics.exchange import Snapshot
from reference_service.metrics.tally import SECONDS, Figures

PREFIX = "originseal_reference"

_COUNTERS = {
    "requests": ("Answers by kind of request and status.", ("kind", "status")),
    "verdicts": ("Look-ups by the reason that they ended in.", ("reason",)),
    "lookups": ("Certificates by where they were found.", ("found_in",)),
    "refused": ("Rows over a limit, and requests with a bad API key, by limit or code.", ("limit",)),
}
_GAUGES = {
    "register_age_seconds": ("Age of the oldest register data that a process answers from.", ()),
    "breaker_open": ("1 while a process leaves this server alone because it failed.", ("server",)),
}


class _Collector(Collector):
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def collect(self) -> Iterator[Metric]:
        for name, (text, labels) in _COUNTERS.items():
            counter = CounterMetricFamily(f"{PREFIX}_{name}", text, labels=labels)
            for values, count in _of(self._snapshot.counts, name):
                counter.add_metric(values, count)
            yield counter
        yield _times(self._snapshot.counts)
        for name, (text, labels) in _GAUGES.items():
            gauge = GaugeMetricFamily(f"{PREFIX}_{name}", text, labels=labels)
            for values, value in _of(self._snapshot.gauges, name):
                gauge.add_metric(values, value)
            yield gauge


def exposition(snapshot: Snapshot) -> bytes:
    """Return the text that Prometheus reads (format 0.0.4)."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(snapshot))
    return generate_latest(registry)


def _times(counts: Figures) -> HistogramMetricFamily:
    family = HistogramMetricFamily(f"{PREFIX}_request_seconds", "How long answers took.", labels=("kind",))
    bounds = [*(str(bound) for bound in SECONDS), "+Inf"]
    for (kind,), seconds in sorted(_of(counts, "seconds")):
        numbers = [counts.get(("bucket", kind, str(place)), 0.0) for place in range(len(bounds))]
        family.add_metric((kind,), list(zip(bounds, accumulate(numbers), strict=True)), seconds)
    return family


def _of(figures: Figures, name: str) -> list[tuple[tuple[str, ...], float]]:
    return sorted((key[1:], value) for key, value in figures.items() if key[0] == name)
