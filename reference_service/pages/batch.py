"""`/batch`: a list of certificates or a file of scanned pages; a row for each; CSV and one receipt out."""

from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from reading.errors import UnreadableError
from reference_service.api.answer import AS_OF_HEADER
from reference_service.checks import words
from reference_service.checks.decoding import UnknownEncodingError, decode_text
from reference_service.checks.desk import CheckDesk
from reference_service.checks.receipts import ReceiptOffice
from reference_service.checks.table import (
    BrokenQuoteError,
    EmptyTableError,
    TableRow,
    TooManyRowsError,
    read_table,
)
from reference_service.checks.words import TableProblem
from reference_service.pages.batch_results import results_of
from reference_service.pages.batch_scans import ScanBatch
from reference_service.scans.codes import is_scan
from reference_service.scans.limits import MAX_UPLOAD_BYTES
from reference_service.scans.one_each import AlreadyReadingError
from reference_service.scans.room import RETRY_AFTER_SECONDS, RoomFullError, ScanRoom
from reference_service.scans.upload import TooLargeError, read_upload
from reference_service.scans.words import COME_AGAIN, OBSTACLES, UploadProblem, status_of, turned_away
from reference_service.service import Service
from reference_service.times import utc_text
from signing.reference_base import ReferenceBase

MAX_LIST_BYTES = 500_000
"""Far more than 1,000 rows need."""


class _RefusedError(Exception):
    """What was sent cannot be checked as a whole; `text` says why, before it is translated."""

    def __init__(self, text: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY, *, line: int = 0) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
        self.line = line


def batch_blueprint(service: Service, room: ScanRoom) -> Blueprint:
    """Build the page."""
    pages = Blueprint("batch", __name__)
    desk = CheckDesk(service)
    office = ReceiptOffice(service)
    scans = ScanBatch(service, room, desk, office)

    @pages.get("/batch")
    def form() -> ResponseReturnValue:
        body = render_template("batch.html", problem=None, pasted="", has_receipts=office.has_key)
        return body, {"Cache-Control": "public, max-age=60"}

    @pages.post("/batch")
    def check() -> ResponseReturnValue:
        pasted = ""
        try:
            data, pasted = _sent()
            if is_scan(data):
                return _scans(data)
            return _list(data or pasted.encode("utf-8"), _rows(data, pasted, service.trust.current().trust_list.base))
        except _RefusedError as refused:
            body = render_template(
                "batch.html",
                problem=refused.text,
                line=refused.line,
                # What was typed is given back to be mended; a browser keeps no file in a form.
                pasted=pasted if len(pasted) <= MAX_LIST_BYTES else "",
                has_receipts=office.has_key,
            )
            headers = {"Cache-Control": "no-store"}
            if refused.status in COME_AGAIN:
                headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return body, refused.status, headers

    def _list(data: bytes, rows: list[TableRow]) -> ResponseReturnValue:
        checked = desk.check([row.question for row in rows])
        results = results_of(rows, checked, office.sign(checked, data))
        body = render_template("batch_results.html", results=results, words=words)
        return body, {"Cache-Control": "no-store", AS_OF_HEADER: utc_text(checked.head.as_of)}

    def _scans(data: bytes) -> ResponseReturnValue:
        if len(data) > MAX_UPLOAD_BYTES:
            raise _RefusedError(UploadProblem.TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            return scans.answer(data)
        except (RoomFullError, AlreadyReadingError) as error:
            raise _RefusedError(*turned_away(error)) from error
        except UnreadableError as error:
            raise _RefusedError(OBSTACLES[error.obstacle], status_of(error.obstacle)) from error

    return pages


def _sent() -> tuple[bytes, str]:
    """Return the file's bytes and what was pasted: one of them is empty."""
    try:
        data = read_upload()
        pasted = request.form.get("pasted", "")
    except TooLargeError as error:
        problem = UploadProblem.TOO_LARGE if request.mimetype == "multipart/form-data" else TableProblem.TOO_LARGE
        raise _RefusedError(problem, HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from error
    if data and pasted.strip():
        raise _RefusedError(TableProblem.BOTH)
    return data, pasted


def _rows(data: bytes, pasted: str, base: ReferenceBase) -> list[TableRow]:
    if max(len(data), len(pasted)) > MAX_LIST_BYTES:
        raise _RefusedError(TableProblem.TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        text = decode_text(data) if data else pasted
        if not text.strip():
            raise _RefusedError(TableProblem.EMPTY if data else TableProblem.NOTHING)
        return read_table(text, base)
    except UnknownEncodingError as error:
        raise _RefusedError(TableProblem.ENCODING) from error
    except EmptyTableError as error:
        raise _RefusedError(TableProblem.EMPTY) from error
    except BrokenQuoteError as error:
        raise _RefusedError(TableProblem.QUOTE, line=error.line) from error
    except TooManyRowsError as error:
        raise _RefusedError(TableProblem.TOO_MANY, HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from error
