"""Reading a table of certificates: an uploaded CSV file or pasted lines.

Forgiving, because people send what their spreadsheet saves: comma, semicolon or tab (or blanks, when pasted), a heading
or none, further columns, numbers and dates in either order, QR texts from a hand scanner. Each row is read by itself;
what is wrong with one is said in its place and holds up no other.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reference_service.checks.question import Question, RowCode, RowError, read_code, read_number, read_pair
from signing.dates import DateError, DateProblem, read_date
from signing.reference_base import ReferenceBase

MAX_ROWS = 1000
MAX_ECHO = 64
"""How much of a cell is shown again; no number or date is longer."""

MAX_CELLS_SEARCHED = 40
"""Cells of a row without heading among which number, date or code is looked for."""

_DELIMITERS = "\t;,"
_NUMBER_HEADINGS = frozenset(
    {
        "number",
        "certificate",
        "certificatenumber",
        "certificateno",
        "no",
        "refno",
        "番号",
        "証明書番号",
        "証明番号",
        "認証番号",
    }
)
_DATE_HEADINGS = frozenset(
    {
        "date",
        "issuedate",
        "dateofissue",
        "issued",
        "issuedon",
        "発行日",
        "発給日",
        "交付日",
        "日付",
        "証明日",
        "発行年月日",
    }
)
_CODE_HEADINGS = frozenset({"seal", "qr", "qrcode", "code", "qrコード"})
_NOT_IN_HEADINGS = re.compile(r"[\s._:#/()\-]+")
_BASE32 = re.compile(r"[A-Za-z2-7]{65,400}")
_MAX_DATE_WORDS = 4


@dataclass(frozen=True)
class TableRow:
    """One row as it was typed, cut to a length that can be shown, and what it asks."""

    line: int
    number: str
    date: str
    question: Question | RowError


class TableError(ValueError):
    """A table that cannot be read at all. `line` is where, from 1; 0 where it is the whole."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(f"line {line}")
        self.line = line


class EmptyTableError(TableError):
    """There is no row in it."""


class BrokenQuoteError(TableError):
    """A quotation mark that never closes would swallow the rows after it."""


class TooManyRowsError(TableError):
    """More rows than are checked at once."""


@dataclass(frozen=True)
class _Columns:
    number: int | None
    date: int | None
    code: int | None


def read_table(text: str, base: ReferenceBase) -> list[TableRow]:
    """Read at most `MAX_ROWS` rows; raise a :class:`TableError` for what is no table or too long."""
    rows: list[TableRow] = []
    columns: _Columns | None = None
    first = True
    for line, cells in _cells(text):
        if first:
            first = False
            columns = _heading(cells)
            if columns is not None:
                continue
        if len(rows) == MAX_ROWS:
            raise TooManyRowsError(line)
        rows.append(_row(line, cells, columns, base))
    if not rows:
        raise EmptyTableError
    return rows


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of every row that is not blank."""
    lines = text.splitlines()
    delimiter = _delimiter(lines)
    if delimiter is None:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _split_at_blanks(line)
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error as error:
        raise BrokenQuoteError(reader.line_num) from error


def _delimiter(lines: list[str]) -> str | None:
    """Return what most of the first lines are parted by, the rarer character first; None for blanks alone."""
    sample = [line for line in lines[:50] if line.strip()][:20]
    counts = {delimiter: sum(delimiter in line for line in sample) for delimiter in _DELIMITERS}
    best = max(counts, key=lambda delimiter: counts[delimiter], default=None)
    return best if best is not None and counts[best] else None


def _split_at_blanks(line: str) -> list[str]:
    """Part `TYO26 001234 K7QM 3XW9 20 Nov 2026`: the date is what reads as one at the end."""
    words = line.split()
    for count in range(min(_MAX_DATE_WORDS, len(words) - 1), 0, -1):
        date = " ".join(words[-count:])
        if _is_date(date):
            return [" ".join(words[:-count]), date]
    return (
        [" ".join(words[:-1]), words[-1]] if len(words) > 1 and not _is_number(" ".join(words)) else [" ".join(words)]
    )


def _heading(cells: list[str]) -> _Columns | None:
    names = [_NOT_IN_HEADINGS.sub("", cell).casefold() for cell in cells]

    def column(headings: frozenset[str]) -> int | None:
        return next((index for index, name in enumerate(names) if name in headings), None)

    found = _Columns(column(_NUMBER_HEADINGS), column(_DATE_HEADINGS), column(_CODE_HEADINGS))
    return found if found != _Columns(None, None, None) else None


def _row(line: int, cells: list[str], columns: _Columns | None, base: ReferenceBase) -> TableRow:
    if columns is None:
        # Each is tried in many writings, and a row can have as many as there are bytes.
        cells = cells[:MAX_CELLS_SEARCHED]
    code = _cell(cells, columns.code) if columns else next((cell for cell in cells if _is_code(cell)), "")
    if not code and columns and columns.code is not None and columns.number is None:
        return TableRow(line, "", "", RowError(RowCode.SEAL_MALFORMED))
    if code:
        return TableRow(line, code[:MAX_ECHO], "", read_code(code, base))
    number, date = _pair(cells, columns)
    # A hand scanner may have been used in the column of numbers.
    question = read_code(number, base) if _is_code(number) else read_pair(number, date)
    return TableRow(line, number[:MAX_ECHO], date[:MAX_ECHO], question)


def _pair(cells: list[str], columns: _Columns | None) -> tuple[str, str]:
    if columns is not None:
        return _cell(cells, columns.number), _cell(cells, columns.date)
    # Without heading: the cell that is a number, else the first; then the first other cell that is a date.
    number = next((index for index, cell in enumerate(cells) if _is_number(cell)), 0)
    others = [index for index in range(len(cells)) if index != number]
    date = next((index for index in others if _is_date(cells[index])), others[0] if others else None)
    return _cell(cells, number), _cell(cells, date)


def _cell(cells: list[str], column: int | None) -> str:
    return cells[column] if column is not None and column < len(cells) else ""


def _is_code(cell: str) -> bool:
    return "://" in cell or _BASE32.fullmatch(cell) is not None


def _is_number(cell: str) -> bool:
    read = read_number(cell)
    return not isinstance(read, RowError) or read.code is RowCode.NUMBER_MISTYPED


def _is_date(cell: str) -> bool:
    try:
        read_date(cell)
    except DateError as error:
        return error.problem in (DateProblem.AMBIGUOUS, DateProblem.IMPOSSIBLE)
    return True
