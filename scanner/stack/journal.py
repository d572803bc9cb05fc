"""The journal of a run: what was read, kept so that a run that broke off goes on without reading it again.

Every line is on the disk before the next page is looked at, so a kill loses at most what was in work; a line that was
cut off by it is dropped at the next opening. Only readings are kept and what a person found, never a verdict: a
revocation may have come since, so every text is judged again (docs/adr/0024).

A journal is worth as much as the folder in which it lies: whoever can write there could also alter the report.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from scanner.language import _
from scanner.stack.entries import HEAD, ComparedEntry, Entry, JournalError, PageEntry, ReadEntry, decode, encode
from scanner.stack.values import FileKey, PageReading
from scanner.trust.files import write_atomically

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Journal:
    """An open journal. `warn` is told, once, where nothing can be written any more; the run goes on without it."""

    def __init__(self, path: Path, file: BinaryIO, warn: Callable[[str], None]) -> None:
        self._path = path
        self._file = file
        self._warn = warn
        self._broken = False
        self._pages: dict[FileKey, dict[int | None, PageReading]] = defaultdict(dict)
        self._complete: dict[FileKey, None] = {}
        self._compared: dict[tuple[bytes, int | None, bytes], dict[str, Any]] = {}
        self._end = self._load()

    def pages(self, file: FileKey) -> tuple[PageReading, ...]:
        """Return what was read of this very file in an earlier run, in the order of reading."""
        return tuple(self._pages.get(file, {}).values())

    def is_complete(self, file: FileKey) -> bool:
        """Tell whether all its pages were read."""
        return file in self._complete

    def moved_away(self) -> list[FileKey]:
        """Return the files that were read to their end and no longer lie where they lay, or not as they were."""
        return [file for file in self._complete if not _lies_there(file)]

    def compared(self, sha256: bytes, page: int | None, sid: bytes) -> dict[str, Any] | None:
        """Return what a person last found who compared this page of this very file with that certificate."""
        return self._compared.get((sha256, page, sid))

    def note(self, entry: Entry) -> None:
        """Write an entry down; it is on the disk when this returns."""
        self._take(entry)
        if self._broken:
            return
        line = encode(entry)
        try:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._end += len(line)
        except OSError as error:
            # Half a line must not stand before a whole one. Where even this fails, the next opening drops it.
            self._broken = True
            self._warn(
                _(
                    "The journal %(file)s cannot be written (%(why)s): this run goes on, but could not be resumed from "
                    "here. Make room and run again with the same journal.",
                    file=self._path,
                    why=error.strerror or error,
                )
            )

    def _take(self, entry: Entry) -> None:
        match entry:
            case PageEntry(file, page):
                self._pages[file][page.number] = page
            case ReadEntry(file):
                self._complete[file] = None
            case ComparedEntry(sha256, page_number, sid, outcome):
                self._compared[sha256, page_number, sid] = outcome

    def _load(self) -> int:
        """Take all whole lines, drop a last one that was cut off, and return where the next one goes."""
        end = len(HEAD)
        self._file.seek(end)
        for number, line in enumerate(self._file, start=2):
            if not line.endswith(b"\n"):
                break
            try:
                self._take(decode(line))
            except JournalError as error:
                raise JournalError(
                    _(
                        "Line %(number)d of the journal %(file)s is damaged; begin a new one by naming another file.",
                        number=number,
                        file=self._path,
                    )
                ) from error
            end += len(line)
        self._file.truncate(end)
        self._file.seek(end)
        return end


def _lies_there(file: FileKey) -> bool:
    try:
        about = Path(file.path).stat()
    except (OSError, ValueError):
        return False
    return (about.st_size, about.st_mtime_ns) == (file.size, file.mtime_ns)


@contextmanager
def open_journal(path: Path, warn: Callable[[str], None]) -> Iterator[Journal]:
    """Open the journal at `path`, or begin it.

    Raises:
        JournalError: it is something else, damaged, in use by another run, or cannot be opened.

    """
    try:
        if not path.exists():
            write_atomically(path, HEAD)
        file = path.open("r+b")
    except OSError as error:
        raise JournalError(
            _(
                "The journal %(file)s cannot be opened (%(why)s); name a file in a folder that you may write.",
                file=path,
                why=error.strerror or error,
            )
        ) from error
    with file:
        if file.read(len(HEAD)) != HEAD:
            raise JournalError(
                _("%(file)s is no journal of `scanner check`; nothing was changed. Name another file.", file=path)
            )
        _lock(path, file)
        yield Journal(path, file, warn)


def _lock(path: Path, file: BinaryIO) -> None:
    """Keep a second run out; the system drops the lock with its holder, so a kill leaves no stale one."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise JournalError(
            _("Another run is writing the journal %(file)s; wait for its end, or name another file.", file=path)
        ) from error
