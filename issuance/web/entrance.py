"""The one place where requests are let in or turned away: by the session's cookie and the guard of the view.

Sets `g.who` (None for visitors), `g.actor`, and `g.rights` (the acts that an organisation's id may do now).
A session belongs to one chamber: at another one its holder is told that there is no such page.
"""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, flash, g, redirect, request
from flask.typing import ResponseReturnValue

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, Act, IdKind
from issuance.domain.sign_in.session import SessionEnd
from issuance.domain.who import Who
from issuance.language import _
from issuance.services.oauth.bearer import BearerDesk
from issuance.services.sign_in.sessions import Sessions
from issuance.storage.unit import Unit, Units
from issuance.web.bearer import meet_system
from issuance.web.guards import Guard, Kind, asks_recently, guard_of, visitors
from issuance.web.session_cookie import forget_session, session_cookie
from issuance.web.sign_in_words import why_ended

FEDERATION_PATH = "/federation"
_READING = frozenset({"GET", "HEAD"})
_OF_ORGANISATIONS = frozenset({IdKind.ADMINISTRATOR, IdKind.USER, IdKind.SUB})


class Entrance:
    """Enforces the guards of an application's views. `rights_of` tells the acts that an organisation's id may do.

    Systems that call the API are met by their tokens (`web/bearer.py`), and their cookies are not looked at.
    """

    def __init__(
        self,
        sessions: Sessions,
        units: Units,
        rights_of: Callable[[Unit, Who], frozenset[Act]],
        bearer: BearerDesk,
    ) -> None:
        self._bearer = bearer
        self._sessions = sessions
        self._units = units
        self._rights_of = rights_of

    def install(self, app: Flask) -> None:
        """Stand before every view of `app`; its own static files are for everybody."""
        if "static" in app.view_functions:
            app.view_functions["static"] = visitors(app.view_functions["static"])
        app.before_request(self._meet)
        app.after_request(_forget_ended)

    def _meet(self) -> ResponseReturnValue | None:
        g.who, g.lets_in = None, self._lets_in
        if request.endpoint is None or request.endpoint == "static":
            return None
        place = request.remote_addr or ""
        view = current_app.view_functions[request.endpoint]
        guard = guard_of(view)
        if guard is None:
            raise LookupError(f"The view {request.endpoint} has no guard (issuance.web.guards): it answers nobody.")
        if guard.kind is Kind.API:
            return meet_system(self._bearer, guard, place)
        visit = self._sessions.visit(session_cookie(), place)
        g.who = visit.who
        g.actor = _actor_here(visit.who, place)
        if visit.ended is not None:
            g.session_ended = visit.ended
            if visit.ended is not SessionEnd.SIGNED_OUT:
                flash(why_ended(visit.ended), "ended")
        return self._answer(guard, recently=asks_recently(view))

    def _answer(self, guard: Guard, *, recently: bool) -> ResponseReturnValue | None:
        who: Who | None = g.who
        if guard.kind is Kind.VISITORS:
            return None
        if who is None:
            return self._to_sign_in()
        if chamber_of_path() not in (None, who.chamber):
            # Not "forbidden": whether another chamber has such a thing is nobody's business.
            abort(HTTPStatus.NOT_FOUND)
        if not self._lets_in(guard):
            # By ids alone, which say nothing to who reads the log and all to who holds the database.
            current_app.logger.warning("Refused %s %s to the id %s", request.method, request.endpoint, who.account)
            abort(HTTPStatus.FORBIDDEN)
        if recently and not self._sessions.is_recent(who):
            return self._to_confirm(who)
        return None

    def _lets_in(self, guard: Guard) -> bool:
        who: Who | None = g.who
        if guard.kind is Kind.VISITORS:
            return True
        if who is None or chamber_of_path() not in (None, who.chamber):
            return False
        match guard.kind:
            case Kind.SIGNED_IN:
                return True
            case Kind.MAY:
                return bool(guard.acts & self._rights(who))
            case Kind.STAFF:
                return who.kind is IdKind.STAFF and bool(guard.roles & who.roles)
            case Kind.FEDERATION:
                return who.kind is IdKind.FEDERATION
        return False

    def _rights(self, who: Who) -> frozenset[Act]:
        """Return what an id may do now, asked once per request."""
        if "rights" not in g:
            g.rights = frozenset()
            if who.kind in _OF_ORGANISATIONS:
                with self._units.look(who.actor) as unit:
                    g.rights = self._rights_of(unit, who)
        rights: frozenset[Act] = g.rights
        return rights

    def _to_sign_in(self) -> ResponseReturnValue:
        if request.method not in _READING:
            flash(_("What you sent was not stored, because you are not signed in. Sign in and send it again."), "ended")
        elif "session_ended" not in g:
            flash(_("Sign in to go on."), "notice")
        return redirect(f"{base_path()}/sign-in?{urlencode({'next': page_to_return_to()})}", HTTPStatus.SEE_OTHER)

    def _to_confirm(self, who: Who) -> ResponseReturnValue:
        if request.method not in _READING:
            flash(_("Nothing was changed yet: show that it is you, then send the form again."), "notice")
        query = urlencode({"next": page_to_return_to()})
        return redirect(f"{home_of(who.chamber)}account/confirm?{query}", HTTPStatus.SEE_OTHER)


def _actor_here(who: Who | None, place: str) -> Actor:
    """Return who acts: at another chamber than his own everybody is a visitor, whoever has signed in."""
    chamber = chamber_of_path()
    if who is not None and chamber in (None, who.chamber):
        return who.actor
    return Actor.visitor(chamber or FEDERATION, place)


def chamber_of_path() -> str | None:
    """Return the chamber in the address of this request, `FEDERATION` below /federation, None outside of both."""
    chamber = (request.view_args or {}).get("chamber")
    if chamber is not None:
        return str(chamber)
    return FEDERATION if request.path.startswith(f"{FEDERATION_PATH}/") else None


def base_path() -> str:
    """Return the path below which this request's chamber lies: `/TYO`, `/federation`, '' outside of both."""
    chamber = chamber_of_path()
    return "" if chamber is None else home_of(chamber).rstrip("/")


def home_of(chamber: str) -> str:
    """Return the address of a chamber's first page: `/TYO/`, `/federation/`."""
    return f"{FEDERATION_PATH}/" if chamber == FEDERATION else f"/{chamber}/"


def page_to_return_to() -> str:
    """Return the address of the page that was asked for, where it can be shown again."""
    rule = request.url_rule
    if request.method not in _READING and (rule is None or "GET" not in (rule.methods or ())):
        return f"{base_path()}/"
    # Written anew: what a query holds unquoted, such as the // of an address, would not pass `safe_next`.
    query = urlencode(list(request.args.items(multi=True)))
    return f"{request.path}?{query}" if query else request.path


def safe_next(asked: str | None, chamber: str) -> str:
    """Return a page of this chamber to go on with: what was asked for, or the first page for anything else."""
    home = home_of(chamber)
    plain = asked is not None and asked.isprintable() and "\\" not in asked and "//" not in asked
    return asked if asked is not None and plain and asked.startswith(home) else home


def _forget_ended(response: Response) -> Response:
    if "session_ended" in g and "Set-Cookie" not in response.headers:
        forget_session(response)
    return response
