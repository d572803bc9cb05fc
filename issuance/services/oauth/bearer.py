"""Who calls the API: the token of a call, looked up and weighed anew each time (RFC 6750).

A call changes no session: the holder stays signed in, or out, as he was (terms, article 14-2).
"""

import datetime as dt
import math
from dataclasses import dataclass

from issuance.domain.accounts import Account
from issuance.domain.actor import Actor
from issuance.domain.ids import Act
from issuance.domain.oauth.grants import Grant, TokenKind
from issuance.domain.oauth.scopes import NEEDS, Scope
from issuance.domain.oauth.systems import System
from issuance.domain.sign_in.token import SessionToken
from issuance.services.chamber.settings import settings_of
from issuance.services.oauth.tokens import PER_GUESSER
from issuance.services.oauth.usable import holder_now, is_usable
from issuance.services.sign_in.throttle import LockedOut, Throttle
from issuance.storage.oauth_grants import Token, find_token, get_grant
from issuance.storage.oauth_systems import find_system
from issuance.storage.unit import Unit, Units


@dataclass(frozen=True)
class Caller:
    """A system that calls, for an id (`holder`) or, a chamber's own, for the chamber (None)."""

    actor: Actor
    system: System
    scopes: frozenset[Scope]
    until: dt.datetime
    """Until when this token is good."""
    holder: Account | None = None
    acts: frozenset[Act] = frozenset()
    """What the id itself may do now."""

    def has(self, scope: Scope) -> bool:
        """Tell whether the token is for this."""
        return scope in self.scopes

    def may(self, scope: Scope) -> bool:
        """Tell whether it may do any of this now: the token is for it, and the id has a right to it at this moment."""
        return self.has(scope) and (self.holder is None or bool(NEEDS[scope] & self.acts))


class BearerDesk:
    """Looks tokens up."""

    def __init__(self, units: Units, throttle: Throttle) -> None:
        self._units = units
        self._throttle = throttle

    def caller(self, text: str, place: str) -> Caller | LockedOut | None:
        """Return whose call it is; None for a token that is not good (any more), `LockedOut` for one guess too many."""
        token = SessionToken.parse(text)
        if token is None:
            return None
        visitor = Actor.visitor(token.chamber, place)
        with self._units.look(visitor) as unit:
            found = find_token(unit, token.hash, TokenKind.ACCESS)
            if found is not None:
                return _caller(unit, found) if unit.now < found.expires_at else None
        with self._units.act(visitor) as unit:
            return self._throttle.take_from(unit, "api secret", place, PER_GUESSER)

    def seconds_until(self, locked: LockedOut) -> int:
        """Return how many seconds it takes until the next guess is looked at."""
        return max(1, math.ceil((locked.opens - self._units.now()).total_seconds()))


def _caller(unit: Unit, token: Token) -> Caller | None:
    grant = get_grant(unit, token.grant) if token.grant is not None else None
    if token.grant is not None and (grant is None or not grant.is_live(unit.now)):
        return None
    settings = settings_of(unit)
    system = find_system(unit, grant.system if grant else str(token.own_system))
    if system is None or not is_usable(system, settings, unit.now):
        return None
    # What the federation or the chamber has taken from a system since counts at once.
    scopes = token.scopes & system.scopes
    if grant is None:
        actor = Actor(unit.chamber, f"system:{system.id}", place=unit.actor.place, through=system.name)
        return Caller(actor, system, scopes, token.expires_at)
    held = holder_now(unit, grant.account, settings)
    return None if held is None else _for_holder(unit, system, scopes, token, grant, *held)


def _for_holder(
    unit: Unit,
    system: System,
    scopes: frozenset[Scope],
    token: Token,
    grant: Grant,
    holder: Account,
    acts: frozenset[Act],
) -> Caller:
    actor = Actor(
        unit.chamber,
        holder.login,
        holder.id,
        holder.kind,
        grant.organisation,
        unit.actor.place,
        through=system.name,
    )
    return Caller(actor, system, scopes, min(token.expires_at, grant.until), holder, acts)
