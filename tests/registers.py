"""What tests of a register share: going past its writer, and what they expect of it."""

import datetime as dt
from collections.abc import Callable

from register.address import parse_address
from register.engine import writing_engine
from register.entry import StoredCertificate
from register.reader import RegisterReader
from register.writer import RegisterWriter
from tests.builders import ChamberWorld, Issued

FOUR_YEARS_LATER = dt.datetime(2030, 3, 11, 3, 0, tzinfo=dt.UTC)
Open = Callable[[ChamberWorld], RegisterWriter]


def execute(url: str, *statements: str) -> None:
    """Go past the writer, as somebody with the database's password would."""
    engine = writing_engine(parse_address(url))
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def count(url: str, table: str) -> int:
    engine = writing_engine(parse_address(url))
    try:
        with engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608  # a constant of this file
    finally:
        engine.dispose()


def expected(issued: Issued, stored: StoredCertificate | None) -> StoredCertificate:
    """Return what the reader should give for a certificate, with the prepared bytes that it gave."""
    prepared = stored.prepared if stored else b""
    return StoredCertificate(
        issued.sid, issued.number, issued.issue_date, issued.seal, issued.content, issued.records, prepared
    )


def count_content(reader: RegisterReader, issued: Issued) -> bytes | None:
    stored = reader.by_sid(issued.sid)
    assert stored is not None
    return stored.content


def make_first_version(url: str) -> None:
    """Turn a register into one of schema version 1, which had neither copies nor imports."""
    if url.startswith("sqlite"):
        trigger = (
            "CREATE TRIGGER register_info_no_update BEFORE UPDATE ON register_info "
            "BEGIN SELECT RAISE(ABORT, 'the register only grows'); END"
        )
        steps = ["DROP TRIGGER register_info_no_update", "UPDATE register_info SET schema_version = 1", trigger]
    else:
        switch = "ALTER TABLE register_info {} TRIGGER register_info_grows"
        steps = [
            "DROP FUNCTION register_copies_delete CASCADE",
            switch.format("DISABLE"),
            "UPDATE register_info SET schema_version = 1",
            switch.format("ENABLE"),
        ]
    execute(url, "DROP TABLE import_shapes", "DROP TABLE imports", "DROP TABLE copies", *steps)
