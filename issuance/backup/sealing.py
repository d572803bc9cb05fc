"""Sealing streams with age (age-encryption.org/v1, X25519 recipients), through rage (`pyrage`).

age encrypts in chunks of 64 KiB, each with its own authentication tag: memory stays flat, and a byte that was altered
or a missing end is noticed while it is opened.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pyrage
from pyrage.x25519 import Identity, Recipient

from issuance.backup.errors import BackupError, DamagedError


class Source(Protocol):
    """What can be read in pieces."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...


class Target(Protocol):
    """What can be written to."""

    def write(self, data: bytes, /) -> object:
        """Take all of the bytes."""
        ...


@dataclass(frozen=True)
class Digest:
    """What a stream was: SHA-256 in hex and length in bytes."""

    sha256: str
    size: int


class Measured:
    """Passes bytes on and measures them. It keeps an error of the stream, which the library beneath may swallow."""

    def __init__(self, stream: Source | Target) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._size = 0
        self.error: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Read from the stream."""
        return self._measure(self._call("read", size))

    def write(self, data: bytes, /) -> int:
        """Write to the stream."""
        self._call("write", data)
        return len(self._measure(data))

    def flush(self) -> None:
        """Do nothing: who opened the stream flushes it."""

    @property
    def digest(self) -> Digest:
        """What went through so far."""
        return Digest(self._hash.hexdigest(), self._size)

    def _measure(self, data: bytes) -> bytes:
        self._hash.update(data)
        self._size += len(data)
        return data

    def _call(self, name: str, value: object) -> bytes:
        try:
            return getattr(self._stream, name)(value)  # type: ignore[no-any-return]  # of `write` nobody uses it
        except Exception as error:  # `age` reports an error of its own in its place; ours is raised again from here
            self.error = error
            raise


def seal(source: Source, target: Target, recipients: Sequence[Recipient]) -> Digest:
    """Encrypt `source` for all of the recipients; return the digest of what was written."""
    if not recipients:
        raise BackupError("Nobody could open this backup: make a key with `issuance backup keys` first.")
    reading, writing = Measured(source), Measured(target)
    try:
        pyrage.encrypt_io(reading, writing, list(recipients))
    except (pyrage.EncryptError, OSError) as error:
        raise reading.error or writing.error or BackupError(f"age could not encrypt: {error}.") from error
    if reading.error or writing.error:
        raise reading.error or writing.error or AssertionError
    return writing.digest


def unseal(source: Source, target: Target, identities: Sequence[Identity], what: str) -> tuple[Digest, Digest]:
    """Decrypt; return the digests of what was read and of what was written.

    Raises `DamagedError` naming `what` where it is damaged or sealed for others. What was written by then is genuine up
    to where it ends, and no more: the caller throws it away.
    """
    reading, writing = Measured(source), Measured(target)
    try:
        pyrage.decrypt_io(reading, writing, list(identities))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise DamagedError(
                f"{what} was sealed for another identity: bring the identity file of that backup's recipients."
            ) from error
        raise DamagedError(f"{what} is no file that age has sealed, or its beginning is damaged.") from error
    except OSError as error:
        if reading.error or writing.error:
            raise
        raise DamagedError(f"{what} is damaged: take another backup.") from error
    if reading.error or writing.error:
        raise reading.error or writing.error or AssertionError
    return reading.digest, writing.digest


def digest_of(source: Source) -> Digest:
    """Measure a stream to its end."""
    measured = Measured(source)
    while measured.read(1 << 20):
        pass
    return measured.digest
