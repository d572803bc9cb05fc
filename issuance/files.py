"""Files that survive a crash: written beside, made durable, then put in place in one step. Folders kept private."""

import os
import secrets
from pathlib import Path


def make_private_folder(folder: Path) -> None:
    """Make `folder`, and what is missing above it, for their owner alone; one that is there stays as it is."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        # `parents=True` would give the folders above the rights of the umask.
        each.mkdir(exist_ok=True, mode=0o700)


def write_durably(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write `path` so that a reader sees the old file or the new one, whole, whatever happens meanwhile."""
    make_private_folder(path.parent)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make the folder's entries durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
