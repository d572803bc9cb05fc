"""What a database holds, in figures: taken of what is backed up and again of what was restored, they are the same."""

import sqlalchemy as sa

from issuance.backup.manifest import Database
from issuance.storage.tables import audit, metadata
from issuance.storage.tables.ledger import certificate, counter
from register import schema as register


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


def _database(kind: str, connection: sa.Connection, tables: sa.MetaData, heads: dict[str, str | int]) -> Database:
    counts = {
        table.name: int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
        for table in tables.sorted_tables
    }
    return Database.model_validate({"kind": kind, "counts": counts, "heads": heads})
