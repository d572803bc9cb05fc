"""What a database holds, in figures: taken of what is backed up and again of what was restored, they are the same."""

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from issuance.backup.errors import BackupError
from issuance.backup.manifest import Database
from issuance.storage.engine import parse_url
from issuance.storage.tables import audit, metadata
from issuance.storage.tables.ledger import certificate, counter
from register import schema as register

ORIGINALS = "originals"
"""Head of the ledger: how many originals it names."""


def describe_office(kind: str, connection: sa.Connection) -> Database:
    """Count the office's tables; its heads are each trail's last link and each chamber's last number of a year."""
    last = sa.select(audit.entry.c.chamber, sa.func.max(audit.entry.c.id).label("id")).group_by(audit.entry.c.chamber)
    newest = last.subquery()
    ends = sa.select(audit.entry.c.chamber, audit.entry.c.id, audit.entry.c.chain).join(
        newest, (newest.c.chamber == audit.entry.c.chamber) & (newest.c.id == audit.entry.c.id)
    )
    heads: dict[str, str | int] = {}
    for chamber, number, chain in connection.execute(ends):
        heads[f"trail {chamber}"] = f"{number} {bytes(chain).hex()}"
    for chamber, year, value in connection.execute(sa.select(counter)):
        heads[f"counter {chamber}/{year}"] = int(value)
    highest = sa.select(certificate.c.chamber, certificate.c.year, sa.func.max(certificate.c.sequence))
    for chamber, year, value in connection.execute(highest.group_by(certificate.c.chamber, certificate.c.year)):
        heads[f"ledger {chamber}/{year}"] = int(value)
    named = sa.select(sa.func.count(certificate.c.original.distinct()))
    heads[ORIGINALS] = int(connection.execute(named).scalar_one())
    return _database(kind, connection, metadata, heads)


def describe_register(kind: str, connection: sa.Connection) -> Database:
    """Count the register's tables; its head is the log's position, with the last record's hash."""
    position = int(connection.execute(sa.select(register.log.c.position)).scalar_one())
    last = sa.select(register.records.c.sid, register.records.c.seq).where(register.records.c.position == position)
    row = connection.execute(last).one_or_none()
    heads: dict[str, str | int] = {"log": position}
    if row is not None:
        heads["last record"] = f"{bytes(row.sid).hex()} {row.seq}"
    return _database(kind, connection, register.metadata, heads)


def highest_in_register(url: str) -> dict[tuple[str, int], int]:
    """Return the highest number that the register shows, by chamber and year."""
    # A public number reads TYO26-001234: without its digits at the end it names the chamber and the year.
    series = sa.func.rtrim(register.seals.c.public_number, "0123456789")
    query = sa.select(series, sa.func.max(register.seals.c.public_number)).group_by(series)
    engine = sa.create_engine(parse_url(url), poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            rows = connection.execute(query).all()
    except sa.exc.DBAPIError as error:
        raise BackupError(f"The register cannot be read: {error.orig}") from error
    finally:
        engine.dispose()
    return {(name[:-3], 2000 + int(name[-3:-1])): int(last.rpartition("-")[2]) for name, last in rows}


def _database(kind: str, connection: sa.Connection, tables: sa.MetaData, heads: dict[str, str | int]) -> Database:
    counts = {
        table.name: int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
        for table in tables.sorted_tables
    }
    return Database.model_validate({"kind": kind, "counts": counts, "heads": heads})
