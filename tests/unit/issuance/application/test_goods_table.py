"""Goods lines from spreadsheets: what is taken over, what is refused, and that no file can do harm."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from issuance.domain.application import goods_table
from issuance.domain.application.fields import columns_of
from issuance.domain.application.goods_table import MOST_BYTES, GoodsTable, template_csv, template_xlsx
from issuance.domain.application.goods_table.headings import HEADINGS, headings
from issuance.errors import RefusedError
from issuance.intake import workbook_worker
from issuance.intake.workbooks import SENTENCES
from signing.content import MAX_GOODS_LINES, Kind

ENGLISH = "Description of goods,Quantity,Unit\nBolts,100,pcs\nNuts,200,pcs\n"


def opened(data: bytes, most_rows: int, most_columns: int) -> Sequence[Sequence[str]]:
    """Read a workbook as the worker does, within this process: `intake/test_workbooks.py` starts it."""
    try:
        return workbook_worker.rows_of(data, most_rows, most_columns)
    except workbook_worker.Refusal as refusal:
        raise RefusedError(SENTENCES[str(refusal)]) from refusal


def read_goods(data: bytes | str, kind: Kind) -> GoodsTable:
    return goods_table.read_goods(data, kind, opened)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def repacked(data: bytes, name: str, change: bytes) -> bytes:
    """Return a workbook with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    return zipped(**parts | {name: change})


@pytest.mark.parametrize(
    "data",
    [
        ENGLISH,
        ENGLISH.encode(),
        ENGLISH.encode("utf-8-sig"),
        ENGLISH.encode("utf-16"),
        ENGLISH.replace(",", "\t"),
        ENGLISH.replace(",", ";").replace("\n", "\r\n").encode(),
        "品名,数量,単位\nBolts,100,pcs\nNuts,200,pcs".encode("cp932"),
        "ＴＯＫＹＯ工業\n\n品名\t数量\t単位\nBolts\t100\tpcs\n\nNuts\t200\tpcs\n合計\t300\t",
        workbook(("Description", "Q'ty", "UOM"), ("Bolts", 100, "pcs"), ("Nuts", 200.0, "pcs")),
    ],
    ids=["pasted", "utf-8", "bom", "utf-16", "tabs", "semicolons", "shift_jis", "letterhead and total", "xlsx"],
)
def test_the_same_lines_are_read_from_every_form_of_table(data: bytes | str) -> None:
    rows = read_goods(data, Kind.COO_JP).rows

    assert rows == (
        {"description": "Bolts", "quantity": "100", "unit": "pcs"},
        {"description": "Nuts", "quantity": "200", "unit": "pcs"},
    )


def test_a_multi_line_cell_and_an_inch_mark_stay_as_they_are() -> None:
    table = read_goods('Description\tQty\n"Monitor\nblack"\t1\nRack 19" wide\t2\n', Kind.COO_JP)

    assert [row["description"] for row in table.rows] == ["Monitor\nblack", 'Rack 19" wide']


def test_the_unit_in_a_heading_is_put_behind_each_weight() -> None:
    (row,) = read_goods("Description,Qty,Gross weight (lb),Net weight [kg]\nBolts,1,12,5\n", Kind.COO_JP).rows

    assert (row["gross_weight"], row["net_weight"]) == ("12 lb", "5 kg")


def test_unknown_columns_are_named_and_origin_is_foreign_goods_alone() -> None:
    text = "Description,Qty,Origin,Price\nTrousers,1,Thailand,9\n"

    assert read_goods(text, Kind.COO_JP).ignored == ("Origin", "Price")
    assert read_goods(text, Kind.COO_FOREIGN).rows[0]["origin"] == "Thailand"


def test_errors_of_the_spreadsheet_and_totals_are_told_by_row() -> None:
    table = read_goods("Description,Qty\nBolts,#REF!\nTotal,5\n,Total\n", Kind.COO_JP)

    assert [(problem.row, problem.sentence[:12]) for problem in table.problems] == [
        (2, "A cell holds"),
        (3, "This row was"),
        (4, "This row was"),
    ]
    assert table.rows == ({"description": "Bolts"},)


def test_values_of_formulas_floats_and_dates_are_as_excel_shows_them() -> None:
    (row,) = read_goods(
        workbook(("Description", "Qty", "Gross weight", "HS code"), ("Bolts", 0.1 + 0.2, 1e-6, 845710)), Kind.COO_JP
    ).rows

    assert (row["quantity"], row["gross_weight"], row["hs"]) == ("0.3", "0.000001", "845710")


def test_300_lines_are_taken_and_301_refused() -> None:
    lines = ["Description,Qty", *(f"Part {number},1" for number in range(MAX_GOODS_LINES))]

    assert len(read_goods("\n".join(lines), Kind.COO_JP).rows) == MAX_GOODS_LINES
    with pytest.raises(RefusedError, match="301 lines of goods"):
        read_goods("\n".join([*lines, "One more,1"]), Kind.COO_JP)


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
GOOD = workbook(("Description", "Qty"), ("Bolts", 1))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "No headings"),
        ("", "No headings"),
        ("just a sentence", "No headings"),
        ("Description,Qty\n", "nothing below"),
        ("Description,Item,Qty\na,b,1\n", "Two columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\x00", "neither CSV"),
        (b"\x00\x01\x02\xff\xfe", "neither CSV"),
        (b"x" * (MOST_BYTES + 1), "more than 2 MB"),
        (GOOD[:200], "cannot be read"),
        (zipped(**{"a.txt": b"no workbook"}), "cannot be read"),
        (zipped(**{"xl/worksheets/sheet1.xml": bytes(40 * 2**20)}), "too large when unpacked"),
        (repacked(GOOD, "xl/styles.xml", hashlib.shake_256().digest(2**20 + 1)), "too large when unpacked"),
        (repacked(GOOD, "xl/sharedStrings.xml", b"<si><t>a</t></si>" * 100_000), "too large when unpacked"),
        (zipped(**{f"part{number}": b"" for number in range(400)}), "too large when unpacked"),
        (repacked(GOOD, "xl/vbaProject.bin", b"macro"), "macros"),
        (repacked(GOOD, "xl/sharedStrings.xml", DOCTYPE), "cannot be read"),
        (repacked(GOOD, "xl/sharedStrings.xml", DOCTYPE.decode().encode("utf-16")), "cannot be read"),
        (repacked(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet>"), "No headings|cannot be read"),
    ],
)
def test_what_is_no_goods_list_is_refused_with_what_to_do(data: bytes | str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        read_goods(data, Kind.COO_JP)


def test_a_cell_at_the_end_of_a_huge_sheet_costs_nothing() -> None:
    book = Workbook()
    book.active.append(("Description", "Qty"))
    book.active.append(("Bolts", 1))
    book.active.cell(1_048_576, 16_384, "far away")
    file = io.BytesIO()
    book.save(file)

    assert len(read_goods(file.getvalue(), Kind.COO_JP).rows) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)))
def test_garbage_is_a_table_or_refused(data: bytes | str) -> None:
    try:
        table = read_goods(data, Kind.COO_FOREIGN)
    except RefusedError:
        return
    assert table.rows


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_broken_workbook_is_a_table_or_refused(position: int, byte: int) -> None:
    data = bytearray(GOOD)
    data[position] = byte
    try:
        read_goods(bytes(data), Kind.COO_JP)
    except RefusedError:
        return


PART_NAMES = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/styles.xml"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PART_NAMES), st.data())
def test_a_workbook_with_a_broken_part_is_a_table_or_refused(name: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        part = archive.read(name)
    cut = data.draw(st.integers(0, len(part)))
    changed = part[:cut] + data.draw(st.binary(max_size=8)) + part[cut + data.draw(st.integers(0, 30)) :]
    try:
        read_goods(repacked(GOOD, name, changed), Kind.COO_JP)
    except RefusedError:
        return


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({"description": CELL, "marks": CELL}), min_size=1, max_size=5))
def test_rows_that_are_written_are_read_again(rows: list[dict[str, str]]) -> None:
    harmless = [
        {name: f"x{cell}x" for name, cell in row.items()} for row in rows
    ]  # framed, so that none is an error value or a total
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ["description", "marks"], delimiter="\t")
    writer.writerow({"description": "Description", "marks": "Marks"})
    writer.writerows(harmless)

    assert list(read_goods(text.getvalue(), Kind.COO_JP).rows) == harmless


@pytest.mark.parametrize("kind", [Kind.COO_JP, Kind.COO_FOREIGN])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_filled_template_is_read_whole(kind: Kind, language: str) -> None:
    columns = [column.name for column in columns_of(kind)]
    line = {name: f"value of {name}" for name in columns}
    filled = template_csv(kind, language).decode("utf-8-sig") + ",".join(line.values())
    book = workbook(tuple(headings(kind, language)), tuple(line.values()))

    assert read_goods(filled, kind).rows == (line,)
    assert read_goods(book, kind).rows == (line,)
    with pytest.raises(RefusedError, match="nothing below"):
        read_goods(template_xlsx(kind, language), kind)


def test_every_column_has_headings_in_both_languages() -> None:
    assert {column.name for kind in Kind for column in columns_of(kind)} == set(HEADINGS)
