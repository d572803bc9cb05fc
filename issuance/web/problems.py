"""Errors as programs read them: problem details (RFC 9457), in the language that the program asks for."""

import json
from http import HTTPStatus

from flask import Response, request

MIMETYPE = "application/problem+json"
_OF_PROGRAMS = frozenset({"api", "oauth_endpoints"})


def speaks_problems() -> bool:
    """Tell whether a program asks, so that no page is made for it."""
    return request.blueprint in _OF_PROGRAMS or request.path.startswith("/api/")


def problem(status: HTTPStatus, title: str, detail: str = "", **more: str) -> Response:
    """Return an error; `more` are members of our own. Its type is `about:blank`: the status says all."""
    body = {"type": "about:blank", "title": title, "status": int(status), **({"detail": detail} if detail else {})}
    return Response(json.dumps({**body, **more}, ensure_ascii=False), status, mimetype=MIMETYPE)
