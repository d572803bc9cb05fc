"""What every table shares: the metadata, names of constraints, instants."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    Column,
    Constraint,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine


class Instant(TypeDecorator[dt.datetime]):
    """An instant in UTC. SQLite forgets the zone of what it stores; this gives it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        """Store in UTC."""
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        """Return with its zone."""
        return value if value is None or value.tzinfo is not None else value.replace(tzinfo=dt.UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CODE_LENGTH = 4
"""Of a chamber's code, which names the tenant."""

ID_LENGTH = 16
"""Rows are named by 64 random bits in hex: an address cannot be guessed from another one."""

_TENANT = "tenant"
_SEALED = "sealed"


def tenant_table(name: str, *parts: Column[Any] | Constraint | Index, key: TypeEngine[Any] | None = None) -> Table:
    """Return a table whose every row belongs to one chamber: (`chamber`, `id`) is its key.

    Such a table is reached through `issuance.storage.unit` alone, which never forgets the chamber.
    """
    return Table(
        name,
        metadata,
        Column("chamber", String(CODE_LENGTH), primary_key=True),
        Column("id", key or String(ID_LENGTH), primary_key=True, autoincrement=False),
        *parts,
        info={_TENANT: True},
    )


def of_the_same_chamber(column: str, target: str, *, name: str | None = None) -> ForeignKeyConstraint:
    """Return the constraint that `column` names a row of the table `target` in this row's own chamber."""
    return ForeignKeyConstraint(["chamber", column], [f"{target}.chamber", f"{target}.id"], name=name)


def sealed_column(name: str, *, nullable: bool = False, comment: str) -> Column[bytes]:
    """Return a column for what `Unit.seal(column, str(id), …)` makes: JSON that nobody reads without the vault's key.

    `comment` says what the JSON holds. `issuance vault rotate` finds the columns that it seals anew by this mark.
    """
    return Column(name, LargeBinary, nullable=nullable, comment=f"sealed JSON: {comment}", info={_SEALED: True})


def sealed_columns() -> list[Column[bytes]]:
    """Return every sealed column of every table, by table and name."""
    found = [column for table in metadata.sorted_tables for column in table.columns if column.info.get(_SEALED)]
    return sorted(found, key=lambda column: (column.table.name, column.name))


def is_tenant_table(table: object) -> bool:
    """Tell whether every row of a table belongs to a chamber."""
    return isinstance(table, Table) and bool(table.info.get(_TENANT))
