"""The one door from the office to the register.

Fed by outbox rows that were committed with the certificate; delivery is at least once, the register's writer is
idempotent: after any crash each record is published exactly once. Nothing but seals, contents, records, the pictures
that contents name and watermarked reference copies goes through.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from issuance.domain.ledger import LedgerEntry
from issuance.errors import ConflictError, StorageError
from issuance.originals import MAX_PICTURE_BYTES
from issuance.storage.store import OfficeStore, OutboxRow
from register.documents import DocumentStore
from register.entry import Entry
from register.errors import RegisterError
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.record import Event, State, parse_record, state_of

MAX_COPY_BYTES = 64 * 1024 * 1024
"""As much as an original may have."""


class Publisher:
    """Carries records to the register. `status_changed` is called when something is no longer in force.

    `announce` is told the log's position once a record is committed; it neither fails nor takes long.
    """

    def __init__(
        self,
        *,
        store: OfficeStore,
        writer: RegisterWriter,
        reader: RegisterReader,
        documents: DocumentStore,
        clock: Callable[[], dt.datetime],
        status_changed: Callable[[], object],
        announce: Callable[[int], None] = lambda _position: None,
    ) -> None:
        self._store = store
        self._writer = writer
        self._reader = reader
        self._documents = documents
        self._clock = clock
        self._status_changed = status_changed
        self._announce = announce

    def publish_pictures(self, pictures: Mapping[str, bytes]) -> None:
        """Put the pictures that a content names where the reference service finds them."""
        for picture in pictures.values():
            self._documents.put(picture, max_bytes=MAX_PICTURE_BYTES)

    def without_copy(self) -> list[tuple[bytes, bytes]]:
        """Return seal id and content of every published certificate whose reference copy is still missing."""
        return self._writer.without_copy()

    def publish_copy(self, sid: bytes, sheet: bytes) -> None:
        """Put a published certificate's reference copy into the document store, and name it in the register.

        The document comes first, so that what the register names is there.
        """
        sha256 = self._documents.put(sheet, max_bytes=MAX_COPY_BYTES)
        self._writer.publish_copy(sid, bytes.fromhex(sha256))

    def publish_imports(self, records: Sequence[bytes]) -> int:
        """Publish import records of certificates of an earlier system; return how many the register had not yet.

        Where it fails, they stay in the office's table of earlier certificates, which is their outbox.
        """
        try:
            return self._writer.publish_imports(records)
        except RegisterError as error:
            raise StorageError(
                f"The register did not take these certificates, which wait in the office: {error} Then import the same "
                "file again."
            ) from error

    def expunge(self, record: bytes) -> int:
        """Delete a certificate's content, and then its reference copy, by a signed expunge record; return its position.

        From the first step on nobody is shown either. A call that was cut off is made again.
        """
        sid = parse_record(record).payload.sid
        position = self._writer.expunge(record)
        self._announce(position)
        copy = self._writer.copy_of(sid)
        if copy is not None:
            # The name goes last: it is the only thing that leads to a document which a crash left behind.
            self._documents.delete(copy.hex())
            self._writer.forget_copy(sid)
        return position

    def forget_picture(self, sha256: str) -> None:
        """Delete a picture that no published content names any more."""
        self._documents.delete(sha256)

    def send(self, sid: bytes) -> int:
        """Send what the outbox holds of one certificate; return how many records."""
        rows = self._store.outbox(sid)
        for row in rows:
            self._announce(self._deliver(row))
        # Thousands are expunged in one night: who does that publishes the status once, at its end.
        if any(_event(row) not in (Event.ISSUE, Event.EXPUNGE) for row in rows):
            self._status_changed()
        # Last of all: what a crash cut off before this is done again, the signed status included.
        self._mark_sent(rows)
        return len(rows)

    def drain(self) -> int:
        """Send what the outbox holds, but what an issue has yet to finish; return how many records.

        What the register does not take holds nothing else up; in the end it raises `StorageError`.
        """
        sent, refused = 0, []
        for sid in self._store.waiting():
            try:
                sent += self.send(sid)
            except StorageError as error:
                refused.append(error)
        if refused:
            raise StorageError(f"{len(refused)} of the certificates in the outbox still wait. {refused[0]}")
        return sent

    def confirm(self, entry: LedgerEntry) -> None:
        """Raise `ConflictError` unless the register's reader returns the certificate: only then it may be printed."""
        found = None if entry.sid is None else self._reader.by_number(entry.number.canonical, entry.issue_date)
        if found is None or found.sid != entry.sid:
            raise ConflictError(f"The register does not show {entry.public_number} yet. Run: issuance resume")

    def confirm_state(self, entry: LedgerEntry, state: State) -> None:
        """Raise `ConflictError` unless the register's reader says that a certificate is in a state."""
        found = None if entry.sid is None else self._reader.by_sid(entry.sid)
        if found is None or state_of([parse_record(record) for record in found.records]) is not state:
            raise ConflictError(f"The register does not say yet that {entry.public_number} is {state}.")

    def _deliver(self, row: OutboxRow) -> int:
        try:
            if row.seq == 0:
                content = row.content if _event(row) is Event.ISSUE else None
                return self._writer.publish(Entry(row.seal, content, row.record))
            return self.expunge(row.record) if _event(row) is Event.EXPUNGE else self._writer.append(row.record)
        except RegisterError as error:
            raise StorageError(
                f"The register did not take a record, which stays in the outbox: {error} Then run: issuance resume"
            ) from error

    def _mark_sent(self, rows: Sequence[OutboxRow]) -> None:
        if rows:
            self._store.mark_sent(rows, self._clock())


def _event(row: OutboxRow) -> Event:
    return parse_record(row.record).payload.event
