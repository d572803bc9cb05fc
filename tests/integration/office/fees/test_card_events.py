"""Events of Stripe, as they come in life and as an attacker sends them: twice, late, out of order, forged, foreign."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from issuance.domain.fees.cards.case import CardCase, CaseKind, CaseState
from issuance.domain.fees.cards.payment import CardState
from issuance.errors import ConflictError, RefusedError
from issuance.storage.card_cases import open_cases
from tests.office_cards import PREVIOUS, SECRET, CardTill, lay
from tests.office_fees import ALONE
from tests.office_ids import CHAMBER, STAFF
from tests.servers.stripe_stub import post_signed, signed

Values = dict[str, Any]


def cases(till: CardTill) -> list[CardCase]:
    """Return what waits for the cashier."""
    with till.till.office.units.look(STAFF) as unit:
        return open_cases(unit, limit=10)


def begun(till: CardTill, top_up: int = 1000) -> str:
    """Begin a payment; return Stripe's name of its page."""
    session = till.begin(top_up=top_up).payment.session
    assert session is not None
    return session


def test_an_event_counts_once_however_often_it_comes(card_till: CardTill) -> None:
    """Also two at once, on two connections: one is taken, the other is sent again and finds it done."""
    card_till.stripe.pay(begun(card_till))
    (event,) = card_till.stripe.waiting
    barrier = threading.Barrier(2)
    statuses: list[int] = []

    def send() -> None:
        barrier.wait()
        statuses.append(post_signed(card_till.post, event, SECRET))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 200 in statuses
    assert set(statuses) <= {200, 503}
    assert card_till.deliver() == [200]
    assert card_till.balance() == 1000


def test_two_kinds_of_event_about_one_payment_book_it_once(sqlite_card_till: CardTill) -> None:
    session = begun(sqlite_card_till)
    sqlite_card_till.stripe.pay(session)
    sqlite_card_till.stripe.answer_of_the_bank(session, paid=True)
    assert sqlite_card_till.deliver() == [200, 200]
    assert sqlite_card_till.balance() == 1000


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_bank_that_answers_later_in_either_order(sqlite_card_till: CardTill, order: tuple[int, int]) -> None:
    """Handed in first, paid later; the event of the payment may overtake the other."""
    payment = sqlite_card_till.begin(top_up=1000).payment
    sqlite_card_till.stripe.pay(str(payment.session), at_once=False)
    sqlite_card_till.stripe.answer_of_the_bank(str(payment.session), paid=True)
    events = sqlite_card_till.stripe.waiting
    sqlite_card_till.stripe.waiting = [events[index] for index in order]
    if order == (0, 1):
        later = sqlite_card_till.stripe.waiting.pop()
        sqlite_card_till.deliver()
        assert sqlite_card_till.payment(payment).state is CardState.PROCESSING
        assert sqlite_card_till.balance() == 0
        sqlite_card_till.stripe.waiting.append(later)
    sqlite_card_till.deliver()
    assert (sqlite_card_till.payment(payment).state, sqlite_card_till.balance()) == (CardState.PAID, 1000)


def test_a_bank_that_says_no_leaves_the_charge_to_be_paid_again(sqlite_card_till: CardTill) -> None:
    sqlite_card_till.till.approved()
    (charge,) = sqlite_card_till.owed()
    payment = sqlite_card_till.begin([charge.id]).payment
    sqlite_card_till.stripe.pay(str(payment.session), at_once=False)
    sqlite_card_till.stripe.answer_of_the_bank(str(payment.session), paid=False)
    sqlite_card_till.deliver()
    assert sqlite_card_till.payment(payment).state is CardState.FAILED
    sqlite_card_till.paid([charge.id])
    assert sqlite_card_till.owed() == []


def test_what_expired_and_was_paid_all_the_same_is_booked(sqlite_card_till: CardTill) -> None:
    """Late: the charge was paid at the counter meanwhile, so the money stays on the balance."""
    payment = sqlite_card_till.begin(top_up=1000).payment
    sqlite_card_till.stripe.expire(str(payment.session))
    sqlite_card_till.deliver()
    assert sqlite_card_till.payment(payment).state is CardState.EXPIRED
    sqlite_card_till.stripe.pay(str(payment.session))
    sqlite_card_till.stripe.expire(str(payment.session))
    sqlite_card_till.deliver()
    assert (sqlite_card_till.payment(payment).state, sqlite_card_till.balance()) == (CardState.PAID, 1000)


def test_money_that_goes_back_before_its_coming_was_told_waits(sqlite_card_till: CardTill) -> None:
    """The event of the refund is refused until the payment is booked, and Stripe sends it again."""
    payment = sqlite_card_till.begin(top_up=1000).payment
    sqlite_card_till.stripe.pay(str(payment.session))
    intent = sqlite_card_till.stripe.sessions[str(payment.session)]["payment_intent"]
    sqlite_card_till.stripe.send_back(intent, 400)
    sqlite_card_till.stripe.waiting.reverse()
    assert sqlite_card_till.deliver() == [503, 200]
    assert sqlite_card_till.balance() == 1000
    assert sqlite_card_till.deliver() == [200]
    assert sqlite_card_till.balance() == 600


FORGERIES: dict[str, Callable[[bytes], str]] = {
    "none": lambda _: "",
    "garbage": lambda _: "t=now,v1=x",
    "not ASCII": lambda body: signed(body, SECRET) + "é",
    "another secret": lambda body: signed(body, "whsec_of_somebody_else"),
    "old": lambda body: signed(body, SECRET, time.time() - 301),
    "another scheme": lambda body: signed(body, SECRET).replace("v1=", "v0="),
    "of another body": lambda body: signed(body + b" ", SECRET),
    "a number without end": lambda body: "t=" + "9" * 5000 + ",v1=00",
}


def test_a_forged_event_is_refused_and_nothing_is_kept(sqlite_card_till: CardTill) -> None:
    sqlite_card_till.stripe.pay(begun(sqlite_card_till))
    body = json.dumps(sqlite_card_till.stripe.waiting[0]).encode()
    answers = {how: sqlite_card_till.post(body, forge(body)) for how, forge in FORGERIES.items()}
    assert answers == dict.fromkeys(FORGERIES, 400)
    assert sqlite_card_till.balance() == 0
    assert sqlite_card_till.deliver() == [200]


NO_EVENTS = (
    b"",
    b"{}",
    b"[]",
    b"\xff\xfe",
    b'{"id": 1}',
    b'{"data": {"object": ' + b"[" * 5000,
    b"null",
    b"1" * 60_000,
)


def test_a_signed_body_that_is_no_event_is_refused(sqlite_card_till: CardTill) -> None:
    assert {sqlite_card_till.post(body, signed(body, SECRET)) for body in NO_EVENTS} == {400}


def test_secrets_are_exchanged_without_losing_an_event(sqlite_card_till: CardTill) -> None:
    """Current and previous count; a file that is changed counts at once; without the previous one it counts no more."""
    folder = sqlite_card_till.till.office.config.card_keys / CHAMBER
    for secret in (PREVIOUS, SECRET):
        sqlite_card_till.stripe.pay(begun(sqlite_card_till))
        assert sqlite_card_till.deliver(secret) == [200]
    lay(folder / "webhook-secret-previous", SECRET)
    lay(folder / "webhook-secret", "whsec_new")
    sqlite_card_till.stripe.pay(begun(sqlite_card_till))
    assert sqlite_card_till.deliver(PREVIOUS) == [400]
    assert sqlite_card_till.deliver("whsec_new") == [200]
    (folder / "webhook-secret-previous").unlink()
    sqlite_card_till.stripe.pay(begun(sqlite_card_till))
    assert sqlite_card_till.deliver(SECRET) == [400]


@pytest.mark.parametrize("odd", [{"amount": 1}, {"amount": 100_000}, {"currency": "usd"}])
def test_another_sum_is_a_case_and_nothing_is_booked(sqlite_card_till: CardTill, odd: Values) -> None:
    payment = sqlite_card_till.begin(top_up=1000).payment
    sqlite_card_till.stripe.pay(str(payment.session), **odd)
    sqlite_card_till.stripe.answer_of_the_bank(str(payment.session), paid=True)
    sqlite_card_till.deliver()
    (case,) = cases(sqlite_card_till)
    assert (case.kind, case.payment) == (CaseKind.OTHER_SUM, payment.id)
    assert (case.amount, case.currency) == (odd.get("amount", 1000), odd.get("currency", "jpy"))
    assert (sqlite_card_till.payment(payment).state, sqlite_card_till.balance()) == (CardState.UNCLEAR, 0)
    desk, cashier = sqlite_card_till.cards.cases, sqlite_card_till.till.cashier
    if "currency" in odd:
        with pytest.raises(RefusedError, match="no sum in yen"):
            desk.book(cashier, case.id, case.version, payment.organisation)
        desk.close(cashier, case.id, case.version, "Sent back at Stripe's pages")
        assert sqlite_card_till.payment(payment).state is CardState.FAILED
    else:
        desk.book(cashier, case.id, case.version, payment.organisation)
        assert sqlite_card_till.payment(payment).state is CardState.PAID
        assert sqlite_card_till.balance() == odd["amount"]
    with pytest.raises(ConflictError):
        desk.close(cashier, case.id, case.version, "again")
    assert cases(sqlite_card_till) == []


@pytest.mark.parametrize(
    ("name", "kind"), [("OSA-0123456789abcdef", CaseKind.OTHER_CHAMBER), ("TYO-0123456789abcdef", CaseKind.UNKNOWN)]
)
def test_money_for_a_payment_that_is_not_here_is_a_case(sqlite_card_till: CardTill, name: str, kind: CaseKind) -> None:
    """Of another chamber, or of one that is not known: the cashier finds its payer and books it, or says what it is."""
    sqlite_card_till.till.approved()
    session = begun(sqlite_card_till)
    sqlite_card_till.stripe.sessions[session]["client_reference_id"] = name
    sqlite_card_till.stripe.pay(session)
    sqlite_card_till.deliver()
    (case,) = cases(sqlite_card_till)
    assert (case.kind, case.payment, case.amount, sqlite_card_till.balance()) == (kind, None, 1000, 0)
    desk, cashier = sqlite_card_till.cards.cases, sqlite_card_till.till.cashier
    found = desk.one(cashier, case.id, "tokyo").organisations
    assert found == [sqlite_card_till.till.applicant]
    desk.book(cashier, case.id, case.version, found[0])
    assert (sqlite_card_till.balance(), cases(sqlite_card_till)) == (1000, [])


def test_what_the_account_sells_besides_is_nobodys_case(sqlite_card_till: CardTill) -> None:
    """The chamber may take cards for its seminars with the same account."""
    for name in (None, "", "order-1042", "TYO-xyz", "TYO-0123456789ABCDEF"):
        session = begun(sqlite_card_till)
        sqlite_card_till.stripe.sessions[session]["client_reference_id"] = name
        sqlite_card_till.stripe.sessions[session]["intent_metadata"] = {}
        sqlite_card_till.stripe.pay(session)
        intent = sqlite_card_till.stripe.sessions[session]["payment_intent"]
        sqlite_card_till.stripe.send_back(intent, 10)
        sqlite_card_till.stripe.dispute(intent)
        assert sqlite_card_till.deliver() == [200, 200, 200]
    assert (sqlite_card_till.balance(), cases(sqlite_card_till)) == (0, [])


def test_another_chambers_event_is_forged_here(sqlite_card_till: CardTill) -> None:
    """T15: each chamber has a secret of its own, and a chamber without keys takes no events at all."""
    sqlite_card_till.stripe.pay(begun(sqlite_card_till))
    assert sqlite_card_till.deliver("whsec_of_OSA") == [400]
    for file in (sqlite_card_till.till.office.config.card_keys / CHAMBER).iterdir():
        file.unlink()
    assert sqlite_card_till.deliver() == [404]


def test_events_of_the_other_mode_move_no_money(sqlite_card_till: CardTill) -> None:
    """Keys for trying out make payments that are none."""
    session = begun(sqlite_card_till)
    sqlite_card_till.stripe.live = True
    sqlite_card_till.stripe.pay(session)
    assert sqlite_card_till.deliver() == [200]
    assert sqlite_card_till.balance() == 0


def test_a_dispute_is_a_case_that_is_won_or_lost(sqlite_card_till: CardTill) -> None:
    sqlite_card_till.till.approved()
    paid = sqlite_card_till.paid([charge.id for charge in sqlite_card_till.owed()])
    desk, cashier = sqlite_card_till.cards.cases, sqlite_card_till.till.cashier
    sqlite_card_till.stripe.dispute(str(paid.intent))
    sqlite_card_till.deliver()
    (case,) = cases(sqlite_card_till)
    assert (case.kind, case.payment, case.amount) == (CaseKind.DISPUTED, paid.id, ALONE)
    with pytest.raises(RefusedError, match="no sum in yen that came in"):
        desk.book(cashier, case.id, case.version, paid.organisation)
    desk.close(cashier, case.id, case.version, "Won")
    assert (sqlite_card_till.balance(), sqlite_card_till.payment(paid).state) == (0, CardState.PAID)
    sqlite_card_till.stripe.dispute(str(paid.intent))
    sqlite_card_till.deliver()
    (again,) = cases(sqlite_card_till)
    desk.take_back(cashier, again.id, again.version, "Lost")
    assert sqlite_card_till.balance() == -ALONE
    assert desk.one(cashier, again.id, "").case.state is CaseState.TAKEN_BACK
