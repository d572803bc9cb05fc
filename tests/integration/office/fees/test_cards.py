"""A payment by card from its begin to the money that went back: what is asked of Stripe, what is booked."""

import datetime as dt
from dataclasses import replace

import pytest

from issuance.domain.application.states import State
from issuance.domain.fees.cards.payment import CardState
from issuance.domain.fees.charge import ChargeState
from issuance.domain.fees.movement import Way
from issuance.domain.ids import IdKind
from issuance.errors import RefusedError
from issuance.storage.applications import get_application
from issuance.storage.balances import movements_of
from issuance.storage.charges import charges_of
from tests.office_cards import API_KEY, CardTill
from tests.office_fees import ALONE
from tests.office_ids import STAFF


def test_t11_a_charge_is_paid_by_card_and_its_application_goes_on(card_till: CardTill) -> None:
    """T11: fees can be paid by card: the movement says so, and what waited for it is issued next."""
    application = card_till.till.approved()
    (charge,) = card_till.owed()
    begun = card_till.begin([charge.id])
    assert begun.address == f"{card_till.stripe.url}/pay/{begun.payment.session}"
    assert begun.payment.state is CardState.WAITING
    card_till.stripe.pay(str(begun.payment.session))
    assert card_till.owed(), "what the payer's browser says is no payment"
    assert card_till.deliver() == [200]
    assert card_till.payment(begun.payment).state is CardState.PAID
    with card_till.till.office.units.look(STAFF) as unit:
        assert get_application(unit, application.id).state is State.PAID
        (paid,) = charges_of(unit, card_till.till.applicant)
        (movement,) = movements_of(unit, card_till.till.applicant)
    assert paid.state is ChargeState.PAID
    assert (movement.amount, movement.way, movement.charge) == (ALONE, Way.CARD, charge.id)
    assert (movement.recorded_by, movement.note) == (None, begun.payment.reference)


def test_what_stripe_is_told_names_nobody(sqlite_card_till: CardTill) -> None:
    """Sums, our names and a reference; yen as whole yen, cards alone, no conversion, no telemetry."""
    sqlite_card_till.till.approved()
    begun = sqlite_card_till.begin([charge.id for charge in sqlite_card_till.owed()])
    (asked,) = sqlite_card_till.stripe.asked
    assert asked.values == {
        "mode": "payment",
        "allowed_payment_method_types[0]": "card",
        "adaptive_pricing[enabled]": "false",
        "client_reference_id": f"TYO-{begun.payment.id}",
        "payment_intent_data[metadata][originseal_payment]": f"TYO-{begun.payment.id}",
        "payment_intent_data[description]": f"東京見本商工会議所 {begun.payment.reference}",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "jpy",
        "line_items[0][price_data][unit_amount]": str(ALONE),
        "line_items[0][price_data][product_data][name]": f"東京見本商工会議所 {begun.payment.reference}",
        "locale": "ja",
        "expires_at": str(int(begun.payment.ends_at.timestamp())),
        "success_url": f"http://localhost:8001/TYO/fees/cards/{begun.payment.id}",
        "cancel_url": f"http://localhost:8001/TYO/fees/cards/{begun.payment.id}",
    }
    assert asked.headers["idempotency-key"] == f"payment-TYO-{begun.payment.id}"
    assert asked.headers["authorization"] == f"Bearer {API_KEY}"
    assert "x-stripe-client-telemetry" not in asked.headers
    assert "telemetry_id" not in asked.headers["x-stripe-client-user-agent"]


def test_several_charges_and_money_in_advance_are_one_payment(sqlite_card_till: CardTill) -> None:
    """What the balance holds is used first; what is paid beyond the charges stays on it."""
    for _ in range(3):
        sqlite_card_till.till.approved()
    sqlite_card_till.paid(top_up=500)
    assert (sqlite_card_till.balance(), len(sqlite_card_till.owed())) == (500, 3)
    chosen = [charge.id for charge in sqlite_card_till.owed()[1:]]
    paid = sqlite_card_till.paid(chosen, top_up=1000)
    assert paid.amount == 2 * ALONE - 500 + 1000
    assert [charge.id in chosen for charge in sqlite_card_till.owed()] == [False]
    assert sqlite_card_till.balance() == 1000


@pytest.mark.parametrize(
    ("top_up", "said"), [(0, "from 50 to"), (49, "from 50 to"), (10_000_001, "from 50 to 10,000,000 yen")]
)
def test_a_sum_that_no_card_pays_is_refused(sqlite_card_till: CardTill, top_up: int, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        sqlite_card_till.begin(top_up=top_up)
    assert sqlite_card_till.stripe.asked == []


def test_what_is_not_owed_or_not_theirs_is_not_paid(sqlite_card_till: CardTill) -> None:
    """T15: another organisation's charge cannot be chosen, nor one that was paid; nor what is being paid already."""
    sqlite_card_till.till.approved(by_agent=True)
    with sqlite_card_till.till.office.units.look(STAFF) as unit:
        (theirs,) = charges_of(unit, sqlite_card_till.till.agent)
    (mine,) = sqlite_card_till.owed()
    for chosen in ([theirs.id], [mine.id, theirs.id], ["0" * 16]):
        with pytest.raises(RefusedError, match="not to be paid any more"):
            sqlite_card_till.begin(chosen)
    first = sqlite_card_till.begin([mine.id])
    with pytest.raises(RefusedError, match=first.payment.reference):
        sqlite_card_till.begin([mine.id])
    sqlite_card_till.cards.payer.cancel(sqlite_card_till.payer, first.payment.id)
    assert sqlite_card_till.stripe.sessions[str(first.payment.session)]["status"] == "expired"
    sqlite_card_till.paid([mine.id])
    with pytest.raises(RefusedError, match="not to be paid any more"):
        sqlite_card_till.begin([mine.id])


def test_only_who_pays_for_it_sees_and_moves_a_payment(sqlite_card_till: CardTill) -> None:
    """T15: a payment of another organisation is not there; who may not pay begins none; staff need the role."""
    till, desk = sqlite_card_till.till, sqlite_card_till.cards
    begun = sqlite_card_till.begin(top_up=100)
    payer = sqlite_card_till.payer

    stranger = replace(payer, organisation=till.agent)
    visitor = replace(payer, kind=IdKind.ADMINISTRATOR)
    for act in (desk.payer.payment, desk.payer.go_on, desk.payer.cancel):
        with pytest.raises(RefusedError):
            act(stranger, begun.payment.id)
        with pytest.raises(RefusedError, match="does not pay"):
            act(visitor, begun.payment.id)
    with pytest.raises(RefusedError, match="does not pay"):
        desk.payer.begin(visitor, [], 100, "x")
    clerk = replace(till.cashier, account="0" * 16)
    for refused in (
        lambda: desk.cashier.one(clerk, begun.payment.id),
        lambda: desk.cashier.ask(clerk, begun.payment.id),
        lambda: desk.cashier.refund(clerk, begun.payment.id, 1, "why", "t"),
        lambda: desk.cases.one(clerk, "0" * 16, ""),
        lambda: desk.cases.book(clerk, "0" * 16, 1, till.applicant),
        lambda: desk.cases.close(clerk, "0" * 16, 1, "why"),
        lambda: desk.cases.take_back(clerk, "0" * 16, 1, "why"),
    ):
        with pytest.raises(RefusedError, match="roles do not allow"):
            refused()


def test_money_goes_back_to_the_card_once(card_till: CardTill) -> None:
    """The balance covers it; the same page sends it once; no more goes back than came."""
    paid = card_till.paid(top_up=1000)
    with pytest.raises(RefusedError, match="from 1 to 1,000"):
        card_till.refund(paid, 1001)
    for _ in range(2):
        assert card_till.refund(paid, 600) == "done"
    assert (card_till.balance(), len(card_till.stripe.refunds)) == (400, 1)
    assert card_till.deliver() == [200]
    assert (card_till.balance(), [each.state for each in card_till.refunds(paid)]) == (400, ["done"])
    with pytest.raises(RefusedError, match="from 1 to 400"):
        card_till.refund(paid, 500, "another page")
    card_till.till.approved()
    card_till.paid(top_up=ALONE - 400)
    assert (card_till.balance(), card_till.owed()) == (0, [])
    with pytest.raises(RefusedError, match="take its payment back first"):
        card_till.refund(paid, 400, "third page")


def test_a_refund_that_fails_days_later_is_on_the_balance_again(sqlite_card_till: CardTill) -> None:
    paid = sqlite_card_till.paid(top_up=1000)
    sqlite_card_till.stripe.refund_status = "pending"
    assert sqlite_card_till.refund(paid, 1000) == "requested"
    (refund,) = sqlite_card_till.stripe.refunds
    for status, state, balance in (("succeeded", "done", 0), ("failed", "failed", 1000)):
        sqlite_card_till.stripe.end_refund(refund, status)
        sqlite_card_till.deliver()
        assert [each.state for each in sqlite_card_till.refunds(paid)] == [state]
        assert sqlite_card_till.balance() == balance


def test_money_that_went_back_at_stripes_own_pages_is_booked(sqlite_card_till: CardTill) -> None:
    """It is a fact: where it was spent meanwhile, the balance goes below zero, which shows as owed."""
    sqlite_card_till.till.approved()
    paid = sqlite_card_till.paid([charge.id for charge in sqlite_card_till.owed()])
    sqlite_card_till.stripe.send_back(str(paid.intent), 300)
    for _ in range(2):
        sqlite_card_till.stripe.tell("charge.refunded", {"payment_intent": paid.intent})
    assert sqlite_card_till.deliver() == [200, 200, 200]
    assert sqlite_card_till.balance() == -300
    (refund,) = sqlite_card_till.refunds(paid)
    assert (refund.amount, refund.state, refund.made_by, refund.reason) == (300, "done", None, "")


def test_t11_the_day_of_a_card_payment_is_japans(sqlite_card_till: CardTill) -> None:
    """T11: a payment at 00:30 in Tokyo belongs to that day, though UTC is a day behind."""
    sqlite_card_till.till.office.clock = lambda: dt.datetime(2026, 3, 10, 15, 30, tzinfo=dt.UTC)
    sqlite_card_till.paid(top_up=100)
    with sqlite_card_till.till.office.units.look(STAFF) as unit:
        assert movements_of(unit, sqlite_card_till.till.applicant)[0].happened_on == dt.date(2026, 3, 11)
