"""The payers' side of cards: choose what to pay, go to the card service's page, see what became of it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.fees.cards.payment import AT_THE_SERVICE, CardEvent, CardName, CardPayment, CardState
from issuance.domain.ids import Act
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.fees.cards.choosing import note_payment
from issuance.services.fees.cards.gate import CardGate, Checkout, GateAwayError, GateRefusedError, Gates, OpenPage
from issuance.services.fees.cards.settling import settle
from issuance.services.fees.views import payer_of
from issuance.services.ids.rights import rights_of
from issuance.storage.card_payments import get_payment, move_payment, payment_of_token, payments
from issuance.storage.tables.cards import card_payment as table
from issuance.storage.unit import Unit, Units

SHOWN = 10


@dataclass(frozen=True)
class Offer:
    """What a payer's page says of cards. `pages`: where its form leads, None where cards are not offered."""

    pages: str | None
    payments: Sequence[CardPayment]
    """The newest ones."""

    @property
    def under_way(self) -> frozenset[str]:
        """Charges of which a page is open, or the bank has not answered yet."""
        return frozenset(
            each for payment in self.payments if payment.state in AT_THE_SERVICE for each in payment.charges
        )


@dataclass(frozen=True)
class Begun:
    """A payment, and the address of its page; None where there is nothing to be paid there any more."""

    payment: CardPayment
    address: str | None


class PayerCards:
    """Begins payments in the name of who pays. `site` is the address of the office's pages."""

    def __init__(self, units: Units, gates: Gates, site: str) -> None:
        self._units = units
        self._gates = gates
        self._site = site

    def offer(self, who: Who) -> Offer:
        """Return what is offered now, and what was begun."""
        gate = self._gates.of(who.chamber)
        with self._units.look(who.actor) as unit:
            payer = _payer(unit, who)
            offered = gate is not None and settings_of(unit).payment.cards
            begun = payments(unit, table.c.organisation == payer, limit=SHOWN)
        return Offer(gate.pages if gate is not None and offered else None, begun)

    def begin(self, who: Who, chosen: Collection[str], top_up: int, token: str) -> Begun:
        """Begin a payment of chosen charges and of a sum in advance; the same page's token begins one.

        What the balance holds is used first. Returns where the payer's browser goes.
        """
        gate = self._gate(who.chamber)
        with self._units.act(who.actor) as unit:
            payer = _payer(unit, who)
            if not settings_of(unit).payment.cards:
                raise RefusedError(_not_offered())
            # The same page with another choice is another payment.
            page = f"{token} {' '.join(sorted(chosen))} {top_up}"
            payment = payment_of_token(unit, page)
            if payment is None:
                payment = note_payment(unit, payer, chosen, top_up, who.language, page)
            elif payment.organisation != payer:
                raise RefusedError(_("There is no such payment by card."))
            what = f"{settings_of(unit).names.text(payment.language)} {payment.reference}"
        return self._open(gate, who, payment, what)

    def payment(self, who: Who, payment_id: str) -> CardPayment:
        """Return a payment of who pays."""
        with self._units.look(who.actor) as unit:
            return _mine(unit, who, payment_id)

    def go_on(self, who: Who, payment_id: str) -> Begun:
        """Ask the card service how a payment stands; where its page is open, return its address."""
        return self._learn(who, payment_id, lambda gate, session: gate.page(session))

    def cancel(self, who: Who, payment_id: str) -> CardPayment:
        """Close the page of a payment, so that nothing can be paid there; where something was, that is what counts."""
        return self._learn(who, payment_id, _closed).payment

    def _gate(self, chamber: str) -> CardGate:
        gate = self._gates.of(chamber)
        if gate is None:
            raise RefusedError(_not_offered())
        return gate

    def _open(self, gate: CardGate, who: Who, payment: CardPayment, what: str) -> Begun:
        if payment.session is not None or payment.state is not CardState.BEGUN:
            return self.go_on(who, payment.id) if payment.is_living else Begun(payment, None)
        wanted = Checkout(
            name=CardName(who.chamber, payment.id),
            amount=payment.amount,
            what=what,
            language=payment.language,
            ends_at=payment.ends_at,
            back=f"{self._site}/{who.chamber}/fees/cards/{payment.id}",
        )
        try:
            opened = gate.open(wanted)
        except GateAwayError:
            raise RefusedError(_away()) from None
        except GateRefusedError:
            with self._units.act(who.actor) as unit:
                move_payment(unit, get_payment(unit, payment.id), CardEvent.FAIL)
            raise RefusedError(
                _("The card service did not take this payment. Nothing was paid: pay in another way, or try again.")
            ) from None
        with self._units.act(who.actor) as unit:
            now = get_payment(unit, payment.id)
            if now.state is CardState.BEGUN:
                now = move_payment(unit, now, CardEvent.OPEN, session=opened.report.id)
        return Begun(now, opened.address if now.state in AT_THE_SERVICE else None)

    def _learn(self, who: Who, payment_id: str, ask: Callable[[CardGate, str], OpenPage]) -> Begun:
        """Ask the card service, take in what it says, and return how the payment stands then."""
        gate, payment = self._gate(who.chamber), self.payment(who, payment_id)
        if payment.session is None:
            return Begun(payment, None)
        try:
            page = ask(gate, payment.session)
        except (GateAwayError, GateRefusedError):
            raise RefusedError(_away()) from None
        with self._units.act(Actor.job(who.chamber, "cards")) as unit:
            settle(unit, page.report)
            now = get_payment(unit, payment.id)
        return Begun(now, page.address if now.state in AT_THE_SERVICE else None)


def _closed(gate: CardGate, session: str) -> OpenPage:
    try:
        return OpenPage(gate.close(session), None)
    except GateRefusedError:  # it is not open: then how it stands says what became of it
        return gate.page(session)


def _payer(unit: Unit, who: Who) -> str:
    """Return in whose name somebody pays, who may."""
    if Act.PAY not in rights_of(unit, who):
        raise RefusedError(_("This id does not pay fees now."))
    return payer_of(who)


def _mine(unit: Unit, who: Who, payment_id: str) -> CardPayment:
    payer, found = _payer(unit, who), get_payment(unit, payment_id)
    if found.organisation != payer:
        raise RefusedError(_("There is no such payment by card."))
    return found


def _not_offered() -> str:
    return _("This chamber takes no cards just now: pay by transfer or at the counter.")


def _away() -> str:
    return _("The card service does not answer just now, and nothing was changed. Try again in a few minutes.")
