"""One of the threads of a pool: it keeps one worker busy, and replaces it where a page made it unusable."""

from collections.abc import Callable
from typing import Generic

from reading.conversation import Conversation, Opened, over_time
from reading.errors import Obstacle, UnreadableError, confused
from reading.jobs import PageLost, PageRead, T
from reading.limits import Limits
from reading.page import Good
from reading.schedule import Document, Task
from reading.starting import Starter, Worker
from reading.work import Work


class Reader(Generic[T]):
    """Takes tasks until there are none. A worker reads one file, and another file gets another worker."""

    def __init__(
        self, work: Work[T], starter: Starter, *, good: Good, limits: Limits, clock: Callable[[], float]
    ) -> None:
        self._work = work
        self._starter = starter
        self._good = good
        self._limits = limits
        self._clock = clock
        self._worker: Worker | None = None
        self._conversation: Conversation | None = None
        self._document: Document[T] | None = None

    def run(self) -> None:
        """Work; to be run in a thread of its own."""
        try:
            while (task := self._work.take(self._document)) is not None:
                started = self._clock()
                self._do(task)
                most = self._limits.max_seconds_per_file
                self._work.spent(task.document, self._clock() - started, most, lambda: over_time(self._limits))
                if not task.document.left:
                    self._leave()
        except BaseException as error:  # noqa: BLE001  raised again in the thread that asks
            self._work.fail(error)
        finally:
            self._leave()

    def kill(self) -> None:
        """End the worker at once, from another thread; the work must be stopping."""
        if (worker := self._worker) is not None:
            worker.kill()

    def _do(self, task: Task[T]) -> None:
        document, number = task.document, task.page
        if number is None:
            self._work.opened(document, self._opened_or_not(document))
        else:
            self._work.done(document, number, self._read_or_lost(document, number))

    def _opened_or_not(self, document: Document[T]) -> Opened | UnreadableError:
        try:
            return self._open(document)
        except UnreadableError as error:
            return error

    def _read_or_lost(self, document: Document[T], number: int) -> PageRead[T] | PageLost[T]:
        opened, about = document.known, document.job.about
        try:
            conversation = self._at(document)
            return PageRead(about, conversation.page(number, opened, self._good, document.job.wanted))
        except UnreadableError as error:
            return PageLost(about, number if opened.numbered else None, opened.pages, error)

    def _at(self, document: Document[T]) -> Conversation:
        """Return the conversation about a file that another worker, or an earlier one, has opened before."""
        if self._document is document and self._conversation is not None and self._conversation.usable:
            return self._conversation
        # All workers see the same bytes; one that sees something else in them was taken over.
        if self._open(document) != document.known or self._conversation is None:
            raise confused()
        return self._conversation

    def _open(self, document: Document[T]) -> Opened:
        self._leave()
        try:
            self._worker = self._starter.start()
        except OSError as error:
            raise UnreadableError(
                Obstacle.STOPPED,
                f"cannot be read now, for no process can be started ({error.strerror}); "
                "close other programs and try again",
            ) from error
        if self._work.stopping:
            self.kill()
        conversation = Conversation(self._worker, self._limits)
        with document.lock:
            opened = conversation.open(document.file)
        self._document, self._conversation = document, conversation
        return opened

    def _leave(self) -> None:
        worker, self._worker, self._conversation, self._document = self._worker, None, None, None
        if worker is not None:
            worker.end()
