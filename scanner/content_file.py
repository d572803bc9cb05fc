"""A certificate's content file that the person has, to be checked against."""

from pathlib import Path

from scanner.errors import DocumentError
from scanner.language import _
from scanner.regular_file import regular_file

MAX_CONTENT_FILE_BYTES = 1_000_000


def read_content(path: Path | None) -> bytes | None:
    """Return the file's bytes, None where no file is named; DocumentError as one sentence."""
    if path is None:
        return None
    try:
        with regular_file(path, MAX_CONTENT_FILE_BYTES) as file:
            return file.read(MAX_CONTENT_FILE_BYTES)
    except (DocumentError, OSError) as error:
        raise DocumentError(_("The content file cannot be used: %(error)s", error=error)) from error
