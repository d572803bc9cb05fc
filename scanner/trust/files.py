"""Files of the trust store: written whole or not at all, by one process at a time, on every system scanners run on."""

import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path`; after any crash the file is wholly the old one or wholly the new."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(6)}.unfinished")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        raise
    _sync_folder(path.parent)


def sync_tree(folder: Path) -> None:
    """Bring everything below `folder` to the disk, so that a name written afterwards never points at less."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb+") as file:  # Windows syncs only files that are open for writing.
                os.fsync(file.fileno())
        elif path.is_dir():
            _sync_folder(path)
    _sync_folder(folder)
    _sync_folder(folder.parent)


def read_json_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in `path`; FileNotFoundError without it, ValueError where it is anything else."""
    parsed = json.loads(path.read_bytes())
    if not isinstance(parsed, dict):
        raise TypeError(f"{path} holds no JSON object")
    return parsed


@contextmanager
def locked(lock_file: Path) -> Iterator[None]:
    """Hold an exclusive lock; others wait. The system drops it with its holder, so a kill leaves no stale one."""
    with lock_file.open("a+b") as file:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # Windows cannot open a folder to sync it; NTFS journals renames.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
