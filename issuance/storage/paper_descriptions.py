"""What papers were found to hold: hashes that a certificate names, the words of an invoice.

A file never changes, so each is found out once.
"""

from collections.abc import Collection

from sqlalchemy.dialects import postgresql, sqlite

from issuance.domain.application.application import PaperContents
from issuance.storage.tables.application_help import paper_description as table
from issuance.storage.unit import Unit


def find_descriptions(unit: Unit, uploads: Collection[str]) -> dict[str, PaperContents]:
    """Return what is known, by upload; one query."""
    if not uploads:
        return {}
    rows = unit.rows(unit.select(table).where(table.c.id.in_(sorted(uploads))))
    return {str(row["id"]): opened_description(unit, str(row["id"]), row["data"]) for row in rows}


def opened_description(unit: Unit, upload: str, data: bytes) -> PaperContents:
    """Return what a row's sealed column says."""
    held = unit.open(table.c.data, upload, data)
    return PaperContents(held["sha256"], tuple(held["pictures"]), held.get("words", ""))


def keep_description(unit: Unit, upload: str, found: PaperContents) -> None:
    """Keep what a file was found to hold; another process may have done so already, and found the same."""
    insert = postgresql.insert if unit.dialect == "postgresql" else sqlite.insert
    held = {"sha256": found.sha256, "pictures": list(found.pictures), "words": found.words}
    data = unit.seal(table.c.data, upload, held)
    values = {"chamber": unit.chamber, "id": upload, "data": data, "made_at": unit.now}
    unit.execute(insert(table).values(values).on_conflict_do_nothing(index_elements=["chamber", "id"]))


def forget_description(unit: Unit, upload: str) -> None:
    """Forget it, before the file is removed."""
    unit.delete(table, table.c.id == upload)
