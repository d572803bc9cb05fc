"""The pages of cards: the payer's way to Stripe's page and back, the cashier's list, and where events come in."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from issuance.cli import main
from issuance.domain.fees.cards.payment import CardPayment
from issuance.domain.staff import Role
from issuance.storage.card_payments import payments
from issuance.storage.charges import charges_of
from issuance.storage.tables.cards import card_payment
from tests.builders import NOW
from tests.fee_counter import Counter, text_of
from tests.office_cards import API_KEY, PREVIOUS, SECRET, take_cards
from tests.office_databases import stored_bytes
from tests.office_fees import Till
from tests.office_ids import CHAMBER, STAFF
from tests.office_site import OfficeSite, token_in
from tests.servers.stripe_stub import PRIVATE, StripeStub, signed
from tests.signed_in import staff_client

FEES, DESK, HOOK = "/TYO/fees/", "/TYO/desk/fees/cards", "/TYO/cards/webhook"


@dataclass
class CardCounter:
    """A counter that takes cards, with a payer's browser before it."""

    counter: Counter
    stripe: StripeStub
    payer: FlaskClient

    def send(self, body: bytes, signature: str) -> int:
        """Send an event as Stripe does: without cookie, token or form."""
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
        return self.counter.site.client().post(HOOK, data=body, headers=headers).status_code

    def deliver(self) -> list[int]:
        return self.stripe.deliver(self.send, SECRET)

    def press(self, page: str, to: str, **fields: str | list[str]) -> str:
        """Press a button of a payer's page; return where it leads."""
        token = token_in(self.payer.get(page))
        answer = self.payer.post(to, data={"csrf_token": token, "submission": token[:20], **fields})
        assert answer.status_code == HTTPStatus.SEE_OTHER, re.sub("<[^>]*>", " ", answer.text)[-900:]
        return str(answer.location)

    def begin(self, **fields: str | list[str]) -> CardPayment:
        """Press “Pay by card”; return what was begun."""
        address = self.press(FEES, f"{FEES}cards", **fields)
        return self.payment(address.removeprefix(f"{self.stripe.url}/pay/"))

    def payment(self, session: str | None) -> CardPayment:
        with self.counter.site.office.units.look(STAFF) as unit:
            return payments(unit, card_payment.c.session == session)[0]

    def charges(self) -> list[str]:
        with self.counter.site.office.units.look(STAFF) as unit:
            return [each.id for each in charges_of(unit, self.counter.till.applicant)]


@pytest.fixture
def cards(office_templates: Callable[[int], Path], tmp_path: Path, stripe: StripeStub) -> Iterator[CardCounter]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    till = Till.open(site.office)
    counter = Counter(site, till, staff_client(site, Role.CASHIER))
    take_cards(site.office, stripe)
    yield CardCounter(counter, stripe, counter.payer(till.applicant))
    site.close()


def test_t11_a_payer_chooses_pays_and_waits_for_the_banks_word(cards: CardCounter) -> None:
    """T11: from the ticked charges to Stripe's page and back; the way back pays nothing; the receipt says card."""
    cards.counter.till.approved()
    (charge,) = cards.charges()
    page = cards.payer.get(FEES)
    assert f"form-action 'self' {cards.stripe.url};" in page.headers["Content-Security-Policy"]
    payment = cards.begin(charge=[charge])
    cards.stripe.pay(str(payment.session))
    back = f"{FEES}cards/{payment.id}"
    assert cards.stripe.sessions[str(payment.session)]["success_url"].endswith(back)
    waiting = cards.payer.get(f"{back}?paid=yes")
    assert "wait for the bank" in waiting.text
    assert cards.payment(payment.session).is_living
    assert cards.press(back, f"{back}/ask").endswith(back)
    assert "The payment has come in." in cards.payer.get(back).text
    assert cards.deliver() == [200]
    assert "¥2,308" in cards.counter.cashier.get(f"{DESK}?drawer=paid").text
    receipt = text_of(cards.payer.get(f"{FEES}{charge}/receipt.pdf").data)
    assert "Credit card" in receipt or "クレジットカード" in receipt
    statement = text_of(cards.payer.get(f"{FEES}statements/2026-03.pdf").data)
    assert "by card" in statement or "カード" in statement


def test_a_page_that_was_left_is_gone_on_with_or_closed(cards: CardCounter) -> None:
    payment = cards.begin(top_up="１，２００")
    back = f"{FEES}cards/{payment.id}"
    assert cards.press(back, f"{back}/go-on") == f"{cards.stripe.url}/pay/{payment.session}"
    cards.press(back, f"{back}/close")
    assert "Nothing was paid." in cards.payer.get(back).text
    assert cards.stripe.sessions[str(payment.session)]["status"] == "expired"


def test_what_cannot_be_paid_is_said_on_the_page(cards: CardCounter) -> None:
    """Nothing typed is lost, and the reason stands at its head."""
    token = token_in(cards.payer.get(FEES))
    for top_up, said in (("49", "from 50 to 10,000,000 yen"), ("x", "Enter whole yen"), ("", "from 50")):
        answer = cards.payer.post(f"{FEES}cards", data={"csrf_token": token, "submission": "a", "top_up": top_up})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert said in answer.text
        assert f'value="{top_up}"' in answer.text or not top_up


def test_cards_are_offered_only_where_they_are_switched_on(cards: CardCounter) -> None:
    """Off by default; without keys the page does not offer them, and allows no address of Stripe's."""
    assert "Pay by card" in cards.payer.get(FEES).text
    (cards.counter.site.office.config.card_keys / CHAMBER / "api-key").unlink()
    page = cards.payer.get(FEES)
    assert "Pay by card" not in page.text
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
    assert cards.send(b"{}", signed(b"{}", SECRET)) == HTTPStatus.NOT_FOUND


def test_events_come_in_without_a_token_and_only_so_large(cards: CardCounter) -> None:
    """64 kB are taken; more is refused unread. Other pages ask for their token as ever."""
    assert cards.send(b"x" * 64 * 1024, "t=1,v1=0") == HTTPStatus.BAD_REQUEST
    assert cards.send(b"x" * (64 * 1024 + 1), "t=1,v1=0") == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    client = cards.counter.site.client()
    assert client.get(HOOK).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.post("/XXX/cards/webhook").status_code == HTTPStatus.NOT_FOUND
    assert cards.payer.post(f"{FEES}cards", data={"top_up": "100"}).status_code == HTTPStatus.BAD_REQUEST


def test_the_cashier_sends_money_back_and_decides_cases(cards: CardCounter) -> None:
    payment = cards.begin(top_up="1000")
    cards.stripe.pay(str(payment.session))
    odd = cards.begin(top_up="500")
    cards.stripe.pay(str(odd.session), amount=400)
    cards.deliver()
    page, cashier = f"{DESK}/{payment.id}", cards.counter.cashier
    assert cards.counter.send(page, submission="a", amount="2000", reason="Paid twice") == 422
    assert cards.counter.send(page, submission="a", amount="600", reason="Paid twice") == HTTPStatus.SEE_OTHER
    shown = cashier.get(page).text
    assert "on its way to the card" in shown
    assert "Up to ¥400 of this payment" in shown
    assert "1 to be decided" in cashier.get("/TYO/desk/fees/").text
    found = re.search(rf'{DESK}/cases/([0-9a-f]{{16}})"', cashier.get(DESK).text)
    assert found is not None
    case = f"{DESK}/cases/{found[1]}"
    assert "Asked for was ¥500." in cashier.get(case).text
    booked = {"version": "1", "organisation": cards.counter.till.applicant}
    assert cards.counter.send(case, f"{case}/book", **booked) == HTTPStatus.SEE_OTHER
    assert "booked" in cashier.get(case).text
    cards.stripe.dispute(str(cards.payment(payment.session).intent))
    cards.deliver()
    found = re.search(rf'{DESK}/cases/([0-9a-f]{{16}})"', cashier.get(DESK).text)
    assert found is not None
    case = f"{DESK}/cases/{found[1]}"
    assert cards.counter.send(case, version="1", reason="") == 422
    assert cards.counter.send(case, version="1", reason="Lost", lost="yes") == HTTPStatus.SEE_OTHER
    assert "−¥1,000" in cashier.get(f"/TYO/desk/fees/accounts/{payment.organisation}").text


def test_t17_1_no_card_data_is_ever_stored_or_logged(
    cards: CardCounter,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T17.1: nothing of a card or its holder, and no key, lies in a table, a log or a page, whatever Stripe sends."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("stripe._util.STRIPE_LOG", "debug")
    payment = cards.begin(top_up="1000")
    cards.stripe.pay(str(payment.session))
    cards.deliver()
    intent = str(cards.payment(payment.session).intent)
    cards.stripe.send_back(intent, 100)
    cards.stripe.dispute(intent)
    sent = json.dumps(cards.stripe.waiting) + json.dumps(cards.stripe.sessions)
    secrets = list(PRIVATE.values())
    assert all(secret in sent for secret in secrets), "Stripe does send them"
    cards.deliver()
    for event in ({"id": "evt_x", "card": dict(PRIVATE)}, {"customer_details": dict(PRIVATE)}):
        body = json.dumps(event).encode()
        assert cards.send(body, signed(body, SECRET)) == HTTPStatus.BAD_REQUEST
    assert cards.counter.till.office.fees.cards.cashier.one(cards.counter.till.cashier, payment.id).refunds
    stored = stored_bytes(cards.counter.site.office.config.database_url)
    shown = cards.counter.cashier.get(f"{DESK}/{payment.id}").data + cards.payer.get(FEES).data
    logged = "\n".join([*(record.getMessage() for record in caplog.records), *capfd.readouterr()])
    for secret in (*secrets, API_KEY, SECRET, PREVIOUS):
        for place, text in (("database", stored), ("pages", shown), ("log", logged.encode())):
            assert secret.encode() not in text, f"{secret} lies in the {place}"


def test_a_round_by_the_command_line(
    cards: CardCounter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`issuance cards reconcile` asks for each chamber that has keys; 1 where Stripe did not answer."""
    payment = cards.begin(top_up="1000")
    cards.stripe.pay(str(payment.session))
    installation = cards.counter.site.installation
    for name, value in installation.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("CARD_API", "CARD_PAGES"):
        monkeypatch.setenv(f"ISSUANCE_{name}", cards.stripe.url)
    # The command has the clock of the wall, by which the payment of the standing clock is long ago.
    cards.stripe.faults = [401]
    assert main(["cards", "reconcile"]) == 1
    assert main(["cards", "reconcile"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["unanswered"], second["booked"], second["chamber"]) == (1, 1, CHAMBER)
