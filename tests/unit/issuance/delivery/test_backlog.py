"""Ten thousand wait: slice by slice, each application once, rush in between, and no end of the same failure."""

import io
from collections.abc import Iterable, Sequence

import pytest

from issuance.commands.progress import EVERY_SECONDS, Progress
from issuance.errors import StorageError
from issuance.services.delivery.backlog import MOST_LATER, in_slices
from issuance.services.delivery.job import Outcome, What


class Queue:
    """Applications that wait, and what becomes of each when it is tried; `asked` are the sizes of what was read."""

    def __init__(self, count: int, **what: What) -> None:
        self.keys = [f"a{number}" for number in range(count)]
        self.what = what
        self.tried: list[str] = []
        self.asked: list[int] = []

    def waiting(self, chamber: str, most: int = 1000) -> Sequence[str]:
        self.asked.append(most)
        return self.keys[:most]

    def issue(self, keys: Sequence[str]) -> Iterable[Outcome]:
        for key in keys:
            self.tried.append(key)
            what = self.what.get(key, What.DELIVERED)
            if what in (What.DELIVERED, What.STOPPED):
                self.keys.remove(key)
            yield Outcome(key, what, reason="The disk is full.")


def test_all_that_wait_are_tried_once_in_slices() -> None:
    queue = Queue(25, a3=What.LATER, a11=What.PASSED, a12=What.STOPPED)

    outcomes = list(in_slices(queue, "TYO", queue.issue, size=10))

    assert len(outcomes) == len(set(queue.tried)) == 25
    assert queue.keys == ["a3", "a11"]
    assert max(queue.asked) <= 12


def test_what_comes_in_a_hurry_meanwhile_is_in_the_next_slice() -> None:
    queue = Queue(20)
    taken = in_slices(queue, "TYO", queue.issue, size=5)
    next(taken)
    queue.keys.insert(0, "rush")
    list(taken)

    assert queue.tried.index("rush") == 5


def test_a_round_ends_where_nothing_can_be_issued_now() -> None:
    queue = Queue(1000, **{f"a{number}": What.LATER for number in range(1000)})

    with pytest.raises(StorageError, match=r"The disk is full\."):
        list(in_slices(queue, "TYO", queue.issue, size=100))
    assert len(queue.tried) == MOST_LATER


def test_progress_is_said_every_ten_seconds_and_at_the_end() -> None:
    now, out = [0.0], io.StringIO()
    progress = Progress("TYO", 240, clock=lambda: now[0], out=out)
    for _ in range(240):
        now[0] += EVERY_SECONDS / 80
        progress.note()

    said = out.getvalue().splitlines()
    assert said[0] == "issuance: TYO: 80 of 240, 8.0 a second, 0 min left"
    assert said[-1] == "issuance: TYO: 240 of 240, 8.0 a second, 0 min left"
    assert len(said) == 3


def test_few_are_done_without_a_word() -> None:
    out = io.StringIO()
    progress = Progress("TYO", 5, clock=lambda: 0.0, out=out)
    for _ in range(5):
        progress.note()
    assert out.getvalue() == ""
