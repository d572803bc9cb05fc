"""Errors as programs read them: problem details (RFC 9457), in the language that the program asks for."""

import json
from http import HTTPStatus

from flask import Response, request

MIMETYPE = "application/problem+json"
_OF_PROGRAMS = frozenset({"api", "oauth_endpoints"})


def speaks_problems() -> bool:
    """Tell whether a program asks, so that no page is made for it."""
    return request.blueprint in _OF_PROGRAMS or request.path.startswith("/api/")


CODES = {
    HTTPStatus.BAD_REQUEST: "not-understood",
    HTTPStatus.UNAUTHORIZED: "no-token",
    HTTPStatus.FORBIDDEN: "not-allowed",
    HTTPStatus.NOT_FOUND: "not-there",
    HTTPStatus.METHOD_NOT_ALLOWED: "no-such-method",
    HTTPStatus.CONFLICT: "conflict",
    HTTPStatus.PRECONDITION_FAILED: "stale",
    HTTPStatus.PRECONDITION_REQUIRED: "version-missing",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "no-json",
    HTTPStatus.UNPROCESSABLE_ENTITY: "refused",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}
"""What programs go by: sentences change, and come in two languages. A status that is not here is `fault`."""


def problem(status: HTTPStatus, title: str, detail: str = "", **more: object) -> Response:
    """Return an error; `more` are members of our own. Its type is `about:blank`: `code` says what it is."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": int(status)}
    if detail:
        body["detail"] = detail
    body["code"] = CODES.get(status, "fault")
    return Response(json.dumps({**body, **more}, ensure_ascii=False), status, mimetype=MIMETYPE)
