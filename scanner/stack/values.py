"""What a run over a stack knows of a file, a page, and a code on it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from scanner.checker import CheckedCode


@dataclass(frozen=True, slots=True)
class FileKey:
    """Which file this is: the same name with the same bytes. Size in bytes, time of change in nanoseconds."""

    path: str
    size: int
    mtime_ns: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read on one page: kept in the journal, since the reading is what costs time."""

    number: int | None
    """Counted from 1; None where the file is a single picture."""
    of: int
    """How many pages the file has."""
    texts: tuple[str, ...]
    thumbnail: bytes | None = None
    """A small JPEG; it is only passed on."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code was seen."""

    source: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result: one code of one document, or a document of which nothing can be said."""

    code: CheckedCode
    checked_at: dt.datetime
    """When it was judged, UTC."""
    text: str | None = None
    """What the code says; None where there is none."""
    pages: int | None = None
    """How many pages the file has, where that is known."""
    without_code: tuple[int, ...] = ()
    """Pages of the same file on which no code was found; only the first row of a file carries them."""
    thumbnail: bytes | None = None
    also: tuple[Place, ...] = ()
    """Other places in the stack with the same certificate."""
    receipt: str | None = None
    """Name of the file with the signed receipt of the answer that this rests on."""
    comparison: dict[str, Any] | None = None
    """What a person found who compared the paper, as `scanner.comparison` writes it."""

    @property
    def place(self) -> Place:
        """Where it was found."""
        return Place(self.code.source, self.code.page)
