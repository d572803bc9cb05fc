"""Counting in several processes: never more than the limit and what is documented, never less for anybody honest."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from reference_service.limits.bucket import Limit, charged, wait
from reference_service.limits.ledger import LOOKED_AT, Charge, Ledger

KEY = b"one caller"
LIMIT = Limit(burst=20, per_minute=60, lot=5)
"""One row a second, which makes rows and seconds comparable."""

WORKERS = 3
OVERSHOOT = 2 * WORKERS * LIMIT.lot
"""As docs/adr/0018 says: two lots for each process."""

LATENESS_SECONDS = 1.0
"""Rows are told to the others within a second, and then count as if they had come that second later."""


class Clock:
    """A clock that the test moves, in seconds; shared by all processes, as Redis's is."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Shared:
    """The buckets that processes share, out of reach while `down`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.full_at: dict[bytes, float] = {}
        self.down = False
        self.asked = 0

    def charge(self, charges: Sequence[Charge]) -> list[float] | None:
        self.asked += 1
        if self.down:
            return None
        for key, limit, rows in charges:
            self.full_at[key] = charged(limit, self.full_at.get(key, 0.0), self.clock(), rows)
        return [self.full_at[key] - self.clock() for key, _, _ in charges]

    def day_key(self, _day: int) -> None:
        return None


class Processes(RuleBasedStateMachine):
    """One caller whose rows reach any process in any order, at any pace."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.shared = Shared(self.clock)
        self.ledgers = [Ledger(self.shared, clock=self.clock) for _ in range(WORKERS)]
        self.began = self.clock()
        self.admitted = [0] * WORKERS
        self.exact = 0.0
        """The bucket that all would share if every row were told at once."""
        self.ever_down = False

    @rule(worker=st.integers(0, WORKERS - 1), rows=st.integers(1, 30))
    def ask(self, worker: int, rows: int) -> None:
        """Rows of one request: each is let through or refused."""
        for _ in range(rows):
            if self.ledgers[worker].wait(((KEY, LIMIT),)) > 0:
                late = self.exact + LATENESS_SECONDS
                assert self.ever_down or wait(LIMIT, late, self.clock()) > 0, "an honest row was refused"
                return
            self.ledgers[worker].charge(((KEY, LIMIT),))
            self.admitted[worker] += 1
            self.exact = charged(LIMIT, self.exact, self.clock(), 1)

    @rule(seconds=st.floats(0.01, 60))
    def wait(self, seconds: float) -> None:
        """Time passes, and with every second of it each process settles."""
        while seconds > 0:
            self.clock.now += min(seconds, LATENESS_SECONDS)
            seconds -= LATENESS_SECONDS
            for ledger in self.ledgers:
                ledger.settle_all()

    @precondition(lambda self: not self.shared.down)
    @rule(forgets=st.booleans())
    def redis_goes_down(self, forgets: bool) -> None:
        self.shared.down = self.ever_down = True
        if forgets:
            self.shared.full_at.clear()

    @precondition(lambda self: self.shared.down)
    @rule()
    def redis_comes_back(self) -> None:
        self.shared.down = False

    @invariant()
    def no_process_lets_through_more_than_the_limit_by_itself(self) -> None:
        assert max(self.admitted) <= self._allowed()

    @invariant()
    def together_they_let_through_no_more_than_the_limit_and_the_lots(self) -> None:
        if not self.ever_down:
            assert sum(self.admitted) <= self._allowed() + OVERSHOOT

    def _allowed(self) -> float:
        return LIMIT.burst + (self.clock() - self.began) / LIMIT.seconds_per_row + 1e-6


class ProcessesOfAFaultlessRedis(Processes):
    """The same while Redis answers, so that the stricter rules are tried all the time."""

    redis_goes_down = None  # type: ignore[assignment]  # this machine has no such rule
    redis_comes_back = None  # type: ignore[assignment]  # nor this one


TestProcesses = Processes.TestCase
TestProcesses.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestProcessesOfAFaultlessRedis = ProcessesOfAFaultlessRedis.TestCase
TestProcessesOfAFaultlessRedis.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def passes(ledger: Ledger, limit: Limit = LIMIT, at_most: int = 10_000) -> int:
    """Ask until a row is refused; return how many passed."""
    for passed in range(at_most):
        if ledger.wait(((KEY, limit),)) > 0:
            return passed
        ledger.charge(((KEY, limit),))
    return at_most


def test_a_process_alone_lets_exactly_the_burst_through_and_then_a_row_for_each_place(clock: Clock) -> None:
    ledger = Ledger(clock=clock)
    assert passes(ledger) == 20
    assert ledger.wait(((KEY, LIMIT),)) == pytest.approx(1.0)
    clock.now += 3.0
    assert passes(ledger) == 3
    clock.now += 3600
    assert passes(ledger) == 20, "it holds no more than the burst, however long nobody asks"


def test_the_longest_wait_of_several_buckets_counts(clock: Clock) -> None:
    ledger = Ledger(clock=clock)
    slow = Limit(burst=1, per_minute=1)
    ledger.charge(((b"a", LIMIT), (b"b", slow)))
    assert ledger.wait(((b"a", LIMIT), (b"b", slow))) == pytest.approx(60.0)


def test_a_lot_is_settled_at_once_and_less_of_it_every_second(clock: Clock) -> None:
    shared = Shared(clock)
    ledger = Ledger(shared, clock=clock)
    for _ in range(LIMIT.lot - 1):
        ledger.charge(((KEY, LIMIT),))
    assert shared.asked == 0, "a row costs no question"
    ledger.charge(((KEY, LIMIT),))
    assert shared.full_at[KEY] == clock() + LIMIT.lot
    ledger.charge(((KEY, LIMIT),))
    ledger.settle_all()
    assert (shared.full_at[KEY], shared.asked) == (clock() + LIMIT.lot + 1, 2)
    ledger.settle_all()
    assert shared.asked == 2, "there was nothing to tell"


def test_one_learns_what_the_others_let_through_when_it_settles(clock: Clock) -> None:
    shared = Shared(clock)
    first, second = Ledger(shared, clock=clock), Ledger(shared, clock=clock)
    assert passes(first) == 20
    assert passes(second) <= LIMIT.lot
    assert second.wait(((KEY, LIMIT),)) > 0


def test_a_miss_is_known_to_all_before_the_next_one(clock: Clock) -> None:
    misses = Limit(burst=5, per_minute=1)
    shared = Shared(clock)
    ledgers = [Ledger(shared, clock=clock) for _ in range(4)]
    passed = 0
    for _ in range(10):
        for ledger in ledgers:
            if not ledger.wait(((KEY, misses),)):
                ledger.charge(((KEY, misses),))
                passed += 1
    assert passed <= misses.burst + len(ledgers) - 1


def test_without_redis_a_process_goes_on_with_what_it_counted_itself(clock: Clock) -> None:
    shared = Shared(clock)
    ledger = Ledger(shared, clock=clock)
    for _ in range(10):
        ledger.charge(((KEY, LIMIT),))
    shared.down = True
    assert passes(ledger) == 10
    shared.full_at.clear()
    shared.down = False
    ledger.settle_all()
    assert ledger.wait(((KEY, LIMIT),)) > 0, "a Redis that forgot takes nothing back"


def test_what_was_counted_while_redis_was_down_is_not_charged_when_it_is_back(clock: Clock) -> None:
    shared = Shared(clock)
    ledger = Ledger(shared, clock=clock)
    shared.down = True
    for _ in range(600):
        ledger.charge(((KEY, LIMIT),))
        clock.now += 1.0
    shared.down = False
    ledger.settle_all()
    assert passes(ledger) >= LIMIT.burst - 1


def test_a_flood_of_addresses_takes_no_more_than_its_memory(clock: Clock) -> None:
    ledger = Ledger(clock=clock, at_most=100)
    for number in range(10_000):
        ledger.charge(((b"%d" % number, LIMIT),), 20)
    assert len(ledger._accounts) <= 100
    assert ledger.wait(((b"9999", LIMIT),)) > 0, "the newest are remembered"


def test_whoever_is_over_a_limit_is_remembered_through_a_flood_of_addresses(clock: Clock) -> None:
    ledger = Ledger(clock=clock, at_most=100)
    ledger.charge(((KEY, LIMIT),), 1000)
    for number in range(10_000):
        # An address whose bucket is full again a second later; a hundred come in a second and a half.
        ledger.charge(((b"%d" % number, LIMIT),))
        clock.now += 0.015
    assert ledger.wait(((KEY, LIMIT),)) > 0


class Counting(OrderedDict[bytes, Any]):
    """Accounts that count how often one was looked at and put back."""

    moves = 0

    def move_to_end(self, key: bytes, last: bool = True) -> None:
        self.moves += 1
        super().move_to_end(key, last)


@pytest.mark.parametrize("seconds_between", [0.0, 0.001, 0.01])
def test_an_address_more_than_there_is_room_for_costs_a_look_at_a_few(clock: Clock, seconds_between: float) -> None:
    ledger = Ledger(clock=clock, at_most=1000)
    ledger._accounts = accounts = Counting()
    for number in range(5000):
        ledger.charge(((b"%d" % number, LIMIT),))
        clock.now += seconds_between
    assert accounts.moves <= LOOKED_AT * 4000
    assert len(accounts) <= 1000
