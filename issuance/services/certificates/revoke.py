"""Revoke and void: acts that cannot be undone, decided by two officers."""

from collections.abc import Sequence

from issuance.domain.ledger import LedgerEntry, Stage
from issuance.errors import ConflictError, RefusedError
from issuance.publish import Publisher
from issuance.services.certificates.approval import check_two_officers
from issuance.services.certificates.records import RecordSigner
from issuance.storage.claims import Claims, records_claim
from issuance.storage.store import OfficeStore
from signing.errors import RecordChainError
from signing.number import CertificateNumber
from signing.record import Event, RevocationReason, check_next


class RevokeService:
    """Ends certificates."""

    def __init__(self, *, store: OfficeStore, claims: Claims, records: RecordSigner, publisher: Publisher) -> None:
        self._store = store
        self._claims = claims
        self._records = records
        self._publisher = publisher

    def revoke(self, number: CertificateNumber, reason: RevocationReason, officers: Sequence[str]) -> LedgerEntry:
        """Revoke a published certificate; one that is revoked already is published again, not revoked again."""
        check_two_officers(officers)
        entry = self._store.get(number)
        if entry.stage not in (Stage.PUBLISHED, Stage.DELIVERED) or entry.sid is None:
            raise RefusedError(f"{entry.public_number} is {entry.stage}: finish it (issuance resume) or void it.")
        with self._claims.take(records_claim(number)) as taken:
            if not taken:
                raise ConflictError(f"Somebody else is changing {entry.public_number} just now. Try again.")
            records = self._store.records(number)
            if not any(record.payload.event is Event.REVOKE for record in records):
                record = self._records.following(entry, records, Event.REVOKE, reason=reason)
                try:
                    check_next(records, record)
                except RecordChainError as error:
                    raise RefusedError(f"{entry.public_number} cannot be revoked: {error}") from error
                self._store.add_record(number, record, officers)
            self._publisher.send(entry.sid)
        return entry

    def void(self, number: CertificateNumber, officers: Sequence[str]) -> LedgerEntry:
        """Give up a number that cannot be finished; where a seal was made, the register says so."""
        check_two_officers(officers)
        entry = self._store.get(number)
        with self._claims.take(entry.claim) as taken:
            if not taken:
                raise ConflictError(f"Somebody is still at work on {entry.public_number}.")
            entry = self._store.get(number)
            if entry.stage not in (Stage.NUMBERED, Stage.SEALED, Stage.VOIDED):
                raise RefusedError(f"{entry.public_number} is {entry.stage}: it can be revoked, but no longer voided.")
            if entry.stage is not Stage.VOIDED:
                record = None
                if entry.sid is not None:
                    record = self._records.first(entry, Event.VOID, reason=RevocationReason.NOT_FINISHED)
                entry = self._store.void(entry.number, record, officers)
            if entry.sid is not None:
                self._publisher.send(entry.sid)
        return entry
