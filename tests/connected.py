"""A third party's system that an office's chamber lets in, a holder, and what goes to and fro between them.

world = Connected.make(site)
told = world.allow(world.browser(world.cast.user))      # the query of the way back: code, state, iss
answer = world.redeem(told["code"])                     # 200 with tokens
world.call(f"/api/v1/applications/{key}/status", answer.json["access_token"])
"""

import base64
import datetime as dt
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.oauth.scopes import Scope
from issuance.domain.settings import Function
from issuance.domain.staff import Role
from issuance.domain.third_parties import ThirdPartyEvent
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.storage.sessions import Origin
from tests.applying import Applying
from tests.office_people import make_person
from tests.office_site import CHAMBER, OfficeSite, token_in

BACK = "https://tradedocs.example/back"
STATE = "a state of the system's own"
VERIFIER = "v" * 64
SCOPES = frozenset({Scope.STATUS_READ, Scope.APPLICATIONS_READ})


@dataclass
class Connected:
    """A site with everybody."""

    site: OfficeSite
    cast: Applying
    federation: Actor
    administrator: Actor
    system: str
    secret: str

    @classmethod
    def make(cls, site: OfficeSite) -> "Connected":
        """Let the chamber offer the function, and one system be approved, set up and switched on."""
        office, cast = site.office, Applying.make(site.office)
        with office.units.act(Actor.job(CHAMBER, "test")) as unit:
            offered = frozenset(Function)
            change_settings(
                unit, stored_settings(unit).version, lambda old: old.model_copy(update={"functions": offered})
            )
        operator = _actor(site, make_person(office.units, FEDERATION, IdKind.FEDERATION).account.id, FEDERATION)
        staff = make_person(office.units, CHAMBER, IdKind.STAFF, roles=[Role.CHAMBER_ADMINISTRATOR])
        world = cls(site, cast, operator, _actor(site, staff.account.id, CHAMBER), "", "")
        world.system, world.secret = world.another("TradeDocs", BACK)
        return world

    def another(self, name: str, back: str, scopes: frozenset[Scope] = SCOPES, *, on: bool = True) -> tuple[str, str]:
        """Let one more system be approved, set up and switched on; return its id and its secret."""
        office = self.site.office
        key = office.administration.third_parties.enter(self.federation, name, "Example Systems K.K.")
        office.administration.third_parties.move(self.federation, key, 1, ThirdPartyEvent.APPROVE)
        office.oauth.clients.configure(self.federation, key, 0, scopes, [back])
        secret = office.oauth.clients.make_secret(self.federation, key, 1)
        if on:
            office.oauth.systems.switch(self.administrator, key, 0, on=True)
        return key, secret

    def own(self, name: str = "Our ledger") -> tuple[str, str]:
        """Enter one of the chamber's own systems; return its id and its secret."""
        return self.site.office.oauth.systems.add(self.administrator, name, frozenset({Scope.STATUS_READ}))

    def browser(self, actor: Actor) -> FlaskClient:
        """Return a browser in which somebody has just signed in."""
        with self.site.office.units.act(actor) as unit:
            token = self.site.office.access.sessions.begin(unit, str(actor.account), Origin("127.0.0.1", "a test", "x"))
        client = self.site.client()
        client.set_cookie("id", str(token))
        return client

    def asking(self, **changes: str | None) -> str:
        """Return the address to which the system sends a holder; a change to None leaves a parameter out."""
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.system,
            "redirect_uri": BACK,
            "scope": "status:read",
            "state": STATE,
            "code_challenge": create_s256_code_challenge(VERIFIER),
            "code_challenge_method": "S256",
        } | changes
        return f"/{CHAMBER}/oauth/authorize?" + urlencode({k: v for k, v in asked.items() if v is not None})

    def answer(self, client: FlaskClient, said: str = "allow", **changes: str | None) -> TestResponse:
        """Open the page of the consent and press one of its buttons."""
        address = self.asking(**changes)
        page = client.get(address)
        assert page.status_code == 200, page.text[-2000:]
        return client.post(address, data={"csrf_token": token_in(page), said: "yes"})

    def allow(self, client: FlaskClient, **changes: str | None) -> dict[str, str]:
        """Allow it; return what the system is told on the way back."""
        return told(self.answer(client, "allow", **changes))

    def token(self, client_id: str = "", secret: str = "", chamber: str = CHAMBER, **form: str) -> TestResponse:
        """Ask for tokens as a system."""
        return self.site.client().post(
            f"/{chamber}/oauth/token", data=form, headers=basic(client_id or self.system, secret or self.secret)
        )

    def redeem(self, code: str, client_id: str = "", secret: str = "", **changes: str) -> TestResponse:
        """Give a code for tokens."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        return self.token(client_id, secret, **(form | changes))

    def refresh(self, token: str, **changes: str) -> TestResponse:
        """Give a refresh token for the next tokens."""
        return self.token(**({"grant_type": "refresh_token", "refresh_token": token} | changes))

    def connect(self, actor: Actor, **changes: str | None) -> dict[str, str]:
        """Let a system act for an id; return its tokens."""
        answer = self.redeem(self.allow(self.browser(actor), **changes)["code"])
        assert answer.status_code == 200, answer.text
        return dict(answer.json or {})

    def call(self, path: str, token: str) -> TestResponse:
        """Call the API."""
        return self.site.client().get(path, headers={"Authorization": f"Bearer {token}"})

    def whoami(self, token: str) -> int:
        """Return the status with which the API answers a token."""
        return self.call("/api/v1/whoami", token).status_code

    def later(self, by: dt.timedelta) -> None:
        """Let time pass."""
        then = self.site.office.clock() + by
        self.site.office.clock = lambda: then


def basic(client_id: str, secret: str) -> dict[str, str]:
    """Return the header with which a system proves itself (RFC 7617)."""
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def told(answer: TestResponse) -> dict[str, str]:
    """Return what the system is told on the way back."""
    assert answer.status_code == 303, answer.text[-2000:]
    parts = urlsplit(answer.location)
    assert answer.location.startswith(BACK + "?")
    return {name: value for name, (value,) in parse_qs(parts.query, strict_parsing=True).items()}


def _actor(site: OfficeSite, account: str, chamber: str) -> Actor:
    kind = IdKind.FEDERATION if chamber == FEDERATION else IdKind.STAFF
    return Actor(chamber, "test", account, kind, place="127.0.0.1")
