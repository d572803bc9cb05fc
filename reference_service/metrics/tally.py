"""What one process counts: plain numbers in dictionaries, for a look-up has no time for more.

Threads share it without a lock. In the worst case two that count the same at the same instant count once, which is less
than what a figure that is read every few seconds can show.
"""

from bisect import bisect_left
from collections import defaultdict

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the buckets of answering times: a warm look-up takes 0.2 ms, one at a frozen database 3 s."""

Figures = dict[tuple[str, ...], float]
"""Values by the name of a figure and its labels."""


class _Kind:
    __slots__ = ("buckets", "seconds", "statuses")

    def __init__(self) -> None:
        self.statuses: defaultdict[int, int] = defaultdict(int)
        self.buckets = [0] * (len(SECONDS) + 1)
        self.seconds = 0.0


class Tally:
    """The counts of a process since its start."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}
        self.verdicts: defaultdict[str, int] = defaultdict(int)
        """Look-ups by the reason that they ended in."""
        self.refused: defaultdict[str, int] = defaultdict(int)
        """Rows and keys that were refused, by limit or code."""

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """Count an answer of a kind (the name of its view) and how long it took."""
        series = self._kinds.get(kind)
        if series is None:
            series = self._kinds.setdefault(kind, _Kind())
        series.statuses[status] += 1
        series.buckets[bisect_left(SECONDS, seconds)] += 1
        series.seconds += seconds

    def figures(self) -> Figures:
        """Return all counts. Copied dictionary by dictionary, each in one step, while others count on."""
        found: Figures = {("verdicts", reason): float(count) for reason, count in dict(self.verdicts).items()}
        found |= {("refused", limit): float(count) for limit, count in dict(self.refused).items()}
        for kind, series in dict(self._kinds).items():
            found |= {("requests", kind, str(status)): float(n) for status, n in dict(series.statuses).items()}
            found |= {("bucket", kind, str(place)): float(n) for place, n in enumerate(list(series.buckets))}
            found[("seconds", kind)] = series.seconds
        return found
