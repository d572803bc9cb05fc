"""One file of each sender at a time, whichever of the service's processes it reaches.

The processes of one machine share a file without a name, opened before they are forked, and lock one byte of it for
each sender whose file is being read or waits. The kernel forgets the locks of a process that dies, so a killed one
shuts nobody out. Services on several machines count for themselves.
"""

import fcntl
import hashlib
import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from reference_service.errors import ReferenceServiceError


class AlreadyReadingError(ReferenceServiceError):
    """A file of this sender is being read already, or waits to be."""


class OneEach:
    """Gives each sender one turn at a time. Threads share it, and processes that are forked with it."""

    def __init__(self) -> None:
        self._file = _nameless_file()
        # Not at the interpreter's end as well: a turn may still be given back then, and the kernel closes it anyway.
        weakref.finalize(self, os.close, self._file).atexit = False
        self._lock = threading.Lock()
        # The kernel tells processes apart, and not the threads of one.
        self._here: set[int] = set()

    @contextmanager
    def turn(self, sender: bytes | None) -> Iterator[None]:
        """Hold the sender's turn; None is nobody in particular and always passes.

        Raises:
            AlreadyReadingError: the sender has a file here or in another process.

        """
        if sender is None:
            yield
            return
        place = _place_of(sender)
        self._take(place)
        try:
            yield
        finally:
            with self._lock:
                self._here.remove(place)
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)

    def _take(self, place: int) -> None:
        with self._lock:
            if place in self._here or not self._locked(place):
                raise AlreadyReadingError("A file of this sender is being read; wait for its answer.")
            self._here.add(place)

    def _locked(self, place: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):
            # POSIX leaves it to the system which of the two says that another process has it.
            return False
        return True


def _place_of(sender: bytes) -> int:
    """Return a sender's byte: two senders of the same are less likely than a disk's error."""
    return int.from_bytes(hashlib.blake2b(sender, digest_size=8).digest()) >> 2


def _nameless_file() -> int:
    if sys.platform == "linux":
        return os.memfd_create("one-each")  # In memory: the service may have no place to write to.
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
