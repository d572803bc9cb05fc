"""How many calls are left, in headers of every answer (draft-ietf-httpapi-ratelimit-headers-10)."""

from http import HTTPStatus

from flask import Blueprint, Response, g

from issuance.language import _
from issuance.office import Office
from issuance.services.api.rate import MOST, WINDOW, Left
from issuance.web.bearer import caller
from issuance.web.problems import problem

_POLICY = f'"calls";q={MOST};w={int(WINDOW.total_seconds())}'


def limit_calls(pages: Blueprint, office: Office) -> None:
    """Count each call whose token is good, and turn away one too many."""

    @pages.before_request
    def count() -> Response | None:
        if "caller" not in g:
            return None
        left = office.api.rate.count(caller().actor, caller().system.id)
        g.calls_left = left
        if not left.is_over:
            return None
        answer = problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            _("Too many calls"),
            _("This system has made %(most)s calls for this id in this minute: wait for the next.", most=MOST),
        )
        answer.headers["Retry-After"] = str(left.seconds)
        return answer

    @pages.after_request
    def tell(answer: Response) -> Response:
        left: Left | None = g.get("calls_left")
        if left is not None:
            answer.headers["RateLimit-Policy"] = _POLICY
            answer.headers["RateLimit"] = f'"calls";r={left.calls};t={left.seconds}'
        return answer
