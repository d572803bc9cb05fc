"""What comes before every page: a pause (article 22), and terms that the id was not shown yet (article 5)."""

import math
from http import HTTPStatus

from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.notices.pauses import Closing
from issuance.domain.staff import StaffAct, roles_for
from issuance.domain.who import Who
from issuance.language import _
from issuance.office import Office
from issuance.web.chambers import current_chamber
from issuance.web.kept import Kept
from issuance.web.problems import problem, speaks_problems

_OPEN_DURING_A_PAUSE = ("static", "health", "sign_in", "federation_sign_in")
"""Blueprints: health, for who watches the office, and the sign-in of those who can end the pause."""

_ORGANISATIONS = frozenset({IdKind.ADMINISTRATOR, IdKind.USER, IdKind.SUB})
_ENDING = frozenset(roles_for(StaffAct.PLAN_MAINTENANCE))
_NEWS = "terms.news"
_LONGEST_WAIT_SECONDS = 24 * 60 * 60


def show_posted_first(app: Flask, office: Office) -> None:
    """Install both; comes after the entrance, for who asks decides."""
    pauses: Kept[str, list[Closing]] = Kept(lambda: office.clock())
    shown: Kept[str, bool] = Kept(lambda: office.clock())

    @app.before_request
    def pause_or_terms() -> ResponseReturnValue | None:
        blueprint = (request.endpoint or "").partition(".")[0]
        if request.endpoint is None or blueprint in _OPEN_DURING_A_PAUSE:
            return None
        who: Who | None = g.get("who")
        chamber = current_chamber() or (who.chamber if who else FEDERATION)
        now = office.clock()
        ahead = pauses.get(chamber, lambda: office.postings.pauses.ahead(chamber, now))
        under_way = [each for each in ahead if each.closes_office(now)]
        if under_way and not _can_end(who):
            return _page_of(max(under_way, key=lambda each: each.ends), office)
        g.pauses_ahead = ahead
        return _to_terms(office, shown, who)


def _to_terms(office: Office, shown: Kept[str, bool], who: Who | None) -> ResponseReturnValue | None:
    """Lead an id once to terms that it has not seen; it goes on from there by itself."""
    if who is None or who.kind not in _ORGANISATIONS or request.method != "GET" or request.endpoint == _NEWS:
        return None
    if shown.get(who.account, lambda: not office.postings.terms_reader.unseen(who.actor)):
        return None
    shown.forget(who.account)
    return redirect(url_for(_NEWS, chamber=who.chamber, next=request.full_path.rstrip("?")), HTTPStatus.SEE_OTHER)


def _can_end(who: Who | None) -> bool:
    if who is None:
        return False
    return who.kind is IdKind.FEDERATION or (who.kind is IdKind.STAFF and bool(who.roles & _ENDING))


def _page_of(closing: Closing, office: Office) -> Response:
    seconds = math.ceil((closing.ends - office.clock()).total_seconds())
    if speaks_problems():
        ends = closing.ends.isoformat()
        answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, _("The service is paused"), ends, code="paused")
    else:
        answer = Response(render_template("pause.html", closing=closing), HTTPStatus.SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = str(max(1, min(seconds, _LONGEST_WAIT_SECONDS)))
    return answer
