"""The pages of the files: from the journal where this very file was read before, else from the reading room."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from reading.limits import Limits
from reading.page import Wanted
from reading.pool import Event, FileEnd, Job, PageLost, PageRead
from scanner.checker import MAX_SIGNED_PDF_BYTES
from scanner.errors import DocumentError
from scanner.obstacles import refusal
from scanner.snapshot import Snapshot, take_snapshot
from scanner.stack.entries import PageEntry, ReadEntry
from scanner.stack.gather import Trouble
from scanner.stack.journal import Journal
from scanner.stack.values import FileKey, PageReading
from scanner.stack.work import Work

Item = Path | Trouble | FileKey
"""A file to read, what cannot be, or a file of the journal that is no longer there."""


class Pool(Protocol):
    """What reads files, in processes of their own: `reading.pool.ReadingPool`, or a slow one in a test."""

    def read(self, jobs: Iterable[Job[Work]]) -> Iterator[Event[Work]]:
        """Yield the events of all jobs in their order."""


class StackReader:
    """Reads files one after the other as a person sees it, and several at once as the machine does."""

    def __init__(self, pool: Pool, journal: Journal | None, limits: Limits, wanted: Wanted) -> None:
        self._pool = pool
        self._journal = journal
        self._limits = limits
        self._wanted = wanted

    def read(self, items: Iterable[Item]) -> Iterator[Work]:
        """Yield each file after every page and once more at its end, when `trouble` and all pages are known.

        Whoever takes a file that is `done` closes it.
        """
        for event in self._pool.read(self._job(item) for item in items):
            work = event.about
            match event:
                case PageRead(page=page):
                    reading = PageReading(page.number, page.of, page.texts, page.thumbnail)
                    work.pages[page.number] = reading
                    if self._journal and work.key:
                        self._journal.note(PageEntry(work.key, reading))
                case PageLost(number=number, error=error):
                    work.lost[number] = refusal(work.path, error, self._limits, page=number)
                case FileEnd(error=error):
                    if error is not None:
                        work.trouble = refusal(work.path, error, self._limits)
                    elif self._journal and work.key and not work.known and not work.lost and not work.trouble:
                        self._journal.note(ReadEntry(work.key))
                    work.done = True
            yield work

    def _job(self, item: Item) -> Job[Work]:
        """Copy a file and say what is to be read of it. It runs in a thread of the pool, a few files ahead."""
        if isinstance(item, Trouble):
            return Job(Work(item.path, trouble=item.sentence), None)
        if isinstance(item, FileKey):
            return Job(self._from_journal(item), None)
        work = Work(item)
        stamp = _stamp(item)
        try:
            document = work.closing.enter_context(take_snapshot(item, self._limits, keep_up_to=MAX_SIGNED_PDF_BYTES))
        except DocumentError as error:
            work.trouble = str(error)
            return Job(work, None)
        work.document = document
        work.key = FileKey(str(item.absolute()), *stamp, document.sha256)
        if self._journal:
            work.pages = {page.number: page for page in self._journal.pages(work.key)}
            work.known = self._journal.is_complete(work.key)
        if work.known:
            return Job(work, None)
        return Job(work, document.file, self._wanted, first_page=work.first_unread)

    def _from_journal(self, key: FileKey) -> Work:
        """Return a file as it was read: its hash is known, its bytes are not, so its own signature tells nothing."""
        path = Path(key.path)
        pages = {page.number: page for page in self._journal.pages(key)} if self._journal else {}
        return Work(path, key, Snapshot(path, io.BytesIO(), key.sha256, None), pages, known=True)


def _stamp(path: Path) -> tuple[int, int]:
    """Return size and time of change; zeros where there is no such file, which opening it then says."""
    try:
        about = path.stat()
    except (OSError, ValueError):
        return 0, 0
    return about.st_size, about.st_mtime_ns
