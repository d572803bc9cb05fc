"""Upgrading a register in its place. What was published stays as it is: an upgrade only adds.

| version | adds |
|---|---|
| 2 | `copies`: where a certificate's reference copy lies |
| 3 | `imports`, `import_shapes`: what earlier systems issued |
"""

from collections.abc import Callable

import sqlalchemy as sa

from register.schema import IMPORTED, copies, register_info
from register.triggers import (
    postgresql_copies_triggers,
    postgresql_import_triggers,
    sqlite_copies_triggers,
    sqlite_import_triggers,
)


def upgrade(connection: sa.Connection, found: int) -> int:
    """Bring a register of version `found` as far as this program can, and return the version that it has then.

    Runs in the caller's transaction, with the rights of the tables' owner. On PostgreSQL the roles are applied again
    afterwards (`register/roles.sql`), for the publisher and the reader to reach what was added.
    """
    if found not in _STEPS:
        return found
    version = found
    while version in _STEPS:
        _STEPS[version](connection)
        version += 1
    _note_version(connection, version)
    return version


def _add_copies(connection: sa.Connection) -> None:
    copies.create(connection)
    _add_triggers(connection, postgresql_copies_triggers(), sqlite_copies_triggers())


def _add_imports(connection: sa.Connection) -> None:
    for table in IMPORTED:
        table.create(connection)
    _add_triggers(connection, postgresql_import_triggers(), sqlite_import_triggers())


_STEPS: dict[int, Callable[[sa.Connection], None]] = {1: _add_copies, 2: _add_imports}
"""What leads from a version to the next one."""


def _add_triggers(connection: sa.Connection, postgresql: list[str], sqlite: list[str]) -> None:
    for statement in postgresql if connection.dialect.name == "postgresql" else sqlite:
        connection.exec_driver_sql(statement)


def _note_version(connection: sa.Connection, version: int) -> None:
    # `register_info` refuses UPDATE like everything that was published: this one change is let through.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE register_info DISABLE TRIGGER register_info_grows")
        connection.execute(register_info.update().values(schema_version=version))
        connection.exec_driver_sql("ALTER TABLE register_info ENABLE TRIGGER register_info_grows")
        return
    guard = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'register_info_no_update'"
    ).scalar_one()
    connection.exec_driver_sql("DROP TRIGGER register_info_no_update")
    connection.execute(register_info.update().values(schema_version=version))
    connection.exec_driver_sql(guard)
