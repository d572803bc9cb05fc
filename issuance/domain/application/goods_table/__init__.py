"""Goods lines from a spreadsheet: CSV, what was pasted from one, XLSX; and a template to fill in.

table = read_goods(upload_bytes, Kind.COO_JP, workbook_rows)        # or the pasted text
Entry(fields=…, goods=tuple(table.rows))
"""

from issuance.domain.application.goods_table.sheets import MOST_BYTES, OpenWorkbook
from issuance.domain.application.goods_table.table import GoodsTable, RowProblem, read_goods
from issuance.domain.application.goods_table.template import template_csv, template_xlsx

__all__ = ["MOST_BYTES", "GoodsTable", "OpenWorkbook", "RowProblem", "read_goods", "template_csv", "template_xlsx"]
