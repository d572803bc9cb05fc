"""Plans to purge: rows to values and back, and the count of what was purged by each."""

import datetime as dt
import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.retention.cutoffs import Cutoffs
from issuance.domain.retention.plan import Plan, PlanState
from issuance.domain.retention.report import Found, PurgeKind, Report, read_report
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.retention import plan as table
from issuance.storage.unit import Unit


def add_plan(unit: Unit, cutoffs: Cutoffs, report: Report) -> str:
    """Enter a plan; return its id."""
    return unit.insert(
        table,
        day=cutoffs.day,
        state=PlanState.PROPOSED.value,
        years=cutoffs.years,
        voucher_years=cutoffs.voucher_years,
        report=_written(report),
        proposed_by=str(unit.actor.account),
        proposed_at=unit.now,
    )


def get_plan(unit: Unit, key: str) -> Plan:
    """Return a plan; raise `RefusedError` where the chamber has none of that id."""
    found = _plans(unit, table.c.id == key)
    if not found:
        raise RefusedError(_("There is no such plan: open the page again."))
    return found[0]


def newest_plans(unit: Unit, most: int) -> Sequence[Plan]:
    """Return the plans, the newest first."""
    return _plans(unit, most=most)


def confirmed_plans(unit: Unit, today: dt.date) -> Sequence[Plan]:
    """Return what two administrators have confirmed and whose day has come, the oldest first."""
    return list(reversed(_plans(unit, table.c.state == PlanState.CONFIRMED.value, table.c.day <= today)))


def move_plan(unit: Unit, found: Plan, state: PlanState, **columns: object) -> None:
    """Give a plan its next state; `ConflictError` where somebody was quicker."""
    unit.update(table, found.id, version=found.version, state=state.value, **columns)


def note_done(unit: Unit, key: str, kind: PurgeKind, more: Found) -> None:
    """Add to what a plan has purged, in the transaction that purges it."""
    row = unit.row(unit.select(table, table.c.done).where(table.c.id == key).with_for_update())
    done = read_report(json.loads(row["done"])) if row is not None else {}
    done[kind.value] = done.get(kind.value, Found()).and_(more)
    unit.update(table, key, done=_written(done))


def _plans(unit: Unit, *where: ColumnElement[bool], most: int = 100) -> list[Plan]:
    query = unit.select(table).where(*where).order_by(table.c.day.desc(), table.c.proposed_at.desc())
    return [_plan(row) for row in unit.rows(query.limit(most))]


def _plan(row: RowMapping) -> Plan:
    return Plan(
        id=str(row["id"]),
        cutoffs=Cutoffs(row["day"], row["years"], row["voucher_years"]),
        state=PlanState(row["state"]),
        report=read_report(json.loads(row["report"])),
        proposed_by=row["proposed_by"],
        proposed_at=row["proposed_at"],
        settled_by=row["settled_by"],
        settled_at=row["settled_at"],
        done=read_report(json.loads(row["done"])),
        done_at=row["done_at"],
        version=row["version"],
    )


def _written(report: Report) -> str:
    return json.dumps({kind: found.said() for kind, found in report.items()})
