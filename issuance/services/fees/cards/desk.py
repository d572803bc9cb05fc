"""The cashier's side of cards: the list, one payment with its refunds and cases, money back to a card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement

from issuance.domain.actor import Actor
from issuance.domain.fees.cards.case import CardCase
from issuance.domain.fees.cards.payment import LIVING, CardPayment, CardState
from issuance.domain.fees.cards.refund import CardRefund, RefundState
from issuance.domain.fees.charge import Charge
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.fees.cards.gate import GateAwayError, Gates
from issuance.services.fees.cards.going_back import book_refund
from issuance.services.fees.cards.reconciling import CardRound, send_refund
from issuance.services.fees.cards.settling import Outcome
from issuance.services.fees.cashier import LONGEST_NOTE
from issuance.storage.balances import balance_of, take
from issuance.storage.card_cases import cases_of, open_cases
from issuance.storage.card_payments import count_payments, get_payment, in_states, payments
from issuance.storage.card_refunds import add_refund, get_refund, refund_of_token, refunds_of
from issuance.storage.charges import charges_of
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.unit import Unit, Units

LINES = 50
MOST_CASES = 100


class CardDrawer(StrEnum):
    """Which payments are listed."""

    WAITING = N_("Under way")
    PAID = N_("Paid")
    UNCLEAR = N_("Unclear")
    NOT_PAID = N_("Not paid")

    @property
    def where(self) -> ColumnElement[bool]:
        """The condition of the payments in it."""
        states = {
            CardDrawer.WAITING: LIVING,
            CardDrawer.PAID: (CardState.PAID,),
            CardDrawer.UNCLEAR: (CardState.UNCLEAR,),
        }
        return in_states(states.get(self, (CardState.FAILED, CardState.EXPIRED)))


@dataclass(frozen=True)
class CardList:
    """A page of payments, and what waits for a decision."""

    drawer: CardDrawer
    payments: Sequence[CardPayment]
    counts: Mapping[CardDrawer, int]
    cases: Sequence[CardCase]
    names: Mapping[str, OrganisationNames]
    page: int
    pages: int
    offered: bool
    """Whether the chamber has keys of the card service."""
    live: bool


@dataclass(frozen=True)
class SeenPayment:
    """One payment with all that belongs to it."""

    payment: CardPayment
    names: OrganisationNames
    charges: Sequence[Charge]
    refunds: Sequence[CardRefund]
    cases: Sequence[CardCase]
    balance: int

    @property
    def left(self) -> int:
        """Yen of it that have not gone back."""
        gone = sum(each.amount for each in self.refunds if each.state is not RefundState.FAILED)
        return self.payment.amount - gone if self.payment.state is CardState.PAID else 0


class CashierCards:
    """Shows payments by card, and sends money back."""

    def __init__(self, units: Units, gates: Gates, round_: CardRound) -> None:
        self._units = units
        self._gates = gates
        self._round = round_

    def list(self, actor: Actor, drawer: CardDrawer, page: int) -> CardList:
        """Return a page of payments; a page beyond the last one is the last one."""
        gate = self._gates.of(actor.chamber)
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            counts = {each: count_payments(unit, each.where) for each in CardDrawer}
            pages = max(1, -(-counts[drawer] // LINES))
            page = min(max(page, 1), pages)
            found = payments(unit, drawer.where, limit=LINES, offset=(page - 1) * LINES)
            cases = open_cases(unit, limit=MOST_CASES)
            names = names_of(unit, {each.organisation for each in found})
        live = gate is not None and gate.live
        return CardList(drawer, found, counts, cases, names, page, pages, gate is not None, live)

    def one(self, actor: Actor, payment_id: str) -> SeenPayment:
        """Return one payment."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            return _seen(unit, payment_id)

    def ask(self, actor: Actor, payment_id: str) -> Outcome:
        """Ask the card service how a payment stands."""
        seen = self.one(actor, payment_id)
        try:
            return self._round.ask(actor, seen.payment)
        except GateAwayError:
            raise RefusedError(_("The card service does not answer just now. Try again in a few minutes.")) from None

    def refund(self, actor: Actor, payment_id: str, amount: int, reason: str, token: str) -> RefundState:
        """Send money back to the card of a payment; its payer's balance covers it. The same page sends it once.

        Returns how it stands: `requested` where the card service has not said yet.
        """
        gate = self._gates.of(actor.chamber)
        if gate is None:
            raise RefusedError(_("The chamber's keys of the card service are not there: nothing can be sent back."))
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            seen = _seen(unit, payment_id)
            refund = refund_of_token(unit, token)
            if refund is None:
                refund = _note(unit, seen, amount, reason, token)
        try:
            send_refund(self._units, Actor.job(actor.chamber, "cards"), gate, seen.payment, refund)
        except GateAwayError:
            return RefundState.REQUESTED
        with self._units.look(actor) as unit:
            return get_refund(unit, refund.id).state


def _note(unit: Unit, seen: SeenPayment, amount: int, reason: str, token: str) -> CardRefund:
    """Take the money from the balance, and note that it is to go."""
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_NOTE:
        raise RefusedError(_("Write why the money goes back, in at most %(most)s characters.", most=LONGEST_NOTE))
    if not 1 <= amount <= seen.left:
        raise RefusedError(_("Of this payment, from 1 to %(left)s yen can go back.", left=f"{seen.left:,}"))
    if not take(unit, seen.payment.organisation, amount):
        raise RefusedError(
            _(
                "The balance is %(here)s yen: no more than that can go back. "
                "Where a charge was paid from it, take its payment back first.",
                here=f"{seen.balance:,}",
            )
        )
    refund = add_refund(unit, seen.payment, amount, token=token, reason=said)
    return book_refund(unit, seen.payment, refund, taken=True)


def _seen(unit: Unit, payment_id: str) -> SeenPayment:
    payment = get_payment(unit, payment_id)
    return SeenPayment(
        payment,
        names_of(unit, {payment.organisation})[payment.organisation],
        [each for each in charges_of(unit, payment.organisation) if each.id in payment.charges],
        refunds_of(unit, payment.id),
        cases_of(unit, payment.id),
        balance_of(unit, payment.organisation).yen,
    )
