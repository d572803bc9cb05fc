"""Whatever breaks between the office and Stripe: one payment, one refund, or a state that a person understands."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from issuance.domain.fees.cards.payment import CardState
from issuance.domain.fees.cards.reports import SessionReport
from issuance.errors import RefusedError
from issuance.services.fees.cards import hooks, settling, stripe_gate
from issuance.services.fees.cards.gate import GateAwayError
from issuance.services.fees.cards.settling import Outcome
from issuance.services.fees.cards.stripe_gate import CardKeys, StripeGate
from issuance.storage.unit import Unit
from tests.builders import NOW
from tests.office_cards import API_KEY, SECRET, CardTill, lay
from tests.office_databases import Urls
from tests.office_fees import Till
from tests.office_ids import CHAMBER
from tests.offices import Installation
from tests.servers.postgres import PostgresServer
from tests.servers.stripe_stub import StripeStub


class KilledError(BaseException):
    """The process ended here: nothing of ours catches it."""


def killed() -> None:
    raise KilledError


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for a second request, nor long for the first."""
    monkeypatch.setattr(stripe_gate, "RETRIES", 0)
    monkeypatch.setattr(stripe_gate, "ANSWER_SECONDS", 0.3)


def test_a_request_that_got_a_500_is_repeated_under_the_same_key(sqlite_card_till: CardTill) -> None:
    sqlite_card_till.stripe.faults = [500]
    begun = sqlite_card_till.begin(top_up=100)
    first, second = sqlite_card_till.stripe.asked
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert (begun.payment.state, len(sqlite_card_till.stripe.sessions)) == (CardState.WAITING, 1)


@pytest.mark.usefixtures("impatient")
def test_a_service_that_is_away_is_said_and_the_same_page_goes_on(sqlite_card_till: CardTill) -> None:
    """Whether it heard of it or not (1.0: seconds of silence): the same page asks under the same key for one page."""
    for fault in (500, 503, 429, 401, 409, 1.0):
        sqlite_card_till.stripe.faults = [fault]
        with pytest.raises(RefusedError, match="does not answer just now"):
            sqlite_card_till.begin(top_up=100, token=f"page {fault}")
        begun = sqlite_card_till.begin(top_up=100, token=f"page {fault}")
        assert begun.address is not None
        assert begun.payment.state is CardState.WAITING
    assert len(sqlite_card_till.stripe.sessions) == 6


@pytest.mark.usefixtures("impatient")
def test_a_refusal_ends_the_payment(sqlite_card_till: CardTill) -> None:
    sqlite_card_till.stripe.faults = [400]
    with pytest.raises(RefusedError, match="did not take this payment"):
        sqlite_card_till.begin(top_up=100, token="one page")
    assert sqlite_card_till.begin(top_up=100, token="one page").address is None
    assert sqlite_card_till.begin(top_up=100, token="another").address is not None


def test_a_process_that_ends_between_the_page_and_its_note_makes_one_page(
    card_till: CardTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was made, nobody noted it: whoever presses the button again comes to the very page."""
    gate = card_till.cards.gates.of(CHAMBER)
    monkeypatch.setattr(gate, "_open_page", lambda _made: killed())
    with pytest.raises(KilledError):
        card_till.begin(top_up=100, token="one page")
    monkeypatch.undo()
    begun = card_till.begin(top_up=100, token="one page")
    assert list(card_till.stripe.sessions) == [begun.payment.session]
    card_till.stripe.pay(str(begun.payment.session))
    card_till.deliver()
    assert card_till.balance() == 100


def test_a_process_that_ends_before_the_refund_is_noted_sends_it_once(
    card_till: CardTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is taken from the balance, and sent; a later round finds it instead of sending it again."""
    paid = card_till.paid(top_up=1000)
    for kill_after in (False, True):
        token = f"page {kill_after}"
        gate = card_till.cards.gates.of(CHAMBER)
        send = gate.refund  # type: ignore[union-attr]  # there is one

        def dies(*wanted: object, after: bool = kill_after, send: Callable[..., object] = send) -> None:
            if after:
                send(*wanted)
            killed()

        monkeypatch.setattr(gate, "refund", dies)
        with pytest.raises(KilledError):
            card_till.refund(paid, 300, token)
        monkeypatch.undo()
        assert card_till.cards.round.run(CHAMBER).refunds == 0, "too young: its event may come still"
        card_till.later()
        assert card_till.cards.round.run(CHAMBER).refunds == 1
    assert [each["amount"] for each in card_till.stripe.refunds.values()] == [300, 300]
    assert ([each.state for each in card_till.refunds(paid)], card_till.balance()) == (["done", "done"], 400)


@pytest.mark.usefixtures("impatient")
def test_a_refund_that_stripe_does_not_answer_stays_asked_for(sqlite_card_till: CardTill) -> None:
    """T11: nobody is told that money went which has not; the balance holds it back, the next round sends it."""
    paid = sqlite_card_till.paid(top_up=1000)
    sqlite_card_till.stripe.faults = [500]
    assert sqlite_card_till.refund(paid, 300) == "requested"
    assert (sqlite_card_till.balance(), sqlite_card_till.stripe.refunds) == (700, {})
    sqlite_card_till.later()
    sqlite_card_till.stripe.faults = [503]
    assert sqlite_card_till.cards.round.run(CHAMBER).unanswered == 1
    assert sqlite_card_till.cards.round.run(CHAMBER).refunds == 1
    assert sqlite_card_till.balance() == 700


def test_a_refund_that_stripe_refuses_is_on_the_balance_again(sqlite_card_till: CardTill) -> None:
    paid = sqlite_card_till.paid(top_up=1000)
    sqlite_card_till.stripe.intents[str(paid.intent)]["refunded"] = 900
    assert sqlite_card_till.refund(paid, 300) == "failed"
    assert sqlite_card_till.balance() == 1000


def test_lost_events_are_asked_for(sqlite_card_till: CardTill) -> None:
    """A round settles by the same code what was paid, what is over, what nobody came to; then it has nothing to ask."""
    paid, over, waiting = (sqlite_card_till.begin(top_up=yen).payment for yen in (100, 200, 300))
    sqlite_card_till.stripe.pay(str(paid.session))
    sqlite_card_till.stripe.expire(str(over.session))
    assert sqlite_card_till.cards.round.run(CHAMBER).asked == 0
    sqlite_card_till.later()
    done = sqlite_card_till.cards.round.run(CHAMBER)
    assert (done.asked, done.booked, done.unanswered) == (3, 1, 0)
    states = [sqlite_card_till.payment(each).state for each in (paid, over, waiting)]
    assert states == [CardState.PAID, CardState.EXPIRED, CardState.WAITING]
    assert sqlite_card_till.deliver() == [200, 200], "the events come after all, and change nothing"
    assert sqlite_card_till.balance() == 100
    assert sqlite_card_till.cards.cashier.ask(sqlite_card_till.till.cashier, waiting.id) == "nothing new"


@pytest.mark.usefixtures("impatient")
def test_what_never_got_a_page_ends_by_itself(sqlite_card_till: CardTill) -> None:
    sqlite_card_till.stripe.faults = [500]
    with pytest.raises(RefusedError):
        sqlite_card_till.begin(top_up=100, token="one page")
    sqlite_card_till.later(dt.timedelta(hours=2))
    sqlite_card_till.cards.round.run(CHAMBER)
    assert sqlite_card_till.begin(top_up=100, token="one page").payment.state is CardState.EXPIRED


def test_keys_that_cannot_be_used_switch_cards_off(
    sqlite_card_till: CardTill, caplog: pytest.LogCaptureFixture
) -> None:
    """No page breaks by them; the log says what to do, and shows no key."""
    folder = sqlite_card_till.till.office.config.card_keys / CHAMBER
    for file, secret, said in (
        ("webhook-secret", "", "is empty"),
        ("api-key", "pk_live_0815", "should begin with one of"),
        ("api-key", "rk_live_é", "plain letters"),
        ("api-key", "", "is empty"),
    ):
        lay(folder / file, secret)
        assert sqlite_card_till.cards.payer.offer(sqlite_card_till.payer).pages is None
        assert said in caplog.text
        lay(folder / "webhook-secret", SECRET)
    lay(folder / "api-key", API_KEY)
    (folder / "api-key").chmod(0o644)
    assert sqlite_card_till.cards.payer.offer(sqlite_card_till.payer).pages is None
    assert "can be read by others" in caplog.text
    assert "0815" not in caplog.text
    assert API_KEY not in caplog.text
    with pytest.raises(RefusedError, match="takes no cards"):
        sqlite_card_till.begin(top_up=100)


def test_a_page_that_lies_elsewhere_leads_nobody_there(stripe: StripeStub) -> None:
    """Whoever answers in Stripe's name cannot send payers to a page of his own."""
    gate = StripeGate(CardKeys(API_KEY, (SECRET,)), stripe.url, "https://checkout.stripe.com")
    stripe.sessions["cs_1"] = {
        "id": "cs_1",
        "payment_status": "unpaid",
        "url": "https://checkout.stripe.com.evil.example/",
    }
    with pytest.raises(GateAwayError, match="does not lie at"):
        gate.page("cs_1")


def test_a_database_that_restarts_under_an_event_takes_it_when_it_comes_again(
    disposable_postgres: PostgresServer,
    office_templates: Callable[[int], Path],
    tmp_path: Path,
    stripe: StripeStub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL is killed between the booking and its commit: nothing is kept, and the next time it is booked once."""
    urls = Urls(*(disposable_postgres.create_database().url for _ in range(2)))
    with Installation.make(office_templates(NOW.year), tmp_path / "office", urls).open() as office:
        counter = CardTill.open(Till.open(office), stripe)
        counter.till.approved()
        payment = counter.begin([charge.id for charge in counter.owed()]).payment
        stripe.pay(str(payment.session))

        def booked_and_cut_off(unit: Unit, report: SessionReport) -> Outcome:
            outcome = settling.settle(unit, report)
            disposable_postgres.process.kill()
            return outcome

        monkeypatch.setattr(hooks, "settle", booked_and_cut_off)
        assert counter.deliver() == [503]
        monkeypatch.undo()
        assert counter.deliver() == [503], "it is away still"
        disposable_postgres.start()
        assert (counter.payment(payment).state, len(counter.owed())) == (CardState.WAITING, 1)
        assert counter.deliver() == [200]
        assert (counter.payment(payment).state, counter.owed(), counter.balance()) == (CardState.PAID, [], 0)
