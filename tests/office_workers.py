"""What tests let other processes do with an office. Here alone, because a process that is started imports its work.

`start` gives each its own process, by a server that has the imports already: one costs milliseconds, not a second.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from issuance.config import OfficeConfig
from issuance.office import Office, system_clock
from tests.offices import Installation, numbered_request

READY = "ready"


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.office_workers"])
    return context


@contextmanager
def start(*works: tuple[Callable[..., None], tuple[Any, ...]]) -> Iterator[list[tuple[ForkServerProcess, Connection]]]:
    """Start a process per work, each with a pipe to us as its last argument; kill what is left in the end."""
    context = _context()
    running = []
    try:
        for work, arguments in works:
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(*arguments, theirs))
            process.start()
            theirs.close()
            running.append((process, ours))
        yield running
    finally:
        for process, ours in running:
            process.kill()
            process.join()
            process.close()
            ours.close()


def issue_numbered(config: OfficeConfig, first: int, count: int, real_paper: bool, pipe: Connection) -> None:
    """Say that we are ready, wait for the word, then issue `count` different requests from the number `first` on."""
    with _opened(config, real_paper) as office:
        _ = office.issuing  # opened before the word comes
        pipe.send(READY)
        pipe.recv()
        for index in range(first, first + count):
            entry = office.issuing.issue(numbered_request(index))
            pipe.send(entry.number.canonical)


def issue_the_same(config: OfficeConfig, index: int, pipe: Connection) -> None:
    """Wait for the word, then issue the one request that others issue as well; send its number."""
    with _opened(config, real_paper=False) as office:
        _ = office.issuing  # opened before the word comes
        pipe.send(READY)
        pipe.recv()
        pipe.send(office.issuing.issue(numbered_request(index)).number.canonical)


def _opened(config: OfficeConfig, real_paper: bool) -> Office:
    return Installation(config, system_clock).open(real_paper=real_paper)
