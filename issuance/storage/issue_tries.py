"""How often, and since when, an issue was tried in vain."""

import datetime as dt
from dataclasses import dataclass

from issuance.storage.tables.after_issue import issue_try as table
from issuance.storage.unit import Unit

MOST_SAID = 500
"""Characters of the column."""


@dataclass(frozen=True)
class Tries:
    """Tries in vain, one after the other."""

    count: int
    first_at: dt.datetime


def count_try(unit: Unit, application: str, said: str) -> Tries:
    """Note one more try in vain, with what stood in the way; return them all."""
    row = unit.row(unit.select(table).where(table.c.id == application))
    shown = said[:MOST_SAID]
    if row is None:
        unit.insert(table, id=application, tries=1, first_at=unit.now, last_at=unit.now, said=shown)
        return Tries(1, unit.now)
    tries = int(row["tries"]) + 1
    unit.update(table, application, tries=tries, last_at=unit.now, said=shown)
    return Tries(tries, row["first_at"])


def forget_tries(unit: Unit, application: str) -> None:
    """Begin to count anew: it ended, or a person has let it be tried again."""
    unit.delete(table, table.c.id == application)


def said_of(unit: Unit, applications: list[str]) -> dict[str, str]:
    """Return what stood in the way the last time, of those applications that were tried in vain."""
    query = unit.select(table, table.c.id, table.c.said).where(table.c.id.in_(applications))
    return {str(row["id"]): str(row["said"]) for row in unit.rows(query)} if applications else {}
