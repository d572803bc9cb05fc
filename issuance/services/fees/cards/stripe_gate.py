"""Stripe as the card service: Checkout's hosted page, refunds, signed events.

Stripe is told sums, our own names and references: neither who pays nor whom the trade is with. Nothing of its answers
is logged or repeated, for they may hold what a payer typed there.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import stripe
from pydantic import ValidationError
from stripe import _util
from stripe.params.checkout import SessionCreateParams

from issuance.domain.fees.cards.payment import CURRENCY, CardName
from issuance.domain.fees.cards.reports import EventReport, RefundReport, SessionReport
from issuance.services.fees.cards.gate import Checkout, ForgedError, GateAwayError, GateRefusedError, OpenPage
from issuance.services.fees.cards.stripe_answers import PAYMENT, REFUND, Event, Intent, Refund, Session

CONNECT_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 8.0
RETRIES: Final = 1
"""By the library, with the same idempotency key. A payer waits for these: not longer than a web server's patience."""

TOLERANCE_SECONDS: Final = 300
"""How old an event's signature may be."""

MOST_REFUNDS: Final = 100
_LOST_STATUSES = frozenset({401, 403, 409, 429})
"""Unlike others below 500 these do not call the request wrong: a key is, a limit was met, a twin is under way."""


@dataclass(frozen=True)
class CardKeys:
    """A chamber's keys: `secrets` of its events, the current one first."""

    api_key: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


class StripeGate:
    """A chamber's account with Stripe."""

    def __init__(self, keys: CardKeys, api: str, pages: str) -> None:
        # Times of our requests and the name of our system are nobody's business.
        stripe.enable_telemetry = False
        # The library logs whole answers where somebody asks for it, by levels or by its own variable STRIPE_LOG.
        logging.getLogger("stripe").setLevel(logging.WARNING)
        _util.STRIPE_LOG = None
        self.keys = keys
        self.pages = pages
        self._stripe = stripe.StripeClient(
            keys.api_key,
            base_addresses={"api": api},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, ANSWER_SECONDS)),
        ).v1

    @property
    def live(self) -> bool:
        """Whether its keys move money."""
        return "_live_" in self.keys.api_key[:8]

    def open(self, wanted: Checkout) -> OpenPage:
        """Make a page; the same one for the same name, as long as Stripe keeps the key (24 hours)."""
        name = str(wanted.name)
        params: SessionCreateParams = {
            "mode": "payment",
            "allowed_payment_method_types": ["card"],
            # A sum in yen stays one, wherever the card is from.
            "adaptive_pricing": {"enabled": False},
            "client_reference_id": name,
            "payment_intent_data": {"metadata": {PAYMENT: name}, "description": wanted.what},
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": CURRENCY,
                        "unit_amount": wanted.amount,
                        "product_data": {"name": wanted.what},
                    },
                }
            ],
            "locale": "ja" if wanted.language == "ja" else "en",
            "expires_at": int(wanted.ends_at.timestamp()),
            "success_url": wanted.back,
            "cancel_url": wanted.back,
        }
        with _translated():
            made = self._stripe.checkout.sessions.create(params, {"idempotency_key": f"payment-{name}"})
        return self._open_page(made)

    def page(self, session: str) -> OpenPage:
        """Return how a page stands."""
        with _translated():
            return self._open_page(self._stripe.checkout.sessions.retrieve(session))

    def close(self, session: str) -> SessionReport:
        """Close a page on which nothing was paid; where something was, raise `GateRefusedError`."""
        with _translated():
            return Session.model_validate(self._stripe.checkout.sessions.expire(session).to_dict()).report()

    def refund(self, name: CardName, intent: str, amount: int) -> RefundReport:
        """Send money back; the same name sends it once."""
        with _translated():
            made = self._stripe.refunds.create(
                {"payment_intent": intent, "amount": amount, "metadata": {REFUND: str(name)}},
                {"idempotency_key": f"refund-{name}"},
            )
            return Refund.model_validate(made.to_dict()).report()

    def refunds(self, intent: str) -> list[RefundReport]:
        """Return all refunds of a payment."""
        with _translated():
            found = self._stripe.refunds.list({"payment_intent": intent, "limit": MOST_REFUNDS})
            return [Refund.model_validate(each.to_dict()).report() for each in found.data]

    def name_of(self, intent: str) -> CardName | None:
        """Return our name of a payment, None where it is none of ours."""
        with _translated():
            return Intent.model_validate(self._stripe.payment_intents.retrieve(intent).to_dict()).name

    def read(self, body: bytes, signature: str) -> EventReport | None:
        """Return what an event says, None for a kind that does not matter here; raise `ForgedError`."""
        if not any(_is_signed(body, signature, secret) for secret in self.keys.secrets):
            raise ForgedError("The event's signature is not the card service's, or it is too old.")
        try:
            return Event.model_validate_json(body).report()
        except ValidationError as error:
            places = ", ".join(".".join(map(str, each["loc"])) for each in error.errors()[:3])
            raise ForgedError(f"The event is signed, and cannot be read: {places}.") from None

    def _open_page(self, made: stripe.checkout.Session) -> OpenPage:
        session = Session.model_validate(made.to_dict())
        if session.url is not None and not session.url.startswith(f"{self.pages}/"):
            raise GateAwayError(f"The card service names a page that does not lie at {self.pages}.")
        return OpenPage(session.report(), session.url)


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    if not signature.isascii():  # compare_digest would raise TypeError
        return False
    try:
        stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


@contextmanager
def _translated() -> Iterator[None]:
    """Turn Stripe's errors into ours. Its sentences are left behind: they quote keys and what was sent."""
    try:
        yield
    except stripe.StripeError as error:
        status = error.http_status or 0
        told = f"{type(error).__name__}, {error.code or 'no code'}, status {status}"
        if 400 <= status < 500 and status not in _LOST_STATUSES:
            raise GateRefusedError(f"The card service refused: {told}.") from None
        raise GateAwayError(f"The card service does not answer as it should: {told}.") from None
    except ValidationError as error:
        places = ", ".join(".".join(map(str, each["loc"])) for each in error.errors()[:3])
        raise GateAwayError(f"The card service's answer cannot be read: {places}.") from None
