"""What the threads of a pool share: the schedule behind a lock, and the news that something in it has changed."""

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import Generic

from reading.conversation import Opened
from reading.errors import UnreadableError
from reading.jobs import Event, Job, PageLost, PageRead, T
from reading.schedule import Document, Schedule, Task


class Work(Generic[T]):
    """One run through some files. `ahead` pages and `files_ahead` files may be begun before anybody takes them.

    Ctrl-C reaches whoever asks for events, in the main thread, at any moment: it must not wait on the condition, whose
    lock an interrupted wait neither holds nor has given back. It waits on a queue, and takes the lock only for moments.
    """

    def __init__(self, ahead: int, files_ahead: int) -> None:
        self._schedule: Schedule[T] = Schedule(ahead)
        self._files_ahead = files_ahead
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)
        self._rung: SimpleQueue[None] = SimpleQueue()
        self._fed = False
        self._failure: BaseException | None = None
        self._failure_of_jobs: BaseException | None = None
        self.stopping = False
        """Whether nothing more is wanted."""

    def feed(self, jobs: Iterable[Job[T]]) -> None:
        """Go through the files, a few ahead of those that are read; runs in a thread of its own."""
        try:
            for job in jobs:
                with self._news:
                    self._schedule.add(job)
                    # A file without bytes ends by itself: that is an event, which no reader will tell of.
                    self._tell()
                    self._news.wait_for(lambda: self.stopping or self._schedule.files < self._files_ahead)
                if self.stopping:
                    break
        except BaseException as error:  # noqa: BLE001  raised again by `events`, in the thread that asks
            self._failure_of_jobs = error
        with self._news:
            self._fed = True
            self._tell()

    def take(self, mine: Document[T] | None) -> Task[T] | None:
        """Wait for something to do, best for the document that is open; None where there will be nothing more."""
        with self._news:
            while not self.stopping and not self._over():
                if (task := self._schedule.take(mine)) is not None:
                    return task
                self._news.wait()
        return None

    def opened(self, document: Document[T], result: Opened | UnreadableError) -> None:
        """Note what a file is, or why it cannot be read."""
        with self._news:
            self._schedule.opened(document, result)
            self._tell()

    def done(self, document: Document[T], page: int, result: PageRead[T] | PageLost[T]) -> None:
        """Note a page."""
        with self._news:
            self._schedule.done(document, page, result)
            self._tell()

    def spent(self, document: Document[T], seconds: float, most: float, error: Callable[[], UnreadableError]) -> None:
        """Note for how long a worker was busy with a file; give its rest up where that is too much."""
        with self._news:
            document.seconds += seconds
            if document.seconds > most:
                self._schedule.give_up(document, error())
                self._tell()

    def fail(self, error: BaseException) -> None:
        """Stop, and have `events` raise this."""
        self._failure = error
        self.stop()

    def stop(self) -> None:
        """Let everybody end who waits for work."""
        with self._news:
            self.stopping = True
            self._tell()

    def events(self) -> Iterator[Event[T]]:
        """Yield what there is, in its order, and wait for what is missing."""
        while (event := self._next_event()) is not None:
            yield event
        for failure in (self._failure, self._failure_of_jobs):
            if failure is not None:
                raise failure

    def _next_event(self) -> Event[T] | None:
        while True:
            with self._lock:
                if self._failure is not None or self._over():
                    return None
                if (event := self._schedule.next_event()) is not None:
                    self._news.notify_all()
                    return event
            self._rung.get()

    def _tell(self) -> None:
        """Wake those who wait for work, and whoever waits for events."""
        self._news.notify_all()
        self._rung.put(None)

    def _over(self) -> bool:
        return self._fed and self._schedule.files == 0
