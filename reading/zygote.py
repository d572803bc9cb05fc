"""The process that workers are forked from: it has loaded all libraries, and never sees a byte of anybody's file.

Run as `python -m reading.zygote LIMITS` by `reading.forking`, with a socket (SOCK_SEQPACKET) as standard input. An
interpreter takes a quarter of a second to load what a worker needs; a fork of one that has loaded it takes a few
milliseconds. It is as clean as a fresh one, for nothing ever came in here but the orders of whoever asks:

    S    with the two ends of pipes: fork a worker that has them as standard input and output; the answer is its number
    E    with a number (eight bytes, big-endian): kill that worker and all it may have started; the answer is its exit
         code, negative for a signal

An answer is eight bytes, big-endian, signed; zero where no worker could be forked. At the end of the socket, whatever
ended the other side, all workers are killed.
"""

import ctypes
import gc
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Final, NoReturn

from reading import worker
from reading.limits import Limits

NUMBER_BYTES: Final = 8
START: Final = b"S"
END: Final = b"E"

PR_SET_PDEATHSIG: Final = 1
"""prctl(2): the signal that a process gets when its parent ends."""


def main(limits_json: str) -> int:
    """Load everything, then fork a worker for each order until the orders end."""
    limits = Limits(**json.loads(limits_json))
    orders = socket.socket(fileno=0)
    _load_everything(limits)
    # What is here stays: the collector of a worker shall not touch, and thereby copy, the memory that all share.
    gc.freeze()
    workers: set[int] = set()
    try:
        while (order := _next_order(orders)) is not None:
            orders.sendall(_obey(*order, limits, workers).to_bytes(NUMBER_BYTES, "big", signed=True))
    finally:
        for process in workers:
            _end(process)
    return 0


def _load_everything(limits: Limits) -> None:
    # A worker whose file needs the missing library tries again, and says so.
    with suppress(ImportError):
        worker.prepare(limits)
    with suppress(ImportError):
        from reading.draw import images, pdf  # noqa: F401  for the workers


def _next_order(orders: socket.socket) -> tuple[bytes, list[int]] | None:
    with suppress(ConnectionError):
        message, descriptors, _, _ = socket.recv_fds(orders, 1 + NUMBER_BYTES, 2)
        return (message, descriptors) if message else None
    return None


def _obey(message: bytes, descriptors: list[int], limits: Limits, workers: set[int]) -> int:
    if message == START:
        try:
            process = _fork(limits, *descriptors)
        except OSError:
            return 0
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        workers.add(process)
        return process
    process = int.from_bytes(message[1:], "big")
    workers.remove(process)
    return _end(process)


def _fork(limits: Limits, questions: int, answers: int) -> int:
    parent = os.getpid()
    process = os.fork()
    if process == 0:
        _become_a_worker(limits, questions, answers, parent)
    return process


def _become_a_worker(limits: Limits, questions: int, answers: int, parent: int) -> NoReturn:
    """Forget everything but two pipes, and read a file. Never returns into what the parent was doing."""
    try:
        os.setsid()
        # Should the zygote be killed, nobody else could end us.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            os.dup2(questions, 0)
            os.dup2(answers, 1)
            os.closerange(3, os.sysconf("SC_OPEN_MAX"))
            worker.serve(limits, os.fdopen(0, "rb"), os.fdopen(1, "wb"))
    finally:
        # Also after an error: the pipes end, and whoever asks sees that we stopped.
        os._exit(0)


def _end(process: int) -> int:
    """Kill a worker and return how it ended; one that had ended before keeps its own exit code."""
    # Its number cannot mean another process: it is ours until we have heard of its end.
    os.kill(process, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
