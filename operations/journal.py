"""Files that only grow: one JSON object a line, each written whole and on the disk before anything else happens.

A power cut can leave the last line unfinished. The next writer ends it with a line break, so that it spoils no other;
readers count lines that cannot be read and never guess what they said.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.errors import JournalError

Line = dict[str, Any]
_MODE = 0o640


@dataclass(frozen=True)
class Lines:
    """What a file holds: its lines in order, and how many could not be read."""

    lines: Sequence[Line]
    damaged: int


def append(path: Path, *lines: Mapping[str, object]) -> None:
    """Add lines at the end, all by one write, and wait until they are on the disk. Raises :class:`JournalError`."""
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    if not text:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _MODE)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            data = (b"\n" if _is_unfinished(file) else b"") + text.encode()
            if os.write(file, data) != len(data):
                raise JournalError(f"Only a part of a line could be written to {path}: the disk is full. Make room.")
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            _sync_folder(path.parent)
    except OSError as error:
        raise JournalError(f"{path} cannot be written: {error.strerror}. See that the folder is there.") from error


def read(path: Path) -> Lines:
    """Return what a file holds; nothing where there is none. Raises :class:`JournalError` where it cannot be read."""
    try:
        texts = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return Lines([], 0)
    except OSError as error:
        raise JournalError(f"{path} cannot be read: {error.strerror}.") from error
    found = [_read_line(text) for text in texts if text.strip()]
    good = [line for line in found if line is not None]
    return Lines(good, len(found) - len(good))


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold a lock file while the block runs; give False where another process holds it. It ends with its process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
    except PermissionError as error:
        raise JournalError(f"{path} cannot be used: {error.strerror}.") from error


def _is_unfinished(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"


def _read_line(text: bytes) -> Line | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file last: it stands in the folder, which is written by itself."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
