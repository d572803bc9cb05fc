"""An office whose clock lies behind gives out no number: a certificate would bear a date that is over."""

import datetime as dt

import pytest

from issuance.errors import ClockError, StorageError
from issuance.services.certificates.issue import CLOCK_SLACK
from issuance.services.delivery.job import What
from signing.record import RevocationReason
from tests.builders import NOW
from tests.offices import OFFICERS, Installation, draft, numbered_request
from tests.paid import CHAMBER, Trade

A_DAY = dt.timedelta(days=1)


def test_nothing_is_issued_before_the_newest_number(installation: Installation) -> None:
    with installation.open() as office:
        newest = office.issuing.issue(numbered_request(1))
    installation.clock = lambda: NOW - A_DAY
    with installation.open() as office, pytest.raises(ClockError, match="clock says 2026-03-09 03:00") as refusal:
        office.issuing.issue(numbered_request(2))
    assert newest.public_number in str(refusal.value)
    assert installation.numbers() == [1]
    installation.clock = lambda: NOW
    with installation.open() as office:
        assert office.issuing.issue(numbered_request(2)).number.sequence == 2


def test_clocks_of_two_machines_may_disagree_a_little(sqlite_installation: Installation) -> None:
    for index, behind in enumerate((dt.timedelta(), CLOCK_SLACK), start=1):
        sqlite_installation.clock = lambda behind=behind: NOW - behind  # type: ignore[misc]  # mypy cannot tell its type
        with sqlite_installation.open() as office:
            assert office.issuing.issue(numbered_request(index)).number.sequence == index


def test_a_clock_that_was_ahead_stops_the_office_until_its_certificate_is_revoked(installation: Installation) -> None:
    installation.clock = lambda: NOW + A_DAY
    with installation.open() as office:
        of_tomorrow = office.issuing.issue(numbered_request(1))
    installation.clock = lambda: NOW
    with installation.open() as office:
        with pytest.raises(ClockError, match="revoke what bears a wrong date"):
            office.issuing.issue(numbered_request(2))
        # The ledger knows at once; the register takes the record when the day that it follows has come.
        with pytest.raises(StorageError, match="stays in the outbox"):
            office.revoking.revoke(of_tomorrow.number, RevocationReason.CHAMBER_ERROR, OFFICERS)
        assert office.issuing.issue(numbered_request(2)).number.sequence == 2


def test_what_is_paid_waits_for_the_right_clock_and_needs_no_officer(sqlite_installation: Installation) -> None:
    with sqlite_installation.open() as office:
        trade = Trade.make(office)
        office.issuing.issue(numbered_request(1))
        key = trade.apply(draft())
    sqlite_installation.clock = lambda: NOW - A_DAY
    with sqlite_installation.open() as office:
        assert office.delivery.job.issue(CHAMBER, key).what is What.LATER
    sqlite_installation.clock = lambda: NOW
    with sqlite_installation.open() as office:
        assert office.delivery.job.issue(CHAMBER, key).what is What.DELIVERED
