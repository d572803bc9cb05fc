"""Issue dates in every writing, and none that is guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.dates import DateError, DateProblem, read_date

DAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-20",
        "2026/11/20",
        "2026.11.20",
        " 20261120 ",
        "２０２６－１１－２０",
        "2026-11-20 00:00:00",
        "2026-11-20T00:00",
        "20/11/2026",
        "20.11.2026",
        "11/20/2026",
        "20 Nov 2026",
        "20-nov-2026",
        "20 November 2026",
        "November 20, 2026",
        "Nov. 20 2026",
        "2026年11月20日",
        "2026年11月20",
        "令和8年11月20日",
        "令和 8 年 11 月 20 日",
        "R8.11.20",
        "r08/11/20",
    ],
)
def test_writings_of_one_day(typed: str) -> None:
    assert read_date(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("平成31年4月30日", dt.date(2019, 4, 30)),
        ("H1.1.8", dt.date(1989, 1, 8)),
    ],
)
def test_japanese_eras(typed: str, day: dt.date) -> None:
    assert read_date(typed) == day


def test_day_and_month_that_could_be_exchanged_are_named_not_guessed() -> None:
    with pytest.raises(DateError) as caught:
        read_date("03/04/2026")
    assert caught.value.problem is DateProblem.AMBIGUOUS
    assert caught.value.readings == (dt.date(2026, 4, 3), dt.date(2026, 3, 4))


def test_the_same_day_either_way_is_not_ambiguous() -> None:
    assert read_date("05/05/2026") == dt.date(2026, 5, 5)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", DateProblem.MISSING),
        ("　", DateProblem.MISSING),
        ("31/02/2026", DateProblem.IMPOSSIBLE),
        ("2026-02-31", DateProblem.IMPOSSIBLE),
        ("2026-13-01", DateProblem.IMPOSSIBLE),
        ("令和0年1月1日", DateProblem.IMPOSSIBLE),
        ("0000-01-01", DateProblem.IMPOSSIBLE),
        ("20/11/26", DateProblem.MALFORMED),
        ("46346", DateProblem.MALFORMED),
        ("2026-11-20 13:00", DateProblem.MALFORMED),
        ("20 Brumaire 2026", DateProblem.MALFORMED),
        ("tomorrow", DateProblem.MALFORMED),
        ("2026-11-20" + " " * 40, DateProblem.MALFORMED),
    ],
)
def test_what_is_no_date_says_why(typed: str, problem: DateProblem) -> None:
    with pytest.raises(DateError) as caught:
        read_date(typed)
    assert caught.value.problem is problem


@given(st.dates())
def test_iso_dates_are_read_back(day: dt.date) -> None:
    assert read_date(day.isoformat()) == day


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_a_named_problem(typed: str) -> None:
    problem: DateError | None = None
    try:
        read_date(typed)
    except DateError as error:
        problem = error
    assert problem is None or (len(problem.readings) == 2) == (problem.problem is DateProblem.AMBIGUOUS)
