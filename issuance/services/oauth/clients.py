"""Systems as the federation and chambers look after them: addresses, scopes, secrets, switches (terms, article 3-2(5)).

The federation approves a third party's system and says how it connects; each chamber switches it on for itself, and
keeps systems of its own. A secret is returned by the act that makes it and never again.
"""

from collections.abc import Callable, Sequence

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.oauth.scopes import OF_CHAMBERS, Scope, scope_text
from issuance.domain.oauth.systems import checked_redirects
from issuance.domain.sign_in.token import TOKEN_BYTES, token_hash, token_text
from issuance.domain.staff import StaffAct
from issuance.domain.third_parties import ThirdParty, ThirdPartyState
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.storage import oauth_systems as rows
from issuance.storage.oauth_grants import count_live
from issuance.storage.oauth_systems import ChamberSystem, ClientSetting, OwnSystem
from issuance.storage.third_parties import get_system
from issuance.storage.unit import Unit, Units


class ClientDesk:
    """What the federation says of third parties' systems."""

    def __init__(self, units: Units, random_bytes: Callable[[int], bytes], *, loopback: bool = False) -> None:
        self._units = units
        self._random_bytes = random_bytes
        self._loopback = loopback
        """Whether answers may go to the machine of whoever tries a system: in a sandbox alone."""

    def one(self, actor: Actor, key: str) -> tuple[ThirdParty, ClientSetting]:
        """Return a system and how it connects."""
        with self._units.look(_federations(actor)) as unit:
            return get_system(unit, key), rows.client_setting(unit, key)

    def configure(
        self, actor: Actor, key: str, version: int, scopes: frozenset[Scope], redirects: Sequence[str]
    ) -> None:
        """Say where a system's answers go and what it may ask for at most."""
        if not scopes:
            raise RefusedError(_("Choose at least one thing that the system may ask for."))
        addresses = checked_redirects(redirects, loopback=self._loopback)
        with self._units.act(_federations(actor)) as unit:
            _living(unit, key)
            before = rows.client_setting(unit, key)
            rows.set_client(unit, key, version, scopes, addresses)
            unit.record(
                "third_party.configure",
                f"third_party:{key}",
                before={"scopes": scope_text(before.scopes), "redirects": before.redirects},
                after={"scopes": scope_text(scopes), "redirects": addresses},
            )

    def make_secret(self, actor: Actor, key: str, version: int) -> str:
        """Make a system's secret and return it, once; the one before stays good for a day."""
        with self._units.act(_federations(actor)) as unit:
            _living(unit, key)
            setting = rows.client_setting(unit, key)
            if setting.version == 0:
                raise RefusedError(_("Enter first where the system's answers go and what it may ask for."))
            secret, hashed = _fresh(self._random_bytes)
            before = setting.secrets.current if setting.secrets else None
            rows.set_client_secret(unit, key, version, hashed, before)
            unit.record("third_party.secret", f"third_party:{key}")
            return secret


class ChamberSystemDesk:
    """What a chamber's administrators do: switch third parties' systems, keep the chamber's own."""

    def __init__(self, units: Units, random_bytes: Callable[[int], bytes]) -> None:
        self._units = units
        self._random_bytes = random_bytes

    def overview(self, actor: Actor) -> tuple[list[ChamberSystem], list[OwnSystem], dict[str, int]]:
        """Return third parties' systems, the chamber's own, and how many living grants each has."""
        with self._units.look(actor) as unit:
            return rows.systems_here(unit), rows.own_systems(unit), count_live(unit)

    def switch(self, actor: Actor, key: str, version: int, *, on: bool) -> None:
        """Switch a third party's system on or off for this chamber; off, what it holds rests at once."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_SETTINGS)
            if get_system(unit, key).state is not ThirdPartyState.APPROVED and on:
                raise RefusedError(_("The federation has not approved this system."))
            rows.set_switch(unit, key, version, on=on)
            unit.record("third_party.switch", f"third_party:{key}", after={"state": "on" if on else "off"})

    def add(self, actor: Actor, name: str, scopes: frozenset[Scope]) -> tuple[str, str]:
        """Enter one of the chamber's own systems; return its id and its secret, once."""
        if not scopes or not scopes <= OF_CHAMBERS:
            raise RefusedError(_("Choose at least one thing that the system may ask for."))
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_SETTINGS)
            secret, hashed = _fresh(self._random_bytes)
            key = rows.add_own(unit, name, scopes, hashed)
            unit.record("own_system.add", f"own_system:{key}", after={"name": name, "scopes": scope_text(scopes)})
            return key, secret

    def make_secret(self, actor: Actor, key: str, version: int) -> tuple[OwnSystem, str]:
        """Make another secret of one of the chamber's own systems and return it, once."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_SETTINGS)
            held = _in_use(unit, key)
            secret, hashed = _fresh(self._random_bytes)
            rows.set_own_secret(unit, held, version, hashed)
            unit.record("own_system.secret", f"own_system:{key}")
            return held, secret

    def stop(self, actor: Actor, key: str, version: int) -> None:
        """Stop one of the chamber's own systems for good; what it holds is good for nothing from now on."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.MANAGE_SETTINGS)
            _in_use(unit, key)
            rows.stop_own(unit, key, version)
            unit.record("own_system.stop", f"own_system:{key}")


def _fresh(random_bytes: Callable[[int], bytes]) -> tuple[str, bytes]:
    secret = token_text(random_bytes(TOKEN_BYTES))
    hashed = token_hash(secret)
    if hashed is None:
        raise AssertionError("a secret that was just made can be read")
    return secret, hashed


def _in_use(unit: Unit, key: str) -> OwnSystem:
    held = rows.get_own(unit, key)
    if not held.system.is_on:
        raise RefusedError(_("This system was stopped for good: enter another one."))
    return held


def _living(unit: Unit, key: str) -> None:
    if get_system(unit, key).state is ThirdPartyState.ENDED:
        raise RefusedError(_("This system was ended for good: enter another one."))


def _federations(actor: Actor) -> Actor:
    if actor.chamber != FEDERATION or actor.kind is not IdKind.FEDERATION:
        raise RefusedError(_("Only the federation decides on systems of third parties."))
    return actor
