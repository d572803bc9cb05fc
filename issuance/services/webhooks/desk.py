"""Endpoints, for who looks after the systems: the federation after third parties', a chamber after its own.

    key, secret = desk.add(actor, system, "https://tradedocs.example/hooks", frozenset(WebhookEvent))   # shown once

What is on its way is a chamber's alone, for it tells of its applications: the federation sees its test messages.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.oauth.scopes import Scope
from issuance.domain.staff import StaffAct
from issuance.domain.third_parties import ThirdPartyState
from issuance.domain.webhooks.deliveries import Delivery, WebhookState
from issuance.domain.webhooks.endpoints import MOST_ENDPOINTS, Endpoint, OffReason, checked_address, checked_events
from issuance.domain.webhooks.events import READ_BY, TEST, WebhookEvent, event_text, trial_body
from issuance.domain.webhooks.signing import SECRET_BYTES, secret_text
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.storage import webhook_deliveries as deliveries
from issuance.storage import webhook_endpoints as rows
from issuance.storage.oauth_systems import client_setting, find_system, get_own
from issuance.storage.third_parties import get_system
from issuance.storage.unit import Unit, Units

LISTED = 50
"""Deliveries on a page, the newest first."""

_AGAIN = frozenset({WebhookState.GIVEN_UP, WebhookState.NOT_ALLOWED})


@dataclass(frozen=True)
class Told:
    """A system's endpoints, and what was lately on its way from the actor's chamber."""

    system: str
    name: str
    operator: str
    endpoints: tuple[Endpoint, ...]
    deliveries: tuple[Delivery, ...]
    is_kept_here: bool
    """Whether the actor's chamber looks after the endpoints."""
    events: tuple[WebhookEvent, ...]
    """What its scopes let it be told of."""

    def can_be_sent_again(self, delivery: Delivery) -> bool:
        """Whether somebody may have a delivery sent again: it was given up, and where it goes is on."""
        return delivery.state in _AGAIN and any(each.id == delivery.endpoint and each.is_on for each in self.endpoints)


class WebhookDesk:
    """Acts on endpoints. With `loopback`, an endpoint may be on this machine: where an office is tried out."""

    def __init__(self, units: Units, random_bytes: Callable[[int], bytes], *, loopback: bool) -> None:
        self._units = units
        self._random_bytes = random_bytes
        self._loopback = loopback

    def of_system(self, actor: Actor, system: str) -> Told:
        """Return what a system is told, and of what."""
        with self._units.look(actor) as unit:
            name, operator, kept, scopes = _seen(unit, system)
            return Told(
                system,
                name,
                operator,
                tuple(rows.endpoints_of(unit, system)),
                tuple(deliveries.deliveries_of(unit, system, LISTED)),
                kept,
                tuple(event for event in WebhookEvent if READ_BY[event] in scopes),
            )

    def add(self, actor: Actor, system: str, address: str, events: Collection[WebhookEvent]) -> tuple[str, str]:
        """Enter an endpoint; return its id and its secret, once."""
        checked, chosen = checked_address(address, loopback=self._loopback), checked_events(events)
        with self._units.act(actor) as unit:
            _check_keeper(unit, system)
            if len(rows.endpoints_of(unit, system)) >= MOST_ENDPOINTS:
                raise RefusedError(_("A system is told at %(most)s addresses at most.", most=MOST_ENDPOINTS))
            secret = self._fresh()
            key = rows.add_endpoint(unit, system, checked, chosen, secret)
            after = {"system": system, "address": checked, "events": event_text(chosen)}
            unit.record("webhook.add", f"webhook:{key}", after=after)
            return key, secret

    def make_secret(self, actor: Actor, system: str, key: str, version: int) -> tuple[Endpoint, str]:
        """Give an endpoint another secret and return it, once; the one before signs beside it for a day."""
        with self._units.act(actor) as unit:
            held = _kept(unit, system, key)
            secret = self._fresh()
            rows.set_secret(unit, held, version, secret)
            unit.record("webhook.secret", f"webhook:{key}")
            return held, secret

    def switch(self, actor: Actor, system: str, key: str, version: int, *, on: bool) -> None:
        """Switch an endpoint on or off."""
        with self._units.act(actor) as unit:
            held = _kept(unit, system, key)
            rows.switch_endpoint(unit, held, version, None if on else OffReason.BY_HAND)
            before = {"state": "on" if held.is_on else "off"}
            unit.record("webhook.switch", f"webhook:{key}", before=before, after={"state": "on" if on else "off"})

    def remove(self, actor: Actor, system: str, key: str, version: int) -> None:
        """Take an endpoint away; what still waits for it is given up."""
        with self._units.act(actor) as unit:
            held = _kept(unit, system, key)
            rows.remove_endpoint(unit, held, version)
            before = {"address": held.address, "events": event_text(held.events)}
            unit.record("webhook.remove", f"webhook:{key}", before=before)

    def test(self, actor: Actor, system: str, key: str) -> None:
        """Send a test message."""
        with self._units.act(actor) as unit:
            held = _kept(unit, system, key)
            if not held.is_on:
                raise RefusedError(_("This address is switched off: switch it on first."))
            deliveries.add_delivery(unit, held, TEST, trial_body(unit.now))
            unit.record("webhook.test", f"webhook:{key}")

    def send_again(self, actor: Actor, system: str, key: str) -> None:
        """Have a delivery of the actor's chamber sent again that was given up; it keeps its id."""
        with self._units.act(actor) as unit:
            _check_keeper_of_deliveries(unit)
            found = deliveries.get_delivery(unit, key)
            endpoint = rows.find_endpoint(unit, found.endpoint)
            if endpoint is None or endpoint.system != system or not endpoint.is_on or found.state not in _AGAIN:
                raise RefusedError(
                    _("This message cannot be sent again: it was not given up, or its address is switched off.")
                )
            deliveries.send_anew(unit, key)
            unit.record("webhook.resend", f"webhook:{endpoint.id}", after={"delivery": found.message_id})

    def _fresh(self) -> str:
        return secret_text(self._random_bytes(SECRET_BYTES))


def _seen(unit: Unit, system: str) -> tuple[str, str, bool, frozenset[Scope]]:
    """Return a system's name, who runs it, whether the unit's chamber looks after its endpoints, and its scopes."""
    if unit.chamber == FEDERATION:
        third = get_system(unit, system)
        return third.name, third.operator, True, client_setting(unit, system).scopes
    found = find_system(unit, system)
    if found is None:  # a third party's that was not set up yet
        third = get_system(unit, system)
        return third.name, third.operator, False, frozenset()
    return found.name, found.operator, found.is_own, found.scopes


def _check_keeper_of_deliveries(unit: Unit) -> None:
    if unit.chamber == FEDERATION:
        if unit.actor.kind is not IdKind.FEDERATION:
            raise RefusedError(_("Only the federation decides on systems of third parties."))
    else:
        check_staff(unit, StaffAct.MANAGE_SETTINGS)


def _check_keeper(unit: Unit, system: str) -> None:
    """Raise `RefusedError` unless the actor looks after this system's endpoints, and it is in use."""
    _check_keeper_of_deliveries(unit)
    if unit.chamber == FEDERATION:
        if get_system(unit, system).state is ThirdPartyState.ENDED:
            raise RefusedError(_("This system was ended for good: enter another one."))
    elif not get_own(unit, system).system.is_on:
        raise RefusedError(_("This system was stopped for good: enter another one."))


def _kept(unit: Unit, system: str, key: str) -> Endpoint:
    _check_keeper(unit, system)
    return rows.get_own_endpoint(unit, system, key)
