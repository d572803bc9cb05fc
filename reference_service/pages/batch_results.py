"""What `/batch` shows of a list or a file of scans that was checked: rows, their sum, the table and the receipt."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reference_service.api.checks import NOTE, error_text
from reference_service.checks import words
from reference_service.checks.csv_out import csv_bytes
from reference_service.checks.desk import Answered, Checked, Result
from reference_service.checks.question import RowError, SealQuestion
from reference_service.checks.receipts import NoReceipt, SignedReceipt
from reference_service.checks.table import TableRow
from reference_service.pages.downloads import Download, download, receipt_download
from reference_service.times import utc_text
from signing.result import Verdict

# English in every language: programs read these.
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
    """A row of the page: what was typed or scanned and what came of it."""

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


@dataclass(frozen=True)
class Results:
    """All that the page shows. `no_receipt` says why there is none."""

    lines: list[Line]
    checked: Checked
    csv: Download
    receipt: Download | None
    no_receipt: str | None

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many rows have each verdict."""
        return {verdict: sum(row.verdict is verdict for row in self.checked.answered) for verdict in Verdict}

    @property
    def unanswered(self) -> int:
        """How many rows have none."""
        return len(self.lines) - len(self.checked.answered)


def results_of(rows: Sequence[TableRow], checked: Checked, receipt: SignedReceipt | NoReceipt) -> Results:
    """Put rows and their results together, in order."""
    lines = [
        Line(row, result, isinstance(row.question, SealQuestion))
        for row, result in zip(rows, checked.results, strict=True)
    ]
    file_name = f"checks-{checked.checked_at:%Y%m%dT%H%M%SZ}.csv"
    table = csv_bytes(_HEADING, _csv_rows(lines, checked.head.as_of))
    return Results(
        lines,
        checked,
        csv=download(file_name, "text/csv;charset=utf-8", table),
        receipt=None if isinstance(receipt, NoReceipt) else receipt_download(receipt),
        no_receipt=words.NO_RECEIPT[receipt] if isinstance(receipt, NoReceipt) else None,
    )


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
