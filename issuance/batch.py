"""Issue many certificates on several processes: typesetting and signing take a core each.

Every process has an office of its own, as several commands at once would; numbers stay gap-free whichever is first.
"""

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from issuance.config import OfficeConfig
from issuance.domain.ledger import LedgerEntry
from issuance.errors import IssuanceError, StorageError
from issuance.office import Office
from issuance.services.certificates.issue import IssueRequest
from issuance.services.delivery.job import Outcome
from register.errors import RegisterError
from signing.errors import SigningError

# A process of the pool serves one batch, and a pool hands its workers nothing but their tasks: hence a global.
_office: Office | None = None


class Batch:
    """A pool of processes that issue for one installation. As a context manager it ends them."""

    def __init__(self, config: OfficeConfig, processes: int = 2) -> None:
        # Started afresh: a forked process would share the parent's database connections.
        self._pool = ProcessPoolExecutor(
            processes, multiprocessing.get_context("spawn"), initializer=_open, initargs=(config,)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        # What has not begun when something went wrong has no number yet, and is left.
        self._pool.shutdown(cancel_futures=error is not None)

    def issue(self, requests: Iterable[IssueRequest]) -> Iterator[LedgerEntry | str]:
        """Yield, in the order of the requests, what was issued or the sentence that says why it was not.

        Raises `StorageError` where a process was killed; what it left is finished by `issuance resume`.
        """
        try:
            for result in [self._pool.submit(_issue, request) for request in requests]:
                yield result.result()
        except BrokenProcessPool as error:
            raise StorageError("A process of the batch was killed. Run: issuance resume") from error

    def deliver(self, chamber: str, applications: Iterable[str]) -> Iterator[Outcome]:
        """Issue paid applications, and yield what became of each, in their order.

        Raises `StorageError` where a process was killed; the next round finishes what it left.
        """
        try:
            for result in [self._pool.submit(_deliver, chamber, key) for key in applications]:
                yield result.result()
        except BrokenProcessPool as error:
            raise StorageError("A process of the issue was killed; the next round finishes what it left.") from error


def _open(config: OfficeConfig) -> None:
    global _office  # see above
    # Ctrl-C in a terminal reaches every process: what this one is at is finished, and the batch ends it then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _office = Office(config)


def _end_with(parent: int) -> None:
    """End this process with the one that started it: nobody would give it another task, or take its results.

    A pool's process waits for its next task at a pipe whose other end it holds itself, so it would wait for ever.
    """
    multiprocessing.connection.wait([parent])
    os._exit(1)


def _issue(request: IssueRequest) -> LedgerEntry | str:
    if _office is None:
        raise TypeError("a process of the pool opens its office before its first task")
    try:
        return _office.issuing.issue(request)
    except (IssuanceError, RegisterError, SigningError) as error:
        return str(error)


def _deliver(chamber: str, application: str) -> Outcome:
    if _office is None:
        raise TypeError("a process of the pool opens its office before its first task")
    return _office.delivery.job.issue(chamber, application)
