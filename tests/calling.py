"""A system that calls the office's API with a token.

    system = Calling.make(world, world.cast.user)
    answer = system.send("POST", "/applications", {"kind": "coo-jp"}, key="order-4711")

Each call without a key of its own gets a new one.
"""

import io
import secrets
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from issuance.domain.actor import Actor
from issuance.domain.application.fields import fields_of
from issuance.domain.application.order import NAMES
from issuance.domain.oauth.scopes import Scope, scope_text
from signing.content import Kind
from tests.applying import typed
from tests.connected import BACK, Connected


@dataclass
class Calling:
    """A system with a token for one id."""

    world: Connected
    token: str

    @classmethod
    def make(cls, world: Connected, actor: Actor, *scopes: Scope) -> "Calling":
        """Connect a new system; without scopes it may do all that the id may."""
        world.system, world.secret = world.another("Caller", BACK, frozenset(Scope))
        return cls(world, world.connect(actor, scope=scope_text(scopes or Scope))["access_token"])

    def send(
        self, method: str, path: str, body: object = None, *, version: int | None = None, key: str = "", **more: Any
    ) -> TestResponse:
        """Send a call."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f'"{key or secrets.token_hex(8)}"'}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        sent = {"json": body} if body is not None else {}
        client = self.world.site.client()
        place = {"REMOTE_ADDR": self.world.place}
        return client.open(f"/api/v1{path}", method=method, headers=headers, environ_base=place, **sent, **more)

    def done(self, method: str, path: str, body: object = None, **more: Any) -> dict[str, Any]:
        """Send a call that is done; return its answer."""
        answer = self.send(method, path, body, **more)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json or {})

    def hand_in(self, application: str, file: io.BytesIO, *, key: str = "") -> TestResponse:
        """Hand in the commercial invoice."""
        form = {"role": "commercial invoice", "file": (file, "paper.png")}
        return self.send("POST", f"/applications/{application}/papers", key=key, data=form)


def entry() -> dict[str, Any]:
    """Return the sample without blanks and without what the form of this kind has not."""
    names = {*(spec.name for spec in fields_of(Kind.COO_JP)), *NAMES}
    sample = typed().model_dump(mode="json")
    return sample | {"fields": {name: text for name, text in sample["fields"].items() if name in names and text}}
