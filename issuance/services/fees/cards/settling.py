"""What becomes of a payment by card once the card service has told how it stands: an event, or an answer when asked.

However often, in whatever order and however late it is told: the money of one page is booked once. What is not what
was asked for opens a case for the cashier, and nothing is booked until a person has said what it is.
"""

from enum import StrEnum

from issuance.domain.calendar import japan_date
from issuance.domain.fees.cards.case import CaseKind
from issuance.domain.fees.cards.payment import CARD_PAYMENT, CURRENCY, CardEvent, CardPayment, CardState
from issuance.domain.fees.cards.reports import DisputeReport, SessionReport
from issuance.domain.fees.charge import Charge
from issuance.domain.fees.movement import Movement, Way
from issuance.services.fees import billing
from issuance.storage.balances import NewMovement, add_movement
from issuance.storage.card_cases import open_case
from issuance.storage.card_payments import find_payment, move_payment
from issuance.storage.charges import charges_of
from issuance.storage.unit import Unit


class Outcome(StrEnum):
    """What was done about a report."""

    NOT_OURS = "not ours"
    NOTHING_NEW = "nothing new"
    BOOKED = "booked"
    CASE = "a case for the cashier"
    MOVED = "noted"


def settle(unit: Unit, report: SessionReport) -> Outcome:
    """Take in how a page stands."""
    if report.name is None:
        return Outcome.NOT_OURS
    if report.name.chamber != unit.chamber:
        return _case(unit, CaseKind.OTHER_CHAMBER, report, None)
    payment = find_payment(unit, report.name.id)
    if payment is None or payment.session not in (None, report.id):
        return _case(unit, CaseKind.UNKNOWN, report, payment)
    if report.is_paid:
        return _paid(unit, payment, report)
    return _not_paid(unit, payment, report)


def dispute(unit: Unit, payment: CardPayment, report: DisputeReport) -> Outcome:
    """Take in that the holder of a card disputes a payment."""
    new = open_case(unit, CaseKind.DISPUTED, report.id, report.amount, report.currency, payment.id)
    return Outcome.CASE if new else Outcome.NOTHING_NEW


def book(
    unit: Unit, organisation: str, amount: int, *, source: str, note: str, payment: CardPayment | None = None
) -> Movement | None:
    """Book what came in by card, and pay what it was meant for, then what is due; None where that was done before."""
    chosen = _chosen(unit, payment) if payment is not None and payment.organisation == organisation else []
    only = chosen[0].id if payment is not None and len(payment.charges) == len(chosen) == 1 else None
    day = japan_date(unit.now)
    movement = add_movement(unit, NewMovement(organisation, amount, Way.CARD, day, note, source, charge=only))
    if movement is not None:
        billing.pay_first(unit, organisation, chosen)
    return movement


def _paid(unit: Unit, payment: CardPayment, report: SessionReport) -> Outcome:
    if payment.state in (CardState.PAID, CardState.UNCLEAR):
        return Outcome.NOTHING_NEW
    known = {"session": report.id, "intent": report.intent}
    if (report.amount, report.currency) != (payment.amount, CURRENCY):
        move_payment(unit, payment, CardEvent.QUESTION, **known)
        return _case(unit, CaseKind.OTHER_SUM, report, payment)
    source = f"card payment {payment.id}"
    movement = book(unit, payment.organisation, payment.amount, source=source, note=payment.reference, payment=payment)
    if movement is None:
        return Outcome.NOTHING_NEW
    move_payment(unit, payment, CardEvent.PAY, **known, movement=movement.id)
    return Outcome.BOOKED


def _not_paid(unit: Unit, payment: CardPayment, report: SessionReport) -> Outcome:
    event = None
    if report.has_failed:
        event = CardEvent.FAIL
    elif report.is_expired:
        event = CardEvent.EXPIRE
    elif report.is_handed_in:
        event = CardEvent.HAND_IN
    if event is None or not CARD_PAYMENT.allows(payment.state, event) or payment.state is CardState.UNCLEAR:
        return Outcome.NOTHING_NEW
    move_payment(unit, payment, event, session=report.id)
    return Outcome.MOVED


def _case(unit: Unit, kind: CaseKind, report: SessionReport, payment: CardPayment | None) -> Outcome:
    if not report.is_paid:
        return Outcome.NOTHING_NEW
    said = report.intent or report.id
    new = open_case(unit, kind, said, report.amount, report.currency, payment.id if payment else None)
    return Outcome.CASE if new else Outcome.NOTHING_NEW


def _chosen(unit: Unit, payment: CardPayment) -> list[Charge]:
    """Return the charges that a payment was meant for, as far as they are owed still."""
    return [each for each in charges_of(unit, payment.organisation) if each.id in payment.charges and each.is_owed]
