"""The lock of the trust repository, and the sweeping up after killed writers."""

import fcntl
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from issuance.files import write_durably

Write = Callable[[Path, bytes], None]

_UNFINISHED = re.compile(r"\..+\.[0-9a-f]{12}")
"""How `write_durably` names a file until it is complete."""


def write_public(path: Path, data: bytes) -> None:
    """Write a file that the web server reads: durably and whole, in a folder that is open as well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, data, mode=0o644)


def remove_unfinished(folder: Path) -> None:
    """Delete what a killed writer left behind. Call it only while holding the lock of the folder."""
    for leftover in folder.rglob(".*"):
        if _UNFINISHED.fullmatch(leftover.name):
            leftover.unlink()


@contextmanager
def locked(lock_file: Path) -> Iterator[None]:
    """Hold an exclusive lock: a second process waits until the first is done or dead.

    The kernel drops the lock with its holder, so a `kill -9` never leaves a stale one.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def locked_for_reading(lock_file: Path) -> Iterator[None]:
    """Keep writers out without a right to write; where nobody has written yet there is nothing to hold.

    Shared: over NFS an exclusive lock takes a file that is open for writing.
    """
    try:
        file = lock_file.open("rb")
    except FileNotFoundError:
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield
