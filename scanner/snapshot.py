"""A file as it was at one moment.

What is drawn, what is hashed and whose signature is verified must be the same bytes. A path can mean another file a
moment later, and a file can be rewritten while it is read: a forgery would be drawn and the genuine original hashed.
So the file is read once, and every step after that works on this copy.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reading.limits import Limits
from scanner.errors import DocumentError
from scanner.language import _
from scanner.regular_file import regular_file

CHUNK = 1024 * 1024
"""Bytes read at a time."""


@dataclass(frozen=True)
class Snapshot:
    """The copy. `path` is the name that the person gave; it is not opened again."""

    path: Path
    file: BinaryIO
    """The copy, to be handed to the process that reads it."""
    sha256: bytes
    """Of all bytes that were read, 32 bytes."""
    data: bytes | None
    """The bytes themselves, or None where the file is larger than was to be kept."""


@contextmanager
def take_snapshot(path: Path, limits: Limits, *, keep_up_to: int) -> Iterator[Snapshot]:
    """Copy the file at `path`; keep its bytes in memory as well where it has at most `keep_up_to`.

    Raises:
        DocumentError: it is no regular file, larger than `limits` allow, or cannot be read or copied.

    """
    with regular_file(path, limits.max_file_bytes) as file, tempfile.TemporaryFile() as copy:
        digest = hashlib.sha256()
        kept: bytearray | None = bytearray()
        total = 0
        try:
            while chunk := file.read(CHUNK):
                total += len(chunk)
                if total > limits.max_file_bytes:
                    raise DocumentError(
                        _("%(file)s grows while it is read; wait until it is complete and try again", file=path)
                    )
                digest.update(chunk)
                copy.write(chunk)
                if kept is not None:
                    kept += chunk
                    if total > keep_up_to:
                        kept = None
            copy.seek(0)
        except OSError as error:
            raise DocumentError(
                _("%(file)s cannot be read or copied (%(why)s); try again", file=path, why=error.strerror)
            ) from error
        yield Snapshot(path, copy, digest.digest(), None if kept is None else bytes(kept))
