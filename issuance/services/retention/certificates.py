"""A certificate goes: expunged from the register first, then emptied in the ledger, its application with it.

| step | committed | after a crash |
|---|---|---|
| 1 expunge record, with its outbox row | ledger | the same record goes on |
| 2 the register has it and has deleted the content; the reference copy follows | register | sent again, taken once |
| 3 application, draft, content are gone; their files stand among the doomed | ledger | done again whole |
| 4 the files are deleted, then forgotten | store | deleted again |

From step 1 on the certificate is past retention for everybody; one that was revoked stays revoked.
"""

from collections.abc import Sequence

from issuance.domain.actor import Actor
from issuance.domain.ledger import LedgerEntry, Stage
from issuance.domain.retention.report import Found, PurgeKind
from issuance.errors import ConflictError, RefusedError
from issuance.publish import Publisher
from issuance.services.certificates.records import RecordSigner
from issuance.services.retention.applications import purge_application
from issuance.storage.claims import Claims, records_claim
from issuance.storage.doomed_files import doom
from issuance.storage.ledger_purge import empty_certificate, pictures_going
from issuance.storage.purge_plans import note_done
from issuance.storage.store import OfficeStore
from issuance.storage.unit import Units
from register.documents import DocumentStore
from signing.errors import RecordChainError
from signing.number import CertificateNumber, parse_number
from signing.record import Event, check_next


class CertificatePurge:
    """Expunges and empties one certificate after the other. It uses the chambers' keys."""

    def __init__(
        self,
        units: Units,
        claims: Claims,
        store: OfficeStore,
        records: RecordSigner,
        publisher: Publisher,
        documents: DocumentStore,
    ) -> None:
        self._units = units
        self._claims = claims
        self._store = store
        self._records = records
        self._publisher = publisher
        self._documents = documents

    def purge(self, actor: Actor, canonical: str, plan: str, officers: Sequence[str]) -> bool:
        """Purge a certificate by a plan that `officers` have confirmed; tell whether its state is to be published.

        Raises `ConflictError` where somebody is at it.
        """
        number = parse_number(canonical)
        with self._claims.take(records_claim(number)) as taken:
            if not taken:
                raise ConflictError(f"Somebody else is changing {number.public} just now.")
            entry = self._store.get(number)
            published = entry.stage is Stage.DELIVERED and entry.sid is not None
            if published:
                self._expunge(entry, officers)
            self._empty(actor, entry, plan)
        return published

    def _expunge(self, entry: LedgerEntry, officers: Sequence[str]) -> None:
        records = self._store.records(entry.number)
        if not any(record.payload.event is Event.EXPUNGE for record in records):
            record = self._records.following(entry, records, Event.EXPUNGE)
            try:
                check_next(records, record)
            except RecordChainError as error:
                raise RefusedError(f"{entry.public_number} cannot be expunged: {error}") from error
            self._store.add_record(entry.number, record, officers)
        if entry.sid is not None:
            self._publisher.send(entry.sid)

    def _empty(self, actor: Actor, entry: LedgerEntry, plan: str) -> None:
        number: CertificateNumber = entry.number
        with self._units.act(actor) as unit:
            # A voided number's application may have gone on under another one: it goes with that, or by its own day.
            if entry.reference is not None and entry.stage is Stage.DELIVERED:
                purge_application(unit, entry.reference)
            doom(unit, [entry.original, entry.signature, entry.document])
            for sha256 in pictures_going(unit, number.canonical):
                # Within the act: whoever certifies the same picture now waits for its end, and then lays it anew.
                self._publisher.forget_picture(sha256)
                self._documents.delete(sha256)
            empty_certificate(unit, number.canonical)
            unit.record("certificate.purge", f"certificate:{number.public}")
            note_done(unit, plan, PurgeKind.CERTIFICATES, Found(1, entry.issue_date, entry.issue_date))
