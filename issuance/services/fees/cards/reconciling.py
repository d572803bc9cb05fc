"""Ask the card service about whatever is still waited for: an event may get lost, a process may end at any point.

It can run twice, beside another one, or be cut off: what it learns goes the way of an event.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.fees.cards.payment import CARD_PAYMENT, LIVING, CardEvent, CardName, CardPayment
from issuance.domain.fees.cards.refund import CardRefund, RefundEvent
from issuance.domain.fees.cards.reports import RefundReport, SessionReport
from issuance.errors import ConflictError
from issuance.services.fees.cards.gate import CardGate, GateAwayError, GateRefusedError, Gates
from issuance.services.fees.cards.going_back import end_refund, take_refunds
from issuance.services.fees.cards.settling import Outcome, settle
from issuance.storage.card_payments import get_payment, in_states, made_before, move_payment, payments
from issuance.storage.card_refunds import get_refund, requested_refunds
from issuance.storage.unit import Units

_LOG = logging.getLogger(__name__)

EVENTS_FIRST = dt.timedelta(minutes=5)
"""An event comes within seconds; who is younger than this is not asked about yet."""

_AT_ONCE = 200


@dataclass(frozen=True)
class CardRoundDone:
    """What a round did."""

    asked: int = 0
    booked: int = 0
    cases: int = 0
    refunds: int = 0
    """Of which the outcome is known now."""
    unanswered: int = 0


class CardRound:
    """Asks, chamber by chamber."""

    def __init__(self, units: Units, gates: Gates) -> None:
        self._units = units
        self._gates = gates

    def run(self, chamber: str) -> CardRoundDone:
        """Ask about one chamber's payments and refunds."""
        gate = self._gates.of(chamber)
        if gate is None:
            return CardRoundDone()
        actor = Actor.job(chamber, "cards")
        with self._units.look(actor) as unit:
            # What the card service calls closed or failed stays so; what is paid at the last moment it tells by itself.
            waiting = payments(unit, in_states(LIVING), made_before(unit.now - EVENTS_FIRST), limit=_AT_ONCE)
            refunds = [
                each for each in requested_refunds(unit, limit=_AT_ONCE) if each.made_at <= unit.now - EVENTS_FIRST
            ]
        outcomes = [self._one(actor, gate, payment) for payment in waiting]
        ended = [self._refund(actor, gate, refund) for refund in refunds]
        return CardRoundDone(
            asked=len(waiting),
            booked=outcomes.count(Outcome.BOOKED),
            cases=outcomes.count(Outcome.CASE),
            refunds=ended.count(True),
            unanswered=outcomes.count(None) + ended.count(None),
        )

    def ask(self, actor: Actor, payment: CardPayment) -> Outcome:
        """Ask about one payment now; raises `GateAwayError` where there is no answer."""
        gate = self._gates.of(actor.chamber)
        if gate is None or payment.session is None:
            return Outcome.NOTHING_NEW
        return self._take(Actor.job(actor.chamber, "cards"), gate.page(payment.session).report)

    def _one(self, actor: Actor, gate: CardGate, payment: CardPayment) -> Outcome | None:
        try:
            if payment.session is None:
                return self._give_up(actor, payment)
            return self._take(actor, gate.page(payment.session).report)
        except (GateAwayError, GateRefusedError) as error:
            _LOG.warning("Nothing is known of the card payment %s: %s", payment.reference, error)
            return None
        except ConflictError:  # an event comes in at this moment
            return Outcome.NOTHING_NEW

    def _take(self, actor: Actor, report: SessionReport) -> Outcome:
        with self._units.act(actor) as unit:
            return settle(unit, report)

    def _give_up(self, actor: Actor, payment: CardPayment) -> Outcome:
        """End what never got a page, or whose page nobody got the address of."""
        with self._units.act(actor) as unit:
            now = get_payment(unit, payment.id)
            if now.session is None and now.ends_at <= unit.now and CARD_PAYMENT.allows(now.state, CardEvent.EXPIRE):
                move_payment(unit, now, CardEvent.EXPIRE)
                return Outcome.MOVED
        return Outcome.NOTHING_NEW

    def _refund(self, actor: Actor, gate: CardGate, refund: CardRefund) -> bool | None:
        with self._units.look(actor) as unit:
            payment = get_payment(unit, refund.payment)
        try:
            return send_refund(self._units, actor, gate, payment, refund)
        except GateAwayError as error:
            _LOG.warning("Nothing is known of a refund of the card payment %s: %s", payment.reference, error)
            return None
        except ConflictError:
            return False


def send_refund(units: Units, actor: Actor, gate: CardGate, payment: CardPayment, refund: CardRefund) -> bool:
    """Send a refund that was noted, unless it was sent before; tell whether its outcome is known now.

    The card service forgets what it was asked a day ago, so it is looked for before it is asked for again.
    """
    name, intent = CardName(actor.chamber, refund.id), payment.intent or ""
    reports = [report for report in gate.refunds(intent) if report.name == name]
    refused = False
    if not reports:
        try:
            reports = [gate.refund(name, intent, refund.amount)]
        except GateRefusedError as error:
            _LOG.warning("A refund of the card payment %s was refused: %s", payment.reference, error)
            refused = True
    return _end(units, actor, payment, refund, [] if refused else reports)


def _end(units: Units, actor: Actor, payment: CardPayment, refund: CardRefund, reports: list[RefundReport]) -> bool:
    with units.act(actor) as unit:
        if reports:
            return take_refunds(unit, get_payment(unit, payment.id), reports) is Outcome.BOOKED
        now = get_refund(unit, refund.id)
        if now.service_id is None:
            end_refund(unit, now, RefundEvent.FAIL)
        return True
