"""Registrations and organisations: rows to values and back."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, RowMapping

from issuance.domain.registration.form import LegalForm, Organisation
from issuance.domain.registration.record import Names, Registration
from issuance.domain.registration.standing import Capacity, Term
from issuance.domain.registration.states import REGISTRATION, Event, State
from issuance.storage.name_index import index_names
from issuance.storage.tables.parties import organisation, registration
from issuance.storage.unit import Unit, new_id


def find_registration(unit: Unit, id_: str) -> Registration | None:
    """Return a registration by its id."""
    return _one(unit, registration.c.id, id_)


def registration_of(unit: Unit, organisation_id: str) -> Registration | None:
    """Return an organisation's registration; it has one."""
    return _one(unit, registration.c.organisation, organisation_id)


def add_registration(unit: Unit, said: Organisation) -> Registration:
    """Add an organisation and its registration, which is a draft; return it."""
    row = new_id()
    unit.insert(organisation, id=row, created_at=unit.now, **_organisation_values(unit, row, said))
    _make_findable(unit, row, said)
    unit.insert(
        registration,
        organisation=row,
        capacities=_capacities(said.capacities),
        state=REGISTRATION.start.value,
        state_since=unit.now,
    )
    added = registration_of(unit, row)
    if added is None:  # it was inserted above
        raise AssertionError(row)
    return added


def save_organisation(unit: Unit, id_: str, said: Organisation) -> None:
    """Keep what an approved filing (or the first one) says of an organisation where lists find it."""
    unit.update(organisation, id_, **_organisation_values(unit, id_, said))
    _make_findable(unit, id_, said)


def move_registration(
    unit: Unit,
    found: Registration,
    event: Event | None,
    *,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    capacities: Iterable[Capacity] | None = None,
    approved_filing: str | None = None,
) -> Registration:
    """Let an event happen to a registration (`None`: its state stays) and keep what comes with it.

    Raises `RefusedError` where the event is not possible, `ConflictError` where the row has moved on meanwhile.
    """
    state = found.term.state if event is None else REGISTRATION.after(found.term.state, event)
    values: dict[str, Any] = {"state": state.value}
    if state is not found.term.state:
        values["state_since"] = unit.now
    for name, value in (("valid_from", valid_from), ("valid_until", valid_until), ("approved_filing", approved_filing)):
        if value is not None:
            values[name] = value
    if capacities is not None:
        values["capacities"] = _capacities(capacities)
    unit.update(registration, found.id, version=found.version, **values)
    moved = find_registration(unit, found.id)
    if moved is None:  # it was updated above
        raise AssertionError(found.id)
    return moved


def _one(unit: Unit, column: Column[str], value: str) -> Registration | None:
    query = (
        unit.select(
            registration,
            *registration.columns,
            organisation.c.form.label("form"),
            organisation.c.names.label("names"),
        )
        .join(
            organisation,
            (organisation.c.chamber == registration.c.chamber) & (organisation.c.id == registration.c.organisation),
        )
        .where(column == value)
    )
    row = unit.row(query)
    return None if row is None else _registration(unit, row)


def _registration(unit: Unit, row: RowMapping) -> Registration:
    return Registration(
        id=row["id"],
        organisation=row["organisation"],
        form=LegalForm(row["form"]),
        names=_names(unit.open(organisation.c.names, row["organisation"], row["names"])),
        term=Term(
            state=State(row["state"]),
            capacities=frozenset(Capacity(each) for each in row["capacities"].split(",")),
            valid_from=row["valid_from"],
            valid_until=row["valid_until"],
        ),
        state_since=row["state_since"],
        approved_filing=row["approved_filing"],
        version=row["version"],
    )


def _names(sealed: dict[str, Any]) -> Names:
    return Names(*(str(sealed.get(name, "")) for name in ("ja", "kana", "en")))


def _organisation_values(unit: Unit, id_: str, said: Organisation) -> dict[str, Any]:
    names = {"ja": said.name_ja, "kana": said.name_kana, "en": said.name_en}
    number = said.corporate_number
    return {
        "form": said.form.value,
        "names": unit.seal(organisation.c.names, id_, names),
        "number_index": None if number is None else unit.index("corporate number", number),
    }


def _capacities(capacities: Iterable[Capacity]) -> str:
    return ",".join(sorted(capacity.value for capacity in capacities))


def _make_findable(unit: Unit, id_: str, said: Organisation) -> None:
    index_names(unit, id_, [said.name_ja, said.name_kana, said.name_en])
