"""An HTTP answer as plain values: made once, sent by Flask or before it, the same bytes either way."""

from http import HTTPStatus
from typing import NamedTuple

from flask import Response

Headers = list[tuple[str, str]]

_STATUS_LINES = {status: f"{status.value} {status.phrase.upper()}" for status in HTTPStatus}


class HttpAnswer(NamedTuple):
    """Status, headers in their order (with Content-Type and Content-Length where there is a body) and body."""

    status: HTTPStatus
    headers: Headers
    body: bytes = b""

    @property
    def status_line(self) -> str:
        """The status as WSGI wants it, e.g. `404 NOT FOUND`, in the writing that Flask uses."""
        return _STATUS_LINES[self.status]

    def response(self) -> Response:
        """Return it as Flask's."""
        return Response(self.body, self.status, headers=self.headers)


def answer_of(status: HTTPStatus, body: bytes, media_type: str, *headers: tuple[str, str]) -> HttpAnswer:
    """Return an answer with a body of a media type, and headers after that."""
    described = [("Content-Type", media_type), ("Content-Length", str(len(body)))]
    return HttpAnswer(status, described + list(headers), body)
