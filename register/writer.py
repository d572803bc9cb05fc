"""The one door into the register. It trusts nobody: every byte is verified again before it is written.

Each call is one transaction that begins by locking the `log` row, so that writers, however many processes they are,
take turns, and what one of them has read stays true until it commits. Calls are idempotent: after a crash, or where an
answer was lost, the same call returns the position that the record has.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any, Self

import sqlalchemy as sa

from register import schema
from register.address import Address, SqliteAddress, parse_address
from register.checks import (
    CheckedEntry,
    check_entry,
    check_following,
    check_retention,
    check_seal,
    parse_new_record,
    parse_stored_records,
)
from register.engine import check_schema, translated_errors, writing_engine
from register.entry import Entry
from register.errors import ConflictError, RefusedError, RegisterDamagedError
from register.import_rows import check_import, insert_imports
from register.instant import to_microseconds
from register.prepared import prepared_fragment, row_key
from register.translation import missing_file
from signing.record import Event, Record
from signing.seal import content_hash
from signing.trust import Trust

Clock = Callable[[], dt.datetime]


class RegisterWriter:
    """Writes entries and records. Not for threads to share: each has its own."""

    def __init__(self, engine: sa.Engine, address: Address, trust: Callable[[], Trust], clock: Clock) -> None:
        self._engine = engine
        self._address = address
        self._trust = trust
        self._clock = clock

    @classmethod
    def open(cls, url: str, *, trust: Callable[[], Trust], clock: Clock, sandbox: bool = False) -> Self:
        """Open the register at `url`, a sandbox's or a real one. `trust` is asked at each call, `clock` gives UTC.

        Raises :class:`RegisterError`: missing, unreachable, of another version or kind.
        """
        address = parse_address(url)
        if isinstance(address, SqliteAddress) and not address.path.exists():
            raise missing_file(address)
        engine = writing_engine(address)
        try:
            with translated_errors(address), engine.connect() as connection:
                check_schema(connection, address, sandbox=sandbox)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, address, trust, clock)

    def publish(self, entry: Entry) -> int:
        """Publish an entry and return the position of its first record.

        Raises :class:`RefusedError` where something does not verify, :class:`ConflictError` where another entry has
        this number, seal or document.
        """
        checked = check_entry(entry, self._trust(), self._clock())
        with self._transaction() as connection:
            position = _published_position(connection, checked)
            if position is None:
                position = _insert_entry(connection, checked)
        return position

    def append(self, data: bytes) -> int:
        """Append a later record (revoke, replace) and return its position."""
        record = parse_new_record(data)
        if record.payload.event is Event.EXPUNGE:
            raise RefusedError("An expunge record goes with the deletion of the content: call expunge.")
        with self._transaction() as connection:
            return self._append(connection, record)

    def expunge(self, data: bytes) -> int:
        """Append an expunge record and delete the content, from the prepared row too; return the position."""
        record = parse_new_record(data)
        if record.payload.event is not Event.EXPUNGE:
            raise RefusedError("Content is deleted by an expunge record only: this record says something else.")
        with self._transaction() as connection:
            position = self._append(connection, record)
            connection.execute(schema.content.delete().where(schema.content.c.sid == record.payload.sid))
        self._empty_write_ahead_log()
        return position

    def publish_imports(self, records: Sequence[bytes]) -> int:
        """Publish import records of earlier certificates, all or none; return how many were not there yet.

        Raises :class:`RefusedError` where one does not verify, :class:`ConflictError` where its number has another one.
        """
        trust, now = self._trust(), self._clock()
        checked = [check_import(data, trust, now) for data in records]
        with self._transaction() as connection:
            return insert_imports(connection, checked)

    def publish_copy(self, sid: bytes, sha256: bytes) -> None:
        """Say which document (its SHA-256, 32 bytes) is the reference copy of a published certificate with content.

        The document must lie in the document store before. A copy that is named already stays.
        """
        with self._transaction() as connection:
            if connection.scalar(sa.select(schema.content.c.sid).where(schema.content.c.sid == sid)) is None:
                raise RefusedError(
                    f"No certificate with the seal {sid.hex()} is published with its content: "
                    "publish that before its copy."
                )
            if _copy_of(connection, sid) is None:
                connection.execute(schema.copies.insert().values(sid=sid, sha256=sha256))

    def without_copy(self) -> list[tuple[bytes, bytes]]:
        """Return seal id and content of the next certificates that have no reference copy: a hundred at most."""
        query = (
            sa.select(schema.content.c.sid, schema.content.c.content)
            .outerjoin(schema.copies, schema.copies.c.sid == schema.content.c.sid)
            .where(schema.copies.c.sid.is_(None))
            .limit(_COPIES_AT_ONCE)
        )
        with translated_errors(self._address), self._engine.connect() as connection:
            return [(row.sid, row.content) for row in connection.execute(query)]

    def copy_of(self, sid: bytes) -> bytes | None:
        """Return the SHA-256 of a certificate's reference copy, None where it has none."""
        with translated_errors(self._address), self._engine.connect() as connection:
            return _copy_of(connection, sid)

    def forget_copy(self, sid: bytes) -> None:
        """Drop what leads to the reference copy of an expunged certificate; delete the document itself before."""
        with self._transaction() as connection:
            connection.execute(schema.copies.delete().where(schema.copies.c.sid == sid))

    def rebuild_prepared(self) -> int:
        """Make all prepared rows anew from seals, content and records; return how many. Needs the owner's rights.

        For a register whose seals still verify: trust that has since forgotten a key stops it, and nothing is changed.
        """
        trust, now = self._trust(), self._clock()
        with self._transaction() as connection:
            connection.execute(schema.prepared.delete())
            count, last = 0, b""
            while rows := connection.execute(_FIRST_RECORDS, {"last": last}).all():
                connection.execute(schema.prepared.insert(), [_prepared_row(row, trust, now) for row in rows])
                count, last = count + len(rows), rows[-1].sid
        return count

    def beat(self) -> None:
        """Write the present instant into the heartbeat, by which readers of a replica know how old their data are."""
        with self._transaction() as connection:
            connection.execute(schema.heartbeat.update().values(at=to_microseconds(self._clock())))

    def close(self) -> None:
        """Close the connection."""
        self._engine.dispose()

    def _append(self, connection: sa.Connection, record: Record) -> int:
        seal = connection.scalar(sa.select(schema.seals.c.seal).where(schema.seals.c.sid == record.payload.sid))
        if seal is None:
            raise RefusedError(
                f"No certificate with the seal {record.payload.sid.hex()} is published: publish it first."
            )
        rows = connection.execute(
            sa.select(schema.records.c.position, schema.records.c.record)
            .where(schema.records.c.sid == record.payload.sid)
            .order_by(schema.records.c.seq)
        ).all()
        for row in rows:
            if row.record == record.data:
                return int(row.position)
        if record.payload.seq < len(rows):
            raise ConflictError(f"Another record {record.payload.seq} of this seal stands in the register already.")
        trust, now = self._trust(), self._clock()
        opened = check_seal(seal, trust, now)
        before = parse_stored_records([row.record for row in rows], record.payload.sid)
        check_following(record, before, opened, trust, now)
        if record.payload.event is Event.EXPUNGE:
            check_retention(record, opened)
        return _insert_record(connection, record)

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        """Begin a transaction in which this process is the only writer until it ends."""
        with translated_errors(self._address), self._engine.begin() as connection:
            # SQLite has one writer from BEGIN IMMEDIATE on. On PostgreSQL the row's lock does it, and each later
            # statement sees what was committed before (read committed), so nothing needs to be retried.
            connection.execute(sa.select(schema.log.c.position).with_for_update())
            yield connection

    def _empty_write_ahead_log(self) -> None:
        """Empty SQLite's write-ahead log, which still holds what was deleted from the file."""
        if not isinstance(self._address, SqliteAddress):
            return
        raw = self._engine.raw_connection()
        # The deletion is committed. Readers may hold this back for now; the next checkpoint makes up for it.
        with closing(raw), suppress(sqlite3.OperationalError):
            cursor = raw.cursor()
            cursor.execute("PRAGMA busy_timeout = 1000")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_REBUILT_AT_ONCE = 500
_COPIES_AT_ONCE = 100

_FIRST_RECORDS = (
    sa.select(schema.seals.c.sid, schema.seals.c.seal, schema.content.c.content, schema.records.c.record)
    .join(schema.records, schema.records.c.sid == schema.seals.c.sid)
    .outerjoin(schema.content, schema.content.c.sid == schema.seals.c.sid)
    .where(schema.records.c.seq == 0, schema.seals.c.sid > sa.bindparam("last"))
    .order_by(schema.seals.c.sid)
    .limit(_REBUILT_AT_ONCE)
)


def _prepared_row(row: sa.Row[Any, Any, Any, Any], trust: Trust, now: dt.datetime) -> dict[str, bytes]:
    opened = check_seal(row.seal, trust, now)
    if row.content is not None and content_hash(row.content) != opened.seal.payload.content_hash:
        raise RegisterDamagedError(
            f"The content of {opened.seal.payload.number} is not what was sealed: restore the register from a backup."
        )
    return {
        "row_key": row_key(opened.seal.payload.number, opened.seal.payload.issued),
        "sid": row.sid,
        "fragment": prepared_fragment(opened, row.content, row.record),
        "fragment_expunged": prepared_fragment(opened, None, row.record),
    }


def _copy_of(connection: sa.Connection, sid: bytes) -> bytes | None:
    found: bytes | None = connection.scalar(sa.select(schema.copies.c.sha256).where(schema.copies.c.sid == sid))
    return found


def _published_position(connection: sa.Connection, checked: CheckedEntry) -> int | None:
    """Return where this very entry stands, None where nothing stands in its way; else raise ConflictError."""
    number = checked.opened.seal.payload.number
    same_sid = connection.execute(
        sa.select(schema.seals.c.seal, schema.records.c.position, schema.records.c.record)
        .join(schema.records, schema.records.c.sid == schema.seals.c.sid)
        .where(schema.seals.c.sid == checked.sid, schema.records.c.seq == 0)
    ).one_or_none()
    if same_sid is not None:
        if same_sid.seal != checked.entry.seal:
            raise ConflictError(f"The certificate {number} is published under another signature of the same seal.")
        if same_sid.record != checked.entry.record:
            raise ConflictError(f"The certificate {number} is published with another first record.")
        return int(same_sid.position)
    taken = connection.scalar(
        sa.select(schema.seals.c.number).where(
            (schema.seals.c.public_number == checked.public_number) | (schema.seals.c.number == number)
        )
    )
    if taken is not None:
        raise ConflictError(f"Another certificate is published under the number {checked.public_number}.")
    pdf = checked.record.payload.pdf_sha256
    if pdf is not None and connection.scalar(sa.select(schema.documents.c.sid).where(schema.documents.c.sha256 == pdf)):
        raise ConflictError(f"The document {pdf.hex()} belongs to another published certificate.")
    return None


def _insert_entry(connection: sa.Connection, checked: CheckedEntry) -> int:
    entry, sid = checked.entry, checked.sid
    connection.execute(
        schema.seals.insert().values(
            sid=sid,
            number=checked.number,
            public_number=checked.public_number,
            issue_date=checked.issue_date.isoformat(),
            seal=entry.seal,
        )
    )
    if entry.content is not None:
        connection.execute(schema.content.insert().values(sid=sid, content=entry.content))
    connection.execute(
        schema.prepared.insert().values(
            row_key=checked.row_key,
            sid=sid,
            fragment=checked.fragment(entry.content),
            fragment_expunged=checked.fragment(None),
        )
    )
    if checked.record.payload.pdf_sha256 is not None:
        connection.execute(schema.documents.insert().values(sha256=checked.record.payload.pdf_sha256, sid=sid))
    return _insert_record(connection, checked.record)


def _insert_record(connection: sa.Connection, record: Record) -> int:
    position = connection.scalar(
        schema.log.update().values(position=schema.log.c.position + 1).returning(schema.log.c.position)
    )
    connection.execute(
        schema.records.insert().values(
            position=position,
            sid=record.payload.sid,
            seq=record.payload.seq,
            event=int(record.payload.event),
            record=record.data,
        )
    )
    return int(position)
