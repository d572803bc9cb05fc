"""A system that is told of events, the receiver behind it, and officers who let things happen.

hooked = Hooked.make(world, receiver)            # approved, switched on, allowed by `world.cast.user`
hooked.decide("return", hooked.submitted())
hooked.round()
hooked.told()                                    # [("application.returned", {...})]
"""

import json
from dataclasses import dataclass
from typing import Any

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Remarks
from issuance.domain.ids import IdKind
from issuance.domain.oauth.scopes import Scope, scope_text
from issuance.domain.staff import Role
from issuance.domain.webhooks.events import WebhookEvent
from issuance.office import Office
from issuance.services.review.decisions import points_of
from issuance.services.webhooks.courier import WebhookCourier
from issuance.storage.tables.webhooks import webhook_delivery
from issuance.storage.unit import new_id
from tests.connected import BACK, Connected
from tests.office_people import make_person
from tests.office_site import CHAMBER
from tests.servers.webhooks import Receiver

ALL = frozenset(WebhookEvent)
JOB = Actor.job(CHAMBER, "test")


@dataclass
class Hooked:
    """One third party's system with one endpoint."""

    world: Connected
    receiver: Receiver
    system: str
    endpoint: str
    secret: str
    officers: tuple[Actor, Actor]

    @classmethod
    def make(
        cls,
        world: Connected,
        receiver: Receiver,
        *scopes: Scope,
        by: Actor | None = None,
        events: frozenset[WebhookEvent] = ALL,
    ) -> "Hooked":
        """Let a new system be told; without scopes it may do all that the id may."""
        world.system, world.secret = world.another("Told", BACK, frozenset(Scope))
        world.connect(by or world.cast.user, scope=scope_text(scopes or Scope))
        endpoint, secret = world.site.office.oauth.webhooks.add(world.federation, world.system, receiver.url, events)
        return cls(world, receiver, world.system, endpoint, secret, (officer(world), officer(world)))

    @property
    def office(self) -> Office:
        """The office."""
        return self.world.site.office

    @property
    def courier(self) -> WebhookCourier:
        """What sends."""
        return self.office.postings.webhooks

    def submitted(self, by: Actor | None = None) -> Application:
        """Return an application that the chamber has."""
        return self.world.cast.submitted(by or self.world.cast.user)

    def decide(self, what: str, found: Application) -> Application:
        """Let officers `return`, `reject` or `approve` an application."""
        review, (first, second) = self.office.review, self.officers
        taken = review.holding.take(first, found.id, found.version)
        if what == "return":
            return review.decisions.return_(first, taken.id, taken.version, Remarks("Mend it."))
        if what == "reject":
            return review.decisions.reject(first, taken.id, taken.version, "Out of scope.")
        with self.office.units.look(JOB) as unit:
            points = points_of(unit, taken)
        checked = review.decisions.check(first, taken.id, taken.version, points)
        return review.decisions.approve(second, checked.id, checked.version)

    def round(self) -> None:
        """Send what is due."""
        self.courier.round()

    def rows(self, endpoint: str = "") -> list[dict[str, Any]]:
        """Return the deliveries to an endpoint, in their order."""
        with self.office.units.look(JOB) as unit:
            query = unit.select(webhook_delivery).where(webhook_delivery.c.endpoint == (endpoint or self.endpoint))
            return [dict(row) for row in unit.rows(query.order_by(webhook_delivery.c.occurred_at))]

    def states(self) -> list[str]:
        """Return where the deliveries stand."""
        return [row["state"] for row in self.rows()]

    def told(self) -> list[tuple[str, dict[str, str]]]:
        """Return what the receiver was told: type and data."""
        bodies = [json.loads(each.body) for each in self.receiver.received]
        return [(body["type"], body["data"]) for body in bodies]


def officer(world: Connected) -> Actor:
    """Return an officer who reviews and approves."""
    roles = [Role.REVIEWER, Role.APPROVER]
    mail = f"{new_id()}@chamber.example"  # of his own: one person behind two ids is one pair of eyes
    held = make_person(world.site.office.units, CHAMBER, IdKind.STAFF, roles=roles, mail=mail).account
    return Actor(CHAMBER, held.login, held.id, IdKind.STAFF, place="127.0.0.1")
