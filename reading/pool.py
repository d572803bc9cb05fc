"""Many files and long ones, read on all cores: pages come in the order of files and pages, in bounded memory.

Each file has workers of its own: no stranger's file is ever read by a process that another one may have taken over.
Each reader (`reading.reader`) is a thread that keeps one worker busy; they share a schedule of what is to be read next.
Reasons: docs/adr/0023-pages-are-read-on-all-cores.md.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Final, Self

from reading.forking import best_starter
from reading.jobs import Event, FileEnd, Job, PageLost, PageRead, T
from reading.limits import DEFAULT_LIMITS, Limits
from reading.page import Good
from reading.reader import Reader
from reading.starting import Starter
from reading.work import Work

__all__ = ["Event", "FileEnd", "Job", "PageLost", "PageRead", "ReadingPool"]

AHEAD: Final = 16
"""Pages for each worker that are read before anybody takes them, so that a pause does not stop the workers."""

FILES_AHEAD: Final = 4
"""Files for each worker that are asked for before they are needed."""

FAREWELL: Final = 5.0
"""Seconds for the threads to end whose workers were killed."""


class ReadingPool:
    """Reads files on several cores. On leaving it, however that comes about, none of its processes is left.

    `good` tells whether a text ends the search of its page; it is asked in several threads. `workers` is how many
    processes read at the same time: by default one for each core that this process may use. `clock` counts seconds.
    """

    def __init__(
        self,
        *,
        good: Good,
        workers: int | None = None,
        limits: Limits = DEFAULT_LIMITS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._good = good
        self._workers = workers or usable_cores()
        self._limits = limits
        self._clock = clock
        self._starter: Starter | None = None

    def __enter__(self) -> Self:
        self._starter = best_starter(self._limits)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all workers."""
        if self._starter is not None:
            self._starter.close()
            self._starter = None

    def read(self, jobs: Iterable[Job[T]]) -> Iterator[Event[T]]:
        """Yield what is read of the files, in their order and that of their pages.

        `jobs` is gone through in a thread of the pool. What it raises is raised here, after the events of all jobs
        before; so is what `good` raises, at once.
        """
        if self._starter is None:
            raise RuntimeError("the pool was not entered; read within `with ReadingPool(...) as pool:`")
        work: Work[T] = Work(AHEAD * self._workers, FILES_AHEAD * self._workers)
        readers = [
            Reader(work, self._starter, good=self._good, limits=self._limits, clock=self._clock)
            for _ in range(self._workers)
        ]
        threads = [threading.Thread(target=reader.run, name="reader", daemon=True) for reader in readers]
        try:
            for thread in [
                threading.Thread(target=work.feed, args=(jobs,), name="files to read", daemon=True),
                *threads,
            ]:
                thread.start()
            yield from work.events()
        finally:
            work.stop()
            for reader in readers:
                reader.kill()
            for thread in threads:
                thread.join(FAREWELL)


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
