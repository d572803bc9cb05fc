"""What the register says about one certificate, and as of when.

This is the service's whole opinion: the state that the signed records amount to. Clients do not have to believe it;
they get the content, the seal and the records verbatim and verify them.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from register.entry import Head, StoredCertificate
from register.errors import RegisterDamagedError
from register.reader import RegisterReader
from signing.errors import MalformedError
from signing.record import Event, Record, State, parse_record, state_of
from signing.result import Reason, Verdict

_REASON_OF_STATE = {
    State.IN_FORCE: Reason.IN_FORCE,
    State.REVOKED: Reason.REVOKED,
    State.REPLACED: Reason.REPLACED,
    State.VOID: Reason.VOID,
    State.RETENTION_OVER: Reason.RETENTION_OVER,
}


@dataclass(frozen=True)
class Published:
    """A certificate that the register knows, with the reason that its records give."""

    stored: StoredCertificate
    records: tuple[Record, ...]
    reason: Reason

    @property
    def verdict(self) -> Verdict:
        """The verdict that goes with the reason."""
        return self.reason.verdict

    def record_of(self, event: Event) -> Record | None:
        """Return the certificate's record of an event, where it happened."""
        return next((record for record in self.records if record.payload.event is event), None)


@dataclass(frozen=True)
class Answer:
    """The register's answer: `published` is None where it knows no such certificate.

    `head` is read before the certificate, so that its `as_of` (UTC) never claims more than was looked at. `current`
    is false where the data behind it are too old to say “in force”.
    """

    head: Head
    current: bool
    published: Published | None


class RegisterView:
    """Asks the register's reader and judges the answer by its records and its age."""

    def __init__(self, reader: RegisterReader, *, clock: Callable[[], dt.datetime], stale_after: dt.timedelta) -> None:
        self._reader = reader
        self._clock = clock
        self._stale_after = stale_after

    def by_number(self, number: str, issue_date: dt.date) -> Answer:
        """Look up by canonical number and issue date; both wrong and either wrong are one and the same."""
        head = self.head()
        return self._answer(head, self._reader.by_number(number, issue_date))

    def by_seal(self, sid: bytes, seal: bytes) -> Answer:
        """Look up by seal; another signature over the same payload is not the seal that was published."""
        head = self.head()
        stored = self._reader.by_sid(sid)
        return self._answer(head, stored if stored is not None and stored.seal == seal else None)

    def by_document(self, sha256: bytes) -> Answer:
        """Look up by the hash of the issued PDF."""
        head = self.head()
        return self._answer(head, self._reader.by_document(sha256))

    def copy_of(self, sid: bytes) -> str | None:
        """Return the SHA-256 in hex of a certificate's reference copy; None where it has none. No signature says so."""
        return self._reader.copy_of(sid)

    def head(self) -> Head:
        """Return how far the register is and as of when."""
        return self._reader.head()

    def _answer(self, head: Head, stored: StoredCertificate | None) -> Answer:
        current = self._clock() - head.as_of <= self._stale_after
        if stored is None:
            return Answer(head, current, None)
        try:
            records = tuple(parse_record(data) for data in stored.records)
        except MalformedError as error:
            raise RegisterDamagedError(f"A record of {stored.number} cannot be read: {error}") from error
        reason = _REASON_OF_STATE[state_of(records)]
        if reason is Reason.IN_FORCE and not current:
            # A revocation may have happened since; what has ended has ended, however old the data are.
            reason = Reason.STATUS_STALE
        return Answer(head, current, Published(stored, records, reason))
