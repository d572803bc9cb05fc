"""Which thread and which process gets which connection."""

import multiprocessing
import threading
from collections.abc import Callable

import pytest

from register.connections import PerThread
from register.errors import RegisterError


class Fake:
    """A connection that knows whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


def in_a_thread(work: Callable[[], Fake]) -> Fake:
    done: list[Fake] = []
    thread = threading.Thread(target=lambda: done.append(work()))
    thread.start()
    thread.join()
    return done[0]


def test_a_thread_keeps_its_connection_and_shares_it_with_none() -> None:
    connections = PerThread(Fake)
    mine, fresh = connections.get()
    assert fresh
    assert connections.get() == (mine, False)
    assert in_a_thread(lambda: connections.get()[0]) is not mine


def test_the_connection_of_a_thread_that_ended_is_closed() -> None:
    connections = PerThread(Fake)
    other = in_a_thread(lambda: connections.get()[0])
    assert not other.closed
    connections.get()
    assert other.closed


def test_a_dropped_connection_is_closed_and_replaced() -> None:
    connections = PerThread(Fake)
    first, _ = connections.get()
    connections.drop()
    connections.drop()
    assert first.closed
    second, fresh = connections.get()
    assert second is not first
    assert fresh


def test_renewing_reaches_every_thread() -> None:
    connections = PerThread(Fake)
    first, _ = connections.get()
    in_a_thread(lambda: connections.renew() or first)  # type: ignore[func-returns-value]  # only its effect counts
    second, fresh = connections.get()
    assert fresh
    assert first.closed
    assert not second.closed


def test_closing_reaches_every_thread_and_is_final() -> None:
    connections = PerThread(Fake)
    mine, _ = connections.get()
    stop, ready = threading.Event(), threading.Event()
    others: list[Fake] = []

    def hold() -> None:
        others.append(connections.get()[0])
        ready.set()
        stop.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    assert ready.wait(60)
    connections.close()
    assert mine.closed
    assert others[0].closed
    stop.set()
    thread.join()
    connections.drop()
    with pytest.raises(RegisterError, match="closed"):
        connections.get()


@pytest.mark.parametrize("first", ["get", "drop", "close"])
def test_a_forked_process_leaves_its_parents_connection_alone(first: str) -> None:
    connections = PerThread(Fake)
    parents, _ = connections.get()
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()

    def child() -> None:
        getattr(connections, first)()
        own = None if first == "close" else connections.get()[0]
        answers.put((parents.closed, own is parents))

    process = context.Process(target=child)
    process.start()
    process.join(60)
    assert answers.get() == (False, False)
    assert connections.get() == (parents, False)
