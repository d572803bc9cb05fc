"""Terms, annex 1 (A4): 8:30 to 17:30 on business days; no weekends, public holidays, year-end."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from issuance.domain.calendar import (
    ZONE,
    BusinessCalendar,
    Closed,
    Closure,
    holidays_of,
    japan_date,
    japan_midnight,
)
from issuance.domain.texts import Bilingual

REASON = Bilingual(ja="創立記念日", en="Foundation day")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def there(text: str) -> dt.datetime:
    """Return an instant that is written as Japan's clocks show it."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


CALENDAR = BusinessCalendar(
    closures=(Closure(first=day("2026-12-28"), last=day("2027-01-05"), reason=REASON),),
    open_days=frozenset({day("2026-11-21")}),
)


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("2026-11-20", None),
        ("2026-11-22", Closed.WEEKEND),
        ("2026-11-23", Closed.HOLIDAY),
        ("2026-09-22", Closed.HOLIDAY),  # between two holidays: the law makes it one
        ("2025-12-31", Closed.YEAR_END),
        ("2025-01-03", Closed.YEAR_END),
        ("2026-01-01", Closed.HOLIDAY),
        ("2026-12-28", Closed.OWN),
        ("2027-01-05", Closed.OWN),
        ("2027-01-06", None),
        ("2026-11-21", None),  # a Saturday on which this chamber is open
        ("2024-02-29", None),
        ("2150-07-17", None),  # beyond what is known of holidays
    ],
)
def test_a4_which_days_are_business_days(date: str, why: Closed | None) -> None:
    assert CALENDAR.why_closed(day(date)) is why
    assert CALENDAR.is_business_day(day(date)) is (why is None)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-20T08:29:59.999999", "2026-11-20T08:30"),
        ("2026-11-20T08:30", "2026-11-20T08:30"),
        ("2026-11-20T17:29:59.999999", "2026-11-20T17:29:59.999999"),
        ("2026-11-20T17:30", "2026-11-21T08:30"),
        ("2026-11-21T18:00", "2026-11-24T08:30"),  # over a Sunday and a holiday
        ("2026-12-25T23:59:59", "2027-01-06T08:30"),  # over year-end and the chamber's own days
    ],
)
def test_a4_when_the_office_opens_again(now: str, opening: str) -> None:
    found = CALENDAR.next_opening(there(now).astimezone(dt.UTC))
    assert found == there(opening)
    assert CALENDAR.is_open(there(now)) is (now == opening)


def test_a_chamber_that_never_opens_names_no_opening() -> None:
    months = [(day("2026-01-01") + dt.timedelta(days=60 * n)) for n in range(8)]
    closures = tuple(Closure(first=first, last=first + dt.timedelta(days=59), reason=REASON) for first in months)
    assert BusinessCalendar(closures=closures).next_opening(there("2026-01-01T00:00")) is None


def test_the_day_changes_at_midnight_in_japan() -> None:
    assert japan_date(dt.datetime(2026, 12, 31, 14, 59, 59, tzinfo=dt.UTC)) == day("2026-12-31")
    assert japan_date(dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC)) == day("2027-01-01")
    assert japan_midnight(day("2027-01-01")) == dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC)


def test_what_comes_in_on_a_friday_and_takes_one_day_is_due_on_the_next_business_day() -> None:
    assert BusinessCalendar().add_business_days(day("2026-11-20"), 1) == day("2026-11-24")
    assert BusinessCalendar().add_business_days(day("2026-11-21"), 0) == day("2026-11-24")
    with pytest.raises(ValueError, match="0 or more"):
        BusinessCalendar().add_business_days(day("2026-11-20"), -1)


@given(first=st.dates(day("1990-01-01"), day("2090-01-01")), count=st.integers(1, 60))
def test_adding_and_counting_business_days_agree(first: dt.date, count: int) -> None:
    due = CALENDAR.add_business_days(first, count)
    assert CALENDAR.is_business_day(due)
    assert CALENDAR.business_days_between(first, due) == count
    assert CALENDAR.business_days_between(due, first) == 0


@given(seconds=st.integers(0, 100 * 366 * 86_400), microseconds=st.sampled_from([0, 1, 999_999]))
def test_the_office_is_open_when_it_next_opens_and_not_before(seconds: int, microseconds: int) -> None:
    now = there("1990-01-01T00:00") + dt.timedelta(seconds=seconds, microseconds=microseconds)
    opening = CALENDAR.next_opening(now)
    assert opening is not None
    assert opening >= now
    assert CALENDAR.is_open(opening)
    assert opening == now or not CALENDAR.is_open(opening - dt.timedelta(microseconds=1))


def test_holidays_have_names_in_both_languages() -> None:
    assert holidays_of(2026)[day("2026-11-23")] == "勤労感謝の日"
    assert holidays_of(2026, "en")[day("2026-11-23")] == "Labor Thanksgiving Day"


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": dt.time(17, 30), "closes": dt.time(8, 30)},
        {"opens": dt.time(9), "closes": dt.time(9)},
        {"closures": [{"first": "2026-01-02", "last": "2026-01-01", "reason": {"en": "No"}}]},
        {"closures": [{"first": "2026-01-01", "last": "2026-12-31", "reason": {"en": "No"}}]},
        {"hours": "9-5"},
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BusinessCalendar.model_validate(wrong)


def test_equal_calendars_are_equal_bytes() -> None:
    days = [day("2026-11-21"), day("2026-05-02"), day("2027-05-01"), day("2026-01-10")]
    written = {
        BusinessCalendar(open_days=frozenset(order)).model_dump_json() for order in (days, days[::-1], sorted(days))
    }
    assert len(written) == 1
    assert BusinessCalendar.model_validate_json(written.pop()).open_days == frozenset(days)
