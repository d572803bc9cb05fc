"""The simulation agrees with what queueing theory says where that has an answer in one line."""

import math

import pytest

from bench._queueing import Kind, simulate

WHOLE = 1e9
"""A slice that nothing is longer than: first come, first served, as Erlang's formula has it."""


def erlang_wait(rate: float, service: float, cores: int) -> float:
    """Return the mean seconds from coming to going in M/M/c (Erlang C)."""
    offered = rate * service
    below = sum(offered**n / math.factorial(n) for n in range(cores))
    full = offered**cores / math.factorial(cores) * cores / (cores - offered)
    return full / (below + full) / (cores / service - rate) + service


@pytest.mark.parametrize("used", [0.3, 0.8])
def test_the_mean_wait_is_that_of_erlang_c(used: float) -> None:
    cores, service = 2, 0.01
    rate = used * cores / service
    found = simulate({"all": Kind(rate, service)}, cores=cores, seconds=120, slice_seconds=WHOLE)
    mean = sum(found.waits["all"]) / len(found.waits["all"])
    assert mean == pytest.approx(erlang_wait(rate, service, cores), rel=0.12)
    assert found.busy == pytest.approx(used, rel=0.03)


def test_a_long_paper_does_not_keep_short_questions_waiting() -> None:
    kinds = {"question": Kind(100, 0.001), "paper": Kind(4, 0.2)}
    sliced = simulate(kinds, cores=2, seconds=30)
    in_a_row = simulate(kinds, cores=2, seconds=30, slice_seconds=WHOLE)
    assert sliced.quantile("question", 95) < in_a_row.quantile("question", 95) / 3
