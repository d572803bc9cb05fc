"""Rows of texts as goods lines, by what their columns are headed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.application.entry import MAX_FIELD_CHARACTERS
from issuance.domain.application.goods_table.headings import HEADINGS, Column, recognise
from issuance.domain.application.goods_table.sheets import OpenWorkbook, Rows, rows_of
from issuance.errors import RefusedError
from issuance.language import _
from signing.content import MAX_GOODS_LINES, Kind

_ROWS_BEFORE_HEADINGS = 30
_ENOUGH_HEADINGS = 2
_TOTALS = ("total", "grand total", "sub total", "subtotal", "合計", "小計", "総計")


@dataclass(frozen=True)
class RowProblem:
    """What was wrong with a row of the file (counted from 1, as spreadsheets do) when it was taken over."""

    row: int
    sentence: str


@dataclass(frozen=True)
class GoodsTable:
    """Goods lines for `Entry.goods`, as they stand in the table; whether they are right tells `reading.read`."""

    rows: tuple[Mapping[str, str], ...]
    columns: tuple[str, ...]
    """Columns that were recognised."""
    ignored: tuple[str, ...]
    """Headings that were not."""
    problems: tuple[RowProblem, ...] = ()


def read_goods(data: bytes | str, kind: Kind, open_workbook: OpenWorkbook) -> GoodsTable:
    """Return the goods lines of a CSV or XLSX file, or of what was pasted.

    `open_workbook` reads XLSX: it is a stranger's file, and is met in a process of its own (`intake/workbooks.py`).
    Raises `RefusedError` where it is no such table, or one with more lines than a certificate takes.
    """
    table = rows_of(data, open_workbook)
    head = _head_of(table, kind)
    columns = [recognise(kind, cell) for cell in table[head]]
    _check_columns(columns)
    rows: list[Mapping[str, str]] = []
    problems: list[RowProblem] = []
    for number, cells in enumerate(table[head + 1 :], start=head + 2):
        row, sentence = _row(columns, cells)
        if sentence:
            problems.append(RowProblem(number, sentence))
        if row:
            rows.append(row)
    if not rows:
        raise RefusedError(_("There is nothing below the headings: write each line of goods in a row of its own."))
    if len(rows) > MAX_GOODS_LINES:
        raise RefusedError(
            _(
                "The table has %(count)s lines of goods; one certificate takes %(most)s: apply for several.",
                count=len(rows),
                most=MAX_GOODS_LINES,
            )
        )
    ignored = tuple(
        cell.strip() for cell, column in zip(table[head], columns, strict=True) if cell.strip() and column is None
    )
    return GoodsTable(tuple(rows), tuple(c.name for c in columns if c is not None), ignored, tuple(problems))


def _head_of(table: Rows, kind: Kind) -> int:
    """Return the row that holds the headings: a letterhead may stand above it."""
    for number, cells in enumerate(table[:_ROWS_BEFORE_HEADINGS]):
        found = [column for column in (recognise(kind, cell) for cell in cells) if column is not None]
        if len(found) >= _ENOUGH_HEADINGS:
            return number
    raise RefusedError(
        _(
            "No headings were found: the first row names the columns, such as %(first)s, %(second)s, %(third)s."
            " Download the template.",
            first=HEADINGS["description"].en,
            second=HEADINGS["quantity"].en,
            third=HEADINGS["unit"].en,
        )
    )


def _check_columns(columns: Sequence[Column | None]) -> None:
    for name, count in Counter(column.name for column in columns if column is not None).items():
        if count > 1:
            raise RefusedError(_("Two columns are headed “%(heading)s”: take one out.", heading=HEADINGS[name].en))


def _row(columns: Sequence[Column | None], cells: Sequence[str]) -> tuple[dict[str, str], str]:
    """Return one goods line, {} for none, and what to say about it."""
    row: dict[str, str] = {}
    sentence = ""
    for column, cell in zip(columns, cells, strict=False):
        text = cell.strip()
        if column is None or not text:
            continue
        if text.startswith("#") and text.endswith(("!", "?", "/A")):
            sentence = _("A cell holds the spreadsheet's error %(error)s and was left empty.", error=text[:20])
        elif len(text) > MAX_FIELD_CHARACTERS:
            sentence = _("A cell has more than %(most)s characters and was left empty.", most=MAX_FIELD_CHARACTERS)
        else:
            row[column.name] = f"{text} {column.unit}" if column.unit and text[-1].isdigit() else text
    if any(_is_total(cell) for cell in ([row["description"]] if "description" in row else cells)):
        return {}, _("This row was taken for a total and left out.")
    return row, sentence


def _is_total(cell: str) -> bool:
    return cell.strip(" :.：　").casefold() in _TOTALS
