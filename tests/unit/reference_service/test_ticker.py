"""What a process does once a second: from its first request on, in every process, and again if it should ever end."""

import os
import threading

from reference_service.ticker import Ticker

LONG_ENOUGH_SECONDS = 30


def test_all_jobs_are_done_again_and_again_from_the_first_request_on() -> None:
    done: list[str] = []
    twice = threading.Event()

    def second() -> None:
        done.append("second")
        if len(done) >= 4:
            twice.set()

    ticker = Ticker(lambda: done.append("first"), second, seconds=0.01)
    assert not done
    ticker.start()
    ticker.start()
    assert twice.wait(LONG_ENOUGH_SECONDS)
    ticker.close()
    assert done[:4] == ["first", "second"] * 2


def test_a_forked_process_has_a_thread_of_its_own() -> None:
    ticked = threading.Event()
    ticker = Ticker(ticked.set, seconds=0.01)
    ticker.start()
    assert ticked.wait(LONG_ENOUGH_SECONDS)
    child = os.fork()
    if child == 0:
        ticked.clear()
        ticker.start()
        os._exit(0 if ticked.wait(LONG_ENOUGH_SECONDS) else 1)
    _, status = os.waitpid(child, 0)
    ticker.close()
    assert os.waitstatus_to_exitcode(status) == 0


def test_without_jobs_there_is_no_thread() -> None:
    before = threading.active_count()
    ticker = Ticker()
    ticker.start()
    assert threading.active_count() == before
    ticker.close()


def test_what_is_closed_does_not_begin_again() -> None:
    before = threading.active_count()
    ticker = Ticker(lambda: None, seconds=0.01)
    ticker.start()
    ticker.close()
    ticker.start()
    assert threading.active_count() == before
