"""Files whose rows are gone: named with the deletion of the row, deleted after it, forgotten last (ADR 0043).

Whatever is cut off where, a file is either named by its row, or stands here until it is gone.
"""

from collections.abc import Iterable

from issuance.storage.tables.retention import doomed_file as table
from issuance.storage.unit import Unit


def doom(unit: Unit, stored: Iterable[str | None]) -> None:
    """Note files of the private store that go with the rows deleted in this act."""
    for name in stored:
        if name is not None:
            unit.insert(table, stored=name)


def doomed(unit: Unit, most: int) -> list[tuple[str, str]]:
    """Return ids and names of files that are still to be deleted."""
    query = unit.select(table, table.c.id, table.c.stored).order_by(table.c.id).limit(most)
    return [(str(row["id"]), str(row["stored"])) for row in unit.rows(query)]


def forget(unit: Unit, keys: list[str]) -> None:
    """Forget files that are deleted."""
    unit.delete(table, table.c.id.in_(keys))
