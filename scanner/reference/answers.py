"""Reading what the service sent: well-formed or not. Whether it is true, `signing.verify` finds out."""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from scanner.language import N_, sentence
from scanner.reference.exchange import Reply
from signing.errors import MalformedError
from signing.evidence import NoAnswer, ServerAnswer
from signing.qr import decode_base32

ANSWER = "application/json"
PROBLEM = "application/problem+json"

MALFORMED = (ValueError, KeyError, TypeError, RecursionError, MalformedError)
"""What reading raises for an answer that is none."""

_TOO_OLD = {"STATUS_STALE", "STATUS_UNAVAILABLE"}
_YEARS = range(2000, 9999)
"""Years of an as-of time: at both ends of the calendar the change of time zone would overflow."""

NO_ANSWER_TO_THIS = N_("The reference service %(address)s answered something that is no answer to this.")


def read_single(reply: Reply, address: str) -> ServerAnswer | NoAnswer:
    """Read the answer about one certificate."""
    try:
        if reply.status == HTTPStatus.OK and reply.kind == ANSWER:
            return _answer(read_object(reply.body))
        if reply.status == HTTPStatus.NOT_FOUND and reply.kind == PROBLEM:
            return ServerAnswer(as_of=instant(read_object(reply.body)["as_of"]))
    except MALFORMED:
        return NoAnswer(sentence(NO_ANSWER_TO_THIS, address=address))
    return no_answer(reply, address)


def no_answer(reply: Reply, address: str) -> NoAnswer:
    """Say what came instead of an answer."""
    if reply.status == HTTPStatus.OK:
        text = N_("The reference service %(address)s sent no answer, perhaps the page of a network.")
    elif HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        text = N_("The reference service %(address)s points to another address, which was not asked.")
    elif reply.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        text = N_("The proxy wants a name and password before it lets anybody ask %(address)s.")
    elif reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        text = N_("The reference service %(address)s was asked too often from this network. Try again in a minute.")
    elif reply.status == HTTPStatus.SERVICE_UNAVAILABLE:
        text = N_("The reference service %(address)s cannot answer just now (status 503). Try again in a minute.")
    else:
        text = N_("The reference service %(address)s answered with status %(status)d.")
    return NoAnswer(sentence(text, address=address, status=reply.status))


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object; raise one of `MALFORMED`."""
    fields = json.loads(body)
    if not isinstance(fields, dict):
        raise TypeError("an answer is an object")
    return fields


def certificate(*, as_of: dt.datetime, seal: object, content: object, records: object, current: bool) -> ServerAnswer:
    """Return what was sent of one certificate; raise one of `MALFORMED`."""
    if not isinstance(records, list):
        raise TypeError("records are a list")
    return ServerAnswer(
        as_of=as_of,
        seal=decode_base32(text(seal)),
        content=None if content is None else read_bytes(content),
        records=tuple(read_bytes(record) for record in records),
        current=current,
    )


def _answer(fields: Mapping[str, Any]) -> ServerAnswer:
    published = fields["certificate"]
    if not isinstance(published, dict):
        raise TypeError("a certificate is an object")
    return certificate(
        as_of=instant(fields["as_of"]),
        seal=published["seal"],
        content=published.get("content"),
        records=fields["records"],
        current=fields.get("reason") not in _TOO_OLD,
    )


def text(value: object) -> str:
    """Return a value that is a text."""
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def read_bytes(value: object) -> bytes:
    """Return bytes that were sent as base64."""
    try:
        return base64.b64decode(text(value), validate=True)
    except binascii.Error as error:
        raise ValueError("bytes are sent as base64") from error


def instant(value: object) -> dt.datetime:
    """Return an instant in UTC."""
    moment = dt.datetime.fromisoformat(text(value))
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError("an instant has its zone and lies in our time")
    return moment.astimezone(dt.UTC)
