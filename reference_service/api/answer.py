"""The body of a certificate answer: the bytes prepared at publication, with verdict and as-of time spliced in.

What was signed is sent as it stands in the register; nothing of it is parsed and written again on the way.
"""

import base64
import hashlib

from flask import Request, Response

from reference_service.api.problem import not_known
from reference_service.register_view import Answer, Published
from reference_service.times import utc_text

AS_OF_HEADER = "Register-As-Of"
"""Carries the answer's `as_of`; on 304 it is the only place that says how fresh the confirmation is."""

VERDICT_MAX_AGE = "max-age=1"
"""A verdict is kept outside of this process for one second at most."""


def certificate_response(answer: Answer, request: Request) -> Response:
    """Return the certificate as JSON, 304 where the client has it, or the one 404."""
    if answer.published is None:
        response = not_known(answer.head)
    else:
        response = Response(answer_body(answer, answer.published), mimetype="application/json")
        response.headers["Cache-Control"] = VERDICT_MAX_AGE
        response.set_etag(_etag(answer.published), weak=True)
        response.make_conditional(request)
    response.headers[AS_OF_HEADER] = utc_text(answer.head.as_of)
    return response


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
    last = published.records[-1].hash
    return hashlib.sha256(published.stored.sid + last + published.reason.encode()).hexdigest()[:32]
