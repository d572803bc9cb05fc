"""What is broken while the crowd asks, in this order; each is over after a few seconds."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.whole.stack import Stack

Wait = Callable[[float], object]


@dataclass(frozen=True)
class Fault:
    """`at` is a part of the whole time; `strike` returns when the fault is over."""

    name: str
    at: float
    strike: Callable[[Stack, Wait], None]


def _redis(stack: Stack, wait: Wait) -> None:
    stack.redis.process.kill()
    wait(1.0)
    stack.redis.start()


def _worker(stack: Stack, _wait: Wait) -> None:
    stack.reference.workers()[0].kill()


def _postgres(stack: Stack, wait: Wait) -> None:
    stack.postgres.process.kill()
    wait(1.0)
    stack.postgres.start()


def _nginx(stack: Stack, _wait: Wait) -> None:
    os.kill(stack.nginx.process.pid, signal.SIGHUP)


def _disk(stack: Stack, wait: Wait) -> None:
    if stack.disk is not None:
        stack.disk.leave(kilobytes=0)
        wait(3.0)
        stack.disk.make_room()


def _job(stack: Stack, _wait: Wait) -> None:
    stack.job.kill()


FAULTS = (
    Fault("Redis restarted", 0.12, _redis),
    Fault("reference worker killed", 0.26, _worker),
    Fault("PostgreSQL killed", 0.40, _postgres),
    Fault("nginx reloaded", 0.56, _nginx),
    Fault("disk full", 0.68, _disk),
    Fault("issue job killed", 0.84, _job),
)


class Saboteur:
    """Strikes in the main thread: a server that is started anew ends with the thread that started it (`pdeathsig`).

    `struck` holds each fault with the seconds in which it began and was over.
    """

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.struck: list[tuple[str, float, float]] = []
        self.broken: list[str] = []
        """What could not be mended; empty unless the bench itself is at fault."""

    def strike(self, seconds: float, faults: Sequence[Fault] = FAULTS) -> None:
        """Strike each in its turn; return when all the time is over."""
        began = time.monotonic()
        for fault in faults:
            time.sleep(max(0.0, began + fault.at * seconds - time.monotonic()))
            at = time.monotonic()
            try:
                fault.strike(self._stack, time.sleep)
            except Exception as error:  # noqa: BLE001  # a bench that cannot mend must say so, not hang
                self.broken.append(f"{fault.name}: {error}")
            self.struck.append((fault.name, at - began, time.monotonic() - began))
        time.sleep(max(0.0, began + seconds - time.monotonic()))
