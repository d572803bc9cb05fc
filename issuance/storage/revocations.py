"""Cases of revocation: rows to values and back. `move_case` is the only way from one state to another."""

from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.application.application import Application
from issuance.domain.revocation import OPEN, REVOCATION, CaseEvent, CaseState, CaseWords, RevocationCase
from issuance.storage.tables.after_issue import revocation as table
from issuance.storage.unit import Unit, new_id
from signing.record import RevocationReason

MOST_TROUBLE = 500
"""Characters of the column."""


def add_case(
    unit: Unit, application: Application, reason: RevocationReason, asked: str, *, by_chamber: bool
) -> RevocationCase:
    """Add a case about a certificate, asked for by the one who acts."""
    row = new_id()
    unit.insert(
        table,
        id=row,
        application=application.id,
        organisation=application.organisation,
        certificate=str(application.certificate),
        state=REVOCATION.start.value,
        state_since=unit.now,
        by_chamber=by_chamber,
        reason=reason.value,
        words=_sealed(unit, row, CaseWords(asked)),
        asked_by=str(unit.actor.account),
        asked_at=unit.now,
    )
    return get_case(unit, row)


def find_case(unit: Unit, key: str) -> RevocationCase | None:
    """Return a case by its id."""
    found = cases(unit, table.c.id == key)
    return found[0] if found else None


def get_case(unit: Unit, key: str) -> RevocationCase:
    """Return a case that is known to be there."""
    found = find_case(unit, key)
    if found is None:
        raise LookupError(f"There is no case of revocation {key} in {unit.chamber}.")
    return found


def cases_of(unit: Unit, application: str) -> list[RevocationCase]:
    """Return the cases about an application's certificate, the newest first."""
    return cases(unit, table.c.application == application)[::-1]


def open_case_of(unit: Unit, application: str) -> RevocationCase | None:
    """Return the one case about an application's certificate to which something is still to come."""
    found = cases(unit, table.c.application == application, in_states(OPEN))
    return found[0] if found else None


def decided_case_of(unit: Unit, application: str) -> RevocationCase | None:
    """Return the case in which it was decided to revoke an application's certificate."""
    found = cases(unit, table.c.application == application, in_states((CaseState.DECIDED, CaseState.DONE)))
    return found[0] if found else None


def cases(unit: Unit, *where: ColumnElement[bool], limit: int | None = None) -> list[RevocationCase]:
    """Return cases, the oldest first."""
    query = unit.select(table).where(*where).order_by(table.c.asked_at, table.c.id).limit(limit)
    return [_case(unit, row) for row in unit.rows(query)]


def newest_cases(unit: Unit, *where: ColumnElement[bool], limit: int) -> list[RevocationCase]:
    """Return cases, the one that changed last first."""
    query = unit.select(table).where(*where).order_by(table.c.state_since.desc(), table.c.id).limit(limit)
    return [_case(unit, row) for row in unit.rows(query)]


def in_states(states: Collection[CaseState]) -> ColumnElement[bool]:
    """Return the condition that a case is in one of some states."""
    return table.c.state.in_([state.value for state in states])


def move_case(
    unit: Unit,
    found: RevocationCase,
    event: CaseEvent,
    *,
    words: CaseWords | None = None,
    reason: RevocationReason | None = None,
) -> RevocationCase:
    """Let an event happen to a case, by the one who acts, and note it in the audit trail.

    Raises `RefusedError` where it cannot happen now, `ConflictError` where the case has moved on meanwhile.
    """
    state = REVOCATION.after(found.state, event)
    columns: dict[str, object] = {"state": state.value, "state_since": unit.now, "trouble": ""}
    if event is CaseEvent.PROPOSE:
        columns |= {"proposed_by": unit.actor.account, "proposed_at": unit.now}
    elif event is CaseEvent.CARRY_OUT:
        columns["done_at"] = unit.now
    else:
        columns |= {"settled_by": unit.actor.account, "settled_at": unit.now}
    if words is not None:
        columns["words"] = _sealed(unit, found.id, words)
    if reason is not None:
        columns["reason"] = reason.value
    unit.update(table, found.id, version=found.version, **columns)
    moved = get_case(unit, found.id)
    unit.record(
        f"revocation.{event.name.lower()}",
        f"revocation:{found.id}",
        organisation=found.organisation,
        before={"state": found.state},
        after={"state": moved.state, "reason": moved.reason, "application": found.application},
    )
    return moved


def note_trouble(unit: Unit, found: RevocationCase, sentence: str) -> None:
    """Note why a decided revocation is not published yet."""
    unit.update(table, found.id, version=found.version, trouble=sentence[:MOST_TROUBLE])


def _sealed(unit: Unit, row: str, words: CaseWords) -> bytes:
    return unit.seal(table.c.words, row, asdict(words))


def _case(unit: Unit, row: RowMapping) -> RevocationCase:
    same = {name: row[name] for name in RevocationCase.__dataclass_fields__ if name not in _OTHER}
    return RevocationCase(
        state=CaseState(row["state"]),
        reason=RevocationReason(row["reason"]),
        words=CaseWords(**unit.open(table.c.words, str(row["id"]), row["words"])),
        **same,
    )


_OTHER = ("state", "reason", "words")
