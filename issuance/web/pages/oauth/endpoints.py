"""The addresses that systems ask by themselves: tokens, their return, and what the server says of itself."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from issuance.office import Office
from issuance.services.oauth.requests import Answer, Asked
from issuance.web.guards import visitors

_LONGEST = 16 * 1024
"""Bytes of a request: a token, a code, an address and a secret are far less."""


def add_endpoints(pages: Blueprint, office: Office) -> None:
    """Add the addresses."""
    desk = office.oauth.tokens

    @pages.post("/<chamber:chamber>/oauth/token")
    @visitors
    def token(chamber: str) -> ResponseReturnValue:
        return _said(desk.token(chamber, _asked(), request.remote_addr or ""))

    @pages.post("/<chamber:chamber>/oauth/revoke")
    @visitors
    def revoke(chamber: str) -> ResponseReturnValue:
        return _said(desk.revoke(chamber, _asked(), request.remote_addr or ""))

    @pages.get("/.well-known/oauth-authorization-server/<chamber:chamber>")
    @visitors
    def metadata(chamber: str) -> ResponseReturnValue:
        answer = jsonify(office.oauth.metadata(chamber))
        answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer


def _asked() -> Asked:
    """Return what a system asks: by the form alone, for addresses stand in logs."""
    request.max_content_length = _LONGEST
    form = {name: request.form.getlist(name) for name in request.form}
    return Asked(request.method, form, request.headers.get("Authorization", ""))


def _said(answer: Answer) -> Response:
    response = jsonify(dict(answer.body))
    response.status_code = int(answer.status)
    for name, value in answer.headers.items():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response
