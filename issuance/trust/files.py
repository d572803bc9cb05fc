"""Writing files so that a reader, or a power cut, never meets a half-written one."""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Write = Callable[[Path, bytes, int], None]
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
PUBLIC_FILE = 0o644
_TEMPORARY_SUFFIX = ".unfinished"


def write_atomically(path: Path, data: bytes, mode: int = PUBLIC_FILE) -> None:
    """Write `data` to `path`; after any crash the file is wholly the old one or wholly the new.

    The bytes reach the disk before the name does (fsync, rename, fsync of the folder): without the second
    fsync a power cut may undo the rename although later renames survived.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(6)}{_TEMPORARY_SUFFIX}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)  # The umask may not open or close what was asked for.
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        raise
    _sync_folder(path.parent)


def remove_unfinished(folder: Path) -> None:
    """Delete what a killed writer left behind. Call it only while holding the lock of the folder."""
    for leftover in folder.rglob(f".*{_TEMPORARY_SUFFIX}"):
        leftover.unlink()


def make_private_folder(folder: Path) -> None:
    """Make `folder` and keep everyone else out of it, whatever the umask says."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    folder.chmod(PRIVATE_FOLDER)


@contextmanager
def locked(lock_file: Path) -> Iterator[None]:
    """Hold an exclusive lock: a second process waits until the first is done or dead.

    The kernel drops the lock with its holder, so a `kill -9` never leaves a stale one.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
