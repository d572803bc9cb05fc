"""Legal holds: rows to values and back, and what they keep on a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, and_, or_, true

from issuance.domain.application.application import Application
from issuance.domain.calendar import japan_date
from issuance.domain.retention.hold import Hold, HoldKind, HoldState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.audit import entry
from issuance.storage.tables.retention import hold as table
from issuance.storage.unit import Unit, new_id


@dataclass(frozen=True)
class Held:
    """What holds keep: canonical numbers, applications, organisations."""

    certificates: frozenset[str]
    applications: frozenset[str]
    organisations: frozenset[str]

    def keeps(self, found: Application) -> bool:
        """Tell whether an application stays, for itself or for those whom it concerns."""
        return found.id in self.applications or not self.organisations.isdisjoint({found.organisation, found.agent})


def add_hold(unit: Unit, kind: HoldKind, subject: str, ends_on: dt.date, reason: str) -> str:
    """Enter a hold; return its id."""
    key = new_id()
    return unit.insert(
        table,
        id=key,
        kind=kind.value,
        subject=subject,
        state=HoldState.ACTIVE.value,
        ends_on=ends_on,
        words=unit.seal(table.c.words, key, {"reason": reason}),
        set_by=str(unit.actor.account),
        set_at=unit.now,
    )


def get_hold(unit: Unit, key: str) -> Hold:
    """Return a hold; raise `RefusedError` where the chamber has none of that id."""
    row = unit.row(unit.select(table).where(table.c.id == key))
    if row is None:
        raise RefusedError(_("There is no such hold: open the list again."))
    return _hold(unit, row)


def all_holds(unit: Unit, most: int) -> Sequence[Hold]:
    """Return the holds, the newest first."""
    query = unit.select(table).order_by(table.c.set_at.desc(), table.c.id)
    return [_hold(unit, row) for row in unit.rows(query.limit(most))]


def change_hold(unit: Unit, found: Hold, **columns: object) -> None:
    """Change a hold; `ConflictError` where somebody was quicker."""
    unit.update(table, found.id, version=found.version, **columns)


def held_now(unit: Unit) -> Held:
    """Return what holds keep today; one query."""
    columns = (table.c.kind, table.c.subject)
    counting = (table.c.state != HoldState.LIFTED.value, table.c.ends_on >= japan_date(unit.now))
    found: dict[str, set[str]] = {kind.value: set() for kind in HoldKind}
    for row in unit.rows(unit.select(table, *columns).where(*counting)):
        found[row["kind"]].add(row["subject"])
    return Held(*(frozenset(found[kind.value]) for kind in HoldKind))


def not_held(held: Held) -> ColumnElement[bool]:
    """Return the condition on entries of the trail that no hold keeps: their organisation's, their application's."""
    subjects = [f"application:{key}" for key in sorted(held.applications)]
    return and_(
        or_(entry.c.organisation.is_(None), entry.c.organisation.not_in(held.organisations)),
        entry.c.subject.not_in(subjects) if subjects else true(),
    )


def _hold(unit: Unit, row: RowMapping) -> Hold:
    key = str(row["id"])
    return Hold(
        id=key,
        kind=HoldKind(row["kind"]),
        subject=row["subject"],
        state=HoldState(row["state"]),
        ends_on=row["ends_on"],
        reason=str(unit.open(table.c.words, key, row["words"])["reason"]),
        set_by=row["set_by"],
        set_at=row["set_at"],
        lift_asked_by=row["lift_asked_by"],
        version=row["version"],
    )
