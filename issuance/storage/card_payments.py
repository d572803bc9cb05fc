"""Payments by card and the events about them: rows to values and back."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.calendar import japan_date
from issuance.domain.fees.cards.payment import CARD_PAYMENT, PAGE_LIFE, CardEvent, CardPayment, CardState
from issuance.domain.fees.cards.reports import EventReport
from issuance.domain.fees.charge import Charge
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.references import new_reference
from issuance.storage.tables.cards import card_event
from issuance.storage.tables.cards import card_payment as table
from issuance.storage.unit import Unit


def add_payment(
    unit: Unit, organisation: str, amount: int, charges: Sequence[str], language: str, token: str
) -> CardPayment:
    """Note that somebody sets out to pay by card."""
    row = unit.insert(
        table,
        reference=new_reference("P"),
        organisation=organisation,
        token=digest_of_token(token),
        amount=amount,
        charges=json.dumps(list(charges)),
        language=language,
        state=CARD_PAYMENT.start.value,
        state_since=unit.now,
        made_at=unit.now,
        made_by=unit.actor.account,
        ends_at=unit.now.replace(microsecond=0) + PAGE_LIFE,
    )
    made = get_payment(unit, row)
    unit.record(
        "card_payment.begin",
        f"card_payment:{row}",
        organisation=organisation,
        after={"reference": made.reference, "amount": amount, "charges": list(charges)},
    )
    return made


def find_payment(unit: Unit, id_: str) -> CardPayment | None:
    """Return a payment by its id."""
    return _one(unit, table.c.id == id_)


def get_payment(unit: Unit, id_: str) -> CardPayment:
    """Return a payment; raise `RefusedError` where there is none."""
    found = find_payment(unit, id_)
    if found is None:
        raise RefusedError(_("There is no such payment by card."))
    return found


def payment_of_token(unit: Unit, token: str) -> CardPayment | None:
    """Return the payment that was begun from a page."""
    return _one(unit, table.c.token == digest_of_token(token))


def payment_of_intent(unit: Unit, intent: str) -> CardPayment | None:
    """Return the payment by the card service's name of it."""
    return _one(unit, table.c.intent == intent)


def payments(unit: Unit, *where: ColumnElement[bool], limit: int | None = None, offset: int = 0) -> list[CardPayment]:
    """Return payments, the newest first."""
    query = unit.select(table).where(*where).order_by(table.c.made_at.desc(), table.c.id)
    return [_payment(row) for row in unit.rows(query.limit(limit).offset(offset))]


def count_payments(unit: Unit, *where: ColumnElement[bool]) -> int:
    """Return how many payments there are."""
    return unit.count(unit.select(table).where(*where))


def paid_by_card(unit: Unit, charge: Charge) -> bool:
    """Tell whether a charge was paid by a payment by card that was meant for it: its receipt says so."""
    meant = table.c.charges.contains(charge.id)
    found = payments(unit, table.c.organisation == charge.organisation, in_states([CardState.PAID]), meant)
    return any(japan_date(payment.state_since) == charge.paid_on for payment in found)


def in_states(states: Collection[CardState]) -> ColumnElement[bool]:
    """Return the condition that a payment is in one of some states."""
    return table.c.state.in_([state.value for state in states])


def move_payment(unit: Unit, found: CardPayment, event: CardEvent, **columns: str | None) -> CardPayment:
    """Let an event happen to a payment, and note it in the audit trail; `columns` are written with it."""
    state = CARD_PAYMENT.after(found.state, event)
    unit.update(table, found.id, version=found.version, state=state.value, state_since=unit.now, **columns)
    after: Mapping[str, object] = {"state": state, "amount": found.amount, **columns}
    unit.record(
        f"card_payment.{event.name.lower()}",
        f"card_payment:{found.id}",
        organisation=found.organisation,
        before={"state": found.state},
        after=after,
    )
    return get_payment(unit, found.id)


def add_event(unit: Unit, report: EventReport) -> bool:
    """Note that an event was taken in; tell whether it is the first time."""
    known = unit.select(card_event, card_event.c.id).where(card_event.c.id == report.id)
    if unit.row(known) is not None:
        return False
    about = report.session or report.dispute
    unit.insert(
        card_event,
        id=report.id,
        type=report.type,
        amount=about.amount if about else None,
        currency=about.currency if about else None,
        reference=str(report.name) if report.name else None,
        created=report.created,
    )
    return True


def digest_of_token(token: str) -> str:
    """Return what is stored of a page's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def made_before(moment: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that a payment was begun before a moment."""
    return table.c.made_at <= moment


def _one(unit: Unit, where: ColumnElement[bool]) -> CardPayment | None:
    row = unit.row(unit.select(table).where(where))
    return None if row is None else _payment(row)


def _payment(row: RowMapping) -> CardPayment:
    return CardPayment(
        id=str(row["id"]),
        reference=row["reference"],
        organisation=row["organisation"],
        amount=row["amount"],
        charges=tuple(json.loads(row["charges"])),
        language=row["language"],
        state=CardState(row["state"]),
        state_since=row["state_since"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        ends_at=row["ends_at"],
        session=row["session"],
        intent=row["intent"],
        movement=row["movement"],
        version=row["version"],
    )
