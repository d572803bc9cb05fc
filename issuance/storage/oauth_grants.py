"""Rows of grants, and of the codes and tokens that hang on them. Whoever has used one up has used it up alone."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, or_
from sqlalchemy import update as sql_update

from issuance.domain.oauth.grants import CODE_LASTS, GRANT_LASTS, Grant, GrantEnd, TokenKind
from issuance.domain.oauth.scopes import Scope, read_scopes, scope_text
from issuance.storage.tables.accounts import account
from issuance.storage.tables.oauth import api_code, api_grant, api_token
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class Code:
    """An authorization code as it is kept."""

    id: str
    grant: str
    redirect: str
    challenge: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class Token:
    """A token as it is kept; `grant` is None for a chamber's own system."""

    id: str
    kind: TokenKind
    grant: str | None
    own_system: str | None
    scopes: frozenset[Scope]
    expires_at: dt.datetime


def add_grant(unit: Unit, holder: str, organisation: str, system: str, scopes: Collection[Scope]) -> str:
    """Note a grant for a year; return its id."""
    return unit.insert(
        api_grant,
        account=holder,
        organisation=organisation,
        system=system,
        scopes=scope_text(scopes),
        given_at=unit.now,
        until=unit.now + GRANT_LASTS,
    )


def get_grant(unit: Unit, key: str) -> Grant | None:
    """Return a grant, None where this chamber has none of that name."""
    row = unit.row(unit.select(api_grant).where(api_grant.c.id == key))
    return None if row is None else _grant(row)


def grants_of(unit: Unit, holder: str, limit: int = 100) -> list[Grant]:
    """Return the grants of an id, the newest first."""
    query = unit.select(api_grant).where(api_grant.c.account == holder)
    rows = unit.rows(query.order_by(api_grant.c.given_at.desc(), api_grant.c.id).limit(limit))
    return [_grant(row) for row in rows]


def live_grants(unit: Unit, *where: ColumnElement[bool]) -> list[Grant]:
    """Return the grants that have not ended, by conditions on the table `api_grant`."""
    rows = unit.rows(unit.select(api_grant).where(api_grant.c.ended_at.is_(None), *where))
    return [_grant(row) for row in rows]


def live_grants_of_organisation(unit: Unit, organisation: str) -> list[Grant]:
    """Return the grants of all ids for which an organisation answers, or whose agent it is."""
    agents = unit.select(account, account.c.id).where(
        or_(account.c.organisation == organisation, account.c.agent == organisation)
    )
    ids = [str(row["id"]) for row in unit.rows(agents)]
    return live_grants(unit, api_grant.c.account.in_(ids)) if ids else []


def count_live(unit: Unit) -> dict[str, int]:
    """Return how many living grants each system has in this chamber."""
    living = (api_grant.c.ended_at.is_(None), api_grant.c.until > unit.now)
    columns: tuple[ColumnElement[Any], ...] = (api_grant.c.system, func.count().label("counted"))
    query = unit.select(api_grant, *columns).where(*living)
    return {str(row["system"]): int(row["counted"]) for row in unit.rows(query.group_by(api_grant.c.system))}


def end_grant(unit: Unit, key: str, reason: GrantEnd) -> bool:
    """End a grant; False where it has ended already."""
    ended = (
        sql_update(api_grant)
        .where(api_grant.c.chamber == unit.chamber, api_grant.c.id == key, api_grant.c.ended_at.is_(None))
        .values(ended_at=unit.now, reason=reason.value)
    )
    return unit.execute(ended).rowcount == 1


def note_use(unit: Unit, key: str) -> None:
    """Note that a token was fetched by a grant."""
    unit.update(api_grant, key, used_at=unit.now)


def add_code(unit: Unit, code: bytes, grant: str, redirect: str, challenge: str) -> None:
    """Note a code for a minute."""
    unit.insert(
        api_code, code=code, grant=grant, redirect=redirect, challenge=challenge, expires_at=unit.now + CODE_LASTS
    )


def find_code(unit: Unit, code: bytes) -> Code | None:
    """Return a code, used or not."""
    row = unit.row(unit.select(api_code).where(api_code.c.code == code))
    if row is None:
        return None
    return Code(row["id"], row["grant"], row["redirect"], row["challenge"], row["expires_at"])


def use_code(unit: Unit, key: str) -> bool:
    """Use a code up; False where it was used before, by whomever."""
    used = (
        sql_update(api_code)
        .where(api_code.c.chamber == unit.chamber, api_code.c.id == key, api_code.c.used_at.is_(None))
        .values(used_at=unit.now)
    )
    return unit.execute(used).rowcount == 1


def add_token(
    unit: Unit,
    token: bytes,
    kind: TokenKind,
    scopes: Collection[Scope],
    expires_at: dt.datetime,
    *,
    grant: str | None = None,
    own_system: str | None = None,
) -> None:
    """Note a token of a grant, or of one of the chamber's own systems."""
    unit.insert(
        api_token,
        token=token,
        kind=kind.value,
        grant=grant,
        own_system=own_system,
        scopes=scope_text(scopes),
        made_at=unit.now,
        expires_at=expires_at,
    )


def find_token(unit: Unit, token: bytes, *kinds: TokenKind) -> Token | None:
    """Return a token of these kinds, used or not."""
    wanted = [kind.value for kind in kinds]
    row = unit.row(unit.select(api_token).where(api_token.c.token == token, api_token.c.kind.in_(wanted)))
    if row is None:
        return None
    scopes = read_scopes(str(row["scopes"])) or frozenset()
    return Token(row["id"], TokenKind(row["kind"]), row["grant"], row["own_system"], scopes, row["expires_at"])


def use_token(unit: Unit, key: str) -> bool:
    """Use a refresh token up; False where it was used before, by whomever."""
    used = (
        sql_update(api_token)
        .where(api_token.c.chamber == unit.chamber, api_token.c.id == key, api_token.c.used_at.is_(None))
        .values(used_at=unit.now)
    )
    return unit.execute(used).rowcount == 1


def drop_token(unit: Unit, key: str) -> None:
    """Take a token away."""
    unit.delete(api_token, api_token.c.id == key)


def forget_over(unit: Unit) -> int:
    """Delete codes and tokens that have run out; return how many."""
    codes = unit.delete(api_code, api_code.c.expires_at <= unit.now)
    return codes + unit.delete(api_token, api_token.c.expires_at <= unit.now)


def _grant(row: RowMapping) -> Grant:
    return Grant(
        id=row["id"],
        account=row["account"],
        organisation=row["organisation"],
        system=row["system"],
        scopes=read_scopes(str(row["scopes"])) or frozenset(),
        given_at=row["given_at"],
        until=row["until"],
        used_at=row["used_at"],
        ended_at=row["ended_at"],
        reason=GrantEnd(row["reason"]) if row["reason"] else None,
    )
