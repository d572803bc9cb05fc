"""The ledger's rows past retention: what goes of a certificate, and which pictures nobody else names."""

from sqlalchemy import delete, exists, select, update

from issuance.storage.tables.ledger import certificate, certificate_picture
from issuance.storage.unit import Unit


def pictures_going(unit: Unit, number: str) -> list[str]:
    """Forget which pictures a certificate names; return those that no other one names any more.

    From here to the end of the act nobody begins to name a picture (PostgreSQL; SQLite has one writer anyway).
    """
    mine = select(certificate_picture.c.sha256).where(certificate_picture.c.number == number)
    named = [str(row["sha256"]) for row in unit.execute(mine).mappings()]
    if not named:
        return []
    unit.lock_table(certificate_picture)
    other = certificate_picture.alias()
    shared = exists(
        select(other.c.sha256).where(other.c.sha256 == certificate_picture.c.sha256, other.c.number != number)
    )
    alone = [str(row["sha256"]) for row in unit.execute(mine.where(~shared)).mappings()]
    unit.execute(delete(certificate_picture).where(certificate_picture.c.number == number))
    return alone


def empty_certificate(unit: Unit, number: str) -> None:
    """Leave of a certificate its number, dates, kind, stage and seal: that it was issued, and when."""
    unit.execute(
        update(certificate)
        .where(certificate.c.chamber == unit.chamber, certificate.c.number == number)
        .values(
            draft=b"{}",
            request_digest="",
            content=None,
            original=None,
            signature=None,
            document=None,
            purged_at=unit.now,
        )
    )
