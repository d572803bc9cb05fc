"""What becomes of refunds once the card service has told how they stand.

A refund that is asked for here is taken from the balance first, so that no yen is sent back that has paid something
meanwhile. One that was made at the card service's own pages is a fact: it is booked, and the balance may go below zero.
"""

from collections.abc import Iterable

from issuance.domain.calendar import japan_date
from issuance.domain.fees.cards.payment import CardPayment, CardState
from issuance.domain.fees.cards.refund import CARD_REFUND, CardRefund, RefundEvent, RefundState
from issuance.domain.fees.cards.reports import RefundReport
from issuance.domain.fees.movement import Way
from issuance.language import _
from issuance.services.fees.cards.settling import Outcome
from issuance.storage.balances import NewMovement, add_movement, get_movement, undo_movement
from issuance.storage.card_refunds import (
    add_refund,
    find_refund_by_id,
    move_refund,
    note_of_refund,
    refund_of_service,
)
from issuance.storage.unit import Unit

_EVENTS = {RefundState.DONE: RefundEvent.FINISH, RefundState.FAILED: RefundEvent.FAIL}


def take_refunds(unit: Unit, payment: CardPayment, reports: Iterable[RefundReport]) -> Outcome:
    """Take in all refunds of a payment as they stand now.

    Of a payment that is not booked nothing is taken from anybody's balance: its case says what came and went.
    """
    if payment.state is not CardState.PAID:
        return Outcome.NOTHING_NEW
    moved = [_take(unit, payment, report) for report in reports]
    return Outcome.BOOKED if any(moved) else Outcome.NOTHING_NEW


def book_refund(unit: Unit, payment: CardPayment, refund: CardRefund, *, taken: bool) -> CardRefund:
    """Book that money goes back; `taken`: the balance was changed already."""
    new = NewMovement(
        payment.organisation,
        -refund.amount,
        Way.REFUND,
        japan_date(unit.now),
        refund.reason or payment.reference,
        f"card refund {refund.id}",
    )
    movement = add_movement(unit, new, taken=taken)
    return refund if movement is None else note_of_refund(unit, refund, movement=movement.id)


def end_refund(unit: Unit, refund: CardRefund, event: RefundEvent) -> CardRefund:
    """Note that a refund is done, or that it failed: then the money is on the balance again."""
    if event is RefundEvent.FAIL and refund.movement is not None:
        gone = get_movement(unit, refund.movement)
        undo_movement(unit, gone, japan_date(unit.now), _("The refund to the card did not go."))
    return move_refund(unit, refund, event)


def _take(unit: Unit, payment: CardPayment, report: RefundReport) -> bool:
    refund = _known(unit, payment, report)
    if refund is None:
        if report.state is RefundState.FAILED:  # it came and went before anybody here heard of it
            return False
        token = f"service {report.id}"
        refund = add_refund(unit, payment, report.amount, token=token, service_id=report.id)
        refund = book_refund(unit, payment, refund, taken=False)
    elif refund.service_id is None:
        refund = note_of_refund(unit, refund, service_id=report.id)
    event = _EVENTS.get(report.state)
    if event is None or not CARD_REFUND.allows(refund.state, event):
        return False
    end_refund(unit, refund, event)
    return True


def _known(unit: Unit, payment: CardPayment, report: RefundReport) -> CardRefund | None:
    """Return our row of a refund, by the card service's name, or by ours where it was asked for here."""
    found = refund_of_service(unit, report.id)
    if found is None and report.name is not None and report.name.chamber == unit.chamber:
        found = find_refund_by_id(unit, report.name.id)
    return found if found is not None and found.payment == payment.id else None
