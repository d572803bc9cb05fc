"""Statements of months: what one ends with is what the next begins with, and none changes afterwards."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.fees.charge import Charge, ChargeState, Line, LineKind, Sum
from issuance.domain.fees.movement import Movement, Way
from issuance.domain.fees.statement import Month, statement_of
from issuance.errors import RefusedError
from signing.content import Kind

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
NOON = dt.time(3, tzinfo=dt.UTC)


def charge(day: dt.date, yen: int, state: ChargeState = ChargeState.OPEN, since: dt.date | None = None) -> Charge:
    at = dt.datetime.combine(since or day, NOON)
    owed = Sum((Line(LineKind.CERTIFICATE, 1, yen),), 0)
    return Charge("c", "F-2222-2222", "a", "A-2222-2222", Kind.COO_JP, "o", owed, state, at, day, day, None, 1)


def money(day: dt.date, yen: int) -> Movement:
    return Movement("m", "o", yen, Way.TRANSFER, day, "", None, None, dt.datetime.combine(day, NOON), None)


CHARGES = st.lists(st.builds(charge, DAYS, st.integers(1, 9999)))
MOVEMENTS = st.lists(st.builds(money, DAYS, st.integers(-9999, 9999).filter(bool)))


@given(CHARGES, MOVEMENTS, st.integers(2, 12))
def test_a_month_begins_with_what_the_one_before_ended_with(
    charges: list[Charge], movements: list[Movement], number: int
) -> None:
    month = Month(dt.date(2026, number, 1))
    this, before = (statement_of(each, charges, movements) for each in (month, month.before))
    assert this.opening == before.closing


@given(CHARGES, MOVEMENTS)
def test_the_last_month_ends_with_all_that_was(charges: list[Charge], movements: list[Movement]) -> None:
    whole = statement_of(Month(dt.date(2026, 12, 1)), charges, movements)
    assert whole.closing == sum(each.amount for each in movements) - sum(each.sum.total for each in charges)


def test_what_is_cancelled_later_changes_no_earlier_statement() -> None:
    made = charge(dt.date(2026, 3, 31), 500)
    cancelled = replace(
        made, state=ChargeState.CANCELLED, state_since=dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC)
    )  # midnight of 1 April in Japan
    march, april = Month(dt.date(2026, 3, 1)), Month(dt.date(2026, 4, 1))
    assert statement_of(march, [made], []).closing == statement_of(march, [cancelled], []).closing == -500
    assert statement_of(april, [cancelled], []).closing == 0


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-3", "2026-00", "1999-01", "2026-03-01", "x" * 99])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        Month.read(text)


def test_months() -> None:
    assert (str(Month.read("2026-02")), Month.read("2028-02").last) == ("2026-02", dt.date(2028, 2, 29))
    assert str(Month.read("2026-01").before) == "2025-12"
