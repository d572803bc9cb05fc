"""Waiting is counted in the chamber's business days, over weekends, holidays and year-end."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.calendar import BusinessCalendar
from issuance.domain.registration.waiting import last_late_day, waiting

CALENDAR = BusinessCalendar()
day = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("submitted", "today", "days", "due", "late"),
    [
        ("2026-11-02", "2026-11-02", 0, "2026-11-06", False),  # the 3rd is a public holiday
        ("2026-11-02", "2026-11-06", 3, "2026-11-06", False),
        ("2026-11-02", "2026-11-07", 3, "2026-11-06", True),  # a Saturday counts as no day, but the time is over
        ("2026-12-28", "2027-01-04", 3, "2027-01-04", False),  # 29 and 30 December, then year-end until 3 January
        ("2026-12-28", "2027-01-05", 4, "2027-01-04", True),
    ],
)
def test_business_days(submitted: str, today: str, days: int, due: str, late: bool) -> None:
    found = waiting(CALENDAR, day(submitted), day(today), 3)
    assert (found.days, found.due, found.is_late) == (days, day(due), late)
    assert found.is_due is (today == due)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2032, 1, 1)), st.integers(1, 30), st.integers(1, 60))
def test_the_last_late_day_tells_the_late_from_the_others(today: dt.date, target: int, ago: int) -> None:
    submitted = today - dt.timedelta(days=ago)
    is_late = waiting(CALENDAR, submitted, today, target).is_late
    assert (submitted <= last_late_day(CALENDAR, today, target)) is is_late
