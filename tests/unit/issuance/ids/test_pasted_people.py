"""Rows pasted for many sub ids at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.pasted_people import MOST_ROWS, read_people
from issuance.errors import RefusedError

TWO = {"Taro Yamada": "a", "鈴木 次郎": "b"}


def test_a_spreadsheets_rows_are_read() -> None:
    rows = read_people(
        "佐藤花子\thanako@example.co.jp\t鈴木次郎\n\nJohn Smith\tjohn@example.com\ttaro yamada\ten\n", TWO, "ja"
    )
    assert [(row.number, row.name, row.mail, row.signatory, row.language, row.problems) for row in rows] == [
        (1, "佐藤花子", "hanako@example.co.jp", "b", "ja", ()),
        (2, "John Smith", "john@example.com", "a", "en", ()),
    ]


def test_commas_and_quotes_are_understood() -> None:
    (row,) = read_people('"Smith, John",john@example.com,Taro Yamada', TWO, "en")
    assert (row.name, row.problems) == ("Smith, John", ())


def test_the_only_signatory_need_not_be_named() -> None:
    (row,) = read_people("John\tjohn@example.com", {"Taro": "a"}, "ja")
    assert (row.signatory, row.problems) == ("a", ())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("\tjohn@example.com\tTaro Yamada", "name is missing"),
        ("John\t\tTaro Yamada", "mail address is missing"),
        ("John\tjohn\tTaro Yamada", "john"),
        ("John\tjohn@example.com\tHanako", "none of your signatories"),
        ("John\tjohn@example.com", "Name the signatory"),
        ("John\tjohn@example.com\tTaro Yamada\tfr", "no language"),
        ("John\tjohn@example.com\tTaro Yamada\ten\tmore", "four columns"),
        ("J\u202eohn\tjohn@example.com\tTaro Yamada", "cannot be seen"),
        ("J" * 61 + "\tjohn@example.com\tTaro Yamada", "60 characters"),
    ],
)
def test_each_row_says_what_is_wrong_with_it(line: str, problem: str) -> None:
    good = "Good\tgood@example.com\tTaro Yamada"
    first, second = read_people(f"{good}\n{line}", TWO, "ja")
    assert first.problems == ()
    assert any(problem in said for said in second.problems)


def test_one_address_twice_is_told_in_the_second_row() -> None:
    first, second = read_people("A\ta@example.com\nB\tA@Example.com", {"Taro": "a"}, "ja")
    assert first.problems == ()
    assert "earlier row" in second.problems[0]


def test_too_many_rows_are_refused_whole() -> None:
    assert len(read_people("A\ta@example.com\n" * MOST_ROWS, TWO, "ja")) == MOST_ROWS
    with pytest.raises(RefusedError, match="51 rows"):
        read_people("A\ta@example.com\n" * (MOST_ROWS + 1), TWO, "ja")
    with pytest.raises(RefusedError, match="too much"):
        read_people("x" * 100_000, TWO, "ja")


@given(st.text(max_size=300))
def test_garbage_never_breaks_the_page(garbage: str) -> None:
    try:
        rows = read_people(garbage, TWO, "ja")
    except RefusedError:
        return
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
