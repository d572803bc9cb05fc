"""Who reads which page next, and what may be handed out: the order of files and pages, kept in bounded memory.

Plain state without threads or processes; `reading.pool` guards it with a lock.
"""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Generic, cast

from reading.conversation import Opened
from reading.errors import UnreadableError
from reading.jobs import Event, FileEnd, Job, PageLost, PageRead, T

WORTH_JOINING: Final = 2
"""Pages that must be left in a file before a second worker opens it as well."""


@dataclass(slots=True, eq=False)
class Document(Generic[T]):
    """A file on its way."""

    job: Job[T]
    opened: Opened | None = None
    opening: bool = False
    next_page: int = 1
    """The first page that nobody has taken yet."""
    out: int = 0
    """The last page that was handed out, or was not wanted."""
    done: dict[int, PageRead[T] | PageLost[T]] = field(default_factory=dict)
    """Pages that were read and not handed out."""
    error: UnreadableError | None = None
    seconds: float = 0.0
    """How long workers have been busy with it, together."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever reads the file's bytes."""

    @property
    def file(self) -> BinaryIO:
        """The file; there is one wherever a task is given out."""
        return cast("BinaryIO", self.job.file)

    @property
    def known(self) -> Opened:
        """What the file is; known wherever a page is given out."""
        return cast("Opened", self.opened)

    @property
    def left(self) -> int:
        """How many pages nobody has taken yet."""
        if self.opened is None or self.error is not None:
            return 0
        return max(0, self.opened.pages - self.next_page + 1)

    @property
    def ended(self) -> bool:
        """Whether all that will ever come was handed out."""
        if self.opened is None or self.opening:
            return self.error is not None
        return self.left == 0 and self.out == self.next_page - 1


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """What a worker shall do next: open a file, or read a page of it."""

    document: Document[T]
    page: int | None
    """None: nobody knows yet how many there are."""


class Schedule(Generic[T]):
    """Files in their order. At most `ahead` pages are read, or being read, before they are handed out."""

    def __init__(self, ahead: int) -> None:
        self._ahead = ahead
        self._unseen = 0
        self._documents: deque[Document[T]] = deque()

    @property
    def files(self) -> int:
        """How many files were added and have not ended."""
        return len(self._documents)

    def add(self, job: Job[T]) -> None:
        """Put a file behind all others."""
        self._documents.append(Document(job, next_page=job.first_page, out=job.first_page - 1))

    def take(self, mine: Document[T] | None) -> Task[T] | None:
        """Return what a worker shall do that has `mine` open; None where it has to wait."""
        document = self._next(mine)
        if document is None:
            return None
        if document.opened is None:
            document.opening = True
            return Task(document, None)
        self._unseen += 1
        document.next_page += 1
        return Task(document, document.next_page - 1)

    def opened(self, document: Document[T], result: Opened | UnreadableError) -> None:
        """Note what a file is, or why it cannot be read."""
        document.opening = False
        if isinstance(result, UnreadableError):
            document.error = result
        else:
            document.opened = result

    def done(self, document: Document[T], page: int, result: PageRead[T] | PageLost[T]) -> None:
        """Note a page."""
        document.done[page] = result

    def give_up(self, document: Document[T], error: UnreadableError) -> None:
        """Have no more pages of a file read than have been taken; nothing happens where all have been."""
        if document.left:
            document.error = error

    def next_event(self) -> Event[T] | None:
        """Hand out what is next in the order; None while it is not there."""
        if not self._documents:
            return None
        first = self._documents[0]
        if (event := first.done.pop(first.out + 1, None)) is not None:
            first.out += 1
            self._unseen -= 1
            return event
        if first.job.file is None or first.ended:
            self._documents.popleft()
            return FileEnd(first.job.about, first.error)
        return None

    def _next(self, mine: Document[T] | None) -> Document[T] | None:
        if self._unseen >= self._ahead:
            # Only what everybody waits for may still be begun.
            first = next(iter(self._documents), None)
            return first if first is not None and _takable(first) and first.next_page == first.out + 1 else None
        if mine is not None and mine.left:
            return mine
        open_documents = [one for one in self._documents if one.left]
        return (
            next((one for one in open_documents if one.left >= WORTH_JOINING), None)
            or next((one for one in self._documents if _takable(one) and one.opened is None), None)
            or next(iter(open_documents), None)
        )


def _takable(document: Document[T]) -> bool:
    if document.job.file is None or document.opening or document.error is not None:
        return False
    return document.opened is None or document.left > 0
