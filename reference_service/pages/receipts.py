"""`/receipts`: upload a receipt and re-check it; and the signed receipt of one certificate, ready to be printed."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from reference_service.addresses import read_day
from reference_service.api.answer import AS_OF_HEADER
from reference_service.checks import words
from reference_service.checks.desk import Answered, CheckDesk, Result
from reference_service.checks.question import NumberQuestion, Question, RowError, SealQuestion, read_asked
from reference_service.checks.receipts import NoReceipt, ReceiptOffice
from reference_service.checks.words import ReceiptProblem
from reference_service.errors import TooManyRequestsError
from reference_service.pages.downloads import receipt_download
from reference_service.service import Service
from reference_service.times import utc_text
from signing.errors import NumberError
from signing.number import parse_number
from signing.receipt import ReceiptPayload, ReceiptRow, parse_receipt
from signing.receipt_check import check_receipt
from signing.seal import parse_seal

MAX_UPLOAD_BYTES = 500_000
"""A receipt over 1,000 seals, each with the longest asked text, has less than 400,000 bytes."""


@dataclass(frozen=True)
class ReceiptLine:
    """A row of a receipt in words: what was asked, what was answered then, and what is true now (None: not asked)."""

    number: str
    issued: dt.date | None
    by_seal: bool
    then: ReceiptRow
    now: Result | None = None

    @property
    def answer_now(self) -> Answered | None:
        """What is true now, where it could be looked up."""
        return self.now if isinstance(self.now, Answered) else None

    @property
    def changed(self) -> bool:
        """Whether the answer is another one now, or about another content."""
        now = self.answer_now
        return now is not None and (now.reason, now.content_hash) != (self.then.reason, self.then.content_hash)


def receipts_page_blueprint(service: Service) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("receipts", __name__)
    desk = CheckDesk(service)
    office = ReceiptOffice(service)

    @pages.app_context_processor
    def offered() -> dict[str, bool]:
        return {"receipts_offered": office.has_key}

    @pages.get("/receipts")
    def form() -> ResponseReturnValue:
        return render_template("receipts.html", problem=None, check=None), {"Cache-Control": "public, max-age=60"}

    @pages.post("/receipts")
    def recheck() -> ResponseReturnValue:
        # Both: Werkzeug's reader of multipart bodies holds a part without line ends to the second.
        request.max_content_length = request.max_form_memory_size = MAX_UPLOAD_BYTES
        try:
            file = request.files.get("file")
        except RequestEntityTooLarge:
            return _refused(ReceiptProblem.TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        data = file.read() if file is not None else b""
        if not data:
            return _refused(ReceiptProblem.NOTHING, HTTPStatus.UNPROCESSABLE_ENTITY)
        now = service.clock()
        check = check_receipt(data, service.trust.current().as_of(now), now)
        headers = {"Cache-Control": "no-store"}
        lines: list[ReceiptLine] = []
        # What a forger wrote is not shown, and not looked up for him.
        payload = check.payload if check.verdict == "GENUINE" else None
        if payload is not None:
            rows = [read_asked(row.asked) for row in payload.rows]
            present = desk.check(rows)
            lines = [_line(*parts) for parts in zip(rows, payload.rows, present.results, strict=True)]
            headers[AS_OF_HEADER] = utc_text(present.head.as_of)
        body = render_template(
            "receipts.html",
            problem=None,
            check=check,
            payload=payload,
            lines=lines,
            age=now - payload.checked_at if payload else None,
            now=now,
            sha256=hashlib.sha256(data).hexdigest(),
            words=words,
        )
        return body, headers

    @pages.get("/certificates/<number:number>/<day:issue_date>/receipt")
    def single(number: str, issue_date: str) -> ResponseReturnValue:
        question = _read_address(number, issue_date)
        checked = desk.check([question])
        (result,) = checked.results
        if isinstance(result, RowError):
            # All that can be wrong with a question that could be read.
            raise TooManyRequestsError(result.limit, result.wait_seconds)
        receipt = office.sign(checked, question.asked.encode("ascii"))
        headers = {"Cache-Control": "no-store", AS_OF_HEADER: utc_text(checked.head.as_of)}
        if isinstance(receipt, NoReceipt):
            body = render_template("receipt.html", payload=None, no_receipt=words.NO_RECEIPT[receipt])
            return body, HTTPStatus.SERVICE_UNAVAILABLE, headers
        # Printed is what the file says, read back from it.
        payload: ReceiptPayload = parse_receipt(receipt.data).payload
        body = render_template(
            "receipt.html",
            payload=payload,
            lines=[_line(question, payload.rows[0], None)],
            receipt=receipt_download(receipt),
            sha256=receipt.sha256,
            words=words,
        )
        return body, headers

    return pages


def _refused(problem: ReceiptProblem, status: HTTPStatus) -> ResponseReturnValue:
    return render_template("receipts.html", problem=problem, check=None), status, {"Cache-Control": "no-store"}


def _read_address(number: str, issue_date: str) -> NumberQuestion:
    """Read the canonical address, which only the certificate's own page links to."""
    day = read_day(issue_date)
    try:
        read = parse_number(number)
    except NumberError as error:
        raise NotFound from error
    if day is None:
        raise NotFound
    return NumberQuestion(read, day)


def _line(question: Question | RowError, then: ReceiptRow, now: Result | None) -> ReceiptLine:
    if isinstance(question, NumberQuestion):
        return ReceiptLine(question.number.printed, question.day, by_seal=False, then=then, now=now)
    if isinstance(question, SealQuestion):
        payload = parse_seal(question.data).payload
        return ReceiptLine(_printed(payload.number), payload.issued, by_seal=True, then=then, now=now)
    # A later version of this service may have asked in a way that this one does not know.
    return ReceiptLine(then.asked, None, by_seal=True, then=then, now=None)


def _printed(number: str) -> str:
    try:
        return parse_number(number).printed
    except NumberError:
        return number
