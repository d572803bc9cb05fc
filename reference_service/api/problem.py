"""Problem documents (RFC 9457): the one form in which the API says that something went wrong."""

import json
from http import HTTPStatus

from flask import Response

from reference_service.errors import TooManyRequestsError
from reference_service.http_answer import HttpAnswer, answer_of
from reference_service.messages import TOO_MANY
from reference_service.times import utc_text
from register.entry import Head

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
"""A register that restarts is back in seconds; a client that waits longer gains nothing."""


def problem(status: HTTPStatus, code: str, detail: str, **members: str | int) -> Response:
    """Return a problem document, never to be cached. `code` is for programs, `detail` for people."""
    return _answer(status, code, detail, **members).response()


def _answer(status: HTTPStatus, code: str, detail: str, **members: str | int) -> HttpAnswer:
    body = {"type": "about:blank", "title": status.phrase, "status": int(status), "code": code, "detail": detail}
    data = json.dumps(body | members, ensure_ascii=False).encode()
    return answer_of(status, data, PROBLEM_TYPE, ("Cache-Control", "no-store"))


def not_known(head: Head) -> HttpAnswer:
    """Return the one answer for an unknown number, a wrong date, an unknown seal and an unknown document.

    It carries the register's as-of time, without which a client could not tell “never published” from “not yet”.
    """
    return _answer(
        HTTPStatus.NOT_FOUND,
        "not_known",
        "The register has no such certificate: the number is not known, or the issue date does not belong to it.",
        as_of=utc_text(head.as_of),
        register_head=head.position,
    )


def too_many(error: TooManyRequestsError) -> HttpAnswer:
    """Return the answer to a caller who is over a limit."""
    detail = f"{TOO_MANY.explanation} {TOO_MANY.next_step}"
    answer = _answer(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", detail, limit=error.limit)
    answer.headers.append(("Retry-After", str(error.wait_seconds)))
    return answer


def cannot_tell(detail: str) -> Response:
    """Return the answer while the register or the trust files cannot be read: never “not found”."""
    return cannot_tell_answer(detail).response()


def cannot_tell_answer(detail: str) -> HttpAnswer:
    """Return the same as plain values."""
    answer = _answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "cannot_tell_now",
        detail,
        verdict="INDETERMINATE",
        reason="STATUS_UNAVAILABLE",
    )
    answer.headers.append(("Retry-After", str(RETRY_AFTER_SECONDS)))
    return answer
