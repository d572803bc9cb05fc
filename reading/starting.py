"""Starts the processes that read: each a fresh interpreter of its own, or forked from one that read nothing yet.

A worker inherits nothing: no open file, no setting, no password that stands in the environment.
"""

import dataclasses
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

from reading.limits import Limits

KEPT_ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""What an interpreter needs to start and to find its libraries."""

# numpy would start a thread for each core and take memory for each; nothing here multiplies matrices.
ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1"}

# A page is a few large arrays. In pages of 2 MB instead of 4 kB a new process gets them in half the time.
LARGE_PAGES: Final = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}

PACKAGE_PARENT: Final = str(Path(__file__).resolve().parent.parent)


class Worker(Protocol):
    """A process that reads one file."""

    questions: BinaryIO
    """Its standard input."""

    answers: BinaryIO
    """Its standard output."""

    def kill(self) -> None:
        """End it at once; to be called from any thread and at any time, also when it has ended."""

    def end(self) -> int:
        """Make sure that nothing is left of it, and return its exit code, negative for a signal."""


class Starter(Protocol):
    """Starts workers."""

    def start(self) -> Worker:
        """Start one.

        Raises:
            OSError: the system has no process or no memory left for it.

        """

    def close(self) -> None:
        """Leave no process behind."""


class FreshStarter:
    """Starts an interpreter for each worker: everywhere, in a quarter of a second."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def start(self) -> Worker:
        """Start one; see :class:`Starter`."""
        return FreshWorker(self._limits)

    def close(self) -> None:
        """Do nothing: every worker is ended by whoever asked for it."""


class FreshWorker:
    """An interpreter that runs `reading.worker` and nothing else."""

    def __init__(self, limits: Limits) -> None:
        self._process = start_module("reading.worker", limits, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.questions = cast("BinaryIO", self._process.stdin)  # it was started with two pipes
        self.answers = cast("BinaryIO", self._process.stdout)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def end(self) -> int:
        """End it and return its exit code."""
        self._process.kill()
        code = self._process.wait()
        close_quietly(self.questions, self.answers)
        return code


def start_module(name: str, limits: Limits, *, stdin: int, stdout: int) -> subprocess.Popen[bytes]:
    """Start an interpreter that runs one of our modules, given the limits, and knows nothing else of ours."""
    search_path = os.pathsep.join(filter(None, [PACKAGE_PARENT, os.environ.get("PYTHONPATH", "")]))
    kept = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
    return subprocess.Popen(  # noqa: S603  our own module, by the interpreter that runs us
        # -P: a file lying in the current folder must not be imported in place of a library.
        [sys.executable, "-P", "-m", name, json.dumps(dataclasses.asdict(limits))],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        # A terminal's Ctrl+C is for whoever asks, who then ends the workers.
        start_new_session=True,
        # Nothing else of ours: no password or token that stands in the environment reaches a hostile file.
        env=kept | ONE_THREAD | LARGE_PAGES | {"PYTHONPATH": search_path},
    )


def close_quietly(*pipes: BinaryIO) -> None:
    """Close pipes to a worker that has ended: what it was still to be told is of no use to anybody."""
    for pipe in pipes:
        with suppress(OSError):
            pipe.close()
