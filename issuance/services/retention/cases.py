"""Reports and inquiries go, with what was written and handed in about them."""

from collections.abc import Collection

from sqlalchemy import update

from issuance.services.retention.files import remove_uploads
from issuance.storage.tables.inquiries import answer, case, entry, file, letter
from issuance.storage.unit import Unit


def purge_cases(unit: Unit, keys: Collection[str]) -> int:
    """Take cases away, in an act that is under way; return how many. A duplicate outlives what it was one of."""
    uploads = {str(row["upload"]) for row in unit.rows(unit.select(file, file.c.upload).where(file.c.case.in_(keys)))}
    answers = unit.select(answer, answer.c.id).where(answer.c.case.in_(keys))
    unit.delete(letter, letter.c.id.in_(answers))
    for table in (answer, entry, file):
        unit.delete(table, table.c.case.in_(keys))
    later = (case.c.chamber == unit.chamber, case.c.duplicate_of.in_(keys))
    unit.execute(update(case).where(*later).values(duplicate_of=None))
    gone = unit.delete(case, case.c.id.in_(keys))
    remove_uploads(unit, uploads)
    return gone
