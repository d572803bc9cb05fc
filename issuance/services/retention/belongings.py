"""What belongs to a row, by foreign keys and the registry: for the purge, which deletes it, and for disclosures."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, or_

from issuance.services.retention.registry import Fate, tables_of
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class Belonging:
    """Rows of one table: those that meet the condition."""

    table: Table
    condition: ColumnElement[bool]


def belongings(unit: Unit, root: Table, keys: Collection[str], fate: Fate) -> Iterator[Belonging]:
    """Yield what belongs to some rows of `root`, those rows first, each table after those that it refers to.

    The rows must be there while this runs: what refers to what is read from them.
    """
    found: dict[Table, list[str]] = {root: sorted(keys)}
    tables = tables_of(fate)
    referred = {target for table in tables for _, target in references(table)}
    yield Belonging(root, root.c.id.in_(found[root]))
    for table in tables:
        links = [(column, found[target]) for column, target in references(table) if found.get(target)]
        if table is root or not links:
            continue
        condition = or_(*(column.in_(ids) for column, ids in links))
        if table in referred:
            rows = unit.rows(unit.select(table, table.c.id).where(condition))
            found[table] = [str(row["id"]) for row in rows]
        yield Belonging(table, condition)


def references(table: Table) -> Iterator[tuple[Column[Any], Table]]:
    """Yield the columns by which a tenant's table refers to others, with the table that each refers to."""
    for constraint in table.foreign_key_constraints:
        for element in constraint.elements:
            if element.column.name == "id":
                yield element.parent, element.column.table
