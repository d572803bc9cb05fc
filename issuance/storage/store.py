"""The office's ledger in its database. Every method is one transaction: it happens whole or not at all."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from issuance.domain.chamber import ChamberProfile
from issuance.domain.ledger import NOT_IMPRINTED, Imprinted, LedgerEntry, Stage
from issuance.errors import ConflictError, RefusedError
from issuance.storage.engine import open_engine, translated_errors
from issuance.storage.kind import check_kind
from issuance.storage.migrate import check_revision
from issuance.storage.tables import chambers
from issuance.storage.tables import ledger as t
from signing.content import Kind
from signing.number import CertificateNumber, parse_number
from signing.record import Event, Record, State, parse_record, state_after

_ROWS_AT_ONCE = 500
"""Of a whole ledger, which need not fit into memory."""


@dataclass(frozen=True)
class Numbering:
    """What is committed together with a number; `officers` are those who approved, for a resumed issue as well."""

    chamber: str
    kind: Kind
    issue_date: dt.date
    claim: str
    request_digest: str
    draft: bytes
    replaces: str | None
    officers: Sequence[str]
    now: dt.datetime
    reference: str | None = None
    signature: str | None = None
    document: str | None = None
    imprints: Imprinted = NOT_IMPRINTED


@dataclass(frozen=True)
class OutboxRow:
    """A record that the register still has to get; `content` goes with the first record of a seal alone."""

    id: int
    seal: bytes
    content: bytes | None
    record: bytes
    seq: int


@dataclass(frozen=True)
class Numbered:
    """A number that was given out, and when."""

    public_number: str
    at: dt.datetime


class OfficeStore:
    """The office's database."""

    def __init__(self, engine: Engine, *, sandbox: bool = False) -> None:
        self.engine = engine
        self._sandbox = sandbox
        self._reading = engine.execution_options(read_only=True)

    @classmethod
    def open(cls, url: str, *, sandbox: bool = False) -> "OfficeStore":
        """Open a database whose tables are of this program's revision; else raise `StorageError` with what to do.

        So does a database of the other kind: a sandbox's where none is meant, a real one for a `sandbox`.
        """
        engine = open_engine(url)
        try:
            check_revision(engine)
            with translated_errors(), engine.execution_options(read_only=True).connect() as connection:
                check_kind(connection, sandbox=sandbox)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, sandbox=sandbox)

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    def save_profile(self, profile: ChamberProfile) -> None:
        """Add or replace a chamber's profile; the installation's first one settles for good whether it is a sandbox."""
        stored = profile.model_copy(update={"sandbox": self._sandbox}).as_stored()
        values = {"code": profile.code, "profile": stored}
        with self._transaction() as connection:
            check_kind(connection, sandbox=self._sandbox)
            statement = _upsert(connection)(chambers.chamber).values(values)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["code"], set_={"profile": values["profile"]})
            )

    def profile(self, code: str) -> ChamberProfile:
        """Return a chamber's profile; raise `RefusedError` where the office does not serve it."""
        with self._snapshot() as connection:
            stored = connection.execute(
                select(chambers.chamber.c.profile).where(chambers.chamber.c.code == code)
            ).scalar()
        if stored is None:
            raise RefusedError(f"This office does not serve a chamber {code!r}.")
        return ChamberProfile.model_validate_json(stored)

    def take_number(self, numbering: Numbering, draw: Callable[[int], CertificateNumber]) -> LedgerEntry:
        """Take the next sequence of the chamber's year and commit it with the issue date and the draft."""
        year = numbering.issue_date.year
        with self._transaction() as connection:
            statement = _upsert(connection)(t.counter).values(chamber=numbering.chamber, year=year, value=1)
            sequence = connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["chamber", "year"], set_={"value": t.counter.c.value + 1}
                ).returning(t.counter.c.value)
            ).scalar_one()
            number = draw(sequence)
            connection.execute(
                insert(t.certificate).values(
                    number=number.canonical,
                    public_number=number.public,
                    chamber=numbering.chamber,
                    year=year,
                    sequence=sequence,
                    kind=int(numbering.kind),
                    issue_date=numbering.issue_date,
                    stage=Stage.NUMBERED,
                    claim=numbering.claim,
                    request_digest=numbering.request_digest,
                    draft=numbering.draft,
                    replaces=numbering.replaces,
                    officers=json.dumps(list(numbering.officers)),
                    numbered_at=numbering.now,
                    reference=numbering.reference,
                    signature=numbering.signature,
                    document=numbering.document,
                    seal_imprint=numbering.imprints.seal,
                    officer_imprint=numbering.imprints.officer,
                    certifying_officer=numbering.imprints.certifying_officer,
                )
            )
            return _entry(connection, number.canonical)

    def newest_number(self, chamber: str) -> Numbered | None:
        """Return the chamber's last number, leaving out what was voided or revoked; None before the first."""
        table, revoked = t.certificate, t.record.alias()
        ended = select(revoked.c.sid).where(revoked.c.number == table.c.number, revoked.c.event == int(Event.REVOKE))
        query = (
            select(table.c.public_number, table.c.numbered_at)
            .where(table.c.chamber == chamber, table.c.stage != Stage.VOIDED.value, ~ended.exists())
            .order_by(table.c.year.desc(), table.c.sequence.desc())
            .limit(1)
        )
        with self._snapshot() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Numbered(*row)

    def seal(
        self, number: CertificateNumber, *, content: bytes, seal: bytes, sid: bytes, pictures: Collection[str] = ()
    ) -> LedgerEntry:
        """Commit content and seal, and which pictures (SHA-256 in hex) it names: from here on a retry re-uses them."""
        with self._transaction() as connection:
            _advance(connection, number, Stage.NUMBERED, Stage.SEALED, content=content, seal=seal, sid=sid)
            if pictures:
                rows = [{"sha256": each, "number": number.canonical} for each in sorted(set(pictures))]
                connection.execute(insert(t.certificate_picture), rows)
            return _entry(connection, number.canonical)

    def record_issue(
        self, number: CertificateNumber, record: Record, *, pdf_sha256: bytes, original: str
    ) -> LedgerEntry:
        """Commit the PDF's hash, the issue record and the outbox row together."""
        with self._transaction() as connection:
            _advance(connection, number, Stage.SEALED, Stage.RECORDED, pdf_sha256=pdf_sha256, original=original)
            entry = _entry(connection, number.canonical)
            _add_record(connection, number, record, entry.officers)
            return entry

    def mark_published(
        self, number: CertificateNumber, *, predecessor: tuple[CertificateNumber, Record] | None
    ) -> LedgerEntry:
        """Commit that the register has it; a replaced predecessor's record goes into the outbox with it.

        Whoever approved the successor has decided that.
        """
        with self._transaction() as connection:
            _advance(connection, number, Stage.RECORDED, Stage.PUBLISHED)
            entry = _entry(connection, number.canonical)
            if predecessor is not None:
                _add_record(connection, *predecessor, entry.officers)
            return entry

    def mark_delivered(self, number: CertificateNumber, now: dt.datetime) -> LedgerEntry:
        """Commit that the public reader returned it."""
        with self._transaction() as connection:
            _advance(connection, number, Stage.PUBLISHED, Stage.DELIVERED, delivered_at=now)
            return _entry(connection, number.canonical)

    def add_record(self, number: CertificateNumber, record: Record, officers: Sequence[str]) -> None:
        """Commit a later record (revoke, expunge) with its outbox row."""
        with self._transaction() as connection:
            _add_record(connection, number, record, officers)

    def void(self, number: CertificateNumber, record: Record | None, officers: Sequence[str]) -> LedgerEntry:
        """Give a number up. `record` is None where no seal was ever made."""
        with self._transaction() as connection:
            entry = _entry(connection, number.canonical)
            if entry.stage not in (Stage.NUMBERED, Stage.SEALED):
                raise RefusedError(f"{number.public} is {entry.stage}: it can be revoked, but no longer voided.")
            _advance(connection, number, entry.stage, Stage.VOIDED)
            if record is not None:
                _add_record(connection, number, record, officers)
            return _entry(connection, number.canonical)

    def get(self, number: CertificateNumber) -> LedgerEntry:
        """Return a certificate by number; raise `RefusedError` where the office never gave it out."""
        with self._snapshot() as connection:
            return _entry(connection, number.canonical)

    def of_reference(self, chamber: str, reference: str) -> LedgerEntry | None:
        """Return the certificate that comes from an application, at whatever stage it is, unless it was voided."""
        query = select(t.certificate).where(
            t.certificate.c.chamber == chamber,
            t.certificate.c.reference == reference,
            t.certificate.c.stage != Stage.VOIDED.value,
        )
        with self._snapshot() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _to_entry(row)

    def find_public(self, public_number: str) -> LedgerEntry | None:
        """Return a certificate by its public number."""
        with self._snapshot() as connection:
            row = (
                connection.execute(select(t.certificate).where(t.certificate.c.public_number == public_number))
                .mappings()
                .one_or_none()
            )
        return None if row is None else _to_entry(row)

    def unfinished(self, request_digest: str | None = None) -> list[LedgerEntry]:
        """Return what is neither delivered nor voided, oldest first; of one request where its digest is given."""
        finals = [stage.value for stage in Stage if stage.is_final]
        query = select(t.certificate).where(t.certificate.c.stage.not_in(finals)).order_by(t.certificate.c.numbered_at)
        if request_digest is not None:
            query = query.where(t.certificate.c.request_digest == request_digest)
        with self._snapshot() as connection:
            return [_to_entry(row) for row in connection.execute(query).mappings()]

    def sealed(self, chamber: str) -> Iterator[tuple[LedgerEntry, dt.datetime]]:
        """Return every certificate of a chamber that has a seal, and when it was numbered, in order of numbers."""
        query = (
            select(t.certificate)
            .where(t.certificate.c.chamber == chamber, t.certificate.c.sid.is_not(None))
            .order_by(t.certificate.c.year, t.certificate.c.sequence)
        )
        with self._snapshot() as connection:
            rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query).mappings()
            for row in rows:
                yield _to_entry(row), row["numbered_at"]

    def find_request(self, request_digest: str) -> list[LedgerEntry]:
        """Return what came of a request, oldest first."""
        query = (
            select(t.certificate)
            .where(t.certificate.c.request_digest == request_digest)
            .order_by(t.certificate.c.numbered_at)
        )
        with self._snapshot() as connection:
            return [_to_entry(row) for row in connection.execute(query).mappings()]

    def records(self, number: CertificateNumber) -> list[Record]:
        """Return the signed records of a certificate in their order."""
        query = select(t.record.c.data).where(t.record.c.number == number.canonical).order_by(t.record.c.seq)
        with self._snapshot() as connection:
            return [parse_record(data) for data in connection.execute(query).scalars()]

    def states(self, numbers: Collection[str]) -> dict[str, State]:
        """Return the states of certificates by canonical number, in one query; left out is what has no record yet."""
        query = select(t.record.c.number, t.record.c.event).where(t.record.c.number.in_(sorted(numbers)))
        events: defaultdict[str, set[Event]] = defaultdict(set)
        with self._snapshot() as connection:
            for number, event in connection.execute(query):
                events[number].add(Event(event))
        return {number: state_after(found) for number, found in events.items()}

    def successor_of(self, public_number: str) -> LedgerEntry | None:
        """Return the certificate that replaces another, at whatever stage it is, unless it was voided."""
        query = select(t.certificate).where(
            t.certificate.c.replaces == public_number, t.certificate.c.stage != Stage.VOIDED.value
        )
        with self._snapshot() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _to_entry(row)

    def waiting(self) -> list[bytes]:
        """Return the sids of certificates with something in the outbox that no issue job will send, oldest first.

        The first record of a certificate still being issued is left to that job: it sends the pictures before it.
        """
        query = (
            select(t.outbox.c.sid)
            .join(t.certificate, t.certificate.c.sid == t.outbox.c.sid)
            .where(t.outbox.c.done_at.is_(None), t.certificate.c.stage != Stage.RECORDED.value)
            .group_by(t.outbox.c.sid)
            .order_by(func.min(t.outbox.c.id))
        )
        with self._snapshot() as connection:
            return list(connection.execute(query).scalars())

    def outbox(self, sid: bytes) -> list[OutboxRow]:
        """Return what the register still has to get of one certificate, in order."""
        query = (
            select(t.outbox.c.id, t.certificate.c.seal, t.certificate.c.content, t.record.c.data, t.record.c.seq)
            .join(t.record, (t.record.c.sid == t.outbox.c.sid) & (t.record.c.seq == t.outbox.c.seq))
            .join(t.certificate, t.certificate.c.sid == t.outbox.c.sid)
            .where(t.outbox.c.sid == sid, t.outbox.c.done_at.is_(None))
            .order_by(t.outbox.c.id)
        )
        with self._snapshot() as connection:
            return [OutboxRow(*row) for row in connection.execute(query)]

    def mark_sent(self, rows: Sequence[OutboxRow], now: dt.datetime) -> None:
        """Commit that the register has these records."""
        with self._transaction() as connection:
            sent = t.outbox.c.id.in_([row.id for row in rows])
            connection.execute(update(t.outbox).where(sent).values(done_at=now))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translated_errors(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        with translated_errors(), self._reading.connect() as connection:
            yield connection


def _upsert(connection: Connection) -> Callable[..., sqlite.Insert | postgresql.Insert]:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def _advance(connection: Connection, number: CertificateNumber, before: Stage, after: Stage, **values: object) -> None:
    changed = connection.execute(
        update(t.certificate)
        .where(t.certificate.c.number == number.canonical, t.certificate.c.stage == before.value)
        .values(stage=after.value, **values)
    )
    if changed.rowcount != 1:
        raise ConflictError(f"{number.public} is no longer at the stage {before}: somebody else went on with it.")


def _add_record(connection: Connection, number: CertificateNumber, record: Record, officers: Sequence[str]) -> None:
    payload = record.payload
    connection.execute(
        insert(t.record).values(
            sid=payload.sid,
            seq=payload.seq,
            number=number.canonical,
            event=int(payload.event),
            data=record.data,
            officers=json.dumps(list(officers)),
        )
    )
    connection.execute(insert(t.outbox).values(sid=payload.sid, seq=payload.seq))


def _entry(connection: Connection, canonical: str) -> LedgerEntry:
    row = connection.execute(select(t.certificate).where(t.certificate.c.number == canonical)).mappings().one_or_none()
    if row is None:
        raise RefusedError(f"This office never gave out the number {parse_number(canonical)}.")
    return _to_entry(row)


def _to_entry(row: RowMapping) -> LedgerEntry:
    return LedgerEntry(
        number=parse_number(row["number"]),
        kind=Kind(row["kind"]),
        issue_date=row["issue_date"],
        stage=Stage(row["stage"]),
        claim=row["claim"],
        draft=row["draft"],
        replaces=row["replaces"],
        officers=tuple(json.loads(row["officers"])),
        content=row["content"],
        seal=row["seal"],
        sid=row["sid"],
        pdf_sha256=row["pdf_sha256"],
        original=row["original"],
        delivered_at=row["delivered_at"],
        reference=row["reference"],
        signature=row["signature"],
        document=row["document"],
        imprints=Imprinted(row["seal_imprint"], row["officer_imprint"], row["certifying_officer"]),
    )
