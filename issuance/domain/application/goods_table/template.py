"""Templates of a goods table, to fill in and hand back."""

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from issuance.domain.application.fields import columns_of
from issuance.domain.application.goods_table.headings import headings
from signing.cells import defused
from signing.content import MAX_GOODS_LINES, Kind

_WIDTHS = {"description": 50, "marks": 28, "package_kind": 18}
_WIDTH = 14
_NUMBERS = frozenset({"packages", "quantity"})


def template_csv(kind: Kind, language: str) -> bytes:
    """Return an empty table as CSV in UTF-8, with the mark by which Excel knows it; headings in `ja` or `en`."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([defused(heading) for heading in headings(kind, language)])
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(kind: Kind, language: str) -> bytes:
    """Return an empty table as XLSX. Cells are text, so that no spreadsheet drops a zero or reads a date."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Goods"
    sheet.append(headings(kind, language))
    for index, column in enumerate(columns_of(kind), start=1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.name, _WIDTH)
        sheet.cell(1, index).font = Font(bold=True)
        if column.name not in _NUMBERS:
            for row in range(2, MAX_GOODS_LINES + 2):
                sheet.cell(row, index).number_format = "@"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
