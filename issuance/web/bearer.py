"""The door of the API: a token in the header `Authorization`, and nowhere else (RFC 6750; RFC 9700, section 4.3.2).

    @pages.get("/applications/<application>/status")
    @api(Scope.STATUS_READ)
    def status(application: str) -> ResponseReturnValue: ...

The guard has let nobody in by then whose token is not for that scope, or whose id may not do it now.
"""

from http import HTTPStatus

from flask import Response, g, request

from issuance.language import _
from issuance.services.oauth.bearer import BearerDesk, Caller
from issuance.services.sign_in.throttle import LockedOut
from issuance.web.guards import Guard
from issuance.web.problems import problem

_SCHEME = "bearer"


def caller() -> Caller:
    """Return who calls: the guard of every view of the API has let none in but who carries a good token."""
    found: Caller = g.caller
    return found


def meet_system(desk: BearerDesk, guard: Guard, place: str) -> Response | None:
    """Let a call in (None), or say what is wrong with its token."""
    scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not text.strip():
        return _refused(_("This call carries no token: send it in the header Authorization, as a Bearer token."))
    found = desk.caller(text.strip(), place)
    if found is None:
        told = _("This token is not good, or no longer: it has run out, or what it stood for has ended.")
        return _refused(told, error="invalid_token")
    if isinstance(found, LockedOut):
        return _too_many(desk.seconds_until(found))
    scope = guard.scope
    if scope is not None and not found.has(scope):
        told = _("This token is not for that: %(scope)s is needed.", scope=scope.value)
        return _forbidden(told, f'Bearer error="insufficient_scope", scope="{scope.value}"')
    if scope is not None and not found.may(scope):
        return _forbidden(_("The id for which this system acts may not do that now."), "Bearer")
    g.caller, g.actor, g.chamber = found, found.actor, found.actor.chamber
    return None


def _refused(told: str, *, error: str = "") -> Response:
    answer = problem(HTTPStatus.UNAUTHORIZED, _("A good token is needed"), told)
    answer.headers["WWW-Authenticate"] = f'Bearer error="{error}"' if error else "Bearer"
    return answer


def _forbidden(told: str, challenge: str) -> Response:
    answer = problem(HTTPStatus.FORBIDDEN, _("This is not allowed"), told)
    answer.headers["WWW-Authenticate"] = challenge
    return answer


def _too_many(seconds: int) -> Response:
    told = _("Too many tokens that never were came from here: wait before the next try.")
    answer = problem(HTTPStatus.TOO_MANY_REQUESTS, _("Too many tries"), told)
    answer.headers["Retry-After"] = str(seconds)
    return answer
