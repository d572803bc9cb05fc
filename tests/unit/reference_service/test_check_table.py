"""Tables as people send them: separators, encodings, headings, hand scanners; and every way of breaking them."""

import codecs
import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_service.checks.csv_out import csv_bytes
from reference_service.checks.decoding import UnknownEncodingError, decode_text
from reference_service.checks.question import NumberQuestion, RowCode, RowError, SealQuestion, read_number
from reference_service.checks.table import (
    BrokenQuoteError,
    EmptyTableError,
    TableError,
    TableRow,
    TooManyRowsError,
    read_table,
)
from signing.cells import defused
from signing.number import CertificateNumber
from signing.qr import encode_base32, qr_text
from tests.builders import BASE, ChamberWorld

WORLD = ChamberWorld()
ONE, TWO = WORLD.number(1), WORLD.number(2)
DAY = dt.date(2026, 11, 20)
BOTH = [f"{ONE.canonical} 2026-11-20", f"{TWO.canonical} 2026-11-20"]


def asked(text: str) -> list[str | RowCode]:
    """Return what each row asks, or the code of its error."""
    return [
        row.question.code if isinstance(row.question, RowError) else row.question.asked
        for row in read_table(text, BASE)
    ]


def only(text: str) -> TableRow:
    (row,) = read_table(text, BASE)
    return row


@pytest.mark.parametrize("separator", [",", ";", "\t", " ", "  ", "　"])
def test_separators(separator: str) -> None:
    assert asked(f"{ONE}{separator}2026-11-20\r\n{TWO}{separator}2026-11-20\r\n") == BOTH


@pytest.mark.parametrize(
    "heading",
    ["number,date", "Certificate No.,Issue date", "CERTIFICATE NUMBER,Date of issue", "証明書番号,発行日", "番号,日付"],
)
def test_a_heading_is_no_row(heading: str) -> None:
    assert asked(f"{heading}\n{ONE},2026-11-20\n{TWO},2026-11-20") == BOTH


def test_a_heading_finds_the_columns_wherever_they_stand() -> None:
    text = f"Our ref;Issue date;Amount;Certificate number\nA1;20/11/2026;9,50;{ONE}\nA2;2026-11-20;1;{TWO}\n"
    assert asked(text) == BOTH


def test_without_heading_the_columns_are_found_by_what_stands_in_them() -> None:
    assert asked(f"LC 4711,2026-11-20,{ONE}\n2026-11-20,{TWO}") == BOTH


def test_dates_with_commas_in_quotation_marks_and_numbers_with_blanks() -> None:
    assert asked(f'"{ONE}","November 20, 2026"\n"{TWO}","20 Nov 2026"') == BOTH
    spaced = str(ONE).replace("-", " ")
    assert asked(f"{spaced} 20 Nov 2026\n{str(TWO).lower()} 2026年11月20日") == BOTH


def test_blank_lines_are_passed_over_and_lines_keep_their_numbers() -> None:
    rows = read_table(f"\n\n{ONE},2026-11-20\n,,\n{TWO},2026-11-20\n", BASE)
    assert [row.line for row in rows] == [3, 5]


def test_codes_from_a_hand_scanner() -> None:
    seal = WORLD.issue(1).seal
    text = qr_text(seal, BASE)
    assert only(text).question == SealQuestion(seal)
    assert only(text.lower()).question == SealQuestion(seal)
    assert only(encode_base32(seal)).question == SealQuestion(seal)
    assert asked(f"{ONE},2026-11-20\n{text}") == [f"{ONE.canonical} 2026-11-20", encode_base32(seal)]


def test_a_foreign_code_is_named_and_not_asked() -> None:
    row = only("https://ref.chamber-example.evil/v/ABCDEF")
    assert row.question == RowError(RowCode.FOREIGN_CODE, host="ref.chamber-example.evil")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{ONE.printed[:-1]}{'0' if ONE.check != '0' else '1'},2026-11-20", RowCode.NUMBER_MISTYPED),
        ("hello,2026-11-20", RowCode.NUMBER_MALFORMED),
        (f"number,date\n,2026-11-20\n{ONE},2026-11-20", RowCode.NUMBER_MISSING),
        (f"{ONE},", RowCode.DATE_MISSING),
        (str(ONE), RowCode.DATE_MISSING),
        (f"{ONE},soon", RowCode.DATE_MALFORMED),
        (f"{ONE},31/02/2026", RowCode.DATE_IMPOSSIBLE),
        (f"{ONE},03/04/2026", RowCode.DATE_AMBIGUOUS),
        (f"{BASE.url}AAAA", RowCode.SEAL_MALFORMED),
        ("A" * 200, RowCode.SEAL_MALFORMED),
    ],
)
def test_what_is_wrong_with_a_row_is_said_in_its_place(text: str, code: RowCode) -> None:
    assert asked(text)[0] is code


def test_one_bad_row_holds_up_no_other() -> None:
    assert asked(f"{ONE},2026-11-20\n{ONE},99/99/2026\n{TWO},2026-11-20") == [BOTH[0], RowCode.DATE_IMPOSSIBLE, BOTH[1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_encodings(encoding: str) -> None:
    text = f"証明書番号,発行日\r\n{ONE},令和8年11月20日\r\n{TWO},2026年11月20日\r\n"
    assert asked(decode_text(text.encode(encoding))) == BOTH


def test_big_endian_utf16_with_its_mark() -> None:
    assert decode_text(codecs.BOM_UTF16_BE + "証明,1".encode("utf-16-be")) == "証明,1"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\xff\xfd", b"\xff\xfe\x00", b"\x81", b"\x00", b"PK\x03\x04"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnknownEncodingError):
        decode_text(data)


def test_a_thousand_rows_and_not_one_more() -> None:
    line = f"{ONE},2026-11-20\n"
    assert len(read_table("number,date\n" + line * 1000, BASE)) == 1000
    with pytest.raises(TooManyRowsError):
        read_table(line * 1001, BASE)


@pytest.mark.parametrize("text", ["", "\n\n", " ,\n,", "number,date\n"])
def test_nothing_to_check(text: str) -> None:
    with pytest.raises(EmptyTableError):
        read_table(text, BASE)


@pytest.mark.parametrize(
    "text", [f'{ONE},2026-11-20\n"{TWO},2026-11-20\n{ONE},2026-11-20', '"a"b,c', f'{ONE},"' + "x" * 200_000 + '"']
)
def test_a_quotation_mark_that_would_swallow_rows_is_an_error(text: str) -> None:
    with pytest.raises(BrokenQuoteError):
        read_table(text, BASE)


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_named_error(data: bytes) -> None:
    try:
        rows = read_table(decode_text(data), BASE)
    except (UnknownEncodingError, TableError):
        return
    assert rows
    assert all(len(row.number) <= 64 and len(row.date) <= 64 for row in rows)
    assert all(isinstance(row.question, RowError | NumberQuestion | SealQuestion) for row in rows)


@given(st.text(alphabet=st.sampled_from('TYO26-0,;\t\n\r" /年月日令和.1x=://'), max_size=120))
def test_nearly_right_tables_never_break_the_reader(text: str) -> None:
    try:
        lines = [row.line for row in read_table(text, BASE)]
    except TableError as error:
        lines = [error.line]
    assert lines == sorted(set(lines))
    assert lines[-1] <= text.count("\n") + text.count("\r") + 1


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "－1", '=HYPERLINK("http://x")']
)
def test_no_cell_is_ever_a_formula(cell: str) -> None:
    assert defused(cell) == f"'{cell}"
    (_, row) = read_back(csv_bytes(["x"], [[cell]]))
    assert row == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["", "TYO26-001234", "2026-11-20", "a=b", "é", "証明"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_the_file_is_read_back_cell_by_cell(cells: list[str]) -> None:
    data = csv_bytes(["a"] * len(cells), [cells])
    assert data.startswith(codecs.BOM_UTF8)
    (_, row) = read_back(data)
    assert row == [defused(cell).encode("utf-8", "replace").decode() for cell in cells]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_a_row_of_thousands_of_cells_is_not_searched_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    # Rows that ask nothing are counted nowhere, so reading them must cost little.
    tried: list[str] = []

    def watched(cell: str) -> CertificateNumber | RowError:
        tried.append(cell)
        return read_number(cell)

    monkeypatch.setattr("reference_service.checks.table.read_number", watched)
    (row,) = read_table("x," * 200_000, BASE)
    assert row.question == RowError(RowCode.NUMBER_MALFORMED)
    assert len(tried) < 100


def test_under_a_heading_a_column_may_stand_anywhere() -> None:
    (row,) = read_table("x," * 200 + "number,date\n" + "x," * 200 + f"{ONE.canonical},2026-11-20\n", BASE)
    assert isinstance(row.question, NumberQuestion)
