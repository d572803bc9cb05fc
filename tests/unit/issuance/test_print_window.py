"""Until when a delivered certificate is printed, and when its applicant is reminded (T14.3)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from issuance.domain.calendar import BusinessCalendar, japan_date
from issuance.domain.delivery.sheets import Sheet, sheets
from issuance.domain.delivery.window import Reminder, closes_at, days_left, is_open, last_day, reminder_on
from issuance.domain.registration.measures import Deadline

TOKYO = ZoneInfo("Asia/Tokyo")
CALENDAR = BusinessCalendar()


def japan(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("delivered", "last_second"),
    [
        ("2026-03-10 12:00", "2026-03-24 23:59:59"),
        ("2026-03-10 00:00", "2026-03-24 23:59:59"),
        ("2026-03-10 23:59:59", "2026-03-24 23:59:59"),
        ("2026-12-20 09:00", "2027-01-03 23:59:59"),
        ("2028-02-20 09:00", "2028-03-05 23:59:59"),
    ],
    ids=["noon", "first second of a day", "last second of a day", "over the year's end", "over a leap day"],
)
def test_t14_3_the_last_second_is_open_and_the_first_one_after_it_is_not(delivered: str, last_second: str) -> None:
    at, last = japan(delivered), japan(last_second)

    assert is_open(at, last)
    assert is_open(at, last + dt.timedelta(microseconds=999_999))
    assert not is_open(at, last + dt.timedelta(seconds=1))
    assert closes_at(at) == last + dt.timedelta(seconds=1)


def test_t14_3_days_are_japans_and_not_those_of_greenwich() -> None:
    in_greenwich_still_the_ninth = dt.datetime(2026, 3, 9, 15, 30, tzinfo=dt.UTC)

    assert last_day(in_greenwich_still_the_ninth) == dt.date(2026, 3, 24)


def test_t14_3_days_left_count_as_those_of_demands_and_end_at_nothing() -> None:
    delivered = japan("2026-03-10 12:00")

    deadline = Deadline(japan_date(delivered))

    assert days_left(delivered, delivered) == 14
    assert days_left(delivered, japan("2026-03-11 00:00")) == 14
    assert days_left(delivered, japan("2026-03-24 23:59:59")) == 1
    assert days_left(delivered, japan("2026-03-25 00:00")) == 0
    for day in range(20):
        now = delivered + dt.timedelta(days=day)
        assert days_left(delivered, now) == deadline.days_left(japan_date(now))


@pytest.mark.parametrize(
    ("now", "reminder"),
    [
        ("2026-03-16 23:59", None),
        ("2026-03-17 00:00", Reminder.HALF),
        ("2026-03-22 12:00", Reminder.HALF),
        ("2026-03-23 00:00", Reminder.LAST),
        ("2026-03-24 23:59", Reminder.LAST),
        ("2026-03-25 00:00", None),
    ],
)
def test_t14_3_reminders_on_day_7_and_on_the_last_business_day_before_the_14th(
    now: str, reminder: Reminder | None
) -> None:
    # 24 March 2026 is a Tuesday, Monday the 23rd a business day; Friday the 20th was a public holiday.
    assert reminder_on(japan("2026-03-10 12:00"), japan(now), CALENDAR) is reminder


def test_t14_3_at_the_years_end_the_last_reminder_comes_before_the_holidays() -> None:
    delivered = japan("2026-12-20 09:00")  # until Sunday 3 January; banks close from the 31st on

    assert reminder_on(delivered, japan("2026-12-29 09:00"), CALENDAR) is Reminder.HALF
    assert reminder_on(delivered, japan("2026-12-30 09:00"), CALENDAR) is Reminder.LAST


@pytest.mark.parametrize("name", ["", "copy-0", "copy-3", "copy-01", "copy-１", "ORIGINAL", "original\n", "copy--1"])
def test_what_was_not_ordered_is_no_sheet(name: str) -> None:
    assert Sheet.of(name, copies=2) is None


def test_sheets_are_found_by_their_names() -> None:
    assert [Sheet.of(sheet.name, copies=2) for sheet in sheets(2)] == list(sheets(2))
