"""A till that takes cards, with Stripe's stub behind it: what the tests of cards begin with.

counter = CardTill.open(till, stripe)
begun = counter.begin(charges=[...])
stripe.pay(begun.payment.session)
counter.deliver()
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from issuance.desks.cards import Cards
from issuance.domain.actor import Actor
from issuance.domain.fees.cards.payment import CardPayment
from issuance.domain.fees.cards.refund import CardRefund
from issuance.domain.fees.charge import Charge
from issuance.domain.ids import IdKind
from issuance.domain.who import Who
from issuance.errors import IssuanceError
from issuance.files import write_durably
from issuance.office import Office
from issuance.services.fees.cards.gate import ForgedError
from issuance.services.fees.cards.hooks import NoGateError
from issuance.services.fees.cards.keys import KeyFiles
from issuance.services.fees.cards.paying import Begun
from issuance.storage.balances import balance_of
from issuance.storage.card_payments import get_payment
from issuance.storage.card_refunds import refunds_of
from issuance.storage.charges import charges_of
from issuance.storage.settings import add_settings, newest_settings
from tests.office_fees import Till
from tests.office_ids import CHAMBER, STAFF
from tests.servers.stripe_stub import StripeStub

SECRET, PREVIOUS, API_KEY = "whsec_current_secret_of_tests", "whsec_previous_secret_of_tests", "rk_test_key_of_tests"
LONG_AGO = dt.timedelta(minutes=6)


def take_cards(office: Office, stripe: StripeStub) -> None:
    """Give the chamber keys of the stub and switch cards on."""
    folder = office.config.card_keys / CHAMBER
    for name, secret in (("api-key", API_KEY), ("webhook-secret", SECRET), ("webhook-secret-previous", PREVIOUS)):
        lay(folder / name, secret)
    gates = office.fees.cards.gates
    assert isinstance(gates, KeyFiles)
    gates.api = gates.pages = stripe.url
    with office.units.act(STAFF) as unit:
        newest = newest_settings(unit)
        payment = newest.settings.payment.model_copy(update={"cards": True})
        add_settings(unit, newest.version + 1, newest.settings.model_copy(update={"payment": payment}))


def lay(path: Path, secret: str) -> None:
    """Write a key file as its keeper does: readable by its owner alone."""
    write_durably(path, secret.encode())


@dataclass
class CardTill:
    """Acts of a payer and of the card service, in a few words."""

    till: Till
    stripe: StripeStub
    tokens: int = 0

    @classmethod
    def open(cls, till: Till, stripe: StripeStub) -> "CardTill":
        """Let a till take cards."""
        take_cards(till.office, stripe)
        return cls(till, stripe)

    @property
    def cards(self) -> Cards:
        """The desks."""
        return self.till.office.fees.cards

    @property
    def payer(self) -> Who:
        """Somebody with a sub id of the applicant."""
        return Who(
            Actor(CHAMBER, "TYO-S1", self.till.filer, IdKind.SUB, self.till.applicant, "127.0.0.1"),
            self.till.filer,
            IdKind.SUB,
            frozenset(),
            self.till.applicant,
            None,
            None,
            "ja",
            "Hanako",
            self.till.office.clock(),
        )

    def begin(self, charges: Collection[str] = (), top_up: int = 0, token: str | None = None) -> Begun:
        """Begin a payment from a page of its own."""
        self.tokens += 1
        return self.cards.payer.begin(self.payer, charges, top_up, token or f"{id(self)} {self.tokens}")

    def paid(self, charges: Collection[str] = (), top_up: int = 0) -> CardPayment:
        """Begin a payment, pay it, and let all events come."""
        begun = self.begin(charges, top_up)
        assert begun.payment.session is not None
        self.stripe.pay(begun.payment.session)
        self.deliver()
        return self.payment(begun.payment)

    def post(self, body: bytes, signature: str) -> int:
        """Take an event in as the page of events does, without the page."""
        try:
            self.cards.hooks.take(CHAMBER, body, signature)
        except ForgedError:
            return 400
        except NoGateError:
            return 404
        except IssuanceError:
            return 503
        return 200

    def deliver(self, secret: str = SECRET) -> list[int]:
        """Let the events come that wait."""
        return self.stripe.deliver(self.post, secret)

    def payment(self, payment: CardPayment) -> CardPayment:
        """Return a payment as it stands now."""
        with self.till.office.units.look(STAFF) as unit:
            return get_payment(unit, payment.id)

    def refunds(self, payment: CardPayment) -> list[CardRefund]:
        """Return what went back of it."""
        with self.till.office.units.look(STAFF) as unit:
            return refunds_of(unit, payment.id)

    def refund(self, payment: CardPayment, amount: int, page: str = "a page") -> str:
        """Send money back as the cashier does; return how it stands."""
        return self.cards.cashier.refund(self.till.cashier, payment.id, amount, "Paid twice", page)

    def owed(self) -> list[Charge]:
        """Return what the applicant owes."""
        with self.till.office.units.look(STAFF) as unit:
            return [each for each in charges_of(unit, self.till.applicant) if each.is_owed]

    def balance(self) -> int:
        """Return the applicant's balance."""
        with self.till.office.units.look(STAFF) as unit:
            return balance_of(unit, self.till.applicant).yen

    def later(self, by: dt.timedelta = LONG_AGO) -> None:
        """Let time go by."""
        now = self.till.office.clock() + by
        self.till.office.clock = lambda: now
