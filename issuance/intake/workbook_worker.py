"""Reads the open sheet of a stranger's XLSX workbook from standard input: a program of its own, under limits.

    workbook_worker.py ROWS COLUMNS    → [["Description", "Quantity"], …], values as Excel last computed them

Exit 3: refused, the reason is one word of `workbooks.SENTENCES` on standard error. It imports nothing of ours.

A workbook is a zip of XML. Before its reader (openpyxl) sees any of it, its size unpacked is known and small, and it
has neither macros nor entities, with which a small XML file could grow without end. What gets past that all the same
meets the limits on memory and time.
"""

import datetime as dt
import io
import json
import resource
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal

MAX_MEMORY_BYTES = 500_000_000
MAX_CPU_SECONDS = 10
REFUSED = 3

MOST_UNPACKED = 6 * 1024 * 1024
MOST_UNPACKED_OTHERS = 1024 * 1024
"""Of a part that is neither a sheet nor its texts: ten thousand styles say nothing of goods, and cost seconds."""
_MOST_PARTS = 300
_MOST_RATIO = 100
"""Unpacked to packed, where more than a megabyte is unpacked: honest sheets stay below 40."""
_LARGE_PARTS = ("xl/worksheets/", "xl/sharedstrings.xml")
_EXCEL_DIGITS = 15
"""Excel computes with no more significant digits; what follows is noise of the binary fraction."""

_BROKEN = (
    zipfile.BadZipFile,
    SyntaxError,  # of XML, by whichever parser is installed
    zlib.error,
    # openpyxl lets these through where a part is missing or holds something else than it should.
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


class Refusal(Exception):  # noqa: N818 - an outcome of this program, not an error of it
    """The workbook is not taken; the text is the reason's word."""


def main() -> int:
    """Read one workbook."""
    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))
    most_rows, most_columns = (int(each) for each in sys.argv[1:])
    try:
        sys.stdout.write(json.dumps(rows_of(sys.stdin.buffer.read(), most_rows, most_columns)))
    except Refusal as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    except (MemoryError, RecursionError):
        sys.stderr.write("unpacked")
        return REFUSED
    return 0


def rows_of(data: bytes, most_rows: int, most_columns: int) -> Sequence[Sequence[str]]:
    """Return the rows of the sheet that was open when it was saved; raise `Refusal`."""
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _check_parts(data)
        return list(_rows(data, most_rows, most_columns))
    except (*_BROKEN, InvalidFileException) as error:
        raise Refusal("broken") from error


def _rows(data: bytes, most_rows: int, most_columns: int) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # It warns of styles and extensions that it does not know, which are nothing to a goods list.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.active or book.worksheets[0]
        # A sheet may claim a million rows: those asked for are counted from its first.
        for row in sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True):
            yield [_text(value) for value in row]
    finally:
        book.close()


def _check_parts(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        infos = parts.infolist()
        if len(infos) > _MOST_PARTS or _unpacks_too_much(infos, len(data)):
            raise Refusal("unpacked")
        names = [info.filename.lower() for info in infos]
        if any("vbaproject" in name for name in names):
            raise Refusal("macros")
        for info in infos:
            # zipfile reads no more than the size that was declared, and tells where the content is another.
            if b"<!" + b"DOCTYPE" in parts.read(info).replace(b"\0", b""):
                raise Refusal("broken")


def _unpacks_too_much(infos: Sequence[zipfile.ZipInfo], packed: int) -> bool:
    unpacked = sum(info.file_size for info in infos)
    others = [info.file_size for info in infos if not info.filename.lower().startswith(_LARGE_PARTS)]
    return (
        unpacked > MOST_UNPACKED
        or max(others, default=0) > MOST_UNPACKED_OTHERS
        or (unpacked > MOST_UNPACKED_OTHERS and unpacked > _MOST_RATIO * packed)
    )


def _text(value: object) -> str:
    """Return a cell's value as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(format(value, f'.{_EXCEL_DIGITS}g')):f}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
