"""A machine of a few cores as a queue: questions of several kinds come by chance and share the cores in slices.

    simulate({"look-up": Kind(per_second=400, seconds=0.0004)}, cores=2)

Arrivals are Poisson; service times are exponential about the measured mean, which is worse than what is measured. The
cores are handed on after `SLICE_SECONDS`, as an operating system does it, so that a paper of 70 ms does not keep a
look-up of a third of a millisecond waiting for all of it.
"""

import random
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import simpy

SLICE_SECONDS = 0.004


@dataclass(frozen=True)
class Kind:
    """How many come in a second, and the seconds of a core that each takes in the mean."""

    per_second: float
    seconds: float


@dataclass(frozen=True)
class Simulated:
    """What came out: seconds from coming to going by kind, and the part of the cores' time that was used."""

    waits: Mapping[str, list[float]]
    busy: float

    def quantile(self, kind: str, part: int) -> float:
        """Return a percentile of a kind's seconds."""
        values = sorted(self.waits[kind])
        return values[min(len(values) - 1, len(values) * part // 100)]


def simulate(
    kinds: Mapping[str, Kind], *, cores: int, seconds: float, seed: int = 1, slice_seconds: float = SLICE_SECONDS
) -> Simulated:
    """Let the machine run for so many simulated seconds; who came last is still served."""
    environment = simpy.Environment()
    processor = simpy.Resource(environment, capacity=cores)
    chance = random.Random(seed)  # noqa: S311  # a simulation
    waits: dict[str, list[float]] = {name: [] for name in kinds}
    used = 0.0

    def question(name: str, left: float) -> Generator[Any, Any, None]:
        nonlocal used
        came = environment.now
        used += left
        while left > 0:
            with processor.request() as core:
                yield core
                part = min(left, slice_seconds)
                yield environment.timeout(part)
                left -= part
        waits[name].append(environment.now - came)

    def arrivals(name: str, kind: Kind) -> Generator[Any, Any, None]:
        while environment.now < seconds:
            yield environment.timeout(chance.expovariate(kind.per_second))
            environment.process(question(name, chance.expovariate(1 / kind.seconds)))

    for name, kind in kinds.items():
        if kind.per_second > 0:
            environment.process(arrivals(name, kind))
    environment.run()
    return Simulated(waits, used / (cores * seconds))
