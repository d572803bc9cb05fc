"""The one door from the office to the register.

Fed by outbox rows that were committed with the certificate; delivery is at least once, the register's writer is
idempotent: after any crash each record is published exactly once. Nothing but seals, contents, records and the pictures
that contents name goes through.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from issuance.domain.ledger import LedgerEntry
from issuance.errors import ConflictError, StorageError
from issuance.originals import MAX_PICTURE_BYTES
from issuance.storage.store import OfficeStore, OutboxRow
from register.documents import DocumentStore
from register.entry import Entry
from register.errors import RegisterError
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.record import Event, parse_record


class Publisher:
    """Carries records to the register. `status_changed` is called when something is no longer in force."""

    def __init__(
        self,
        *,
        store: OfficeStore,
        writer: RegisterWriter,
        reader: RegisterReader,
        documents: DocumentStore,
        clock: Callable[[], dt.datetime],
        status_changed: Callable[[], object],
    ) -> None:
        self._store = store
        self._writer = writer
        self._reader = reader
        self._documents = documents
        self._clock = clock
        self._status_changed = status_changed

    def publish_pictures(self, pictures: Mapping[str, bytes]) -> None:
        """Put the pictures that a content names where the reference service finds them."""
        for picture in pictures.values():
            self._documents.put(picture, max_bytes=MAX_PICTURE_BYTES)

    def send(self, sid: bytes) -> int:
        """Send what the outbox holds of one certificate; return how many records."""
        return self._send(self._store.outbox(sid))

    def drain(self) -> int:
        """Send all that the outbox holds; return how many records."""
        return self._send(self._store.outbox())

    def confirm(self, entry: LedgerEntry) -> None:
        """Raise `ConflictError` unless the register's reader returns the certificate: only then it may be printed."""
        found = None if entry.sid is None else self._reader.by_number(entry.number.canonical, entry.issue_date)
        if found is None or found.sid != entry.sid:
            raise ConflictError(f"The register does not show {entry.public_number} yet. Run: issuance resume")

    def _send(self, rows: list[OutboxRow]) -> int:
        out_of_force = False
        for row in rows:
            event = parse_record(row.record).payload.event
            try:
                if row.seq == 0:
                    self._writer.publish(Entry(row.seal, row.content if event is Event.ISSUE else None, row.record))
                else:
                    self._writer.append(row.record)
            except RegisterError as error:
                raise StorageError(f"The register did not take a record: {error}") from error
            self._store.mark_sent(row, self._clock())
            out_of_force |= event is not Event.ISSUE
        if out_of_force:
            self._status_changed()
        return len(rows)
