"""Certificates of earlier systems: what the writer checks of them, and how it keeps them."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from register import schema
from register.checks import CLOCK_TOLERANCE
from register.errors import ConflictError, RefusedError
from register.imports import import_key, judge_import
from signing.errors import MalformedError
from signing.import_record import ImportRecord, parse_import_record, shape_of
from signing.trust import Trust


def check_import(data: bytes, trust: Trust, now: dt.datetime) -> ImportRecord:
    """Return an import record that an active key of its chamber signed; raise :class:`RefusedError` for any other."""
    try:
        record = parse_import_record(data)
    except MalformedError as error:
        raise RefusedError(f"This is no import record: {error}") from error
    payload = record.payload
    if payload.time > now + CLOCK_TOLERANCE:
        raise RefusedError(f"The import record of {payload.written} is dated in the future.")
    problem = judge_import(record, trust)
    if problem is not None:
        raise RefusedError(f"The import record of {payload.written} does not count: {problem}")
    return record


def insert_imports(connection: sa.Connection, records: Sequence[ImportRecord]) -> int:
    """Add import records that are not there yet; return how many. Raises :class:`ConflictError` for another one."""
    found = _stored(connection, records)
    new = []
    for record in records:
        payload = record.payload
        stored = found.get((payload.chamber, payload.number))
        if stored is None:
            new.append(record)
        elif stored != record.data:
            raise ConflictError(f"Something else stands in the register about the earlier number {payload.written}.")
    if new:
        shapes = [{"shape": shape} for shape in sorted({shape_of(record.payload.number) for record in new})]
        upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(upsert(schema.import_shapes).on_conflict_do_nothing(), shapes)
        connection.execute(schema.imports.insert(), [_row(record) for record in new])
    return len(new)


def _stored(connection: sa.Connection, records: Sequence[ImportRecord]) -> dict[tuple[str, str], bytes]:
    table = schema.imports
    numbers = [record.payload.number for record in records]
    query = sa.select(table.c.chamber, table.c.number, table.c.record).where(table.c.number.in_(numbers))
    return {(row.chamber, row.number): row.record for row in connection.execute(query)}


def _row(record: ImportRecord) -> dict[str, object]:
    payload = record.payload
    return {
        "chamber": payload.chamber,
        "number": payload.number,
        "row_key": import_key(payload.number, payload.issued),
        "record": record.data,
    }
