"""Banks' files: their columns are found by headings, what went out is left out, half a list is never taken for one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.fees.bank_file import MAX_BYTES, BankLine, read_bank_file, reference_in
from issuance.errors import RefusedError

MEGABANK = """日付,お支払金額,お預り金額,摘要,残高
2026/3/9,,"2,308",ﾌﾘｺﾐ F7K3MQ9XW ﾄｳｷﾖｳﾎﾞｳｴｷ(ｶ,"1,002,308"
2026/3/10,550,,手数料,"1,001,758"
2026年3月10日,,１２００,ﾖｺﾊﾏｶｲｳﾝ,"1,002,958"
"""

WITH_PREAMBLE = """口座番号,1234567
期間,2026/03/01～2026/03/10
"取引日","入金金額(円)","出金金額(円)","摘要","振込依頼人名"
"20260310","2308","","振込","トウキヨウボウエキ"
"""

ENGLISH = "Date\tDescription\tCredit\tDebit\n2026-03-10\tFUTABA SHOJI F-7K3M-Q9XW\t2308\t\n"


def amounts(lines: tuple[BankLine, ...]) -> list[tuple[dt.date, int, str | None]]:
    return [(line.day, line.amount, line.reference) for line in lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_banks_file_as_it_is_downloaded(encoding: str) -> None:
    assert amounts(read_bank_file(MEGABANK.encode(encoding))) == [
        (dt.date(2026, 3, 9), 2308, "F-7K3M-Q9XW"),
        (dt.date(2026, 3, 10), 1200, None),
    ]


def test_headings_below_other_lines_and_texts_in_two_columns() -> None:
    (line,) = read_bank_file(WITH_PREAMBLE.encode("cp932"))
    assert (line.day, line.amount, line.text, line.line) == (dt.date(2026, 3, 10), 2308, "振込 トウキヨウボウエキ", 4)


def test_tabs_and_english() -> None:
    assert amounts(read_bank_file(ENGLISH.encode())) == [(dt.date(2026, 3, 10), 2308, "F-7K3M-Q9XW")]


def test_two_payments_alike_are_two_lines_and_the_same_file_says_the_same() -> None:
    data = "日付,入金額,摘要\n2026/3/9,100,ｱ\n2026/3/9,100,ｱ\n".encode()
    first, second = read_bank_file(data)
    assert first.said != second.said
    assert [line.said for line in read_bank_file(data)] == [first.said, second.said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No headings"),
        ("a,b,c\n1,2,3\n", "No headings"),
        ("日付,入金額,摘要\n2026/3/9,many,x\n", "Line 2.*no amount"),
        ("日付,入金額,摘要\n2026/3/9,12.50,x\n", "Line 2.*no amount"),
        ("日付,入金額,摘要\n2026/3/9,1,00,x\n2026/13/9,100,x\n", "no day"),
        ("日付,入金額,摘要\n2026/2/30,100,x\n", "Line 2.*no day"),
        ("日付,入金額,摘要\n2026/3/9,99999999,x\n", "Line 2: more than"),
        ('日付,入金額,摘要\n2026/3/9,100,"x\n', "no CSV"),
        ("日付,入金額\n" + "2026/3/9,1\n" * 5001, "more than 5000 lines"),
    ],
)
def test_what_cannot_be_read_refuses_the_whole_file_and_says_where(text: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        read_bank_file(text.encode())


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xfe\0a", b"x" * (MAX_BYTES + 1), b"PK\x03\x04\0\0"])
def test_what_is_no_csv_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError):
        read_bank_file(data)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("F7K3MQ9XW ﾄｳｷﾖｳ", "F-7K3M-Q9XW"),
        ("Ｆ－７Ｋ３Ｍ－Ｑ９ＸＷ", "F-7K3M-Q9XW"),
        ("f 7k3m q9xw futaba", "F-7K3M-Q9XW"),
        ("F-7K3M", None),
        ("F7K3MQ9X0", None),
        ("", None),
    ],
)
def test_a_reference_is_found_however_it_was_typed(text: str, reference: str | None) -> None:
    assert reference_in(text) == reference


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: ("日付,入金額,摘要\n" + text).encode()))
def test_garbage_is_refused_or_read_and_nothing_else(data: bytes) -> None:
    try:
        lines = read_bank_file(data)
    except RefusedError:
        return
    assert all(line.amount > 0 for line in lines)
