"""Signatories in the database. Their names, titles and mail addresses are sealed."""

from dataclasses import asdict, fields

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.signatories import Signatory, SignatoryPerson, SignatoryState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.parties import signatory
from issuance.storage.unit import Unit, new_id

_PERSON = frozenset(field.name for field in fields(SignatoryPerson))


def add_signatory(unit: Unit, organisation: str, person: SignatoryPerson, specimen: str | None) -> Signatory:
    """Note whom an applicant names; the chamber has to check the specimen."""
    named = Signatory(new_id(), organisation, SignatoryState.NAMED, person, specimen, unit.now, 1)
    unit.insert(
        signatory,
        id=named.id,
        organisation=organisation,
        state=named.state,
        person=_sealed(unit, named.id, person, ""),
        specimen=specimen,
        named_at=unit.now,
        version=1,
    )
    return named


def get_signatory(unit: Unit, key: str) -> Signatory:
    """Return a signatory; raise `RefusedError` where this chamber has none of that name."""
    row = unit.row(unit.select(signatory).where(signatory.c.id == key))
    if row is None:
        raise RefusedError(_("This chamber has no such signatory."))
    return _signatory(unit, row)


def signatories_of(unit: Unit, organisation: str) -> list[Signatory]:
    """Return an applicant's signatories, ended ones too, in the order in which they were named."""
    return find_signatories(unit, signatory.c.organisation == organisation)


def find_signatories(unit: Unit, *where: ColumnElement[bool], limit: int = 500) -> list[Signatory]:
    """Return signatories by conditions on the table, the longest waiting first."""
    query = unit.select(signatory).where(*where).order_by(signatory.c.named_at, signatory.c.id).limit(limit)
    return [_signatory(unit, row) for row in unit.rows(query)]


def decide_signatory(unit: Unit, known: Signatory, state: SignatoryState, refusal: str = "") -> None:
    """Give a signatory another state, by whoever acts now; `ConflictError` where somebody was quicker."""
    unit.update(
        signatory,
        known.id,
        version=known.version,
        state=state,
        person=_sealed(unit, known.id, known.person, refusal),
        decided_at=unit.now,
        decided_by=unit.actor.account,
    )


def name_again(unit: Unit, known: Signatory, person: SignatoryPerson, specimen: str | None) -> None:
    """Note another specimen of a signatory whose first one was refused."""
    unit.update(
        signatory,
        known.id,
        version=known.version,
        state=SignatoryState.NAMED,
        person=_sealed(unit, known.id, person, ""),
        specimen=specimen,
        named_at=unit.now,
        decided_at=None,
        decided_by=None,
    )


def _sealed(unit: Unit, key: str, person: SignatoryPerson, refusal: str) -> bytes:
    return unit.seal(signatory.c.person, key, {**asdict(person), "refusal": refusal})


def _signatory(unit: Unit, row: RowMapping) -> Signatory:
    person = unit.open(signatory.c.person, str(row["id"]), row["person"])
    return Signatory(
        id=row["id"],
        organisation=row["organisation"],
        state=SignatoryState(row["state"]),
        person=SignatoryPerson(**{name: value for name, value in person.items() if name in _PERSON}),
        specimen=row["specimen"],
        named_at=row["named_at"],
        version=row["version"],
        refusal=str(person.get("refusal", "")),
    )
