"""A file, or what was pasted, as rows of texts. What is no table or too large is refused unopened."""

import csv
import io
from collections.abc import Callable, Sequence

from issuance.errors import RefusedError
from issuance.language import _

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2_000
"""Rows that are looked at, headings, blank rows and totals counted."""
MOST_COLUMNS = 60
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_TOP = 4_000
"""Characters in which the sign between cells is looked for."""

_WORKBOOK = b"PK\x03\x04"

Rows = Sequence[Sequence[str]]

OpenWorkbook = Callable[[bytes, int, int], Rows]
"""Returns the rows of an XLSX workbook, up to so many rows and columns; raises `RefusedError`."""


def rows_of(data: bytes | str, open_workbook: OpenWorkbook) -> Rows:
    """Return the rows of a CSV or XLSX file, or of pasted text; raise `RefusedError` for anything else."""
    if len(data) > MOST_BYTES:
        raise RefusedError(
            _("This has more than %(most)s MB: save the goods list alone in a file.", most=MOST_BYTES // 2**20)
        )
    if isinstance(data, bytes):
        if data.startswith(_OLD_EXCEL):
            raise RefusedError(
                _("This is an old Excel file, or one with a password: save it as .xlsx without password, or as CSV.")
            )
        if data.startswith(_WORKBOOK):
            return open_workbook(data, MOST_ROWS, MOST_COLUMNS)
        data = _decoded(data)
    return _parted(data)


def _decoded(data: bytes) -> str:
    """Return the text of a CSV file: UTF-8, UTF-16 as Excel's “Unicode text”, or Shift_JIS as Excel writes in Japan."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError(_("This is neither CSV nor XLSX: save the goods list as one of these."))


def _parted(text: str) -> Rows:
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    top = lines[:_TOP]
    # What is pasted from a spreadsheet has tabs between its cells, and commas inside of them.
    delimiter = "\t" if "\t" in top else max(",;", key=top.count)
    rows: list[Sequence[str]] = []
    try:
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter):
            if len(rows) >= MOST_ROWS:
                break
            rows.append(row[:MOST_COLUMNS])
    except csv.Error as error:
        raise RefusedError(
            _("The table breaks off: a quotation mark in it is perhaps never closed. Save it again as CSV.")
        ) from error
    return rows
