"""A breaker leaves a faulty server alone, tries it with one question at a time, and closes when it answers."""

from dataclasses import dataclass

import pytest

from reference_service.breaker import LONGEST_TRY_SECONDS, Breaker


@dataclass
class Clock:
    """A clock that the test moves, in seconds."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(failures=3, seconds=1.0, clock=clock)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        assert breaker.admits()
        breaker.failed()


def test_it_opens_after_the_failures_in_a_row_that_it_was_told(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert breaker.admits()
    breaker.succeeded()
    fail(breaker, 3)
    assert not breaker.admits()


def test_after_a_moment_one_is_let_through_and_the_others_wait_for_its_result(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 1.0
    assert breaker.admits()
    clock.now += 3.0
    assert not breaker.admits()
    breaker.failed()
    clock.now += 0.9
    assert not breaker.admits()
    clock.now += 0.1
    assert breaker.admits()
    breaker.succeeded()
    assert [breaker.admits() for _ in range(5)] == [True] * 5


def test_a_try_that_is_never_reported_does_not_block_it_for_ever(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 1.0
    assert breaker.admits()
    clock.now += LONGEST_TRY_SECONDS
    assert breaker.admits()
