"""The body of a certificate answer: the bytes prepared at publication, with verdict and as-of time spliced in.

What was signed is sent as it stands in the register; nothing of it is parsed and written again on the way.
"""

import base64
from functools import lru_cache
from http import HTTPStatus

from flask import Request, Response
from werkzeug.http import parse_etags

from reference_service.api.problem import cannot_tell_answer, not_known
from reference_service.http_answer import HttpAnswer, answer_of
from reference_service.register_view import Answer, Published
from reference_service.times import utc_text
from signing.result import Reason

AS_OF_HEADER = "Register-As-Of"
"""Carries the answer's `as_of`; on 304 it is the only place that says how fresh the confirmation is."""

TOO_OLD = "What this site knows of the register is too old to say that it has no such certificate. Try again."

VERDICT_MAX_AGE = "max-age=1"
"""A verdict is kept outside of this process for one second at most."""

_CACHE_CONTROL = ("Cache-Control", VERDICT_MAX_AGE)


def certificate_response(answer: Answer, request: Request) -> Response:
    """Return :func:`certificate_answer` as Flask's response."""
    return certificate_answer(answer, request.headers.get("If-None-Match")).response()


def certificate_answer(answer: Answer, if_none_match: str | None) -> HttpAnswer:
    """Return the certificate as JSON, 304 where the client has it, or the one 404 (503 where data are too old).

    `if_none_match` is the header of that name.
    """
    as_of = utc_text(answer.head.as_of)
    published = answer.published
    if published is None:
        # Data that are too old may lack what was published since: never “not found” on their word.
        missing = not_known(answer.head) if answer.current else cannot_tell_answer(TOO_OLD)
        missing.headers.append((AS_OF_HEADER, as_of))
        return missing
    # A weak tag, for as_of differs in every body.
    validators = (_CACHE_CONTROL, ("ETag", f'W/"{published.version}"'), (AS_OF_HEADER, as_of))
    if if_none_match is not None and parse_etags(if_none_match).contains_weak(published.version):
        return HttpAnswer(HTTPStatus.NOT_MODIFIED, list(validators))
    body = _body(published, as_of, answer.head.position)
    return answer_of(HTTPStatus.OK, body, "application/json", *validators)


def _body(published: Published, as_of: str, position: int) -> bytes:
    """Return the JSON bytes. The prepared fragment ends inside its array of records, which is continued here."""
    opening = _opening(published.reason, as_of, position)
    later = [b',"' + base64.b64encode(record) + b'"' for record in published.stored.records[1:]]
    return b"".join((opening, published.stored.prepared, *later, b"]}"))


# The same for all certificates of a reason until the register has been asked again.
@lru_cache(maxsize=2 * len(Reason))
def _opening(reason: Reason, as_of: str, position: int) -> bytes:
    return (f'{{"verdict":"{reason.verdict}","reason":"{reason}","as_of":"{as_of}","register_head":{position},').encode(
        "ascii"
    )
