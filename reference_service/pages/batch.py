"""`/batch`: a list of certificates, uploaded or pasted; a row per certificate; CSV and one receipt out."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from reference_service.api.answer import AS_OF_HEADER
from reference_service.api.checks import NOTE, error_text
from reference_service.checks import words
from reference_service.checks.csv_out import csv_bytes
from reference_service.checks.decoding import UnknownEncodingError, decode_text
from reference_service.checks.desk import Answered, CheckDesk, Checked, Result
from reference_service.checks.question import RowError, SealQuestion
from reference_service.checks.receipts import NoReceipt, ReceiptOffice
from reference_service.checks.table import (
    BrokenQuoteError,
    EmptyTableError,
    TableRow,
    TooManyRowsError,
    read_table,
)
from reference_service.checks.words import TableProblem
from reference_service.pages.downloads import download, receipt_download
from reference_service.service import Service
from reference_service.times import utc_text
from signing.reference_base import ReferenceBase
from signing.result import Verdict

MAX_BATCH_BYTES = 500_000
"""Below this nothing of an upload ever leaves memory (Werkzeug would put larger ones into a temporary file)."""

_HEADING = (
    "Row",
    "Number as given",
    "Date as given",
    "Certificate number",
    "Issue date",
    "Verdict",
    "Reason",
    "Explanation",
    "Data as of (UTC)",
    "Note",
)


@dataclass(frozen=True)
class Line:
    """A row of the page: what was typed and what came of it."""

    row: TableRow
    result: Result
    by_seal: bool

    @property
    def answer(self) -> Answered | None:
        """The result, where there is a verdict."""
        return self.result if isinstance(self.result, Answered) else None

    @property
    def error(self) -> RowError | None:
        """Why there is none."""
        return self.result if isinstance(self.result, RowError) else None


class _TableRefusedError(Exception):
    """The table as a whole cannot be checked."""

    def __init__(self, problem: TableProblem, line: int = 0) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.line = line

    @property
    def status(self) -> HTTPStatus:
        """The status of the page that says so."""
        too_much = self.problem in (TableProblem.TOO_MANY, TableProblem.TOO_LARGE)
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_much else HTTPStatus.UNPROCESSABLE_ENTITY


def batch_blueprint(service: Service) -> Blueprint:
    """Build the page."""
    pages = Blueprint("batch", __name__)
    desk = CheckDesk(service)
    office = ReceiptOffice(service)

    @pages.get("/batch")
    def form() -> ResponseReturnValue:
        body = render_template("batch.html", problem=None, pasted="", has_receipts=office.has_key)
        return body, {"Cache-Control": "public, max-age=60"}

    @pages.post("/batch")
    def check() -> ResponseReturnValue:
        request.max_content_length = request.max_form_memory_size = MAX_BATCH_BYTES
        try:
            data, rows = _table(service.trust.current().trust_list.base)
        except _TableRefusedError as refused:
            body = render_template(
                "batch.html",
                problem=refused.problem,
                line=refused.line,
                # What was typed is given back to be mended; a browser keeps no file in a form.
                pasted="" if refused.problem is TableProblem.TOO_LARGE else request.form.get("pasted", ""),
                has_receipts=office.has_key,
            )
            return body, refused.status, {"Cache-Control": "no-store"}
        checked = desk.check([row.question for row in rows])
        receipt = office.sign(checked, data)
        lines = [
            Line(row, result, isinstance(row.question, SealQuestion))
            for row, result in zip(rows, checked.results, strict=True)
        ]
        file_name = f"checks-{checked.checked_at:%Y%m%dT%H%M%SZ}.csv"
        body = render_template(
            "batch_results.html",
            lines=lines,
            counts=_counts(checked),
            checked=checked,
            csv=download(file_name, "text/csv;charset=utf-8", _csv(lines, checked)),
            receipt=None if isinstance(receipt, NoReceipt) else receipt_download(receipt),
            no_receipt=words.NO_RECEIPT[receipt] if isinstance(receipt, NoReceipt) else None,
            words=words,
        )
        return body, {"Cache-Control": "no-store", AS_OF_HEADER: utc_text(checked.head.as_of)}

    return pages


def _table(base: ReferenceBase) -> tuple[bytes, list[TableRow]]:
    """Return what was sent, as it was sent, and its rows."""
    try:
        file = request.files.get("file")
        data = file.read() if file is not None else b""
        pasted = request.form.get("pasted", "")
    except RequestEntityTooLarge as error:
        raise _TableRefusedError(TableProblem.TOO_LARGE) from error
    if data and pasted.strip():
        raise _TableRefusedError(TableProblem.BOTH)
    try:
        text = decode_text(data) if data else pasted
        if not text.strip():
            raise _TableRefusedError(TableProblem.EMPTY if data else TableProblem.NOTHING)
        return data or pasted.encode("utf-8"), read_table(text, base)
    except UnknownEncodingError as error:
        raise _TableRefusedError(TableProblem.ENCODING) from error
    except EmptyTableError as error:
        raise _TableRefusedError(TableProblem.EMPTY) from error
    except BrokenQuoteError as error:
        raise _TableRefusedError(TableProblem.QUOTE, error.line) from error
    except TooManyRowsError as error:
        raise _TableRefusedError(TableProblem.TOO_MANY) from error


def _counts(checked: Checked) -> dict[Verdict, int]:
    return {verdict: sum(row.verdict is verdict for row in checked.answered) for verdict in Verdict}


def _csv(lines: list[Line], checked: Checked) -> bytes:
    return csv_bytes(_HEADING, _csv_rows(lines, checked.head.as_of))


def _csv_rows(lines: list[Line], as_of: dt.datetime) -> Iterator[list[str]]:
    for line in lines:
        given = [str(line.row.line), line.row.number, line.row.date]
        end = [utc_text(as_of), NOTE]
        if isinstance(line.result, RowError):
            yield [*given, "", "", "", line.result.code.value, error_text(line.result), *end]
            continue
        answer = line.result
        yield [
            *given,
            answer.number.printed if answer.number else "",
            answer.issued.isoformat() if answer.issued else "",
            answer.verdict,
            answer.reason,
            words.row_title(answer.reason, by_seal=line.by_seal),
            *end,
        ]
