"""Which pages of uploads are kept as pictures, and where. What is in them lies sealed in the store of documents."""

import datetime as dt

from sqlalchemy.dialects import postgresql, sqlite

from issuance.storage.tables.uploads import drawn_page as table
from issuance.storage.unit import Unit


def kept_page(unit: Unit, upload: str, page: int) -> tuple[str, str] | None:
    """Return the id and the stored name of a page's picture, None where none is kept."""
    row = unit.row(unit.select(table, table.c.id, table.c.stored).where(table.c.upload == upload, table.c.page == page))
    return None if row is None else (str(row["id"]), str(row["stored"]))


def keep_page(unit: Unit, key: str, upload: str, page: int, stored: str) -> bool:
    """Note where a page's picture lies; False where another one was noted first."""
    insert = postgresql.insert if unit.dialect == "postgresql" else sqlite.insert
    statement = insert(table).values(
        chamber=unit.chamber, id=key, upload=upload, page=page, stored=stored, drawn_at=unit.now
    )
    statement = statement.on_conflict_do_nothing(index_elements=["chamber", "upload", "page"])
    return unit.execute(statement.returning(table.c.id)).first() is not None


def forget_page(unit: Unit, key: str) -> None:
    """Forget one picture."""
    unit.delete(table, table.c.id == key)


def forget_pages(unit: Unit, upload: str) -> list[str]:
    """Forget the pictures of an upload; return the stored names, which are to be deleted."""
    stored = [
        str(row["stored"]) for row in unit.rows(unit.select(table, table.c.stored).where(table.c.upload == upload))
    ]
    unit.delete(table, table.c.upload == upload)
    return stored


def forget_pages_before(unit: Unit, instant: dt.datetime, limit: int) -> list[str]:
    """Forget pictures that were drawn before an instant, the oldest first; return the stored names."""
    old = unit.select(table, table.c.id, table.c.stored).where(table.c.drawn_at < instant)
    rows = unit.rows(old.order_by(table.c.drawn_at, table.c.id).limit(limit))
    if rows:
        unit.delete(table, table.c.id.in_([row["id"] for row in rows]))
    return [str(row["stored"]) for row in rows]
