"""Imprints in the database: rows to values and back."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.imprints import Imprint, ImprintKind, ImprintState, Printed
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.imprints import imprint as table
from issuance.storage.unit import Unit, new_id

_WAS_CONFIRMED = (ImprintState.CONFIRMED.value, ImprintState.ENDED.value)


def add_imprint(
    unit: Unit,
    kind: ImprintKind,
    *,
    account: str | None,
    upload: str,
    printed: Printed,
    valid_from: dt.date,
    proposed_by: str,
) -> Imprint:
    """Enter one that is proposed."""
    row = new_id()
    unit.insert(
        table,
        id=row,
        kind=kind.value,
        account=account,
        state=ImprintState.PROPOSED.value,
        upload=upload,
        printed=unit.seal(table.c.printed, row, {"name": printed.name, "title": printed.title}),
        valid_from=valid_from,
        proposed_at=unit.now,
        proposed_by=proposed_by,
    )
    return get_imprint(unit, row)


def get_imprint(unit: Unit, key: str) -> Imprint:
    """Return one; raise `RefusedError` where this chamber has none of that id."""
    row = unit.row(unit.select(table).where(table.c.id == key))
    if row is None:
        raise RefusedError(_("There is no such seal or signature in this chamber: open the list again."))
    return _imprint(unit, row)


def imprints(unit: Unit, *where: ColumnElement[bool]) -> Sequence[Imprint]:
    """Return imprints, the newest first."""
    query = unit.select(table).where(*where).order_by(table.c.valid_from.desc(), table.c.proposed_at.desc(), table.c.id)
    return [_imprint(unit, row) for row in unit.rows(query)]


def set_imprint_state(unit: Unit, found: Imprint, state: ImprintState, **columns: object) -> Imprint:
    """Give one its next state; raise `ConflictError` where somebody was quicker."""
    unit.update(table, found.id, version=found.version, state=state.value, **columns)
    return get_imprint(unit, found.id)


def seal_on(unit: Unit, day: dt.date) -> Imprint | None:
    """Return the chamber's seal that papers of a day in Japan carry; None where it has none, or its last one ended."""
    known = imprints(
        unit, table.c.kind == ImprintKind.SEAL.value, table.c.state.in_(_WAS_CONFIRMED), table.c.valid_from <= day
    )
    newest = max(known, key=_by_day, default=None)
    return newest if newest is not None and newest.state is ImprintState.CONFIRMED else None


def signature_at(unit: Unit, account: str, instant: dt.datetime) -> Imprint | None:
    """Return the signature of an officer that was confirmed at an instant; None where he had none then."""
    known = imprints(
        unit,
        table.c.kind == ImprintKind.SIGNATURE.value,
        table.c.account == account,
        table.c.state.in_(_WAS_CONFIRMED),
        table.c.decided_at <= instant,
    )
    # An earlier one does not come back when a later one ends.
    newest = max(known, key=_by_decision, default=None)
    return newest if newest is not None and newest.held_at(instant) else None


def _by_day(found: Imprint) -> tuple[dt.date, float, str]:
    return (found.valid_from, *_by_decision(found))


def _by_decision(found: Imprint) -> tuple[float, str]:
    return (found.decided_at.timestamp() if found.decided_at else 0.0, found.id)


def _imprint(unit: Unit, row: RowMapping) -> Imprint:
    said = unit.open(table.c.printed, str(row["id"]), row["printed"])
    return Imprint(
        id=row["id"],
        kind=ImprintKind(row["kind"]),
        account=row["account"],
        state=ImprintState(row["state"]),
        upload=row["upload"],
        printed=Printed(said["name"], said["title"]),
        valid_from=row["valid_from"],
        proposed_at=row["proposed_at"],
        proposed_by=row["proposed_by"],
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        ended_at=row["ended_at"],
        version=row["version"],
    )
