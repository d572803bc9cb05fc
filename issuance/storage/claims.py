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

from issuance.errors import StorageError
from issuance.files import make_private_folder
from issuance.storage.engine import translated_errors
from signing.number import CertificateNumber


def records_claim(number: CertificateNumber) -> str:
    """Return the name of the claim on a certificate's chain of records: one writer at a time continues it."""
    return f"records of {number.canonical}"


class Claims(Protocol):
    """Takes claims by name."""

    @contextmanager
    def take(self, name: str) -> Iterator[bool]:
        """Hold the claim while the block runs; yields False where somebody else holds it."""
        ...


class FileClaims:
    """Claims as locked files in a folder of this machine."""

    def __init__(self, directory: Path) -> None:
        make_private_folder(directory)
        self._directory = directory

    @contextmanager
    def take(self, name: str) -> Iterator[bool]:
        """Hold the file's lock; the system drops it when the process ends."""
        path = self._directory / hashlib.sha256(name.encode()).hexdigest()
        descriptor = self._lock(path)
        if descriptor is None:
            yield False
            return
        try:
            yield True
        finally:
            # Removed while the lock is still held: see `_lock`.
            path.unlink(missing_ok=True)
            os.close(descriptor)

    @staticmethod
    def _lock(path: Path) -> int | None:
        """Return the descriptor of the locked file, None where somebody else holds it."""
        while True:
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise StorageError(
                    f"The folder of claims {path.parent} cannot be used: {error.strerror}. "
                    "See that it is there, with free space and writable, then try again."
                ) from error
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Its last holder may have removed the file between our opening and locking it. A lock on a file
                # without a name keeps nobody out, so it counts only on the file that the name still means.
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
            except BlockingIOError:
                os.close(descriptor)
                return None
            except FileNotFoundError:
                pass
            os.close(descriptor)


class PostgresClaims:
    """Claims as session-level advisory locks: the server drops them when the connection ends."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def take(self, name: str) -> Iterator[bool]:
        """Hold the advisory lock on a connection of its own."""
        key = int.from_bytes(hashlib.sha256(b"originseal claim " + name.encode()).digest()[:8], "big", signed=True)
        with translated_errors(), self._engine.connect() as connection:
            taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar())
            connection.commit()
            try:
                yield taken
            finally:
                if taken:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
                    connection.commit()
