"""Where reports are written: whole or not at all, and never over a file that is none of ours."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from scanner.errors import ScannerError
from scanner.language import _
from scanner.trust.files import write_atomically

_START: Final = 1024


class ReportError(ScannerError):
    """A report cannot be written where it was asked for."""


def refuse_strangers(path: Path, is_ours: Callable[[bytes], bool], *, force: bool) -> None:
    """Say before any work is done that a report would destroy something else.

    `is_ours` is given the first kilobyte of the file that is there.

    Raises:
        ReportError: it would, or the place cannot be used.

    """
    # A rename over a device or a pipe would replace it.
    if not path.parent.is_dir() or (path.exists() and not path.is_file()):
        raise ReportError(
            _("The report %(file)s cannot be written there; name a file in a folder that exists.", file=path)
        )
    if force or not path.exists():
        return
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise ReportError(
            _("%(file)s cannot be looked at (%(why)s); name another file.", file=path, why=error.strerror or error)
        ) from error
    # An empty file is what `mktemp` or a file dialog leaves.
    if start and not is_ours(start):
        raise ReportError(
            _("%(file)s is no report of `scanner check`; name another file, or add --force to replace it.", file=path)
        )


def write_report(path: Path, data: bytes) -> None:
    """Write a report; after any crash the old one or the new one is there.

    Raises:
        ReportError: the disk is full, the folder is gone or may not be written.

    """
    try:
        write_atomically(path, data)
    except OSError as error:
        raise ReportError(
            _(
                "The report %(file)s cannot be written (%(why)s); make room or name another place, and run again.",
                file=path,
                why=error.strerror or error,
            )
        ) from error
