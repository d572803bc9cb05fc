"""The courier of webhooks: sends what is due, each at least once; receivers know a second copy by its `webhook-id`.

A delivery is sent under a claim and marked `SENDING` before its first byte leaves, as messages are
(`services/messages/delivery.py`): after `kill -9` the next round sends it anew. Whether the system may still be told is
asked again in the transaction that begins the attempt.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from issuance.domain.actor import Actor
from issuance.domain.messages import MailAddress, Message
from issuance.domain.webhooks.deliveries import RETRIES, Trouble, WebhookState, message_id, next_attempt
from issuance.domain.webhooks.endpoints import Endpoint, OffReason
from issuance.domain.webhooks.events import TEST, WebhookEvent
from issuance.domain.webhooks.signing import signatures
from issuance.errors import IssuanceError
from issuance.outgoing.webhook import Post, Reply
from issuance.services.messages.posting import post
from issuance.services.webhooks.covering import may_be_told
from issuance.storage import webhook_deliveries as rows
from issuance.storage import webhook_endpoints as endpoints
from issuance.storage.accounts import find_accounts
from issuance.storage.claims import Claims
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units

BATCH: Final = 100
"""Deliveries looked up at a time."""

ROUND_LASTS: Final = 20.0
"""Seconds after which a round begins no further attempt: mail waits for its end, and has a minute (annex 1, A3)."""

ENDPOINT_LASTS: Final = 10.0
"""Seconds of a round that one endpoint gets: a slow one keeps the others waiting no longer."""

AGENT = "OriginSeal-webhooks/1"


class Door(Protocol):
    """What posts."""

    def send(self, post: Post) -> Reply:
        """Send one attempt; whatever goes wrong is the reply's."""
        ...


@dataclass
class Sent:
    """What a round did."""

    taken: int = 0
    put_off: int = 0
    failed: int = 0
    """Given up, or not allowed any more."""


@dataclass
class _Round:
    """One round under way. `resting` are endpoints that are left until the next one."""

    begun: float
    sent: Sent = field(default_factory=Sent)
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    resting: set[str] = field(default_factory=set)


class WebhookCourier:
    """Sends for all chambers. `chance` gives random numbers from 0 up to 1, `seconds` a clock that never goes back."""

    def __init__(
        self,
        units: Units,
        claims: Claims,
        chambers: Callable[[], Sequence[str]],
        door: Door,
        chance: Callable[[], float],
        seconds: Callable[[], float],
    ) -> None:
        self._units = units
        self._claims = claims
        self._chambers = chambers
        self._door = door
        self._chance = chance
        self._seconds = seconds

    def round(self) -> Sent:
        """Send what is due now, the earliest first; an endpoint that fails is left until the next round."""
        done = _Round(self._seconds())
        for chamber in self._chambers():
            for due in self._due(chamber, done):
                if self._seconds() - done.begun >= ROUND_LASTS:
                    return done.sent
                began = self._seconds()
                self._send(chamber, due, done)
                done.spent[due.endpoint] += self._seconds() - began
                if done.spent[due.endpoint] >= ENDPOINT_LASTS:
                    done.resting.add(due.endpoint)
        return done.sent

    def _due(self, chamber: str, done: _Round) -> Iterator[rows.Due]:
        """Yield what is due in a chamber, each once a round."""
        seen: set[str] = set()
        while True:
            with self._units.look(_job(chamber)) as unit:
                found = rows.due_deliveries(unit, done.resting, BATCH + len(seen))
            fresh = [each for each in found if each.id not in seen]
            if not fresh:
                return
            for each in fresh:
                seen.add(each.id)
                if each.endpoint not in done.resting:
                    yield each

    def _send(self, chamber: str, due: rows.Due, done: _Round) -> None:
        with self._claims.take(f"webhook {chamber} {due.id}") as mine:
            if not mine:
                return  # another courier has it in hand
            begun = self._begin(chamber, due.id, done.sent)
            if begun is None:
                return
            endpoint, parcel = begun
            try:
                signed = self._signed(endpoint, parcel)
            except IssuanceError:
                # A key that is away, an endpoint taken away just now: no fault of the receiver's.
                self._put_off(chamber, parcel, done.sent)
                return
            reply = self._door.send(signed)
            if not reply.is_taken:
                done.resting.add(endpoint.id)
            self._settle(chamber, endpoint, parcel, reply, done.sent)

    def _begin(self, chamber: str, key: str, sent: Sent) -> tuple[Endpoint, rows.Parcel] | None:
        """Count the attempt; None where somebody else has settled it, or it must not be sent any more."""
        with self._units.act(_job(chamber)) as unit:
            parcel = rows.find_due(unit, key)
            if parcel is None:
                return None
            endpoint = endpoints.find_endpoint(unit, parcel.delivery.endpoint)
            if endpoint is None or not endpoint.is_on:
                rows.settle(unit, key, WebhookState.GIVEN_UP, trouble=Trouble.OFF)
                sent.failed += 1
                return None
            if not _still_allowed(unit, endpoint, parcel):
                rows.settle(unit, key, WebhookState.NOT_ALLOWED)
                sent.failed += 1
                return None
            rows.begin_attempt(unit, key, parcel.delivery.attempts + 1)
            return endpoint, parcel

    def _signed(self, endpoint: Endpoint, parcel: rows.Parcel) -> Post:
        body, now = parcel.body.encode(), self._units.now()
        with self._units.look(_job(endpoint.owner)) as unit:
            secrets = endpoints.secrets_of(unit, endpoint).that_sign(now)
        name, stamp = message_id(parcel.delivery.id), int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "webhook-id": name,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signatures(secrets, name, stamp, body),
        }
        return Post(endpoint.address, body, headers)

    def _settle(self, chamber: str, endpoint: Endpoint, parcel: rows.Parcel, reply: Reply, sent: Sent) -> None:
        """Note what the receiver said, and of the endpoint how it does."""
        with self._units.act(_job(chamber)) as unit:
            if reply.is_taken:
                rows.settle(unit, parcel.delivery.id, WebhookState.TAKEN, reply.status)
                endpoints.note_taken(unit, endpoint.id)
                sent.taken += 1
                return
            endpoints.note_failed(unit, endpoint.id)
            trouble = reply.trouble or Trouble.ANSWER
            asked = dt.timedelta(seconds=reply.wait_seconds(unit.now.timestamp()))
            due = None if reply.is_gone else self._next(parcel, unit.now, asked)
            if due is None:
                rows.settle(unit, parcel.delivery.id, WebhookState.GIVEN_UP, reply.status, trouble)
                sent.failed += 1
            else:
                rows.put_off(unit, parcel.delivery.id, due, reply.status, trouble)
                sent.put_off += 1
            after = endpoints.find_endpoint(unit, endpoint.id)
            fails = after is not None and after.fails_for_good(unit.now)
        if reply.is_gone or fails:
            self._switch_off(endpoint, OffReason.GONE if reply.is_gone else OffReason.FAILING)

    def _put_off(self, chamber: str, parcel: rows.Parcel, sent: Sent) -> None:
        """Let a delivery wait that could not be signed; the attempt does not count."""
        with self._units.act(_job(chamber)) as unit:
            rows.take_back(unit, parcel.delivery.id, unit.now + RETRIES[1], parcel.delivery.attempts, Trouble.OURS)
        sent.put_off += 1

    def _next(self, parcel: rows.Parcel, now: dt.datetime, asked: dt.timedelta) -> dt.datetime | None:
        return next_attempt(parcel.delivery.attempts + 1, now, self._chance(), asked)

    def _switch_off(self, endpoint: Endpoint, why: OffReason) -> None:
        """Switch an endpoint off and tell who entered it, in the name of its owner."""
        with self._units.act(_job(endpoint.owner)) as unit:
            if not endpoints.end_endpoint(unit, endpoint.id, why):
                return
            after = {"state": "off", "reason": why.value}
            unit.record("webhook.end", f"webhook:{endpoint.id}", before={"state": "on"}, after=after)
            for manager in find_accounts(unit, account.c.id == endpoint.made_by):
                address, language = MailAddress(manager.person.mail), manager.person.language
                post(unit, Message("webhook_off", address, language, {"address": endpoint.address}))


def _still_allowed(unit: Unit, endpoint: Endpoint, parcel: rows.Parcel) -> bool:
    if parcel.delivery.kind == TEST or parcel.application is None:
        return True
    event = WebhookEvent(parcel.delivery.kind)
    return may_be_told(unit, endpoint.system, event, parcel.application, parcel.payer)


def _job(chamber: str) -> Actor:
    return Actor.job(chamber, "deliver")
