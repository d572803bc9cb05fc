"""`POST /api/v1/checks`: up to 1,000 certificates in one request, one signed receipt over all; and the receipt keys."""

import base64
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from reference_service.api.answer import AS_OF_HEADER
from reference_service.api.check_models import CheckAnswer, ReceiptKeys, RowEvidence, RowProblem, RowResult
from reference_service.api.keys import cached_json, key_entry
from reference_service.api.openapi import BAD_KEY_RESPONSE, UNAVAILABLE_RESPONSE, problem_response
from reference_service.api.problem import problem
from reference_service.checks.body import MAX_BODY_BYTES, BodyError, TooManyChecksError, read_body
from reference_service.checks.desk import CheckDesk, Checked, Result
from reference_service.checks.question import RowError
from reference_service.checks.receipts import NoReceipt, ReceiptOffice, SignedReceipt
from reference_service.checks.words import ROW_ERRORS
from reference_service.register_view import Answer
from reference_service.service import Service
from reference_service.times import utc_text
from signing.qr import encode_base32
from signing.trust import KeyRole

NOTE = (
    "This confirms what the chamber issued. Customs or a bank may still refuse it. Certificates of origin are "
    "non-preferential. The paper was not compared."
)

_RESPONSES: dict[int, Any] = {
    400: problem_response("The body is not JSON of this shape, or has more than 1,000 rows; nothing was looked up."),
    413: problem_response("The body has more than 500,000 bytes; nothing was looked up."),
    415: problem_response("The body is not sent as application/json; nothing was looked up."),
    **BAD_KEY_RESPONSE,
    **UNAVAILABLE_RESPONSE,
}


def checks_blueprint(service: Service) -> APIBlueprint:
    """Build the two calls."""
    api = APIBlueprint("checks", __name__, url_prefix="/api/v1", tag="Checks")
    desk = CheckDesk(service)
    office = ReceiptOffice(service)

    @api.post("/checks")
    @api.output(CheckAnswer, description="Every row in order, and a receipt over those that have a verdict.")
    @api.doc(operation_id="checks", responses=_RESPONSES)
    def checks() -> Response:
        """Check up to 1,000 certificates by number and date, or by seal.

        Nothing of what is sent is stored. A row that cannot be read, or is over the limits, has an `error` in place of
        a verdict, is never looked up and does not stand in the receipt. With `evidence` a client can verify each row
        for itself.
        """
        request.max_content_length = MAX_BODY_BYTES
        if request.mimetype != "application/json":
            detail = "Send the rows as application/json, in UTF-8."
            return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", detail)
        try:
            body = request.get_data()
            asked = read_body(body)
        except RequestEntityTooLarge:
            detail = f"The body has more than {MAX_BODY_BYTES:,} bytes. At most 1,000 rows are checked at once."
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", detail)
        except TooManyChecksError as error:
            return problem(HTTPStatus.BAD_REQUEST, "too_many_rows", str(error))
        except BodyError as error:
            return problem(HTTPStatus.BAD_REQUEST, "body_malformed", str(error))
        checked = desk.check(asked.rows, with_evidence=asked.evidence)
        return _response(checked, office.sign(checked, body))

    @api.get("/receipts/keys")
    @api.output(ReceiptKeys, description="The receipt keys of the signed trust list.")
    @api.doc(operation_id="receiptKeys", responses=UNAVAILABLE_RESPONSE)
    def receipt_keys() -> Response:
        """List the keys that sign receipts, and the days (UTC) on which each may."""
        published = service.trust.current()
        trust_list = published.trust_list
        answer = ReceiptKeys(
            version=trust_list.version,
            ref_base=trust_list.ref_base,
            valid_until=published.valid_until,
            keys=[key_entry(key) for key in trust_list.keys if key.role is KeyRole.RECEIPT],
        )
        return cached_json(answer)

    return api


def _response(checked: Checked, receipt: SignedReceipt | NoReceipt) -> Response:
    answer = CheckAnswer(
        checked_at=checked.checked_at.replace(microsecond=0),
        as_of=checked.head.as_of.replace(microsecond=0),
        register_head=checked.head.position,
        status_version=checked.status_version,
        results=[_row(result) for result in checked.results],
        receipt=_base64(receipt.data) if isinstance(receipt, SignedReceipt) else None,
        no_receipt=receipt if isinstance(receipt, NoReceipt) else None,
        note=NOTE,
    )
    response = Response(answer.model_dump_json(exclude_none=True), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers[AS_OF_HEADER] = utc_text(checked.head.as_of)
    return response


def _row(result: Result) -> RowResult:
    if isinstance(result, RowError):
        return RowResult(
            error=RowProblem(code=result.code, detail=error_text(result), retry_after=result.wait_seconds or None)
        )
    return RowResult(
        asked=result.question.asked,
        verdict=result.verdict,
        reason=result.reason,
        number=result.number.canonical if result.number else None,
        issue_date=result.issued,
        kind=result.kind.slug if result.kind else None,
        chamber=result.chamber,
        content_sha256=result.content_hash.hex() if result.content_hash else None,
        evidence=_evidence(result.evidence) if result.evidence else None,
        evidence_left_out=result.evidence_left_out or None,
    )


def _evidence(answer: Answer) -> RowEvidence:
    if answer.published is None:
        return RowEvidence(registered=False, current=answer.current)
    stored = answer.published.stored
    return RowEvidence(
        registered=True,
        current=answer.current,
        seal=encode_base32(stored.seal),
        content=None if stored.content is None else _base64(stored.content),
        records=[_base64(record) for record in stored.records],
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def error_text(error: RowError) -> str:
    """Return the sentence for a row that was not looked up, in English."""
    one, other = (*(day.isoformat() for day in error.readings), "", "")[:2]
    return ROW_ERRORS[error.code] % {"one": one, "other": other, "host": error.host} + "."
