"""Rows of reported leaks."""

from sqlalchemy import RowMapping, Select, and_

from issuance.domain.sign_in.leak import Leak, LeakState
from issuance.storage.tables.accounts import account
from issuance.storage.tables.sign_in import leak
from issuance.storage.unit import Unit, new_id

_SHOWN = 200


def add_leak(unit: Unit, account_id: str, organisation: str | None, reported_by: str | None, report: str) -> str:
    """Enter a report; return its id."""
    row = new_id()
    return unit.insert(
        leak,
        id=row,
        account=account_id,
        organisation=organisation,
        state=LeakState.OPEN.value,
        reported_at=unit.now,
        reported_by=reported_by,
        words=unit.seal(leak.c.words, row, {"report": report, "review": ""}),
    )


def open_leaks(unit: Unit) -> list[Leak]:
    """Return the reports that await a review, the oldest first."""
    query = _query(unit).where(leak.c.state == LeakState.OPEN.value).order_by(leak.c.reported_at).limit(_SHOWN)
    return [_leak(unit, row) for row in unit.rows(query)]


def has_open(unit: Unit, account_id: str) -> bool:
    """Tell whether a report about an id awaits its review."""
    mine = unit.select(leak, leak.c.id).where(leak.c.account == account_id, leak.c.state == LeakState.OPEN.value)
    return unit.row(mine.limit(1)) is not None


def find_leak(unit: Unit, key: str) -> Leak | None:
    """Return one report."""
    row = unit.row(_query(unit).where(leak.c.id == key))
    return _leak(unit, row) if row else None


def settle(unit: Unit, held: Leak, version: int, state: LeakState, review: str) -> None:
    """Note how a review ended; `ConflictError` where somebody was quicker."""
    words = unit.seal(leak.c.words, held.id, {"report": held.report, "review": review})
    by = unit.actor.account
    unit.update(leak, held.id, version=version, state=state.value, words=words, reviewed_at=unit.now, reviewed_by=by)


def _query(unit: Unit) -> Select[tuple[object, ...]]:
    mine = unit.select(leak, *leak.c, account.c.login, account.c.person)
    return mine.join(account, and_(account.c.chamber == leak.c.chamber, account.c.id == leak.c.account)).where(
        account.c.chamber == unit.chamber
    )


def _leak(unit: Unit, row: RowMapping) -> Leak:
    words = unit.open(leak.c.words, str(row["id"]), bytes(row["words"]))
    person = unit.open(account.c.person, str(row["account"]), bytes(row["person"]))
    return Leak(
        id=str(row["id"]),
        account=str(row["account"]),
        login=str(row["login"]),
        name=str(person["name"]),
        organisation=row["organisation"],
        state=LeakState(row["state"]),
        reported=row["reported_at"],
        reported_by=row["reported_by"],
        report=str(words["report"]),
        review=str(words["review"]),
        reviewed=row["reviewed_at"],
        version=int(row["version"]),
    )
