"""Which language a page is in: `?lang=` first, then what this browser last chose, then `Accept-Language`.

What was chosen is kept in a cookie of its own, which says nothing else. Whoever signs in is spoken to in the language
of the id: `remember_language(response, code)` keeps that.
"""

from typing import Any

from flask import Flask, Response, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from issuance.language import ENGLISH, LANGUAGES, speak, spoken_language
from issuance.web.config import WebConfig
from look.languages import Language

PARAMETER = "lang"
COOKIE = "language"
_COOKIE_SECONDS = 365 * 24 * 3600
_LONGEST_READ = 200
"""Of `Accept-Language`; browsers send less."""


def remember_language(response: Response, code: str, *, secure: bool) -> None:
    """Keep a language in this browser, for the pages to come."""
    response.set_cookie(COOKIE, code, _COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax")


def speak_requests_language(app: Flask, config: WebConfig) -> None:
    """Speak each request's language from its beginning, and tell the browser which it is."""

    # The first thing that Flask does with a request, before even its address is looked at.
    @app.url_value_preprocessor
    def begin(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        speak(_requests_language())

    @app.after_request
    def tell_language(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = spoken_language().tag
            response.vary.update(("Accept-Language", "Cookie"))
        if _named() is not None:
            remember_language(response, spoken_language().code, secure=config.is_https)
        return response


def _requests_language() -> Language:
    kept = LANGUAGES.get(request.cookies.get(COOKIE, ""))
    return _named() or kept or _accepted(request.headers.get("Accept-Language", ""))


def _named() -> Language | None:
    return LANGUAGES.get(request.args.get(PARAMETER, ""))


def _accepted(header: str) -> Language:
    accepted = parse_accept_header(header[:_LONGEST_READ], LanguageAccept)
    return LANGUAGES[accepted.best_match(list(LANGUAGES), default=ENGLISH.code)]
