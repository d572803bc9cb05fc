"""Who may see a view: each is declared with exactly one guard, and a view without one answers nobody.

    @blueprint.get("/<chamber>/people")
    @may(Act.MANAGE_SUB_IDS)
    def people(chamber: str) -> str: ...

The decorators only mark a view (they stand next to the function, below the route); `install` enforces the marks before
each request. `g.who` is who has signed in, None for visitors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from flask import Flask, g
from flask.typing import RouteCallable

from issuance.domain.ids import Act
from issuance.domain.oauth.scopes import Scope
from issuance.domain.staff import Role

V = TypeVar("V", bound=RouteCallable)

_GUARD = "office_guard"
_RECENT = "office_recently"


class Kind(Enum):
    """Whom a guard lets in."""

    VISITORS = "everybody, signed in or not"
    SIGNED_IN = "whoever has signed in at this chamber"
    MAY = "ids of organisations that may do an act now"
    STAFF = "the chamber's staff in one of some roles"
    FEDERATION = "the federation's operators"
    API = "systems that carry a token"


@dataclass(frozen=True)
class Guard:
    """What one view asks for."""

    kind: Kind
    acts: frozenset[Act] = frozenset()
    """Any one of them."""
    roles: frozenset[Role] = frozenset()
    """Any one of them."""
    scope: Scope | None = None
    """Of a call of the API: what the token has to be for; None: any token is enough."""


def visitors(view: V) -> V:
    """Let everybody in."""
    return _mark(view, Guard(Kind.VISITORS))


def signed_in(view: V) -> V:
    """Let in whoever has signed in at the chamber of the path: ids of organisations, staff."""
    return _mark(view, Guard(Kind.SIGNED_IN))


def may(*acts: Act) -> Callable[[V], V]:
    """Let in ids of organisations that may do one of these acts now."""
    return lambda view: _mark(view, Guard(Kind.MAY, acts=frozenset(acts)))


def staff(*roles: Role) -> Callable[[V], V]:
    """Let in the chamber's staff in one of these roles."""
    return lambda view: _mark(view, Guard(Kind.STAFF, roles=frozenset(roles)))


def federation(view: V) -> V:
    """Let in the federation's operators."""
    return _mark(view, Guard(Kind.FEDERATION))


def api(scope: Scope | None = None) -> Callable[[V], V]:
    """Let in systems whose token is for `scope`, where the id for which they act may do it now; cookies count nothing.

    `web.bearer.caller()` tells who calls.
    """
    return lambda view: _mark(view, Guard(Kind.API, scope=scope))


def recently(view: V) -> V:
    """Ask, besides the guard, that he has proved himself within the last minutes: before what is sensitive."""
    setattr(view, _RECENT, True)
    return view


def guard_of(view: object) -> Guard | None:
    """Return the guard of a view, None where it has none."""
    guard = getattr(view, _GUARD, None)
    return guard if isinstance(guard, Guard) else None


def asks_recently(view: object) -> bool:
    """Tell whether a view asks its user to prove himself again."""
    return bool(getattr(view, _RECENT, False))


def may_open(app: Flask, endpoint: str) -> bool:
    """Tell, within a request, whether the guard of a view would let this request's person in."""
    guard = guard_of(app.view_functions[endpoint])
    return guard is not None and bool(g.lets_in(guard))


def _mark(view: V, guard: Guard) -> V:
    if guard_of(view) is not None:
        raise TypeError(f"{view!r} has two guards: each view has exactly one.")
    if guard.kind in (Kind.MAY, Kind.STAFF) and not (guard.acts or guard.roles):
        raise TypeError(f"The guard of {view!r} names nothing: nobody could see it.")
    setattr(view, _GUARD, guard)
    return view
