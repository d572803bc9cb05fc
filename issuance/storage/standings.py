"""The terms of registrations, as rights need them: one short query for any number of organisations."""

from collections.abc import Collection

from issuance.domain.registration.standing import Capacity, Term
from issuance.domain.registration.states import State
from issuance.storage.tables.parties import registration
from issuance.storage.unit import Unit


def terms_of(unit: Unit, organisations: Collection[str]) -> dict[str, list[Term]]:
    """Return the terms of all registrations of each organisation; an empty list where it has none."""
    found: dict[str, list[Term]] = {organisation: [] for organisation in organisations}
    columns = registration.c
    query = unit.select(
        registration,
        columns.organisation,
        columns.state,
        columns.capacities,
        columns.valid_from,
        columns.valid_until,
    ).where(columns.organisation.in_(sorted(found)))
    for row in unit.rows(query):
        capacities = frozenset(Capacity(name) for name in str(row["capacities"]).split(",") if name)
        term = Term(State(row["state"]), capacities, row["valid_from"], row["valid_until"])
        found[str(row["organisation"])].append(term)
    return found
