"""Answers what is asked for all day before Flask's routing, which costs more than the answer itself.

Only a plain GET is answered here: of a certificate by canonical number and date, or by seal, with the same values that
Flask's view returns; and of a page that was made before and still holds (:mod:`reference_service.page_path`). Whatever
is unusual in any way goes to Flask, also everything that fails: one place says what is wrong with a request.
"""

import datetime as dt
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reference_service.api.answer import certificate_answer
from reference_service.api.problem import too_many
from reference_service.edge import BEGAN, REFUSED_KEY, security_headers
from reference_service.errors import KeyRefusedError, TooManyRequestsError
from reference_service.http_answer import Headers, HttpAnswer
from reference_service.limits.callers import Callers
from reference_service.page_path import PagePath
from reference_service.register_view import Answer
from reference_service.request_body import take_in_the_rest
from reference_service.service import Service
from reference_service.ticker import Ticker
from signing.number import parse_number
from signing.qr import decode_base32
from signing.seal import parse_seal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CERTIFICATE = re.compile(
    r"/api/v1/certificates/(?P<number>[0-9A-Z]{1,24})/(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII
)
_SEAL = re.compile(r"/api/v1/seals/(?P<seal>[A-Z2-7]{1,400})", re.ASCII)
_PLAIN_HOST = re.compile(r"[a-z0-9.-]{1,253}(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


BY_NUMBER, BY_SEAL = "certificates.by_number", "certificates.by_seal"
"""The names of Flask's views for the same two calls, under which both are counted."""

HEADERS_SECONDS = 1.0
"""For how long the security headers are taken to be the same."""


class FastPath:
    """A WSGI application in front of another one, `inner`, which answers all that this one does not."""

    def __init__(
        self, inner: "WSGIApplication", service: Service, callers: Callers, ticker: Ticker, pages: PagePath
    ) -> None:
        self.inner = inner
        self._service = service
        self._register = service.register
        self._callers = callers
        self._ticker = ticker
        self._pages = pages
        self._headers: Headers = []
        self._headers_until = 0.0
        self._plain_host = ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, or let `inner` answer."""
        began = environ[BEGAN] = time.perf_counter()
        self._ticker.start()
        found = self._answer(environ) if self._admits(environ) else None
        if found is None:
            answered = self.inner(environ, start_response)
            take_in_the_rest(environ)
            return answered
        kind, answer = found
        start_response(answer.status_line, answer.headers)
        self._service.tally.answered(kind, int(answer.status), time.perf_counter() - began)
        return [answer.body]

    def _admits(self, environ: "WSGIEnvironment") -> bool:
        """Find out who asks: for Flask's views as well, since every request comes through here."""
        try:
            self._callers.enter(environ)
        except KeyRefusedError as refused:
            environ[REFUSED_KEY] = refused
            return False
        return True

    def _answer(self, environ: "WSGIEnvironment") -> tuple[str, HttpAnswer] | None:
        """Return the answer and the name of the view whose answer it is."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("SCRIPT_NAME"):
            return None
        if not self._is_plain(environ.get("HTTP_HOST", "")):
            return None
        path = environ.get("PATH_INFO", "")
        try:
            if not path.startswith("/api/"):
                return self._pages.answer(path, environ)
            found = self._look_up(path) if not environ.get("QUERY_STRING") else None
            if found is None:
                return None
            kind, asked = found
            answer = certificate_answer(asked, environ.get("HTTP_IF_NONE_MATCH"))
            answer.headers.extend(self._security_headers())
        except TooManyRequestsError as error:
            return self._refusal(path, error)
        except Exception:  # noqa: BLE001  # not swallowed: Flask comes to the same end and has the words and log for it
            return None
        return kind, answer

    def _is_plain(self, host: str) -> bool:
        # Nearly always the one that was asked for before.
        if host != self._plain_host:
            if not _PLAIN_HOST.fullmatch(host):
                return False
            self._plain_host = host
        return True

    def _refusal(self, path: str, error: TooManyRequestsError) -> tuple[str, HttpAnswer] | None:
        # Here and not in Flask, so that refusing a program costs no more than answering it. Pages are Flask's.
        if not path.startswith("/api/"):
            return None
        self._service.tally.refused[error.limit] += 1
        answer = too_many(error)
        answer.headers.extend(self._security_headers())
        return BY_NUMBER if _CERTIFICATE.fullmatch(path) else BY_SEAL, answer

    def _security_headers(self) -> Headers:
        # They hang on the signed trust list; looking at its file for every answer costs a change of threads each.
        now = time.monotonic()
        if now >= self._headers_until:
            self._headers = security_headers(self._service)
            self._headers_until = now + HEADERS_SECONDS
        return self._headers

    def _look_up(self, path: str) -> tuple[str, Answer] | None:
        if match := _CERTIFICATE.fullmatch(path):
            return BY_NUMBER, self._by_number(*match.groups())
        if match := _SEAL.fullmatch(path):
            return BY_SEAL, self._by_seal(decode_base32(match["seal"]))
        return None

    def _by_number(self, number: str, day: str) -> Answer:
        try:
            held = self._register.held_by_number(number, day)
        except TooManyRequestsError:
            # A slip of the finger is told as one, also to those who are over a limit.
            _read(number, day)
            raise
        if held is not None:
            return held
        # What is not held may be no number at all, or another one as people type it: Flask has the words for that.
        return self._register.by_number(number, _read(number, day))

    def _by_seal(self, seal: bytes) -> Answer:
        held = self._register.held_by_seal(seal)
        return held if held is not None else self._register.by_seal(parse_seal(seal).sid, seal)


def _read(number: str, day: str) -> dt.date:
    """Return the day of a canonical number and an issue date; raise where they are no such."""
    parse_number(number)
    return dt.date.fromisoformat(day)
