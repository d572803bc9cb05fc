"""Files to pictures: `open_document` yields the pages of a PDF, a scan or a photograph, one at a time.

The file itself is read in a worker process (`scanner.rasterise`) under limits of memory and time. While
the caller searches one page the worker draws the next and then waits, so memory stays flat however long the
document is. Whatever is wrong with the file comes out as one `DocumentError`.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final, cast

import numpy as np
import numpy.typing as npt

from scanner.errors import DocumentError
from scanner.limits import DEFAULT_LIMITS, Limits
from scanner.rasterise import wire
from scanner.regular_file import regular_file

Picture = npt.NDArray[np.uint8]
"""Pixels as OpenCV has them: height x width x 3, blue, green, red."""

PIPE_BYTES: Final = 1024 * 1024
"""A page is some 26 MB; the usual pipe of 64 kB would cost a thousand more switches between the processes."""

KEPT_ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""What an interpreter needs to start and to find its libraries."""

PACKAGE_PARENT: Final = str(Path(__file__).resolve().parent.parent)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a picture."""

    number: int | None
    """Counted from 1; None where the file is a single picture."""

    picture: Picture


def open_document(
    path: Path, limits: Limits = DEFAULT_LIMITS, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Page]:
    """Yield the pages of the file at `path`, drawn at 300 dpi where it is a PDF.

    Nothing happens before the first page is asked for. `clock` counts seconds.

    Raises:
        DocumentError: whatever keeps the file from being read, as one sentence.

    """
    with regular_file(path, limits.max_file_bytes) as file, draw_pages(file, path, limits, clock=clock) as pages:
        yield from pages


@contextmanager
def draw_pages(
    file: BinaryIO, path: Path, limits: Limits = DEFAULT_LIMITS, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Iterator[Page]]:
    """Do the same for a file that is open at its beginning; `path` only names it in errors.

    The first page is being drawn from here on, before it is asked for.
    """
    deadline = clock() + limits.max_seconds_per_file
    with _worker(file, limits) as worker:
        yield _pages(_Frames(path, worker, limits), deadline, clock)


def _pages(frames: "_Frames", deadline: float, clock: Callable[[], float]) -> Iterator[Page]:
    while (page := frames.next_page()) is not None:
        yield page
        if clock() > deadline:
            raise frames.over_time()


@contextmanager
def _worker(file: BinaryIO, limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    """Start the worker on an open file and make sure that it is gone at the end, whatever happened."""
    settings = {
        "max_pages": limits.max_pages,
        "max_pixels_per_picture": limits.max_pixels_per_picture,
        "max_pixels_searched": limits.max_pixels_searched,
        "max_worker_bytes": limits.max_worker_bytes,
        "max_cpu_seconds": int(limits.max_seconds_per_file) + 1,
    }
    search_path = os.pathsep.join(filter(None, [PACKAGE_PARENT, os.environ.get("PYTHONPATH", "")]))
    worker = subprocess.Popen(  # noqa: S603  our own module, by the interpreter that runs us
        # -P: a file lying in the current folder must not be imported in place of a library.
        [sys.executable, "-P", "-m", "scanner.rasterise.worker", json.dumps(settings)],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Nothing else of ours: no password or token that stands in the environment reaches a hostile file.
        env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ} | {"PYTHONPATH": search_path},
        pipesize=PIPE_BYTES,
    )
    with worker:
        try:
            yield worker
        finally:
            worker.kill()


class _Frames:
    """Reads the worker's answer, trusting nothing in it and waiting for no page longer than allowed."""

    def __init__(self, path: Path, worker: subprocess.Popen[bytes], limits: Limits) -> None:
        self._path = path
        self._worker = worker
        self._stream = cast("BufferedReader", worker.stdout)  # it was started with a pipe
        self._limits = limits
        self._timed_out = False

    def next_page(self) -> Page | None:
        """Return the next page, or None after the last one."""
        watchdog = threading.Timer(self._limits.max_seconds_per_picture, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            kind = self._read(1)
            if kind == wire.PAGE:
                return self._page()
            if kind == wire.END:
                return None
            if kind == wire.FAILURE:
                raise DocumentError(f"{self._path} {self._failure()}")
            raise DocumentError(f"{self._path} confused the process that reads it; do not trust this file")
        finally:
            watchdog.cancel()

    def over_time(self) -> DocumentError:
        """Return the error for a file that takes too long as a whole."""
        return DocumentError(
            f"{self._path} takes longer than the {self._limits.max_seconds_per_file:g} seconds "
            "that one file may take; split it and check the parts"
        )

    def _page(self) -> Page:
        number, width, height = wire.PAGE_HEADER.unpack(self._read(wire.PAGE_HEADER.size))
        if not 0 < width * height <= self._limits.max_pixels_searched:
            raise DocumentError(f"{self._path} confused the process that reads it; do not trust this file")
        pixels = np.frombuffer(self._read(width * height * 3), dtype=np.uint8)
        return Page(number or None, pixels.reshape(height, width, 3))

    def _failure(self) -> str:
        (length,) = wire.FAILURE_HEADER.unpack(self._read(wire.FAILURE_HEADER.size))
        return self._read(min(length, wire.MAX_FAILURE_BYTES)).decode(errors="replace")

    def _read(self, count: int) -> bytearray:
        """Exactly `count` bytes; fewer mean that the worker died."""
        data = bytearray(count)
        view = memoryview(data)
        while len(view) > 0:
            got = self._stream.readinto(view)
            if not got:
                raise DocumentError(f"{self._path} {self._why_it_died()}")
            view = view[got:]
        return data

    def _give_up(self) -> None:
        self._timed_out = True
        self._worker.kill()

    def _why_it_died(self) -> str:
        code = self._worker.wait()
        if self._timed_out or code == -getattr(signal, "SIGXCPU", 0):
            return (
                f"takes longer than the {self._limits.max_seconds_per_picture:g} seconds "
                "that one page may take; print it to a new PDF, or send a picture of the page with the code"
            )
        return (
            "made the program that reads it stop, by too much memory or by damage; "
            "do not trust this file, and ask for a scan of the paper instead"
        )
