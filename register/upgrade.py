"""Upgrading a register in its place. What was published stays as it is: an upgrade only adds.

| version | adds |
|---|---|
| 2 | `copies`: where a certificate's reference copy lies |
"""

import sqlalchemy as sa

from register.schema import copies, register_info
from register.triggers import postgresql_copies_triggers, sqlite_copies_triggers


def upgrade(connection: sa.Connection, found: int) -> int:
    """Bring a register of version `found` as far as this program can, and return the version that it has then.

    Runs in the caller's transaction, with the rights of the tables' owner. On PostgreSQL the roles are applied again
    afterwards (`register/roles.sql`), for the publisher and the reader to reach what was added.
    """
    if found != 1:
        return found
    _add_copies(connection)
    return 2


def _add_copies(connection: sa.Connection) -> None:
    dialect = connection.dialect.name
    copies.create(connection)
    for statement in postgresql_copies_triggers() if dialect == "postgresql" else sqlite_copies_triggers():
        connection.exec_driver_sql(statement)
    # `register_info` refuses UPDATE like everything that was published: this one change is let through.
    if dialect == "postgresql":
        connection.exec_driver_sql("ALTER TABLE register_info DISABLE TRIGGER register_info_grows")
        connection.execute(register_info.update().values(schema_version=2))
        connection.exec_driver_sql("ALTER TABLE register_info ENABLE TRIGGER register_info_grows")
        return
    guard = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'register_info_no_update'"
    ).scalar_one()
    connection.exec_driver_sql("DROP TRIGGER register_info_no_update")
    connection.execute(register_info.update().values(schema_version=2))
    connection.exec_driver_sql(guard)
