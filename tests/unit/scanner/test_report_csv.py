"""The report as a table: it parses back, and no spreadsheet finds a formula in it."""

import csv
import io
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.report.csv_file import COLUMNS, csv_bytes, is_our_csv
from scanner.report.fields import as_fields
from scanner.stack.values import Place, Row
from scanner.terminal import printable
from signing.cells import defused
from signing.result import Paper, Reason
from tests.rows import AT, hostile_text, row, rows_of_strangers, unreadable

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def parsed(rows: list[Row]) -> list[dict[str, str]]:
    text = csv_bytes(rows).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_has_all_that_the_json_has() -> None:
    compared = {"outcome": "confirmed", "at": AT.isoformat(), "by": "H. Sato", "differing": []}
    made = replace(
        row(paper=Paper.CONFIRMED, source="原本.pdf", page=3),
        also=(Place("b.pdf", 2), Place("c.png", None)),
        without_code=(4, 5),
        receipt="receipts/1.cose",
        comparison=compared,
    )
    (cells,) = parsed([made])
    assert cells["file"] == "原本.pdf"
    assert (cells["page"], cells["verdict"], cells["paper"]) == ("3", "VALID", "confirmed")
    assert cells["number"] == "TYO26-001234-K7QM-3XW7"
    assert cells["also"] == "b.pdf, page 2; c.png"
    assert cells["pages_without_code"] == "4; 5"
    assert (cells["comparison"], cells["compared_by"]) == ("confirmed", "H. Sato")
    assert cells["compared_at"] == cells["checked_at"] == "2026-11-22T09:30:05+00:00"
    assert cells["receipt"] == "receipts/1.cose"
    assert cells["not_established"] == "paper_same_as_certificate"


def test_excel_is_told_the_encoding_and_our_own_file_is_known_again() -> None:
    data = csv_bytes([])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert is_our_csv(data[:1024])
    assert not is_our_csv(b"file,page\r\n")


def test_what_could_not_be_read_says_why() -> None:
    (cells,) = parsed([unreadable("a.pdf", "a.pdf is empty; ask for the file again.")])
    assert (cells["reason"], cells["detail"]) == ("NO_CODE", "a.pdf is empty; ask for the file again.")


@settings(deadline=None)
@given(st.lists(rows_of_strangers(), max_size=4))
def test_whatever_strangers_write_it_parses_back_and_holds_no_formula(rows: list[Row]) -> None:
    cells = parsed(rows)
    assert len(cells) == len(rows)
    for one in cells:
        assert list(one) == list(COLUMNS)
        for value in one.values():
            assert not value.lstrip().startswith(FORMULA_STARTS)
            assert printable(value) == value


@settings(deadline=None)
@given(hostile_text)
def test_a_harmless_cell_stays_as_it_is(text: str) -> None:
    assert defused(text) in (text, f"'{text}")


def test_the_members_of_the_json_that_programs_know_stay() -> None:
    promised = (
        "source page kind verdict reason paper number issue_date chamber signed_as_of server_as_of established "
        "not_established successor since revocation_reason host detail"
    )
    assert list(as_fields(row(Reason.REVOKED)))[:18] == promised.split()
