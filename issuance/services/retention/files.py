"""Uploads go with what they were handed in for."""

from collections.abc import Collection

from issuance.services.retention.belongings import belongings
from issuance.services.retention.registry import Fate
from issuance.storage.doomed_files import doom
from issuance.storage.tables.uploads import drawn_page, upload
from issuance.storage.unit import Unit

_AT_ONCE = 500


def remove_uploads(unit: Unit, keys: Collection[str]) -> None:
    """Delete uploads with the pictures drawn of them and what was found in them; their files follow."""
    rest = sorted(keys)
    while rest:
        some, rest = rest[:_AT_ONCE], rest[_AT_ONCE:]
        for table, column in ((upload, upload.c.id), (drawn_page, drawn_page.c.upload)):
            rows = unit.rows(unit.select(table, table.c.stored).where(column.in_(some)))
            doom(unit, [row["stored"] for row in rows])
        for each in reversed(list(belongings(unit, upload, some, Fate.UPLOAD))):
            unit.delete(each.table, each.condition)
