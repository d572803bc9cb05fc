"""Events of the card service: each is taken in once, and only as the card service has signed it.

The card service sends an event again, for days, until it is answered with success. So whatever keeps one from being
taken in now (a database that restarts, a twin that is under way, an answer that is needed first) is an error here.
"""

from issuance.domain.actor import Actor
from issuance.domain.fees.cards.payment import CardName, CardPayment
from issuance.domain.fees.cards.reports import EventReport, RefundReport
from issuance.errors import IssuanceError
from issuance.services.fees.cards.gate import CardGate, Gates
from issuance.services.fees.cards.going_back import take_refunds
from issuance.services.fees.cards.settling import Outcome, dispute, settle
from issuance.storage.card_payments import add_event, find_payment, payment_of_intent
from issuance.storage.unit import Unit, Units


class NoGateError(IssuanceError):
    """The chamber has no account with the card service."""


class CardHooks:
    """Takes events in."""

    def __init__(self, units: Units, gates: Gates) -> None:
        self._units = units
        self._gates = gates

    def take(self, chamber: str, body: bytes, signature: str) -> Outcome:
        """Take an event in. Raises `NoGateError`, `ForgedError`, and what is to be sent again."""
        gate = self._gates.of(chamber)
        if gate is None:
            raise NoGateError(f"{chamber} takes no cards.")
        report = gate.read(body, signature)
        if report is None or report.live is not gate.live:
            # Another kind, or money of the one world told in the other: of those that try out, none is real.
            return Outcome.NOT_OURS
        actor = Actor.job(chamber, "cards")
        name = self._name(actor, gate, report)
        refunds = gate.refunds(report.refunded) if report.refunded and name else []
        with self._units.act(actor) as unit:
            if not add_event(unit, report):
                return Outcome.NOTHING_NEW
            if report.session is not None:
                return settle(unit, report.session)
            return _later(unit, name, report, refunds)

    def _name(self, actor: Actor, gate: CardGate, report: EventReport) -> CardName | None:
        """Return whose payment a refund or a dispute is about; events of a page say it themselves."""
        intent = report.refunded or (report.dispute.intent if report.dispute else None)
        if intent is None:
            return report.name
        with self._units.look(actor) as unit:
            known = payment_of_intent(unit, intent)
        return CardName(actor.chamber, known.id) if known else gate.name_of(intent)


def _later(unit: Unit, name: CardName | None, report: EventReport, refunds: list[RefundReport]) -> Outcome:
    """Take in what comes after a payment."""
    payment = _payment(unit, name)
    if payment is None:
        return Outcome.NOT_OURS
    if report.dispute is not None:
        return dispute(unit, payment, report.dispute)
    if payment.is_living:
        # Money goes back that has not come yet: the event of its coming is on its way, and this one comes again.
        raise NotYetError(f"The payment {payment.reference} is not booked yet.")
    return take_refunds(unit, payment, refunds)


def _payment(unit: Unit, name: CardName | None) -> CardPayment | None:
    return find_payment(unit, name.id) if name is not None and name.chamber == unit.chamber else None


class NotYetError(IssuanceError):
    """An event came before the one that it follows."""
