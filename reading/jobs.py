"""What the pool is asked, and what it answers."""

from dataclasses import dataclass
from typing import BinaryIO, Generic, TypeVar

from reading.errors import UnreadableError
from reading.page import NOTHING_MORE, Page, Wanted

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """A file to be read."""

    about: T
    """Whatever the asking one knows it by; it comes back with every event."""

    file: BinaryIO | None
    """Open, and seekable; the pool never closes it. None where it could not even be opened: then its end alone comes,
    in its place among the others."""

    wanted: Wanted = NOTHING_MORE

    first_page: int = 1
    """Where to begin: the pages before it were read in an earlier run, and give no event."""


@dataclass(frozen=True, slots=True)
class PageRead(Generic[T]):
    """A page was searched."""

    about: T
    page: Page


@dataclass(frozen=True, slots=True)
class PageLost(Generic[T]):
    """A page could not be read; the others of its file still come."""

    about: T
    number: int | None
    of: int
    error: UnreadableError


@dataclass(frozen=True, slots=True)
class FileEnd(Generic[T]):
    """Nothing more comes of this file. `error` is what kept it as a whole, or all the rest of it, from being read."""

    about: T
    error: UnreadableError | None


Event = PageRead[T] | PageLost[T] | FileEnd[T]
