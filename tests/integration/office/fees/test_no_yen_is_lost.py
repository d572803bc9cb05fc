"""Whatever a cashier, payers and Stripe do in whatever order: no yen appears or is lost."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from issuance.domain.application.states import State
from issuance.domain.fees.cards.payment import CardState
from issuance.domain.fees.charge import ChargeState
from issuance.domain.fees.movement import Way
from issuance.errors import RefusedError
from issuance.services.fees.cashier import Incoming
from issuance.storage.applications import applications
from issuance.storage.balances import balance_of, movements_of, sums_by_organisation
from issuance.storage.card_payments import payments
from issuance.storage.charges import charges_of
from issuance.storage.tables.applications import application
from issuance.storage.tables.cards import card_payment
from tests.office_cards import CardTill
from tests.office_fees import Till
from tests.office_ids import STAFF, add_organisation


class Money(RuleBasedStateMachine):
    """The acts of a cashier, of a payer with a card, and of Stripe, whose events come twice, late and in any order."""

    cards: CardTill
    earlier: frozenset[str]
    token = 0

    @property
    def till(self) -> Till:
        return self.cards.till

    def _token(self) -> str:
        self.token += 1
        return f"{id(self)} {self.token}"

    @initialize()
    def begin(self) -> None:
        """Each run has an applicant of its own: what one leaves behind must not steer the next."""
        with self.till.office.units.act(STAFF) as unit:
            self.cards = replace(self.cards, till=replace(self.till, applicant=add_organisation(unit)))
        self.earlier = frozenset(self.cards.stripe.sessions)
        self.cards.stripe.waiting.clear()

    def _pages(self, *states: str) -> list[str]:
        """Return this run's pages in some of Stripe's states."""
        found = self.cards.stripe.sessions.items()
        return [name for name, each in found if name not in self.earlier and each["status"] in states]

    def _charges(self, *states: ChargeState) -> list[str]:
        with self.till.office.units.look(STAFF) as unit:
            return [charge.id for charge in charges_of(unit, self.till.applicant, states)]

    @rule(copies=st.integers(0, 5))
    def approve(self, copies: int) -> None:
        self.till.approved(copies=copies)

    @rule(amount=st.integers(1, 9000))
    def receive(self, amount: int) -> None:
        day = self.till.office.clock().date()
        money = Incoming(self.till.applicant, amount, Way.COUNTER, day, "slip 7", self._token())
        self.till.office.fees.cashier.receive(self.till.cashier, money)

    @rule(amount=st.integers(1, 3000))
    def refund(self, amount: int) -> None:
        try:
            self.till.office.fees.cashier.refund(self.till.cashier, self.till.applicant, amount, "why", self._token())
        except RefusedError:
            assert self.cards.balance() < amount

    @rule(on_account=st.booleans())
    def by_the_month(self, on_account: bool) -> None:
        self.till.office.fees.cashier.set_on_account(self.till.cashier, self.till.applicant, on_account=on_account)

    @precondition(lambda self: self._charges(ChargeState.PAID))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        paid = self._charges(ChargeState.PAID)
        self.till.office.fees.cashier.take_back(self.till.cashier, data.draw(st.sampled_from(paid)))

    @rule(data=st.data(), top_up=st.sampled_from([0, 50, 3000]))
    def begin_a_card(self, data: st.DataObject, top_up: int) -> None:
        owed = [charge.id for charge in self.cards.owed()]
        chosen = data.draw(st.lists(st.sampled_from(owed), unique=True)) if owed else []
        try:
            self.cards.begin(chosen, top_up, self._token())
        except RefusedError:
            assert not top_up or chosen, "money in advance alone is always taken"

    @precondition(lambda self: self._pages("open", "expired"))
    @rule(data=st.data(), odd=st.sampled_from([None, None, None, 77]), at_once=st.booleans())
    def pay_by_card(self, data: st.DataObject, odd: int | None, at_once: bool) -> None:
        """Pay on an open page, or on one that has just expired."""
        name = data.draw(st.sampled_from(self._pages("open", "expired")))
        self.cards.stripe.pay(name, amount=odd, at_once=at_once)
        if not at_once:
            self.cards.stripe.answer_of_the_bank(name, paid=True)

    @precondition(lambda self: self._pages("open"))
    @rule(data=st.data())
    def let_a_page_expire(self, data: st.DataObject) -> None:
        self.cards.stripe.expire(data.draw(st.sampled_from(self._pages("open"))))

    @precondition(lambda self: self.cards.stripe.waiting)
    @rule(data=st.data(), twice=st.booleans())
    def let_events_come(self, data: st.DataObject, twice: bool) -> None:
        waiting = data.draw(st.permutations(self.cards.stripe.waiting))
        self.cards.stripe.waiting = [*waiting, *waiting] if twice else list(waiting)
        self.cards.deliver()

    @rule()
    def ask_stripe(self) -> None:
        self.cards.later()
        assert self.cards.cards.round.run("TYO").unanswered == 0

    @rule(data=st.data(), amount=st.integers(1, 3000), here=st.booleans())
    def send_back(self, data: st.DataObject, amount: int, here: bool) -> None:
        """Send money back to a card, from the cashier's page or on Stripe's own pages."""
        with self.till.office.units.look(STAFF) as unit:
            mine = card_payment.c.organisation == self.till.applicant
            paid = [each for each in payments(unit, mine) if each.state is CardState.PAID]
        if not paid:
            return
        payment = data.draw(st.sampled_from(paid))
        intent = self.cards.stripe.intents[str(payment.intent)]
        if here:
            try:
                self.cards.refund(payment, amount, self._token())
            except RefusedError:
                assert (
                    amount > min(self.cards.balance(), intent["amount"] - intent["refunded"])
                    or self.cards.stripe.waiting
                )
        elif intent["refunded"] + amount <= intent["amount"]:
            self.cards.stripe.send_back(str(payment.intent), amount)

    @invariant()
    def every_yen_is_somewhere(self) -> None:
        with self.till.office.units.look(STAFF) as unit:
            paid = charges_of(unit, self.till.applicant, (ChargeState.PAID,))
            moved = sums_by_organisation(unit).get(self.till.applicant, 0)
            assert balance_of(unit, self.till.applicant).yen == moved - sum(each.sum.total for each in paid)

    @invariant()
    def what_goes_on_has_nothing_open(self) -> None:
        with self.till.office.units.look(STAFF) as unit:
            open_ones = {each.application for each in charges_of(unit, self.till.applicant, (ChargeState.OPEN,))}
            ready = {each.id for each in applications(unit, application.c.state == State.PAID.value)}
            assert not open_ones & ready

    def teardown(self) -> None:
        """Once all events have come, what was paid by card as asked for is booked, less what went back: no yen else."""
        for name in self._pages("open"):
            self.cards.stripe.expire(name)
        for _ in range(3):
            self.cards.deliver()
        assert self.cards.stripe.waiting == []
        paid = [self.cards.stripe.sessions[name]["payment_intent"] for name in self._pages("complete")]
        intents = {name: self.cards.stripe.intents[name] for name in paid}
        with self.till.office.units.look(STAFF) as unit:
            mine = payments(unit, card_payment.c.organisation == self.till.applicant)
            moved = movements_of(unit, self.till.applicant)
            by_card = sum(each.amount for each in moved if each.way is Way.CARD)
        asked = {each.intent: each for each in mine if each.intent}
        assert set(asked) == set(intents)
        as_asked = [intents[name] for name, each in asked.items() if name and each.state is CardState.PAID]
        unclear = [intents[name] for name, each in asked.items() if name and each.state is CardState.UNCLEAR]
        assert len(as_asked) + len(unclear) == len(intents)
        assert by_card == sum(each["amount"] for each in as_asked)
        assert all(each["amount"] == 77 for each in unclear)


def test_no_yen_appears_or_is_lost(sqlite_card_till: CardTill) -> None:
    machine = type("MoneyHere", (Money,), {"cards": sqlite_card_till})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
