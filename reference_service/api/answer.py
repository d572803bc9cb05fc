"""The body of a certificate answer: the bytes prepared at publication, with verdict and as-of time spliced in.

What was signed is sent as it stands in the register; nothing of it is parsed and written again on the way.
"""

import base64
import hashlib
from http import HTTPStatus

from flask import Request, Response
from werkzeug.http import parse_etags

from reference_service.api.problem import cannot_tell_answer, not_known
from reference_service.http_answer import HttpAnswer, answer_of
from reference_service.register_view import Answer, Published
from reference_service.times import utc_text

AS_OF_HEADER = "Register-As-Of"
"""Carries the answer's `as_of`; on 304 it is the only place that says how fresh the confirmation is."""

TOO_OLD = "What this site knows of the register is too old to say that it has no such certificate. Try again."

VERDICT_MAX_AGE = "max-age=1"
"""A verdict is kept outside of this process for one second at most."""


def certificate_response(answer: Answer, request: Request) -> Response:
    """Return :func:`certificate_answer` as Flask's response."""
    return certificate_answer(answer, request.headers.get("If-None-Match")).response()


def certificate_answer(answer: Answer, if_none_match: str | None) -> HttpAnswer:
    """Return the certificate as JSON, 304 where the client has it, or the one 404 (503 where data are too old).

    `if_none_match` is the header of that name.
    """
    as_of = (AS_OF_HEADER, utc_text(answer.head.as_of))
    if answer.published is None:
        # Data that are too old may lack what was published since: never “not found” on their word.
        missing = not_known(answer.head) if answer.current else cannot_tell_answer(TOO_OLD)
        missing.headers.append(as_of)
        return missing
    tag = _etag(answer.published)
    validators = (("Cache-Control", VERDICT_MAX_AGE), ("ETag", f'W/"{tag}"'), as_of)
    if if_none_match is not None and parse_etags(if_none_match).contains_weak(tag):
        return HttpAnswer(HTTPStatus.NOT_MODIFIED, list(validators))
    return answer_of(HTTPStatus.OK, answer_body(answer, answer.published), "application/json", *validators)


def answer_body(answer: Answer, published: Published) -> bytes:
    """Return the JSON bytes. The prepared fragment ends inside its array of records, which is continued here."""
    opening = (
        f'{{"verdict":"{published.verdict}","reason":"{published.reason}",'
        f'"as_of":"{utc_text(answer.head.as_of)}","register_head":{answer.head.position},'
    )
    later = b"".join(b',"' + base64.b64encode(record) + b'"' for record in published.stored.records[1:])
    return opening.encode("ascii") + published.stored.prepared + later + b"]}"


def _etag(published: Published) -> str:
    # Weak, for as_of differs in every body. The reason belongs to it: data grown too old change the verdict alone.
    last = hashlib.sha256(published.stored.records[-1]).digest()
    return hashlib.sha256(published.stored.sid + last + published.reason.encode()).hexdigest()[:32]
