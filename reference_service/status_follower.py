"""The mutable part of every answer, held whole in memory: the records that ended or changed certificates.

Caches elsewhere hold only what never changes. What can change (one certificate in a hundred) is loaded here when a
process first answers, and then followed by asking the register's log every tenth of a second. The instant before the
last good question was sent is the as-of time of all answers; when the register cannot be asked, that time stands still
and answers turn “too old to tell” by themselves.
"""

import logging
import os
import threading
import time

from reference_service.log_push import LogPush
from register.entry import Change, Head
from register.errors import RegisterDamagedError, RegisterError, RegisterUnavailableError
from register.reader import RegisterReader
from signing.errors import MalformedError
from signing.record import parse_record

POLL_SECONDS = 0.1
"""Between two questions; a push only shortens the wait."""

SHORTEST_WAIT_SECONDS = 0.01
"""Between two questions, however many pushes come."""

FIRST_ANSWER_SECONDS = 5.0
"""How long a request waits for the records to be loaded after the start of a process."""

_PAGE = 1000
"""Log lines asked for at a time."""

_log = logging.getLogger(__name__)


class StatusFollower:
    """Follows one register. Threads share it; each process that asks it has a polling thread of its own.

    The thread starts with the first question in a process, thus after a server has forked its workers, and again
    should it ever have ended.
    """

    def __init__(
        self, reader: RegisterReader, push: LogPush | None = None, *, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._reader = reader
        self._push = push
        self._poll_seconds = poll_seconds
        # Held while a round is made: everything below but `_head` and single entries of `_later` changes under it.
        self._round = threading.Lock()
        self._starting = threading.Lock()
        self._later: dict[bytes, tuple[bytes, ...]] = {}
        self._position = 0
        self._last_record = b""
        self._head: Head | None = None
        self._pid = 0
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()
        self._tried = threading.Event()
        self._closed = False
        self._problem = "The register has not been read yet."

    def head(self) -> Head:
        """Return how far the register was followed, and the instant (UTC) for which that is known.

        Ask this before `later_records`, so that the instant never claims more than was looked at. Raises
        :class:`RegisterUnavailableError` until the records have been loaded once.
        """
        if self._thread is None or self._pid != os.getpid() or not self._thread.is_alive():
            self._start()
        head = self._head
        if head is None:
            self._tried.wait(FIRST_ANSWER_SECONDS)
            head = self._head
        if head is None:
            raise RegisterUnavailableError(self._problem)
        return head

    def later_records(self, sid: bytes) -> tuple[bytes, ...]:
        """Return the records after a seal's first one, in order; empty for what is in force (or not known)."""
        return self._later.get(sid, ())

    def learn(self, sid: bytes, later: tuple[bytes, ...]) -> None:
        """Take over records that were read elsewhere before the log was asked: an end that was seen stays seen."""
        with self._round:
            if len(later) > len(self._later.get(sid, ())):
                self._later[sid] = later

    def wake(self, position: int | None = None) -> None:
        """Ask the log now rather than at the end of the wait, unless it is known as far as `position` already."""
        if position is None or position > self._position:
            self._wake.set()

    def poll(self) -> None:
        """Make one round: ask the log and take over what is new. Raises :class:`RegisterError` where that fails."""
        with self._round:
            head = self._reader.head()
            # Another register (a backup) stands there now where the log is shorter or the last record is not ours.
            if self._head is None or head.position < self._position or not self._follow():
                self._load(head.position)
                if not self._follow():
                    raise RegisterUnavailableError("The register was exchanged while it was being read.")
            self._head = Head(self._position, head.as_of)

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._wake.set()
        if self._push is not None:
            self._push.close()
        if self._thread is not None and self._pid == os.getpid():
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._closed:
                raise RegisterUnavailableError("This service is being stopped.")
            if self._pid != os.getpid():
                # What the parent process knew may be of any age.
                self._pid, self._head, self._thread = os.getpid(), None, None
                self._tried.clear()
                if self._push is not None:
                    self._push.start(self.wake)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="status-follower", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closed:
            # Cleared before the question: a push that comes while it is answered is not lost.
            self._wake.clear()
            try:
                self.poll()
            except RegisterError as error:
                self._report(str(error))
            else:
                self._problem = ""
            self._tried.set()
            # Pushes that come meanwhile are one.
            time.sleep(SHORTEST_WAIT_SECONDS)
            self._wake.wait(self._poll_seconds - SHORTEST_WAIT_SECONDS)

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            _log.error("The register's log cannot be followed: %s", problem)

    def _load(self, position: int) -> None:
        """Read all later records, of a snapshot that is not older than `position`."""
        later: dict[bytes, tuple[bytes, ...]] = {}
        for sid, record in self._reader.later_records():
            later[sid] = (*later.get(sid, ()), record)
        last = self._reader.changes_since(position - 1, 1) if position else []
        self._later, self._position = later, position
        self._last_record = last[0].record if last else b""

    def _follow(self) -> bool:
        """Take over the log from the last known record on; false where that record is no longer there."""
        while True:
            # The last known record is asked for again each time: it shows that this is still the same log.
            changes = self._reader.changes_since(max(self._position - 1, 0), _PAGE)
            new = changes
            if self._position:
                if not changes or changes[0].record != self._last_record:
                    return False
                new = changes[1:]
            for change in new:
                self._take(change)
                self._position, self._last_record = change.position, change.record
            if len(changes) < _PAGE:
                return True

    def _take(self, change: Change) -> None:
        try:
            sequence = parse_record(change.record).payload.seq
        except MalformedError as error:
            raise RegisterDamagedError(f"Record {change.position} of the register cannot be read: {error}") from error
        known = self._later.get(change.sid, ())
        # The first record is part of what never changes; others may have been read before.
        if sequence == len(known) + 1:
            self._later[change.sid] = (*known, change.record)
        elif sequence > len(known) + 1:
            raise RegisterDamagedError(f"Record {change.position} of the register does not follow what came before.")
