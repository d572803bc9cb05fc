"""Starts workers by forking them from a process that is ready (`reading.zygote`): on Linux, in a few milliseconds."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, Final

from reading.limits import Limits
from reading.starting import FreshStarter, Starter, Worker, close_quietly, start_module
from reading.zygote import END, NUMBER_BYTES, START

PATIENCE: Final = 30.0
"""Seconds for the zygote to load its libraries or to fork: on a machine that is busy beyond measure."""


def best_starter(limits: Limits) -> Starter:
    """Return the quickest way to start workers that this system has, and has room for now."""
    if sys.platform == "linux":
        with suppress(OSError):
            return ForkingStarter(limits)
    return FreshStarter(limits)


class ForkingStarter:
    """Keeps a zygote; should that ever fail, its workers are fresh interpreters instead."""

    def __init__(self, limits: Limits) -> None:
        self._fresh = FreshStarter(limits)
        self._lock = threading.Lock()
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._orders.settimeout(PATIENCE)
        with theirs:
            try:
                # It loads while whoever asks goes on.
                self._zygote = start_module("reading.zygote", limits, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
            except OSError:
                self._orders.close()
                raise

    def start(self) -> Worker:
        """Start one; see :class:`reading.starting.Starter`."""
        questions_out, questions_in = os.pipe()
        answers_out, answers_in = os.pipe()
        questions, answers = os.fdopen(questions_in, "wb"), os.fdopen(answers_out, "rb")
        try:
            process = self._order(START, [questions_out, answers_in])
        finally:
            os.close(questions_out)
            os.close(answers_in)
        if process:
            return ForkedWorker(process, questions, answers, self._end)
        close_quietly(questions, answers)
        return self._fresh.start()

    def close(self) -> None:
        """End the zygote, which ends all workers that are left."""
        with suppress(OSError):  # it was given up before
            # Whoever waits for an answer stops waiting.
            self._orders.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._orders.close()
        try:
            self._zygote.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._zygote.kill()
            self._zygote.wait()

    def _end(self, process: int) -> int:
        return self._order(END + process.to_bytes(NUMBER_BYTES, "big"), [])

    def _order(self, message: bytes, descriptors: list[int]) -> int:
        """Return the zygote's answer; 0 where there is none, and then it is given up for good."""
        with self._lock:
            try:
                socket.send_fds(self._orders, [message], descriptors)
                answer = self._orders.recv(NUMBER_BYTES)
            except OSError:
                answer = b""
            if len(answer) != NUMBER_BYTES:
                self._orders.close()
        return int.from_bytes(answer, "big", signed=True)


class ForkedWorker:
    """A child of the zygote."""

    def __init__(
        self, process: int, questions: BinaryIO, answers: BinaryIO, hear_of_its_end: Callable[[int], int]
    ) -> None:
        self.questions = questions
        self.answers = answers
        self._process = process
        self._hear_of_its_end = hear_of_its_end
        self._lock = threading.Lock()
        self._code: int | None = None

    def kill(self) -> None:
        """End it at once."""
        with self._lock:
            # Until the zygote has heard of its end, the number is its own.
            if self._code is None:
                with suppress(ProcessLookupError):  # the zygote was killed, and took it along
                    os.kill(self._process, signal.SIGKILL)

    def end(self) -> int:
        """End it and return its exit code."""
        with self._lock:
            if self._code is None:
                self._code = self._hear_of_its_end(self._process)
        close_quietly(self.questions, self.answers)
        return self._code
