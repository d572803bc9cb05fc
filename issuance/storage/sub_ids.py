"""Offers of sub ids in the database. The person's name and mail are sealed."""

from dataclasses import asdict

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.accounts import Person
from issuance.domain.sub_ids import Offer, OfferState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.sub_ids import offer
from issuance.storage.unit import Unit, new_id


def add_offer(unit: Unit, applicant: str, agent: str, signatory: str, person: Person) -> Offer:
    """Note an offer."""
    made = Offer(new_id(), applicant, agent, signatory, person, OfferState.OFFERED, unit.now, 1)
    unit.insert(
        offer,
        id=made.id,
        organisation=applicant,
        agent=agent,
        signatory=signatory,
        state=made.state,
        person=unit.seal(offer.c.person, made.id, asdict(person)),
        offered_at=unit.now,
        version=1,
    )
    return made


def get_offer(unit: Unit, key: str) -> Offer:
    """Return an offer; raise `RefusedError` where this chamber has none of that name."""
    row = unit.row(unit.select(offer).where(offer.c.id == key))
    if row is None:
        raise RefusedError(_("This chamber has no such offer of a sub id."))
    return _offer(unit, row)


def find_offers(unit: Unit, *where: ColumnElement[bool], limit: int = 500) -> list[Offer]:
    """Return offers by conditions on the table, the oldest first."""
    query = unit.select(offer).where(*where).order_by(offer.c.offered_at, offer.c.id).limit(limit)
    return [_offer(unit, row) for row in unit.rows(query)]


def answer_offer(
    unit: Unit, made: Offer, state: OfferState, *, account: str | None = None, person: Person | None = None
) -> None:
    """Give an offer another state; `ConflictError` where somebody was quicker."""
    unit.update(
        offer,
        made.id,
        version=made.version,
        state=state,
        answered_at=unit.now,
        account=account,
        person=unit.seal(offer.c.person, made.id, asdict(person or made.person)),
    )


def _offer(unit: Unit, row: RowMapping) -> Offer:
    return Offer(
        id=row["id"],
        applicant=row["organisation"],
        agent=row["agent"],
        signatory=row["signatory"],
        person=Person(**unit.open(offer.c.person, str(row["id"]), row["person"])),
        state=OfferState(row["state"]),
        offered_at=row["offered_at"],
        version=row["version"],
        account=row["account"],
    )
