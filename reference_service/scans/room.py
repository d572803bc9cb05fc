"""Where uploads are read: one at a time in each process, so that no number of them can starve the look-ups.

Whoever waits holds a thread of the server as well, of which each process has a few for everybody. So one may wait, and
others are turned away at once. Each sender has one file here at a time: two of one would be all seats and places.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from reading.documents import Good, Page, read_pages
from reading.limits import Limits
from reference_service.errors import ReferenceServiceError
from reference_service.scans.limits import FILES_AT_ONCE, PLACES_AT_THE_DOOR, SECONDS_AT_THE_DOOR
from reference_service.scans.one_each import OneEach

RETRY_AFTER_SECONDS = 30
"""When somebody who was turned away may try again: most files are done by then."""


class RoomFullError(ReferenceServiceError):
    """Other files are being read: try again after `RETRY_AFTER_SECONDS`."""


class ScanRoom:
    """Reads uploads. One for all views of an application; a forked process has seats of its own."""

    def __init__(self, *, files_at_once: int = FILES_AT_ONCE, seconds_at_the_door: float = SECONDS_AT_THE_DOOR) -> None:
        self._seats = threading.BoundedSemaphore(files_at_once)
        self._places = threading.BoundedSemaphore(files_at_once + PLACES_AT_THE_DOOR)
        self._seconds_at_the_door = seconds_at_the_door
        self._one_each = OneEach()

    @contextmanager
    def read(self, data: bytes, good: Good, limits: Limits, sender: bytes | None = None) -> Iterator[Iterator[Page]]:
        """Yield the pages of a file, as they are done; `good` tells which text ends the search on a page.

        `sender` tells senders apart; None is one of whom nothing is known.

        Nothing is written anywhere: the file goes to the process that reads it through a pipe, and dies with it.

        Raises:
            AlreadyReadingError: a file of the same sender is being read or waits, here or in another process.
            RoomFullError: others are being read.
            UnreadableError: while pages are asked for.

        """
        with (
            self._one_each.turn(sender),
            _place(self._places, 0),
            _place(self._seats, self._seconds_at_the_door),
            read_pages(io.BytesIO(data), good=good, limits=limits) as pages,
        ):
            yield pages


@contextmanager
def _place(places: threading.Semaphore, seconds: float) -> Iterator[None]:
    if not places.acquire(timeout=seconds):
        raise RoomFullError("Other files are being read; try again in half a minute.")
    try:
        yield
    finally:
        places.release()
