"""Claims: who is at work on a certificate just now. A claim ends with the process that holds it, however that ends.

So a certificate whose claim can be taken, but which is not finished, was left by a crash and may be resumed; one whose
claim is held is somebody's work in progress. On SQLite a claim is a locked file, on PostgreSQL an advisory lock.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, text


class Claims(Protocol):
    """Takes claims by name."""

    @contextmanager
    def take(self, name: str) -> Iterator[bool]:
        """Hold the claim while the block runs; yields False where somebody else holds it."""
        ...


class FileClaims:
    """Claims as locked files in a folder of this machine."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory = directory

    @contextmanager
    def take(self, name: str) -> Iterator[bool]:
        """Hold the file's lock; the system drops it when the process ends."""
        path = self._directory / hashlib.sha256(name.encode()).hexdigest()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
            # Names are never used again once their work is finished, so nobody waits on the removed file.
            path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


class PostgresClaims:
    """Claims as session-level advisory locks: the server drops them when the connection ends."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def take(self, name: str) -> Iterator[bool]:
        """Hold the advisory lock on a connection of its own."""
        key = int.from_bytes(hashlib.sha256(b"originseal claim " + name.encode()).digest()[:8], "big", signed=True)
        with self._engine.connect() as connection:
            taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar())
            connection.commit()
            try:
                yield taken
            finally:
                if taken:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
                    connection.commit()
