"""Refunds to cards: rows to values and back."""

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.fees.cards.payment import CardPayment
from issuance.domain.fees.cards.refund import CARD_REFUND, CardRefund, RefundEvent, RefundState
from issuance.storage.card_payments import digest_of_token
from issuance.storage.tables.cards import card_refund as table
from issuance.storage.unit import Unit, new_id


def add_refund(
    unit: Unit, payment: CardPayment, amount: int, *, token: str, reason: str = "", service_id: str | None = None
) -> CardRefund:
    """Note a refund that is asked for, or (`service_id`) was made at the card service's own pages."""
    row = new_id()
    unit.insert(
        table,
        id=row,
        payment=payment.id,
        token=digest_of_token(token),
        amount=amount,
        reason=unit.seal(table.c.reason, row, {"text": reason}) if reason else None,
        state=CARD_REFUND.start.value,
        made_at=unit.now,
        made_by=unit.actor.account,
        service_id=service_id,
    )
    unit.record(
        "card_refund.request",
        f"card_refund:{row}",
        organisation=payment.organisation,
        after={"amount": amount, "payment": payment.reference, "reason": reason or None},
    )
    return get_refund(unit, row)


def get_refund(unit: Unit, id_: str) -> CardRefund:
    """Return a refund that is known to be there."""
    found = find_refund_by_id(unit, id_)
    if found is None:
        raise LookupError(f"There is no refund {id_} in {unit.chamber}.")
    return found


def find_refund_by_id(unit: Unit, id_: str) -> CardRefund | None:
    """Return a refund by our own name of it."""
    return _one(unit, table.c.id == id_)


def refund_of_token(unit: Unit, token: str) -> CardRefund | None:
    """Return the refund that was asked for from a page."""
    return _one(unit, table.c.token == digest_of_token(token))


def refund_of_service(unit: Unit, service_id: str) -> CardRefund | None:
    """Return a refund by the card service's name of it."""
    return _one(unit, table.c.service_id == service_id)


def refunds_of(unit: Unit, payment_id: str) -> list[CardRefund]:
    """Return the refunds of a payment, the oldest first."""
    query = unit.select(table).where(table.c.payment == payment_id).order_by(table.c.made_at, table.c.id)
    return [_refund(unit, row) for row in unit.rows(query)]


def requested_refunds(unit: Unit, *, limit: int) -> list[CardRefund]:
    """Return the refunds of which it is not known whether they were done, the oldest first."""
    query = unit.select(table).where(table.c.state == RefundState.REQUESTED.value).order_by(table.c.made_at)
    return [_refund(unit, row) for row in unit.rows(query.limit(limit))]


def note_of_refund(unit: Unit, found: CardRefund, **columns: str) -> CardRefund:
    """Write down what became known of a refund without changing where it stands."""
    unit.update(table, found.id, version=found.version, **columns)
    return get_refund(unit, found.id)


def move_refund(unit: Unit, found: CardRefund, event: RefundEvent) -> CardRefund:
    """Let an event happen to a refund, and note it in the audit trail."""
    state = CARD_REFUND.after(found.state, event)
    unit.update(table, found.id, version=found.version, state=state.value)
    unit.record(
        f"card_refund.{event.name.lower()}",
        f"card_refund:{found.id}",
        before={"state": found.state},
        after={"state": state, "amount": found.amount},
    )
    return get_refund(unit, found.id)


def _one(unit: Unit, where: ColumnElement[bool]) -> CardRefund | None:
    row = unit.row(unit.select(table).where(where))
    return None if row is None else _refund(unit, row)


def _refund(unit: Unit, row: RowMapping) -> CardRefund:
    id_ = str(row["id"])
    return CardRefund(
        id=id_,
        payment=row["payment"],
        amount=row["amount"],
        reason="" if row["reason"] is None else unit.open(table.c.reason, id_, row["reason"])["text"],
        state=RefundState(row["state"]),
        made_at=row["made_at"],
        made_by=row["made_by"],
        service_id=row["service_id"],
        movement=row["movement"],
        version=row["version"],
    )
