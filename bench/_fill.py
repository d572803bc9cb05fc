"""Fills a register with many certificates of the right shape and size, past its writer: signing a million takes hours.

Keys, numbers, dates and records stand where the writer would put them; nothing in them verifies. What a look-up by
number and date costs does not hang on that.
"""

import base64
import datetime as dt
import hashlib
import random
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from stdnum.iso7064 import mod_37_36

from register.address import SqliteAddress, parse_address
from register.create import create_register
from register.prepared import row_key
from register.triggers import sqlite_triggers
from signing.number import ACCESS_ALPHABET

FIRST_DAY = dt.date(2026, 1, 1)
DAYS = 300
SEAL_BYTES, RECORD_BYTES = 144, 165
CONTENT_BYTES, FRAGMENT_BYTES, EXPUNGED_BYTES = 600, 1500, 400
"""About half of what a certificate of origin with one goods line takes, so that a million of them stay in memory."""

_AT_ONCE = 20_000
_CACHE_BYTES = 2 << 30

_COLUMNS = {
    "seals": ("sid", "number", "public_number", "issue_date", "seal"),
    "content": ("sid", "content"),
    "records": ("position", "sid", "seq", "event", "record"),
    "documents": ("sha256", "sid"),
    "prepared": ("row_key", "sid", "fragment", "fragment_expunged"),
}
_FILLER = base64.b64encode(random.Random(1).randbytes(64_000))  # noqa: S311  # bytes that compress as badly as real ones

Rows = dict[str, list[tuple[Any, ...]]]


def asked(index: int) -> tuple[str, dt.date]:
    """Return number and issue date of the certificate `index`, which counts from 1."""
    digest = hashlib.sha256(b"access %d" % index).digest()
    start = 0
    while True:
        head = f"TYO26{index:06}" + "".join(ACCESS_ALPHABET[byte % 32] for byte in digest[start : start + 7])
        check = mod_37_36.calc_check_digit(head)
        # As when numbers are drawn: no check character that looks like another.
        if check in ACCESS_ALPHABET:
            return head + check, FIRST_DAY + dt.timedelta(days=index % DAYS)
        start += 1


def fill(url: str, count: int, *, ended_every: int = 100) -> None:
    """Make a register at `url` (PostgreSQL: as a superuser) and put `count` certificates in.

    One in `ended_every` has a second record: it has been revoked. With 0 none has.
    """
    create_register(url)
    address = parse_address(url)
    if isinstance(address, SqliteAddress):
        _fill_sqlite(address.path, count, ended_every)
    else:
        _fill_postgres(url.replace("+psycopg", ""), count, ended_every)


def _batches(count: int, ended_every: int) -> Iterator[Rows]:
    position = 0
    for start in range(1, count + 1, _AT_ONCE):
        rows: Rows = {table: [] for table in _COLUMNS}
        for index in range(start, min(start + _AT_ONCE, count + 1)):
            position += _append(rows, index, position, ended=bool(ended_every) and index % ended_every == 0)
        yield rows


def _append(rows: Rows, index: int, position: int, *, ended: bool) -> int:
    """Add the rows of a certificate; return how many records it has."""
    number, day = asked(index)
    sid = hashlib.sha256(b"sid %d" % index).digest()
    rows["seals"].append((sid, number, f"TYO26-{index:06}", day.isoformat(), sid + _filler(index, SEAL_BYTES - 32)))
    rows["content"].append((sid, _filler(index, CONTENT_BYTES)))
    rows["documents"].append((hashlib.sha256(b"pdf %d" % index).digest(), sid))
    records = [sid + _filler(index + seq, RECORD_BYTES - 32) for seq in range(2 if ended else 1)]
    for seq, record in enumerate(records):
        rows["records"].append((position + seq + 1, sid, seq, seq + 1, record))
    # A fragment ends with its first record: by that the service knows that it was prepared from it.
    tail = b'"records":["' + base64.b64encode(records[0]) + b'"'
    fragment = b'"certificate":{"filler":"' + _filler(index, FRAGMENT_BYTES) + b'"},' + tail
    rows["prepared"].append((row_key(number, day), sid, fragment, _filler(index, EXPUNGED_BYTES)))
    return len(records)


def _filler(index: int, size: int) -> bytes:
    start = index * 7919 % (len(_FILLER) - size)
    return _FILLER[start : start + size]


def _fill_sqlite(path: Path, count: int, ended_every: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = {-_CACHE_BYTES // 1024}"):
        connection.execute(f"PRAGMA {pragma}")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("BEGIN")
    records = 0
    for rows in _batches(count, ended_every):
        for table, columns in _COLUMNS.items():
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])  # noqa: S608  # no input in it
        records += len(rows["records"])
    connection.execute("UPDATE log SET position = ?", (records,))
    for statement in sqlite_triggers():
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _fill_postgres(url: str, count: int, ended_every: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        # Neither triggers nor foreign keys are looked at; a superuser alone may ask for that.
        connection.execute("SET session_replication_role = replica")
        records = 0
        for rows in _batches(count, ended_every):
            for table, columns in _COLUMNS.items():
                _copy(connection, table, columns, rows[table])
            records += len(rows["records"])
        connection.execute("UPDATE log SET position = %s", (records,))
        # What autovacuum would have done by the time that so many had been published one by one.
        connection.execute("VACUUM (ANALYZE)")


def _copy(
    connection: psycopg.Connection[Any], table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    types = {"position": "int8", "seq": "int4", "event": "int4", "issue_date": "text"}
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.set_types([types.get(column, "text" if column.endswith("number") else "bytea") for column in columns])
        for row in rows:
            copy.write_row(row)
