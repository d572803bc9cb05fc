"""A third party's system that an office's chamber lets in, a holder, and what goes to and fro between them.

world = Connected.make(site)
told = world.allow(world.browser(world.cast.user))      # the query of the way back: code, state, iss
answer = world.redeem(told["code"])                     # 200 with tokens
world.call(f"/api/v1/applications/{key}/status", answer.json["access_token"])
"""

import base64
import datetime as dt
import secrets
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuance.domain.actor import Actor
from issuance.domain.chamber import ChamberProfile
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.oauth.scopes import Scope
from issuance.domain.settings import ChamberSettings, Function
from issuance.domain.staff import Role
from issuance.domain.third_parties import ThirdPartyEvent
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.storage.sessions import Origin
from issuance.storage.settings import add_settings
from issuance.storage.unit import new_id
from tests.applying import NAMES, Applying, approved
from tests.office_people import make_person
from tests.office_site import CHAMBER, OfficeSite, token_in

ELSEWHERE = "OSA"
"""Another chamber, which has switched no system on."""
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
    place: str = "127.0.0.1"
    """Where the system's calls come from."""

    @classmethod
    def make(cls, site: OfficeSite) -> "Connected":
        """Let the chamber offer the function, and one system be approved, set up and switched on."""
        office, cast = site.office, Applying.make(site.office)
        profile = office.store.profile(CHAMBER)
        office.store.save_profile(ChamberProfile.model_validate({**profile.model_dump(), "code": ELSEWHERE}))
        with office.units.act(Actor.job(ELSEWHERE, "test")) as unit:
            add_settings(unit, 1, ChamberSettings(names=NAMES, functions=frozenset(Function)))
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
        name = f"{name} {new_id()}" if name != "TradeDocs" else name
        key = office.administration.third_parties.enter(self.federation, name, "Example Systems K.K.")
        office.administration.third_parties.move(self.federation, key, 1, ThirdPartyEvent.APPROVE)
        office.oauth.clients.configure(self.federation, key, 0, scopes, [back])
        secret = office.oauth.clients.make_secret(self.federation, key, 1)
        if on:
            office.oauth.systems.switch(self.administrator, key, 0, on=True)
        return key, secret

    def own(self) -> tuple[str, str]:
        """Enter one of the chamber's own systems; return its id and its secret."""
        scopes = frozenset({Scope.STATUS_READ})
        return self.site.office.oauth.systems.add(self.administrator, f"Our ledger {new_id()}", scopes)

    def with_other_people(self) -> "Connected":
        """Return the same with ids that have allowed nothing yet, and a network address that has guessed nothing."""
        with self.site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
            signatory = approved(unit, self.cast.company, f"Taro {secrets.token_hex(4)}")
        user = self.cast.another(IdKind.USER, signatory=signatory)
        clerk = self.cast.another(IdKind.SUB, signatory=signatory)
        place = f"fd00:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"
        return replace(self, cast=replace(self.cast, user=user, clerk=clerk), place=place)

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
        return self.post(f"/{chamber}/oauth/token", form, client_id or self.system, secret or self.secret)

    def post(self, path: str, form: dict[str, str], client_id: str, secret: str) -> TestResponse:
        """Send a form as a system."""
        return self.site.client().post(
            path, data=form, headers=basic(client_id, secret), environ_base={"REMOTE_ADDR": self.place}
        )

    def revoke(self, token: str, client_id: str = "", secret: str = "") -> TestResponse:
        """Give a token back as a system."""
        path = f"/{CHAMBER}/oauth/revoke"
        return self.post(path, {"token": token}, client_id or self.system, secret or self.secret)

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
        headers, place = {"Authorization": f"Bearer {token}"}, {"REMOTE_ADDR": self.place}
        return self.site.client().get(path, headers=headers, environ_base=place)

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
