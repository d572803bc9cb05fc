"""Whether the time that a 404 takes tells an unknown number from a wrong date. See `bench/lookup.py`.

Pairs of questions, in random order within a pair, on one kept connection; the difference within each pair, its trimmed
mean and the interval that holds it with 95 %. Beside it the same of two unknown numbers, which differ in nothing: what
that difference is, is noise.
"""

import argparse
import random
import statistics
from contextlib import ExitStack
from typing import Any

from bench._load import UNLIMITED, Peer, ours, request_of
from bench._lookup_site import make_site

TARGET_US = 5.0
TRIMMED = 0.2
"""The share of pairs left out at either end: the scheduler's doing."""


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Ask, print and return the differences in microseconds."""
    chance = random.Random(2)  # noqa: S311  # the order of questions
    with ExitStack() as stack:
        made = make_site(stack, arguments.certificates)
        peer = stack.enter_context(ours("warm", **made.settings, **UNLIMITED))
        days = [f"20{year}-{month:02}-{day:02}" for year in (24, 25) for month in range(1, 13) for day in range(1, 29)]
        wrong = [f"/api/v1/certificates/{each.number}/{chance.choice(days)}" for each in made.issued]
        unknown = [f"/api/v1/certificates/{each.number}/{chance.choice(days)}" for each in made.unknown]
        half = len(unknown) // 2
        pairs = {
            "unknown_minus_wrong_date": (unknown, wrong),
            "unknown_minus_unknown": (unknown[:half], unknown[half:]),
        }
        samples: dict[str, list[float]] = {name: [] for name in pairs}
        for index in range(-200, arguments.pairs):
            for name, (first, second) in pairs.items():
                difference = _difference(peer, chance, first, second)
                if index >= 0:
                    samples[name].append(difference * 1e6)
    found = {name: _trimmed(values) for name, values in samples.items()}
    for name, (mean, interval) in found.items():
        print(f"{name:<27}{mean:+.2f} us ± {interval:.2f} (target within ±{TARGET_US:g})")
    return {
        "pairs": arguments.pairs,
        "target_us": TARGET_US,
        **{f"{name}_us": {"mean": mean, "interval_95": interval} for name, (mean, interval) in found.items()},
    }


def _difference(peer: Peer, chance: random.Random, first: list[str], second: list[str]) -> float:
    requests = [request_of(chance.choice(first)), request_of(chance.choice(second))]
    seconds = {}
    for place in chance.sample((0, 1), 2):
        seconds[place] = peer.seconds_of(requests[place])
    return seconds[0] - seconds[1]


def _trimmed(values: list[float]) -> tuple[float, float]:
    """Return the trimmed mean and half of its 95 % interval (Yuen: the winsorised deviation)."""
    ordered = sorted(values)
    cut = int(len(ordered) * TRIMMED)
    kept = ordered[cut:-cut]
    winsorised = [kept[0]] * cut + kept + [kept[-1]] * cut
    error = statistics.stdev(winsorised) / ((1 - 2 * TRIMMED) * len(ordered) ** 0.5)
    return round(statistics.mean(kept), 2), round(1.96 * error, 2)
