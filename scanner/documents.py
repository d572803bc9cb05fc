"""The scanner's way to read a document: what keeps the reading room from it becomes a sentence that names the file."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reading.documents import Good, Page, read_pages
from reading.errors import UnreadableError
from reading.limits import DEFAULT_LIMITS, Limits
from scanner.errors import DocumentError
from scanner.obstacles import refusal
from scanner.regular_file import regular_file


def read_document(
    path: Path, *, good: Good, limits: Limits = DEFAULT_LIMITS, clock: Callable[[], float] = time.monotonic
) -> Iterator[Page]:
    """Yield the pages of the file at `path` with the texts of their codes.

    Nothing happens before the first page is asked for. `good` tells whether a text is what is looked for, `clock`
    counts seconds.

    Raises:
        DocumentError: whatever keeps the file from being read, as one sentence.

    """
    with (
        regular_file(path, limits.max_file_bytes) as file,
        read_open_document(file, path, good=good, limits=limits, clock=clock) as pages,
    ):
        yield from pages


@contextmanager
def read_open_document(
    file: BinaryIO,
    path: Path,
    *,
    good: Good,
    limits: Limits = DEFAULT_LIMITS,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Iterator[Page]]:
    """Do the same for a file that is open; `path` only names it in errors. The process that reads starts here."""
    with read_pages(file, good=good, limits=limits, clock=clock) as pages:
        yield _naming(path, pages, limits)


def _naming(path: Path, pages: Iterator[Page], limits: Limits) -> Iterator[Page]:
    try:
        yield from pages
    except UnreadableError as error:
        raise DocumentError(refusal(path, error, limits).translated()) from error
