"""Rows of measures: suspensions, demands, terminations, consents."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from issuance.domain.registration.measures import Deadline, Ground, MeasureKind
from issuance.domain.registration.standing import Capacity
from issuance.domain.registration.states import State
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.measures import measure
from issuance.storage.unit import Unit, new_id


@dataclass(frozen=True)
class Words:
    """What persons wrote about a measure; sealed, for it may name people."""

    reason: str
    closing: str = ""
    """Why it was lifted, noted as met, turned down or taken back."""
    other_name: str = ""
    """Of a consent: the legal entity to which the registration may pass, and its corporate number."""
    other_number: str = ""


@dataclass(frozen=True)
class Measure:
    """One measure. What its kind has no use for is None."""

    id: str
    organisation: str
    registration: str
    kind: MeasureKind
    state: str
    words: Words
    written_at: dt.datetime
    written_by: str | None
    settled_at: dt.datetime | None
    settled_by: str | None
    deadline: Deadline | None
    state_before: State | None
    ground: Ground | None
    demand: str | None
    capacities: frozenset[Capacity]
    version: int

    @property
    def is_open(self) -> bool:
        """Tell whether nothing has come of it yet."""
        return self.settled_at is None


@dataclass(frozen=True)
class NewMeasure:
    """What a measure begins with."""

    organisation: str
    registration: str
    kind: MeasureKind
    state: str
    words: Words
    sent_on: dt.date | None = None
    state_before: State | None = None
    ground: Ground | None = None
    demand: str | None = None
    capacities: frozenset[Capacity] = frozenset()


def add(unit: Unit, new: NewMeasure) -> str:
    """Write a measure down; return its id."""
    row = new_id()
    return unit.insert(
        measure,
        id=row,
        organisation=new.organisation,
        registration=new.registration,
        kind=new.kind.value,
        state=str(new.state),
        words=unit.seal(measure.c.words, row, vars(new.words)),
        written_at=unit.now,
        written_by=unit.actor.account,
        sent_on=new.sent_on,
        state_before=new.state_before,
        ground=new.ground,
        demand=new.demand,
        capacities=",".join(sorted(new.capacities)) or None,
    )


def settle(unit: Unit, what: Measure, state: str, closing: str = "", *, version: int | None = None) -> None:
    """Note what came of a measure; `ConflictError` unless it has the `version` that the person saw."""
    words = Words(what.words.reason, closing.strip(), what.words.other_name, what.words.other_number)
    unit.update(
        measure,
        what.id,
        version=what.version if version is None else version,
        state=state,
        words=unit.seal(measure.c.words, what.id, vars(words)),
        settled_at=unit.now,
        settled_by=unit.actor.account,
    )


def get(unit: Unit, key: str, kind: MeasureKind) -> Measure:
    """Return a measure of a kind; raise `RefusedError` where there is none."""
    row = unit.row(unit.select(measure).where(measure.c.id == key, measure.c.kind == kind))
    if row is None:
        raise RefusedError(_("This chamber has no such measure: look at the organisation's page again."))
    return _measure(unit, row)


def of_organisation(unit: Unit, organisation: str) -> Sequence[Measure]:
    """Return all measures about an organisation, the newest first."""
    query = unit.select(measure).where(measure.c.organisation == organisation)
    return [_measure(unit, row) for row in unit.rows(query.order_by(measure.c.written_at.desc(), measure.c.id))]


def open_ones(unit: Unit, kind: MeasureKind, registration: str | None = None) -> Sequence[Measure]:
    """Return the open measures of a kind, the oldest first: of one registration, or all of the chamber."""
    query = unit.select(measure).where(measure.c.kind == kind, measure.c.settled_at.is_(None))
    if registration is not None:
        query = query.where(measure.c.registration == registration)
    return [_measure(unit, row) for row in unit.rows(query.order_by(measure.c.written_at, measure.c.id))]


def _measure(unit: Unit, row: RowMapping) -> Measure:
    return Measure(
        id=row["id"],
        organisation=row["organisation"],
        registration=row["registration"],
        kind=MeasureKind(row["kind"]),
        state=row["state"],
        words=Words(**unit.open(measure.c.words, row["id"], row["words"])),
        written_at=row["written_at"],
        written_by=row["written_by"],
        settled_at=row["settled_at"],
        settled_by=row["settled_by"],
        deadline=Deadline(row["sent_on"]) if row["sent_on"] else None,
        state_before=State(row["state_before"]) if row["state_before"] else None,
        ground=Ground(row["ground"]) if row["ground"] else None,
        demand=row["demand"],
        capacities=_capacities(row["capacities"]),
        version=row["version"],
    )


def _capacities(text: str | None) -> frozenset[Capacity]:
    return frozenset(Capacity(name) for name in (text or "").split(",") if name)
