"""What the register says about one certificate, and as of when.

This is the service's whole opinion: the state that the signed records amount to. Clients do not have to believe it;
they get the content, the seal and the records verbatim and verify them.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Protocol

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
    reason: Reason

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The records, parsed when first asked for; raises `RegisterDamagedError` if they are none."""
        try:
            return tuple(parse_record(data) for data in self.stored.records)
        except MalformedError as error:
            raise RegisterDamagedError(f"A record of {self.stored.number} cannot be read: {error}") from error

    @property
    def verdict(self) -> Verdict:
        """The verdict that goes with the reason."""
        return self.reason.verdict

    @cached_property
    def version(self) -> str:
        """Changes with whatever a reader could see of it but the as-of time: 32 hexadecimal digits.

        The reason belongs to it, for data grown too old change the verdict alone.
        """
        last = hashlib.sha256(self.stored.records[-1]).digest()
        return hashlib.sha256(self.stored.sid + last + self.reason.encode()).hexdigest()[:32]

    def record_of(self, event: Event) -> Record | None:
        """Return the certificate's record of an event, where it happened."""
        return next((record for record in self.records if record.payload.event is event), None)


class Answer(NamedTuple):
    """The register's answer: `published` is None where it knows no such certificate.

    `head` is read before the certificate, so that its `as_of` (UTC) never claims more than was looked at. `current`
    is false where the data behind it are too old to say “in force”.
    """

    head: Head
    current: bool
    published: Published | None


class CertificateSource(Protocol):
    """Where certificates come from. Raises :class:`RegisterError` where the register is needed and cannot be read."""

    def head(self) -> Head:
        """Return how far the register is and as of when; asked before each look-up."""
        ...

    def held_by_number(self, number: str, day: str) -> Published | None:
        """Return what memory has of a canonical number and issue date (`YYYY-MM-DD`); None says nothing."""
        ...

    def held_by_seal(self, seal: bytes) -> Published | None:
        """Return what memory has of a seal, byte for byte; None says nothing."""
        ...

    def by_number(self, number: str, issue_date: dt.date) -> Published | None:
        """Look up by canonical number and issue date."""
        ...

    def by_seal(self, sid: bytes, seal: bytes) -> Published | None:
        """Look up by the bytes of a seal and the id that follows from them; None where another seal has that id."""
        ...

    def by_document(self, sha256: bytes) -> Published | None:
        """Look up by the hash of the issued PDF."""
        ...

    def copy_of(self, sid: bytes) -> str | None:
        """Return the SHA-256 in hex of a certificate's reference copy; None where it has none."""
        ...


class DirectSource:
    """Asks the register itself every time: for tests and tools that change it and look at once."""

    def __init__(self, reader: RegisterReader) -> None:
        self._reader = reader

    def head(self) -> Head:
        """Return how far the register is, as of now."""
        return self._reader.head()

    def held_by_number(self, _number: str, _day: str) -> None:
        """Return nothing: nothing is kept."""

    def held_by_seal(self, _seal: bytes) -> None:
        """Return nothing: nothing is kept."""

    def by_number(self, number: str, issue_date: dt.date) -> Published | None:
        """Look up by canonical number and issue date."""
        return _judged_if_found(self._reader.by_number(number, issue_date))

    def by_seal(self, sid: bytes, seal: bytes) -> Published | None:
        """Look up by seal."""
        stored = self._reader.by_sid(sid)
        return _judged_if_found(stored if stored is not None and stored.seal == seal else None)

    def by_document(self, sha256: bytes) -> Published | None:
        """Look up by the hash of the issued PDF."""
        return _judged_if_found(self._reader.by_document(sha256))

    def copy_of(self, sid: bytes) -> str | None:
        """Look up the reference copy."""
        return self._reader.copy_of(sid)


class RegisterView:
    """Asks for a certificate and judges the answer by its records and its age."""

    def __init__(
        self, source: CertificateSource, *, clock: Callable[[], dt.datetime], stale_after: dt.timedelta
    ) -> None:
        self._source = source
        self._clock = clock
        self._stale_after = stale_after

    def by_number(self, number: str, issue_date: dt.date) -> Answer:
        """Look up by canonical number and issue date; both wrong and either wrong are one and the same."""
        head = self.head()
        return self._answer(head, self._source.by_number(number, issue_date))

    def by_seal(self, sid: bytes, seal: bytes) -> Answer:
        """Look up by seal; another signature over the same payload is not the seal that was published."""
        head = self.head()
        return self._answer(head, self._source.by_seal(sid, seal))

    def by_document(self, sha256: bytes) -> Answer:
        """Look up by the hash of the issued PDF."""
        head = self.head()
        return self._answer(head, self._source.by_document(sha256))

    def held_by_number(self, number: str, day: str) -> Answer | None:
        """Answer from memory alone, for any texts as number and issue date: what is not such is not held."""
        head = self._source.head()
        found = self._source.held_by_number(number, day)
        return self._answer(head, found) if found is not None else None

    def held_by_seal(self, seal: bytes) -> Answer | None:
        """Answer from memory alone, for any bytes as seal: what is not one is not held."""
        head = self._source.head()
        found = self._source.held_by_seal(seal)
        return self._answer(head, found) if found is not None else None

    def copy_of(self, sid: bytes) -> str | None:
        """Return the SHA-256 in hex of a certificate's reference copy; None where it has none. No signature says so."""
        return self._source.copy_of(sid)

    def head(self) -> Head:
        """Return how far the register is and as of when."""
        return self._source.head()

    def _answer(self, head: Head, published: Published | None) -> Answer:
        current = is_current(head.as_of, self._clock(), self._stale_after)
        if published is not None and published.reason is Reason.IN_FORCE and not current:
            # A revocation may have happened since; what has ended has ended, however old the data are.
            published = replace(published, reason=Reason.STATUS_STALE)
        return Answer(head, current, published)


def is_current(as_of: dt.datetime, now: dt.datetime, stale_after: dt.timedelta) -> bool:
    """Tell whether data of an instant are still good for “in force”.

    An instant that lies as far ahead is of a clock that was set back since: nobody can tell then how old the data are.
    """
    return abs(now - as_of) <= stale_after


def judged(stored: StoredCertificate) -> Published:
    """Return a certificate with the reason that its records give; raise `RegisterDamagedError` if they are none."""
    published = Published(stored, Reason.IN_FORCE)
    if stored.content is not None and len(stored.records) == 1 and _as_prepared(stored):
        # Content is published with an issue record alone. The writer read and verified this one when it prepared the
        # fragment, and nothing has followed: reading it again would take half of the time of a look-up.
        return published
    return replace(published, reason=_REASON_OF_STATE[state_of(published.records)])


def _as_prepared(stored: StoredCertificate) -> bool:
    return stored.prepared.endswith(b'"' + base64.b64encode(stored.records[0]) + b'"')


def _judged_if_found(stored: StoredCertificate | None) -> Published | None:
    return judged(stored) if stored is not None else None
