"""Charges: rows to values and back."""

import datetime as dt
import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, RowMapping, Select

from issuance.domain.application.application import Application
from issuance.domain.fees.charge import CHARGE, Charge, ChargeEvent, ChargeState, Line, LineKind, Sum
from issuance.storage.references import new_reference
from issuance.storage.tables.applications import application
from issuance.storage.tables.fees import charge as table
from issuance.storage.unit import Unit
from signing.content import Kind

OF_APPLICATION, OF_COPIES = "application", "copies"
"""What a charge is made for: an approved application, or copies that were ordered after the delivery."""


def add_charge(
    unit: Unit,
    owed_for: Application,
    organisation: str,
    owed: Sum,
    made_on: dt.date,
    due_on: dt.date,
    *,
    occasion: str = OF_APPLICATION,
) -> Charge:
    """Add an open charge and return it; of an application itself each who pays has one at most."""
    row = unit.insert(
        table,
        reference=new_reference("F"),
        application=owed_for.id,
        organisation=organisation,
        occasion=occasion,
        lines=json.dumps([[line.kind.value, line.quantity, line.unit_price] for line in owed.lines]),
        tax_percent=owed.tax_percent,
        total=owed.total,
        state=CHARGE.start.value,
        state_since=unit.now,
        made_on=made_on,
        due_on=due_on,
    )
    return get_charge(unit, row)


def find_charge(unit: Unit, id_: str) -> Charge | None:
    """Return a charge by its id."""
    found = charges(unit, table.c.id == id_)
    return found[0] if found else None


def get_charge(unit: Unit, id_: str) -> Charge:
    """Return a charge that is known to be there."""
    found = find_charge(unit, id_)
    if found is None:
        raise LookupError(f"There is no charge {id_} in {unit.chamber}.")
    return found


def charges_of_application(unit: Unit, application_id: str) -> list[Charge]:
    """Return an application's own charges that were not cancelled; those of further copies are none of them."""
    own = (table.c.application == application_id, table.c.occasion == OF_APPLICATION)
    return charges(unit, *own, table.c.state != ChargeState.CANCELLED.value)


def charges_of(unit: Unit, organisation: str, states: Collection[ChargeState] = tuple(ChargeState)) -> list[Charge]:
    """Return an organisation's charges in some states, the one that is due first first."""
    return charges(unit, table.c.organisation == organisation, in_states(states))


def charges(unit: Unit, *where: ColumnElement[bool], limit: int | None = None, offset: int = 0) -> list[Charge]:
    """Return charges, the one that is due first first."""
    query = _query(unit).where(*where).order_by(table.c.due_on, table.c.id)
    return [_charge(row) for row in unit.rows(query.limit(limit).offset(offset))]


def count_charges(unit: Unit, *where: ColumnElement[bool]) -> int:
    """Return how many charges there are."""
    return unit.count(unit.select(table).where(*where))


def in_states(states: Collection[ChargeState]) -> ColumnElement[bool]:
    """Return the condition that a charge is in one of some states."""
    return table.c.state.in_([state.value for state in states])


def move_charge(unit: Unit, found: Charge, event: ChargeEvent, *, paid_on: dt.date | None = None) -> Charge:
    """Let an event happen to a charge, and note it in the audit trail."""
    state = CHARGE.after(found.state, event)
    unit.update(table, found.id, version=found.version, state=state.value, state_since=unit.now, paid_on=paid_on)
    unit.record(
        f"charge.{event.name.lower()}",
        f"charge:{found.id}",
        organisation=found.organisation,
        before={"state": found.state},
        after={"state": state, "total": found.sum.total, "application": found.application_reference},
    )
    return get_charge(unit, found.id)


def note_reminded(unit: Unit, found: Charge, day: dt.date) -> None:
    """Note that a charge's payer is told today that it is overdue."""
    unit.update(table, found.id, version=found.version, reminded_on=day)
    unit.record("charge.remind", f"charge:{found.id}", organisation=found.organisation)


def _query(unit: Unit) -> Select[tuple[object, ...]]:
    return unit.select(
        table,
        *table.columns,
        application.c.reference.label("application_reference"),
        application.c.kind.label("kind"),
    ).join(application, (application.c.chamber == table.c.chamber) & (application.c.id == table.c.application))


def _charge(row: RowMapping) -> Charge:
    lines = tuple(Line(LineKind(kind), quantity, price) for kind, quantity, price in json.loads(row["lines"]))
    return Charge(
        id=str(row["id"]),
        reference=row["reference"],
        application=row["application"],
        application_reference=row["application_reference"],
        kind=Kind(row["kind"]),
        organisation=row["organisation"],
        sum=Sum(lines, row["tax_percent"]),
        state=ChargeState(row["state"]),
        state_since=row["state_since"],
        made_on=row["made_on"],
        due_on=row["due_on"],
        paid_on=row["paid_on"],
        version=row["version"],
    )
