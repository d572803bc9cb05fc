"""Rows of systems: how third parties' connect (of no chamber), which a chamber has switched on, and its own ones."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, and_, insert, select
from sqlalchemy import update as sql_update

from issuance.domain.oauth.scopes import Scope, read_scopes, scope_text
from issuance.domain.oauth.systems import Secrets, System
from issuance.domain.third_parties import ThirdPartyState
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.storage.tables.oauth import own_system, system_switch, third_party_client
from issuance.storage.tables.third_parties import third_party
from issuance.storage.unit import Unit, new_id


@dataclass(frozen=True)
class OwnSystem:
    """A chamber's own system, as its administrators see it."""

    system: System
    made_at: dt.datetime
    version: int


@dataclass(frozen=True)
class ChamberSystem:
    """A third party's system as a chamber's administrators see it; `version` 0 where it never was switched."""

    system: System
    version: int


@dataclass(frozen=True)
class ClientSetting:
    """How a third party's system connects, as the federation sees it; `version` 0 where nothing was entered."""

    scopes: frozenset[Scope] = frozenset()
    redirects: tuple[str, ...] = ()
    secrets: Secrets | None = None
    version: int = 0


def client_setting(unit: Unit, key: str) -> ClientSetting:
    """Return how a third party's system connects."""
    row = unit.row(select(third_party_client).where(third_party_client.c.id == key))
    if row is None:
        return ClientSetting()
    return ClientSetting(_scopes(row), _redirects(row), _secrets(row), row["version"])


def set_client(unit: Unit, key: str, version: int, scopes: frozenset[Scope], redirects: Sequence[str]) -> None:
    """Enter or change how a third party's system connects; `ConflictError` where somebody was quicker."""
    values = {"scopes": scope_text(scopes), "redirects": "\n".join(redirects)}
    if version == 0:
        unit.execute(insert(third_party_client).values(id=key, version=1, **values))
    else:
        _change_client(unit, key, version, **values)


def set_client_secret(unit: Unit, key: str, version: int, secret: bytes, before: bytes | None) -> None:
    """Give a third party's system another secret; `before` stays good for a day."""
    _change_client(unit, key, version, secret=secret, secret_before=before, secret_made_at=unit.now)


def _change_client(unit: Unit, key: str, version: int, **values: object) -> None:
    statement = sql_update(third_party_client).where(
        third_party_client.c.id == key, third_party_client.c.version == version
    )
    if unit.execute(statement.values(version=version + 1, **values)).rowcount != 1:
        raise ConflictError(_("Somebody else has decided this meanwhile: see how it stands now."))


def systems_here(unit: Unit, key: str | None = None) -> list[ChamberSystem]:
    """Return the approved systems of third parties that can connect, by name, as this chamber has switched them.

    With `key` that one alone, approved or not.
    """
    switch = and_(system_switch.c.id == third_party.c.id, system_switch.c.chamber == unit.chamber)
    query = (
        select(
            *(third_party.c[name] for name in ("id", "name", "operator", "state")),
            *(third_party_client.c[name] for name in ("scopes", "redirects", "secret", "secret_made_at")),
            third_party_client.c.secret_before,
            system_switch.c.state.label("switch"),
            system_switch.c.version.label("switched"),
        )
        .select_from(third_party)
        .join(third_party_client, third_party_client.c.id == third_party.c.id)
        .outerjoin(system_switch, switch)
        .order_by(third_party.c.name)
    )
    if key is None:
        query = query.where(third_party.c.state == ThirdPartyState.APPROVED.value)
    else:
        query = query.where(third_party.c.id == key)
    return [ChamberSystem(_third_party(row), int(row["switched"] or 0)) for row in unit.rows(query)]


def set_switch(unit: Unit, key: str, version: int, *, on: bool) -> None:
    """Switch a third party's system on or off for this chamber; `ConflictError` where somebody was quicker."""
    state = "on" if on else "off"
    if version == 0:
        unit.insert(system_switch, id=key, state=state, since=unit.now, version=1)
    else:
        unit.update(system_switch, key, version=version, state=state, since=unit.now)


def own_systems(unit: Unit, key: str | None = None) -> list[OwnSystem]:
    """Return the chamber's own systems, by name; with `key` that one alone."""
    query = unit.select(own_system).order_by(own_system.c.name)
    if key is not None:
        query = query.where(own_system.c.id == key)
    return [OwnSystem(_own(row), row["made_at"], row["version"]) for row in unit.rows(query)]


def get_own(unit: Unit, key: str) -> OwnSystem:
    """Return one of the chamber's own systems; raise `RefusedError` where there is none of that id."""
    found = own_systems(unit, key)
    if not found:
        raise RefusedError(_("There is no such system: open the list again."))
    return found[0]


def add_own(unit: Unit, name: str, scopes: frozenset[Scope], secret: bytes) -> str:
    """Enter one of the chamber's own systems; return its id. `ConflictError` comes where one has that name."""
    key = new_id()
    unit.insert(
        own_system,
        id=key,
        name=name,
        scopes=scope_text(scopes),
        secret=secret,
        secret_made_at=unit.now,
        made_at=unit.now,
    )
    return key


def set_own_secret(unit: Unit, held: OwnSystem, version: int, secret: bytes) -> None:
    """Give one of the chamber's own systems another secret; the one before stays good for a day."""
    before = held.system.secrets.current if held.system.secrets else None
    unit.update(
        own_system,
        held.system.id,
        version=version,
        secret=secret,
        secret_before=before,
        secret_made_at=unit.now,
    )


def stop_own(unit: Unit, key: str, version: int) -> None:
    """Stop one of the chamber's own systems for good."""
    unit.update(own_system, key, version=version, stopped_at=unit.now)


def find_system(unit: Unit, key: str) -> System | None:
    """Return a system by the name that it gives itself, whichever kind it is; None where this chamber knows none."""
    third = systems_here(unit, key)
    if third:
        return third[0].system
    own = own_systems(unit, key)
    return own[0].system if own else None


def names_of_systems(unit: Unit) -> dict[str, tuple[str, str]]:
    """Return name and company of every third party's system, by its id."""
    rows = unit.rows(select(third_party.c.id, third_party.c.name, third_party.c.operator))
    return {str(row["id"]): (str(row["name"]), str(row["operator"])) for row in rows}


def _third_party(row: RowMapping) -> System:
    return System(
        id=row["id"],
        name=row["name"],
        operator=row["operator"],
        is_own=False,
        scopes=_scopes(row),
        redirects=_redirects(row),
        secrets=_secrets(row),
        is_on=row["state"] == ThirdPartyState.APPROVED and row["switch"] == "on",
    )


def _own(row: RowMapping) -> System:
    return System(
        id=row["id"],
        name=row["name"],
        operator="",
        is_own=True,
        scopes=_scopes(row),
        redirects=(),
        secrets=_secrets(row),
        is_on=row["stopped_at"] is None,
    )


def _scopes(row: RowMapping) -> frozenset[Scope]:
    return read_scopes(str(row["scopes"])) or frozenset()


def _redirects(row: RowMapping) -> tuple[str, ...]:
    return tuple(str(row["redirects"]).splitlines())


def _secrets(row: RowMapping) -> Secrets | None:
    if row["secret"] is None:
        return None
    before = row["secret_before"]
    return Secrets(bytes(row["secret"]), row["secret_made_at"], None if before is None else bytes(before))
