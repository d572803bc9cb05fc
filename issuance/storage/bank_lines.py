"""Lines of banks' files: rows to values and back."""

from collections.abc import Iterable

from sqlalchemy import RowMapping

from issuance.domain.fees.bank_file import BankLine
from issuance.domain.fees.bank_line import BANK_LINE, LineEvent, LineState, StoredLine
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.fees import bank_line as table
from issuance.storage.unit import Unit

_AT_ONCE = 500
"""Keys that one question names."""


def add_new_lines(unit: Unit, lines: Iterable[BankLine]) -> int:
    """Add the lines that are not there yet; return how many there were."""
    wanted = {unit.index("bank line", line.said).hex(): line for line in lines}
    keys = list(wanted)
    known: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        some = unit.select(table, table.c.id).where(table.c.id.in_(keys[start : start + _AT_ONCE]))
        known |= {str(row["id"]) for row in unit.rows(some)}
    new = {key: line for key, line in wanted.items() if key not in known}
    for key, line in new.items():
        unit.insert(
            table,
            id=key,
            day=line.day,
            amount=line.amount,
            text=unit.seal(table.c.text, key, {"text": line.text}),
            state=BANK_LINE.start.value,
            read_at=unit.now,
            read_by=unit.actor.account,
        )
    return len(new)


def lines_in(unit: Unit, state: LineState, *, limit: int) -> list[StoredLine]:
    """Return lines in a state: open ones the oldest first, the others the newest first."""
    query = unit.select(table).where(table.c.state == state.value)
    order = table.c.day if state is LineState.OPEN else table.c.day.desc()
    return [_line(unit, row) for row in unit.rows(query.order_by(order, table.c.id).limit(limit))]


def count_lines(unit: Unit, state: LineState) -> int:
    """Return how many lines are in a state."""
    return unit.count(unit.select(table).where(table.c.state == state.value))


def get_line(unit: Unit, id_: str) -> StoredLine:
    """Return a line; raise `RefusedError` where there is none."""
    row = unit.row(unit.select(table).where(table.c.id == id_))
    if row is None:
        raise RefusedError(_("There is no such line of a bank's file."))
    return _line(unit, row)


def move_line(
    unit: Unit, found: StoredLine, event: LineEvent, *, movement: str | None = None, reason: str = ""
) -> StoredLine:
    """Let an event happen to a line, and note it in the audit trail."""
    state = BANK_LINE.after(found.state, event)
    unit.update(
        table,
        found.id,
        version=found.version,
        state=state.value,
        movement=movement,
        reason=unit.seal(table.c.reason, found.id, {"text": reason}) if reason else None,
    )
    unit.record(
        f"bank_line.{event.name.lower()}",
        f"bank_line:{found.id}",
        before={"state": found.state},
        after={"state": state, "amount": found.amount, "movement": movement, "reason": reason or None},
    )
    return get_line(unit, found.id)


def _line(unit: Unit, row: RowMapping) -> StoredLine:
    id_ = str(row["id"])
    reason = "" if row["reason"] is None else unit.open(table.c.reason, id_, row["reason"])["text"]
    return StoredLine(
        id=id_,
        day=row["day"],
        amount=row["amount"],
        text=unit.open(table.c.text, id_, row["text"])["text"],
        state=LineState(row["state"]),
        reason=reason,
        read_at=row["read_at"],
        version=row["version"],
    )
