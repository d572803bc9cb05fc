"""Open a file that is one: never wait for a pipe, never touch a device, never read without an end."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from scanner.errors import DocumentError
from scanner.language import _


@contextmanager
def regular_file(path: Path, max_bytes: int) -> Iterator[BinaryIO]:
    """Open `path` for reading, unless it is no regular file, is empty or has more than `max_bytes`.

    Raises:
        DocumentError: as one sentence that names the file.

    """
    try:
        # Without O_NONBLOCK opening a named pipe would wait for its writer for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise DocumentError(_("%(file)s does not exist; check the name", file=path)) from error
    except PermissionError as error:
        raise DocumentError(_("%(file)s may not be read by you; ask its owner for permission", file=path)) from error
    except (OSError, ValueError) as error:
        raise DocumentError(
            _("%(file)s cannot be opened (%(why)s); give the name of a file", file=path, why=error)
        ) from error
    try:
        _refuse_unless_readable(path, os.fstat(handle), max_bytes)
    except DocumentError:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb") as file:
        yield file


def _refuse_unless_readable(path: Path, about: os.stat_result, max_bytes: int) -> None:
    if stat.S_ISDIR(about.st_mode):
        raise DocumentError(_("%(file)s is a folder; name the files in it", file=path))
    if not stat.S_ISREG(about.st_mode):
        raise DocumentError(_("%(file)s is a pipe or device; save the document as a file and name that", file=path))
    if about.st_size == 0:
        raise DocumentError(_("%(file)s is empty; ask for the file again", file=path))
    if about.st_size > max_bytes:
        raise DocumentError(
            _(
                "%(file)s has %(bytes)s bytes, more than the %(most)s that are read; split it",
                file=path,
                bytes=f"{about.st_size:,}",
                most=f"{max_bytes:,}",
            )
        )
