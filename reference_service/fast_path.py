"""Answers the two calls that programs make all day before Flask's routing, which costs more than the answer itself.

Only a plain GET of a certificate by canonical number and date, or by seal, is answered here, with the same values that
Flask's view returns. Whatever is unusual in any way goes to Flask, also everything that fails: one place says what is
wrong with a request.
"""

import datetime as dt
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reference_service.api.answer import certificate_answer
from reference_service.edge import security_headers
from reference_service.http_answer import Headers
from reference_service.register_view import Answer
from reference_service.service import Service
from signing.number import parse_typed_number
from signing.qr import decode_base32
from signing.seal import parse_seal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CERTIFICATE = re.compile(
    r"/api/v1/certificates/(?P<number>[0-9A-Z]{1,24})/(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII
)
_SEAL = re.compile(r"/api/v1/seals/(?P<seal>[A-Z2-7]{1,400})", re.ASCII)
_PLAIN_HOST = re.compile(r"[a-z0-9.-]{1,253}(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


HEADERS_SECONDS = 1.0
"""For how long the security headers are taken to be the same."""


class FastPath:
    """A WSGI application in front of another one, `inner`, which answers all that this one does not."""

    def __init__(self, inner: "WSGIApplication", service: Service) -> None:
        self.inner = inner
        self._service = service
        self._headers: Headers = []
        self._headers_until = 0.0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, or let `inner` answer."""
        found = self._look_up(environ)
        if found is None:
            return self.inner(environ, start_response)
        answer = certificate_answer(found, environ.get("HTTP_IF_NONE_MATCH"))
        start_response(answer.status_line, answer.headers + self._security_headers())
        return [answer.body]

    def _security_headers(self) -> Headers:
        # They hang on the signed trust list; looking at its file for every answer costs a change of threads each.
        now = time.monotonic()
        if now >= self._headers_until:
            self._headers = security_headers(self._service)
            self._headers_until = now + HEADERS_SECONDS
        return self._headers

    def _look_up(self, environ: "WSGIEnvironment") -> Answer | None:
        if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING") or environ.get("SCRIPT_NAME"):
            return None
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/api/v1/") or not _PLAIN_HOST.fullmatch(environ.get("HTTP_HOST", "")):
            return None
        try:
            if match := _CERTIFICATE.fullmatch(path):
                return self._by_number(match["number"], dt.date.fromisoformat(match["date"]))
            if match := _SEAL.fullmatch(path):
                return self._by_seal(decode_base32(match["seal"]))
        except Exception:  # noqa: BLE001  # not swallowed: Flask comes to the same end and has the words and log for it
            return None
        return None

    def _by_number(self, number: str, issue_date: dt.date) -> Answer | None:
        held = self._service.register.held_by_number(number, issue_date)
        if held is not None:
            return held
        # What is not held may be no number at all, or another one as people type it.
        if parse_typed_number(number).canonical != number:
            return None
        return self._service.register.by_number(number, issue_date)

    def _by_seal(self, seal: bytes) -> Answer | None:
        held = self._service.register.held_by_seal(seal)
        return held if held is not None else self._service.register.by_seal(parse_seal(seal).sid, seal)
