"""Everybody who can stand before an office's page, in two chambers: visitors, each id of organisations, each role.

    cast = Cast.make(site)                          # chambers TYO and OSA, the federation
    client = cast.sign_in("TYO administrator")      # a browser in which he is signed in

Sessions are begun by the service itself: passwords and second factors have tests of their own.
"""

from dataclasses import dataclass, field

from flask.testing import FlaskClient

from issuance.domain.accounts import Account, Person
from issuance.domain.actor import Actor
from issuance.domain.chamber import ChamberProfile
from issuance.domain.ids import FEDERATION, IdKind, IdState
from issuance.domain.registration.standing import Capacity
from issuance.domain.settings import ChamberSettings
from issuance.domain.signatories import SignatoryState
from issuance.domain.staff import Role
from issuance.domain.texts import Bilingual
from issuance.storage.accounts import add_account, get_account, set_state
from issuance.storage.sessions import Origin
from issuance.storage.settings import NOTHING_SET, add_settings, newest_settings
from issuance.storage.signatories import add_signatory, decide_signatory
from issuance.storage.staff import store_roles
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit
from tests.office_ids import TARO, add_organisation
from tests.office_site import OfficeSite

HERE, THERE = "TYO", "OSA"
"""The chamber whose pages are visited, and the other one."""

NAMES = {
    HERE: Bilingual(ja="東京見本商工会議所", en="Tokyo Sample Chamber"),
    THERE: Bilingual(ja="大阪見本", en="Osaka Sample"),
}

_ORIGIN = Origin("127.0.0.1", "a test's browser", "password")


@dataclass
class Cast:
    """Accounts by who they are: `TYO registrar`, `TYO sub`, `OSA administrator id`, `federation`."""

    site: OfficeSite
    accounts: dict[str, tuple[str, Account]] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, site: OfficeSite) -> "Cast":
        """Add the second chamber, and everybody in both."""
        cast = cls(site)
        profile = site.office.store.profile(HERE)
        site.office.store.save_profile(ChamberProfile.model_validate({**profile.model_dump(), "code": THERE}))
        for chamber in (HERE, THERE):
            with site.office.units.act(Actor.job(chamber, "test")) as unit:
                cast._people(unit)
        with site.office.units.act(Actor.job(FEDERATION, "test")) as unit:
            cast.add(unit, "federation", IdKind.FEDERATION)
        return cast

    def _people(self, unit: Unit) -> None:
        if newest_settings(unit).version == NOTHING_SET:
            add_settings(unit, 1, ChamberSettings(names=NAMES[unit.chamber]))
        for role in Role:
            self.add(unit, f"{unit.chamber} {role.value}", IdKind.STAFF, role)
        key = self.organisations[unit.chamber] = add_organisation(
            unit, f"Trading of {unit.chamber}", capacities=(Capacity.APPLICANT, Capacity.AGENT)
        )
        # Whose signature the user id and the sub id use; without one a sub id applies for nothing.
        named = add_signatory(unit, key, TARO, None)
        decide_signatory(unit, named, SignatoryState.APPROVED)
        for kind in (IdKind.ADMINISTRATOR, IdKind.USER, IdKind.SUB):
            signatory = None if kind is IdKind.ADMINISTRATOR else named.id
            self.add(unit, f"{unit.chamber} {kind.value} id", kind, organisation=key, signatory=signatory)

    def add(
        self,
        unit: Unit,
        name: str,
        kind: IdKind,
        *roles: Role,
        organisation: str | None = None,
        signatory: str | None = None,
    ) -> Account:
        """Add somebody who can sign in."""
        person = Person(name, f"{name.replace(' ', '.')}@chamber.example", "en")
        added = add_account(unit, kind, person, organisation=organisation, signatory=signatory)
        set_state(unit, added, IdState.ACTIVE)
        if roles:
            store_roles(unit, added.id, roles)
        self.accounts[name] = (unit.chamber, added)
        return added

    def id_of(self, name: str) -> str:
        """Return the id of somebody's account."""
        return self.accounts[name][1].id

    def actor(self, name: str) -> Actor:
        """Return somebody as he acts."""
        chamber, held = self.accounts[name]
        return Actor(chamber, held.login, held.id, held.kind, held.organisation, "127.0.0.1")

    def sign_in(self, name: str | None) -> FlaskClient:
        """Return a browser in which somebody is signed in; None is a visitor."""
        client = self.site.client()
        if name is not None:
            chamber, held = self.accounts[name]
            with self.site.office.units.act(Actor.visitor(chamber, "127.0.0.1")) as unit:
                if get_account(unit, held.id).state is not IdState.ACTIVE:  # an earlier request has locked it
                    unit.update(account, held.id, state=IdState.ACTIVE)
                token = self.site.office.access.sessions.begin(unit, held.id, _ORIGIN)
            client.set_cookie("id", str(token))
        return client
