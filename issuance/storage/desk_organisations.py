"""The organisations that the registrar's desk lists, in the state that the day shows."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, and_, or_

from issuance.domain.registration.form import LegalForm
from issuance.domain.registration.record import Names
from issuance.domain.registration.standing import Capacity, Term
from issuance.domain.registration.states import State
from issuance.storage.desk_queue import OF_ORGANISATION, read_names
from issuance.storage.tables.parties import organisation, registration
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation as the list shows it."""

    organisation: str
    form: LegalForm
    names: Names
    term: Term
    state_since: dt.datetime


def organisations(
    unit: Unit,
    states: Collection[State],
    found: Collection[str] | None,
    *,
    today: dt.date,
    ends_by: dt.date | None = None,
    limit: int,
) -> Sequence[OrganisationLine]:
    """Return organisations whose registration is in one of `states` (none: any), those that end first at the top.

    A state is the one that `today` shows (`Term.state_on`). `found` are the ids that a search gave, None for all;
    `ends_by` leaves those whose last day is that day or earlier.
    """
    query = unit.select(
        organisation,
        organisation.c.id,
        organisation.c.form,
        organisation.c.names,
        registration.c.state,
        registration.c.state_since,
        registration.c.capacities,
        registration.c.valid_from,
        registration.c.valid_until,
    )
    conditions: list[ColumnElement[bool]] = [OF_ORGANISATION]
    if states:
        conditions.append(or_(*(_shown(state, today) for state in states)))
    if found is not None:
        conditions.append(organisation.c.id.in_(list(found)))
    if ends_by is not None:
        conditions.append(registration.c.valid_until <= ends_by)
    # The databases disagree on where NULL stands in an order: never approved comes first on both.
    order = (registration.c.valid_until.is_not(None), registration.c.valid_until, organisation.c.id)
    return [_organisation_line(unit, row) for row in unit.rows(query.where(*conditions).order_by(*order).limit(limit))]


def _shown(state: State, today: dt.date) -> ColumnElement[bool]:
    """Return the condition under which `Term.state_on` shows a state."""
    stored = registration.c.state == state.value
    if state is State.ACTIVE:
        return and_(stored, registration.c.valid_until >= today)
    if state is State.EXPIRED:
        unnoted = and_(registration.c.state == State.ACTIVE.value, registration.c.valid_until < today)
        return or_(stored, unnoted)
    return stored


def _organisation_line(unit: Unit, row: RowMapping) -> OrganisationLine:
    capacities = frozenset(Capacity(name) for name in str(row["capacities"]).split(",") if name)
    return OrganisationLine(
        organisation=row["id"],
        form=LegalForm(row["form"]),
        names=read_names(unit, row["id"], row["names"]),
        term=Term(State(row["state"]), capacities, row["valid_from"], row["valid_until"]),
        state_since=row["state_since"],
    )
