"""Times what happens in this process, and sums up by page. See `bench/office.py`.

The server time is that of the wall less what the kernel says that we waited for a processor while others had it
(`/proc/…/schedstat`): on a machine that is shared, the wall tells of them. The database server's processes wait for us.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_OURSELVES = Path("/proc/thread-self/schedstat")


def waited_ms(others: Iterable[int] = ()) -> float:
    """Return how long this thread, and other processes that it waits for, have stood in line for a processor."""
    files = [_OURSELVES, *(Path(f"/proc/{pid}/schedstat") for pid in others)]
    return sum(int(file.read_text().split()[1]) for file in files) / 1e6


@dataclass
class Times:
    """Milliseconds of the same thing, done several times."""

    waited: Callable[[], float] = waited_ms
    server: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Time what happens in the block."""
        stood, start, began = self.waited(), time.perf_counter(), time.process_time()
        yield
        worked, taken = 1000 * (time.process_time() - began), 1000 * (time.perf_counter() - start)
        self.cpu.append(worked)
        self.wall.append(taken)
        self.server.append(max(worked, taken - (self.waited() - stood)))

    def figures(self) -> dict[str, float]:
        """Return medians and 95th percentiles."""
        return {
            "p50_ms": round(statistics.median(self.server), 1),
            "p95_ms": round(_p95(self.server), 1),
            "cpu_p50_ms": round(statistics.median(self.cpu), 1),
            "cpu_p95_ms": round(_p95(self.cpu), 1),
            "wall_p50_ms": round(statistics.median(self.wall), 1),
            "wall_p95_ms": round(_p95(self.wall), 1),
        }

    def times(self, other: "Times") -> float:
        """Return how many times as long as `other` it takes, by the median of server time."""
        return round(statistics.median(self.server) / statistics.median(other.server), 1)


def _p95(samples: list[float]) -> float:
    return sorted(samples)[int(len(samples) * 0.95)]
