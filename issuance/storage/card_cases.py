"""Cases about card payments: rows to values and back."""

from sqlalchemy import RowMapping

from issuance.domain.fees.cards.case import CARD_CASE, CardCase, CaseEvent, CaseKind, CaseState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.tables.cards import card_case as table
from issuance.storage.unit import Unit


def open_case(unit: Unit, kind: CaseKind, said: str, amount: int, currency: str, payment: str | None) -> bool:
    """Open a case about what the card service shows as `said`, and tell whether there was none yet."""
    if unit.row(unit.select(table, table.c.id).where(table.c.said == said)) is not None:
        return False
    row = unit.insert(
        table,
        kind=kind.value,
        payment=payment,
        amount=amount,
        currency=currency,
        said=said,
        state=CARD_CASE.start.value,
        opened_at=unit.now,
    )
    after = {"kind": kind, "amount": amount, "currency": currency, "payment": payment}
    unit.record("card_case.open", f"card_case:{row}", after=after)
    return True


def get_case(unit: Unit, id_: str) -> CardCase:
    """Return a case; raise `RefusedError` where there is none."""
    row = unit.row(unit.select(table).where(table.c.id == id_))
    if row is None:
        raise RefusedError(_("There is no such case."))
    return _case(unit, row)


def open_cases(unit: Unit, *, limit: int) -> list[CardCase]:
    """Return the open cases, the oldest first."""
    query = unit.select(table).where(table.c.state == CaseState.OPEN.value).order_by(table.c.opened_at, table.c.id)
    return [_case(unit, row) for row in unit.rows(query.limit(limit))]


def cases_of(unit: Unit, payment_id: str) -> list[CardCase]:
    """Return the cases about a payment, the oldest first."""
    query = unit.select(table).where(table.c.payment == payment_id).order_by(table.c.opened_at, table.c.id)
    return [_case(unit, row) for row in unit.rows(query)]


def count_open_cases(unit: Unit) -> int:
    """Return how many cases are open."""
    return unit.count(unit.select(table).where(table.c.state == CaseState.OPEN.value))


def move_case(unit: Unit, found: CardCase, event: CaseEvent, *, reason: str = "") -> CardCase:
    """Let an event happen to a case, and note it in the audit trail."""
    state = CARD_CASE.after(found.state, event)
    sealed = unit.seal(table.c.reason, found.id, {"text": reason}) if reason else None
    unit.update(table, found.id, version=found.version, state=state.value, reason=sealed)
    unit.record(
        f"card_case.{event.name.lower()}",
        f"card_case:{found.id}",
        before={"state": found.state},
        after={"state": state, "amount": found.amount, "reason": reason or None},
    )
    return get_case(unit, found.id)


def _case(unit: Unit, row: RowMapping) -> CardCase:
    id_ = str(row["id"])
    return CardCase(
        id=id_,
        kind=CaseKind(row["kind"]),
        payment=row["payment"],
        amount=row["amount"],
        currency=row["currency"],
        said=row["said"],
        state=CaseState(row["state"]),
        reason="" if row["reason"] is None else unit.open(table.c.reason, id_, row["reason"])["text"],
        opened_at=row["opened_at"],
        version=row["version"],
    )
