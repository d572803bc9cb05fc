"""What a payment by card is to be: which charges, less what the balance holds, and what is paid in advance."""

from collections.abc import Collection, Sequence

from issuance.domain.fees.cards.payment import AT_THE_SERVICE, LEAST_YEN, CardEvent, CardPayment, CardState
from issuance.domain.fees.charge import Charge
from issuance.domain.fees.movement import MOST_YEN_AT_ONCE
from issuance.errors import RefusedError
from issuance.language import _
from issuance.storage.balances import balance_of
from issuance.storage.card_payments import add_payment, in_states, move_payment, payments
from issuance.storage.charges import charges_of
from issuance.storage.tables.cards import card_payment as table
from issuance.storage.unit import Unit


def note_payment(
    unit: Unit, payer: str, chosen: Collection[str], top_up: int, language: str, token: str
) -> CardPayment:
    """Note what somebody sets out to pay; raise `RefusedError` where it cannot be paid by card."""
    owed = [charge for charge in charges_of(unit, payer) if charge.id in chosen and charge.is_owed]
    if len(owed) != len(set(chosen)):
        raise RefusedError(_("One of these charges is not to be paid any more: see the page anew."))
    _end_unopened(unit, payer)
    for other in payments(unit, table.c.organisation == payer, in_states(AT_THE_SERVICE)):
        if set(other.charges) & set(chosen):
            raise RefusedError(
                _(
                    "One of these charges is being paid by card (%(reference)s): go on with that payment, or close it.",
                    reference=other.reference,
                )
            )
    amount = _amount(unit, payer, owed, top_up)
    return add_payment(unit, payer, amount, [charge.id for charge in owed], language, token)


def _amount(unit: Unit, payer: str, owed: Sequence[Charge], top_up: int) -> int:
    due = max(0, sum(charge.sum.total for charge in owed) - balance_of(unit, payer).yen) if owed else 0
    if owed and not due and not top_up:
        raise RefusedError(_("The balance covers these charges already: ask the chamber to pay them from it."))
    amount = due + top_up
    if not LEAST_YEN <= amount <= MOST_YEN_AT_ONCE:
        raise RefusedError(
            _(
                "By card one pays from %(least)s to %(most)s yen at once; this would be %(amount)s.",
                least=LEAST_YEN,
                most=f"{MOST_YEN_AT_ONCE:,}",
                amount=f"{amount:,}",
            )
        )
    return amount


def _end_unopened(unit: Unit, payer: str) -> None:
    """End payments whose page nobody got the address of: the card service was away, or a process ended too early."""
    for payment in payments(unit, table.c.organisation == payer, in_states([CardState.BEGUN])):
        move_payment(unit, payment, CardEvent.EXPIRE)
