"""What the registrar's desk lists: filings in the queue, and how many there are."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, select

from issuance.domain.registration.filing import FilingKind, FilingState
from issuance.domain.registration.form import LegalForm
from issuance.domain.registration.record import Names
from issuance.storage.tables.filings import filing
from issuance.storage.tables.parties import organisation, registration
from issuance.storage.unit import Unit

_OF_REGISTRATION = and_(registration.c.chamber == filing.c.chamber, registration.c.id == filing.c.registration)
OF_ORGANISATION = and_(
    organisation.c.chamber == registration.c.chamber, organisation.c.id == registration.c.organisation
)


class Tray(StrEnum):
    """A part of the queue."""

    OPEN = "open"
    """Submitted or in review: what waits for the chamber."""
    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"

    @property
    def states(self) -> tuple[FilingState, ...]:
        """The states of the filings that lie in it."""
        if self is Tray.OPEN:
            return (FilingState.SUBMITTED, FilingState.IN_REVIEW)
        return (FilingState(self.value),)


@dataclass(frozen=True)
class QueueFilter:
    """Which filings are asked for. What is None or empty does not narrow them."""

    tray: Tray = Tray.OPEN
    kind: FilingKind | None = None
    form: LegalForm | None = None
    holder: str | None = None
    """Account of the registrar who has it."""
    submitted_before: dt.datetime | None = None
    reference: str | None = None
    organisations: Collection[str] | None = None


@dataclass(frozen=True)
class QueueLine:
    """A filing as the queue shows it."""

    id: str
    reference: str
    kind: FilingKind
    form: LegalForm
    state: FilingState
    submitted_at: dt.datetime
    decided_at: dt.datetime | None
    holder: str | None
    held_since: dt.datetime | None
    organisation: str
    names: Names


def queue(unit: Unit, wanted: QueueFilter, offset: int, limit: int) -> Sequence[QueueLine]:
    """Return filings: those that wait longest first, those that are settled newest first."""
    columns = (
        filing.c.id,
        filing.c.reference,
        filing.c.kind,
        filing.c.state,
        filing.c.submitted_at,
        filing.c.decided_at,
        filing.c.holder,
        filing.c.held_since,
        registration.c.organisation,
        organisation.c.form,
        organisation.c.names,
    )
    waiting = wanted.tray in (Tray.OPEN, Tray.SUBMITTED, Tray.IN_REVIEW)
    order = filing.c.submitted_at.asc() if waiting else filing.c.state_since.desc()
    # First which ones, then what they say: sorting all of them would read past what lies sealed in each row.
    page = _queue(unit, wanted, filing.c.id).order_by(order, filing.c.id).offset(offset).limit(limit).subquery()
    lines = unit.select(filing, *columns).where(_OF_REGISTRATION, OF_ORGANISATION, filing.c.id.in_(select(page.c.id)))
    return [_queue_line(unit, row) for row in unit.rows(lines.order_by(order, filing.c.id))]


def queue_length(unit: Unit, wanted: QueueFilter) -> int:
    """Return how many filings are asked for."""
    return unit.count(_queue(unit, wanted, filing.c.id))


def tray_counts(unit: Unit) -> Mapping[FilingState, int]:
    """Return how many filings stand in each state; those never submitted are not the chamber's yet."""
    columns: tuple[ColumnElement[Any], ...] = (filing.c.state, func.count().label("filings"))
    query = unit.select(filing, *columns).where(filing.c.submitted_at.is_not(None))
    return {FilingState(row["state"]): row["filings"] for row in unit.rows(query.group_by(filing.c.state))}


def _queue(unit: Unit, wanted: QueueFilter, *columns: ColumnElement[object]) -> Select[tuple[object, ...]]:
    # What was submitted has a registration and an organisation: they are read where they are asked for alone.
    conditions: list[ColumnElement[bool]] = [
        filing.c.state.in_([state.value for state in wanted.tray.states]),
        filing.c.submitted_at.is_not(None),
    ]
    if wanted.kind is not None:
        conditions.append(filing.c.kind == wanted.kind.value)
    if wanted.form is not None:
        # Asked of each filing in the tray: joined, the organisations could be gone through first, all of them.
        of_the_form = select(organisation.c.id).where(_OF_REGISTRATION, OF_ORGANISATION)
        conditions.append(of_the_form.where(organisation.c.form == wanted.form.value).exists())
    if wanted.holder is not None:
        conditions.append(filing.c.holder == wanted.holder)
    if wanted.submitted_before is not None:
        conditions.append(filing.c.submitted_at < wanted.submitted_before)
    if wanted.reference is not None:
        conditions.append(filing.c.reference == wanted.reference)
    if wanted.organisations is not None:
        conditions += [_OF_REGISTRATION, registration.c.organisation.in_(list(wanted.organisations))]
    return unit.select(filing, *columns).where(*conditions)


def read_names(unit: Unit, key: str, sealed: bytes) -> Names:
    """Return the names of the organisation `key`, as its row keeps them."""
    return Names(**unit.open(organisation.c.names, key, sealed))


def _queue_line(unit: Unit, row: RowMapping) -> QueueLine:
    return QueueLine(
        id=row["id"],
        reference=row["reference"],
        kind=FilingKind(row["kind"]),
        form=LegalForm(row["form"]),
        state=FilingState(row["state"]),
        submitted_at=row["submitted_at"],
        decided_at=row["decided_at"],
        holder=row["holder"],
        held_since=row["held_since"],
        organisation=row["organisation"],
        names=read_names(unit, row["organisation"], row["names"]),
    )
