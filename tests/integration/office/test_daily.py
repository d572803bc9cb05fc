"""The daily round on both databases: expiry, reminders, run twice, late, at once (terms, articles 7 and 8-5)."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from issuance.domain.registration.states import State
from issuance.language import ENGLISH
from issuance.services.registrar.daily import DailyReport, DailyRound
from tests.office_databases import Urls
from tests.registered import CODE, Chamber

NOTHING = DailyReport(0, 0)


@pytest.fixture
def chamber(office_urls: Urls) -> Iterator[Chamber]:
    opened = Chamber(office_urls.office)
    yield opened
    opened.engine.dispose()


def run(chamber: Chamber, moment: str) -> DailyReport:
    chamber.at(moment)
    return DailyRound(chamber.units, chamber.told, "https://office.example").run(CODE)


@pytest.mark.parametrize(
    ("until", "last_second", "first_second"),
    [
        ("2026-12-31", "2026-12-31 23:59:59", "2027-01-01 00:00"),  # year-end
        ("2028-02-29", "2028-02-29 23:59:59", "2028-03-01 00:00"),  # leap day
        ("2028-03-09", "2028-03-09 23:59:59", "2028-03-10 00:00"),
    ],
)
def test_t7_it_is_over_with_the_last_day_in_japan(
    chamber: Chamber, until: str, last_second: str, first_second: str
) -> None:
    registration = chamber.register(until=until)
    run(chamber, last_second)
    assert chamber.state(registration) is State.ACTIVE
    assert run(chamber, first_second) == DailyReport(1, 0)
    assert chamber.state(registration) is State.EXPIRED
    assert chamber.told.notices[-1][1:] == (
        "registration_expired",
        {"last_day": ENGLISH.day_text(dt.date.fromisoformat(until)), "link": "https://office.example/TYO/registration"},
    )


def test_each_reminder_is_sent_once_on_its_day(chamber: Chamber) -> None:
    chamber.register(until="2026-12-31")
    sent = {}
    for day in ("11-30", "12-01", "12-02", "12-16", "12-17", "12-18", "12-27", "12-28", "12-29", "12-31"):
        before = len(chamber.told.notices)
        for hour in ("00:05", "18:00"):
            run(chamber, f"2026-{day} {hour}")
        sent[day] = chamber.told.templates[before:]
    assert {day: templates for day, templates in sent.items() if templates} == {
        "12-01": ["renewal_opens"],
        "12-17": ["renewal_reminder"],
        "12-28": ["renewal_reminder"],
    }
    assert [values.get("days") for _, _, values in chamber.told.notices] == [None, "15", "4"]


def test_after_days_without_a_round_one_reminder_is_enough(chamber: Chamber) -> None:
    chamber.register(until="2026-12-31")
    assert run(chamber, "2026-12-29 09:00") == DailyReport(0, 1)
    assert run(chamber, "2026-12-30 09:00") == NOTHING
    assert chamber.told.templates == ["renewal_reminder"]


def test_a_renewed_registration_is_reminded_of_its_new_end(chamber: Chamber) -> None:
    from issuance.domain.registration.states import Event
    from issuance.storage.registrations import find_registration, move_registration
    from tests.registered import japan, registrar

    registration = chamber.register(until="2026-12-31")
    run(chamber, "2026-12-17 09:00")
    with chamber.units.act(registrar()) as unit:
        found = find_registration(unit, registration)
        assert found is not None
        filed = move_registration(unit, found, Event.SUBMIT_RENEWAL)
        move_registration(unit, filed, Event.APPROVE_RENEWAL, valid_until=japan("2028-12-31 12:00").date())
    assert run(chamber, "2026-12-29 09:00") == NOTHING
    assert run(chamber, "2028-12-17 09:00") == DailyReport(0, 1)


@pytest.mark.parametrize(
    "state", [State.RENEWAL_SUBMITTED, State.SUSPENDED, State.WITHDRAWN, State.TERMINATED, State.EXPIRED]
)
def test_who_has_filed_or_ended_is_left_alone(chamber: Chamber, state: State) -> None:
    registration = chamber.register(state, until="2026-12-31")
    assert run(chamber, "2026-12-29 09:00") == NOTHING
    assert run(chamber, "2027-02-01 09:00") == NOTHING
    assert chamber.state(registration) is state


def test_rounds_at_once_do_each_thing_once(chamber: Chamber) -> None:
    """Real threads: four rounds at the same time."""
    for _ in range(3):
        chamber.register(until="2026-12-31")
        chamber.register(until="2026-12-20")
    chamber.at("2026-12-29 09:00")
    daily = DailyRound(chamber.units, chamber.told, "https://office.example")
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: daily.run(CODE), range(4)))
    assert (sum(report.expired for report in reports), sum(report.reminded for report in reports)) == (3, 3)
    assert chamber.acts().count("registration.expire") == 3
    assert chamber.acts().count("registration.remind") == 3
    assert run(chamber, "2026-12-29 09:01") == NOTHING
