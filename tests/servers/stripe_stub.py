"""Stripe as far as the office uses it, on a loopback port: sessions, refunds, its hosted page, signed events.

    with StripeStub() as stripe:
        take_cards(office, stripe)                   # tests/office_cards.py
        stripe.pay(session)                          # as the payer on the hosted page
        stripe.deliver(post, secret)                 # every event that waits, as Stripe sends it

It keeps Stripe's rules that matter: an idempotency key gives its first answer again and refuses other values, amounts
of JPY are whole yen, what was paid cannot be closed, no more goes back than was paid. ``faults`` are met one by one by
the next requests: a status, a number of seconds to hang, or something to call once the work is done. What a card or a
person could leave behind stands in its answers and events as in the real ones (`PRIVATE`), to be looked for.
"""

import hashlib
import hmac
import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

PRIVATE = {
    "last4": "last4-of-a-card",
    "brand": "brand-of-a-card",
    "fingerprint": "Xt5EWLLDS7FJjR1c",
    "exp_year": "year-of-a-card",
    "holder": "ICHIRO KESSAI",
    "mail": "kessai@example.jp",
}
"""What of a card and its holder comes along in answers and events; in words that come about by no chance."""

Fault = int | float | Callable[[], None]
Values = dict[str, Any]
Post = Callable[[bytes, str], int]
"""Sends an event with its signature, and returns the status of the answer."""


@dataclass
class Asked:
    """A request that came in."""

    method: str
    path: str
    headers: dict[str, str]
    values: Values


@dataclass
class StripeStub:
    """The server; use as a context manager."""

    sessions: dict[str, Values] = field(default_factory=dict)
    intents: dict[str, Values] = field(default_factory=dict)
    refunds: dict[str, Values] = field(default_factory=dict)
    waiting: list[Values] = field(default_factory=list)
    """Events that were not delivered yet."""
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refund_status: str = "succeeded"
    live: bool = False
    _keys: dict[str, tuple[Values, int, Values]] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"stripe": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Scheme, host and port, of its API and of its pages."""
        return f"http://127.0.0.1:{self._server.server_port}"

    # What people and banks do.

    def pay(self, session: str, *, amount: int | None = None, currency: str = "jpy", at_once: bool = True) -> None:
        """Pay on a hosted page; `at_once=False`: the bank answers later. `amount`, `currency`: what must not be."""
        found = self.sessions[session]
        intent = self._name("pi")
        found.update(status="complete", payment_intent=intent, payment_status="paid" if at_once else "unpaid", url=None)
        found.update(amount_total=found["amount_total"] if amount is None else amount, currency=currency)
        metadata = found.pop("intent_metadata", {})
        self.intents[intent] = {
            "id": intent,
            "object": "payment_intent",
            "amount": found["amount_total"],
            "metadata": metadata,
            "refunded": 0,
        }
        self.tell("checkout.session.completed", found)

    def answer_of_the_bank(self, session: str, *, paid: bool) -> None:
        """Let the bank answer about what was handed in."""
        found = self.sessions[session]
        found["payment_status"] = "paid" if paid else "unpaid"
        self.tell(f"checkout.session.async_payment_{'succeeded' if paid else 'failed'}", found)

    def expire(self, session: str) -> None:
        """Let a page's time be over."""
        self.sessions[session].update(status="expired", url=None)
        self.tell("checkout.session.expired", self.sessions[session])

    def send_back(self, intent: str, amount: int, metadata: Values | None = None) -> Values:
        """Send money back, as a clerk does on Stripe's own pages."""
        made: Values = {
            "id": self._name("re"),
            "object": "refund",
            "amount": amount,
            "currency": "jpy",
            "payment_intent": intent,
            "status": self.refund_status,
            "metadata": metadata or {},
            "destination_details": {"card": dict(PRIVATE)},
        }
        self.refunds[made["id"]] = made
        self.intents[intent]["refunded"] += amount
        if made["status"] == "succeeded":
            self._tell_charge(intent)
        return made

    def end_refund(self, refund: str, status: str) -> None:
        """Let a refund come to its end: `succeeded`, `failed`."""
        found = self.refunds[refund]
        if status == "failed":
            self.intents[found["payment_intent"]]["refunded"] -= found["amount"]
        found["status"] = status
        self.tell("refund.failed" if status == "failed" else "refund.updated", found)

    def dispute(self, intent: str) -> None:
        """Let the holder of the card dispute a payment."""
        about = {"id": self._name("dp"), "object": "dispute", "charge": "ch_1", "payment_intent": intent}
        self.tell("charge.dispute.created", {**about, "amount": self.intents[intent]["amount"], "currency": "jpy"})

    # Events.

    def tell(self, kind: str, about: Values) -> Values:
        """Lay an event among those that wait, with a copy of what it is about as it stands now."""
        event = {
            "id": self._name("evt"),
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "livemode": self.live,
            "type": kind,
            "data": {"object": json.loads(json.dumps(about))},
        }
        self.waiting.append(event)
        return event

    def deliver(self, post: Post, secret: str) -> list[int]:
        """Send each event that waits; those that are not taken wait on, as Stripe sends them again. Return statuses."""
        waiting, self.waiting = self.waiting, []
        statuses = []
        for event in waiting:
            statuses.append(post_signed(post, event, secret))
            if statuses[-1] != HTTPStatus.OK:
                self.waiting.append(event)
        return statuses

    # Requests.

    def answer(self, asked: Asked) -> tuple[int, Values]:
        """Answer a request of the API."""
        key = asked.headers.get("idempotency-key")
        if key in self._keys:
            values, status, said = self._keys[key]
            if values != asked.values:
                return _error(HTTPStatus.BAD_REQUEST, "idempotency_error", "other parameters under the same key")
            return status, said
        status, said = self._work(asked)
        if key is not None and status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._keys[key] = (asked.values, status, json.loads(json.dumps(said)))
        return status, said

    def _work(self, asked: Asked) -> tuple[int, Values]:
        parts = asked.path.strip("/").split("/")
        match asked.method, parts:
            case "POST", ["v1", "checkout", "sessions"]:
                return HTTPStatus.OK, self._make_session(asked.values)
            case "GET", ["v1", "checkout", "sessions", name] if name in self.sessions:
                return HTTPStatus.OK, self.sessions[name]
            case "POST", ["v1", "checkout", "sessions", name, "expire"] if name in self.sessions:
                if self.sessions[name]["status"] != "open":
                    return _error(HTTPStatus.BAD_REQUEST, "invalid_request_error", "only open sessions expire")
                self.expire(name)
                return HTTPStatus.OK, self.sessions[name]
            case "GET", ["v1", "payment_intents", name] if name in self.intents:
                return HTTPStatus.OK, self.intents[name]
            case "GET", ["v1", "refunds"]:
                of = asked.values.get("payment_intent")
                found = [each for each in self.refunds.values() if each["payment_intent"] == of]
                return HTTPStatus.OK, {"object": "list", "url": "/v1/refunds", "has_more": False, "data": found}
            case "POST", ["v1", "refunds"]:
                return self._refund(asked.values)
        return _error(HTTPStatus.NOT_FOUND, "invalid_request_error", "no such thing")

    def _make_session(self, values: Values) -> Values:
        name = self._name("cs")
        amount = int(values["line_items[0][price_data][unit_amount]"])
        made = {
            "id": name,
            "object": "checkout.session",
            "amount_total": amount,
            "currency": values["line_items[0][price_data][currency]"],
            "client_reference_id": values["client_reference_id"],
            "livemode": self.live,
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "url": f"{self.url}/pay/{name}",
            "success_url": values["success_url"],
            "cancel_url": values["cancel_url"],
            "customer_details": {"name": PRIVATE["holder"], "email": PRIVATE["mail"]},
            "intent_metadata": {"originseal_payment": values["payment_intent_data[metadata][originseal_payment]"]},
        }
        self.sessions[name] = made
        return made

    def _refund(self, values: Values) -> tuple[int, Values]:
        intent, amount = self.intents.get(values["payment_intent"]), int(values["amount"])
        if intent is None or intent["refunded"] + amount > intent["amount"]:
            return _error(HTTPStatus.BAD_REQUEST, "invalid_request_error", "more than was paid")
        ours = {"originseal_refund": values["metadata[originseal_refund]"]}
        return HTTPStatus.OK, self.send_back(intent["id"], amount, ours)

    def _tell_charge(self, intent: str) -> None:
        found = self.intents[intent]
        self.tell(
            "charge.refunded",
            {
                "id": "ch_1",
                "object": "charge",
                "payment_intent": intent,
                "amount": found["amount"],
                "amount_refunded": found["refunded"],
                "currency": "jpy",
                "metadata": found["metadata"],
                "billing_details": {"name": PRIVATE["holder"], "email": PRIVATE["mail"]},
                "payment_method_details": {"card": dict(PRIVATE)},
            },
        )

    def _name(self, kind: str) -> str:
        return f"{kind}_test_{next(self._numbers):024d}"


def signed(body: bytes, secret: str, at: float | None = None) -> str:
    """Return the header `Stripe-Signature` of an event: HMAC-SHA-256 of its time and body, scheme v1."""
    moment = int(time.time() if at is None else at)
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


def post_signed(post: Post, event: Values, secret: str) -> int:
    """Send one event and return the status of the answer."""
    body = json.dumps(event).encode()
    return post(body, signed(body, secret))


def _error(status: HTTPStatus, kind: str, message: str) -> tuple[int, Values]:
    return status, {"error": {"type": kind, "message": message}}


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, meets the next fault, answers."""

    stripe: StripeStub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/pay/"):
            self._hosted_page(parts.path.rpartition("/")[2])
        else:
            self._serve(parts.path, dict(parse_qsl(parts.query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        path = urlsplit(self.path).path
        if path.startswith("/pay/"):
            session = path.rpartition("/")[2]
            self.stripe.pay(session)
            self._go(self.stripe.sessions[session]["success_url"])
        else:
            self._serve(path, dict(parse_qsl(body)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's own name
        """Write nothing: tests look at `asked`."""

    def _serve(self, path: str, values: Values) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, path, headers, values)
        self.stripe.asked.append(asked)
        fault = self.stripe.faults.pop(0) if self.stripe.faults else None
        if isinstance(fault, float):
            time.sleep(fault)
        if isinstance(fault, int):
            self._say(fault, *_error(HTTPStatus(fault), "api_error", "a fault of the test")[1:])
            return
        status, said = self.stripe.answer(asked)
        if callable(fault):
            fault()
        self._say(status, said)

    def _say(self, status: int, said: Values) -> None:
        body = json.dumps(said).encode()
        try:
            self._send(status, body, "application/json")
        except OSError:
            self.close_connection = True  # who asked has hung up

    def _hosted_page(self, session: str) -> None:
        found = self.stripe.sessions[session]
        body = (
            f"<!doctype html><title>Checkout</title><h1>¥{found['amount_total']:,}</h1>"
            f'<form method="post" action="/pay/{session}"><button>Pay</button></form>'
            f'<a href="{found["cancel_url"]}">Back</a>'
        )
        self._send(HTTPStatus.OK, body.encode(), "text/html; charset=utf-8")

    def _go(self, address: str) -> None:
        self._send(HTTPStatus.SEE_OTHER, b"", "text/plain", Location=address)

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
