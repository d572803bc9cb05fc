"""An issue that stopped: tried again under its number, or given up by two officers; never decided by one (T2.5)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from issuance.domain.application.states import State
from issuance.domain.ledger import Stage
from issuance.errors import ConflictError, KeyStoreError, RefusedError
from issuance.office import Office
from issuance.services.delivery.job import What
from signing.record import Event
from tests.builders import NOW
from tests.office_databases import sqlite_urls
from tests.offices import Installation, draft, events_of
from tests.paid import CHAMBER, Trade


@pytest.fixture
def place(office_templates: Callable[[int], Path], tmp_path: Path) -> Installation:
    return Installation.make(office_templates(NOW.year), tmp_path / "office", sqlite_urls(tmp_path / "office"))


def stopped(office: Office, trade: Trade, part: str = "original") -> str:
    """Return an application whose issue stopped with its number sealed, for a key was locked."""
    key = trade.apply(draft())

    def locked(*_: object, **__: object) -> object:
        raise KeyStoreError("The key is locked.")

    working = getattr(office.print_room, part)
    setattr(office.print_room, part, locked)
    assert office.delivery.job.issue(CHAMBER, key).what is What.STOPPED
    setattr(office.print_room, part, working)
    return key


def test_what_stopped_is_tried_again_under_the_same_number(place: Installation) -> None:
    with place.open() as office:
        trade = Trade.make(office)
        reviewer, _ = trade.officers
        key = stopped(office, trade)
        seen = office.delivery.stops.one(reviewer, key)
        assert seen.entry is not None
        assert seen.application.stopped_because == "The key is locked."
        assert seen.can_be_voided

        office.delivery.stops.try_again(reviewer, key, seen.application.version)
        (outcome,) = office.delivery.job.round(CHAMBER)

        assert (outcome.what, outcome.number) == (What.DELIVERED, seen.entry.public_number)
        assert trade.application(key).stopped_because == ""


def test_a_number_is_given_up_by_two_officers_and_the_job_does_it(place: Installation) -> None:
    with place.open() as office:
        trade = Trade.make(office)
        (reviewer, approver), (_, other) = trade.officers, Trade.make(office).officers
        stops, key = office.delivery.stops, stopped(office, trade)
        stops.ask_void(other, key, trade.application(key).version, "The wrong exporter")
        assert list(office.delivery.voiding.round(CHAMBER)) == []
        with pytest.raises(RefusedError, match="Two different officers"):
            stops.confirm_void(other, key, trade.application(key).version)
        with pytest.raises(RefusedError, match="roles"):
            stops.confirm_void(reviewer, key, trade.application(key).version)
        stops.confirm_void(approver, key, trade.application(key).version)
        with pytest.raises(RefusedError, match="wait"):
            stops.try_again(approver, key, trade.application(key).version)

        (voided,) = office.delivery.voiding.round(CHAMBER)

        assert voided.reason == ""
        (entry,) = place.entries()
        assert (entry.stage, entry.public_number) == (Stage.VOIDED, voided.number)
        assert events_of(place, entry) == [Event.VOID]
        application = trade.application(key)
        assert (application.state, application.certificate) == (State.ISSUE_STOPPED, None)
        assert list(office.delivery.voiding.round(CHAMBER)) == []


def test_after_a_number_was_given_up_the_application_gets_another_one(place: Installation) -> None:
    with place.open() as office:
        trade = Trade.make(office)
        reviewer, approver = trade.officers
        key = stopped(office, trade)
        office.delivery.stops.ask_void(reviewer, key, trade.application(key).version, "A fault")
        office.delivery.stops.confirm_void(approver, key, trade.application(key).version)
        list(office.delivery.voiding.round(CHAMBER))

        office.delivery.stops.try_again(approver, key, trade.application(key).version)
        (outcome,) = office.delivery.job.round(CHAMBER)

        assert outcome.what is What.DELIVERED
        assert [entry.stage for entry in place.entries()] == [Stage.VOIDED, Stage.DELIVERED]


def test_a_number_that_was_finished_before_it_could_be_given_up_is_delivered(place: Installation) -> None:
    """Two officers have decided, and an operator's `issuance resume` was first: nothing is left that nobody can end."""
    with place.open() as office:
        trade = Trade.make(office)
        reviewer, approver = trade.officers
        key = stopped(office, trade)
        office.delivery.stops.ask_void(reviewer, key, trade.application(key).version, "A fault")
        office.delivery.stops.confirm_void(approver, key, trade.application(key).version)
        assert len(list(office.issuing.resume())) == 1

        (voided,) = office.delivery.voiding.round(CHAMBER)
        assert "can be revoked, but no longer voided" in voided.reason
        assert office.delivery.stops.one(reviewer, key).asked is None
        office.delivery.stops.try_again(reviewer, key, trade.application(key).version)

        assert [each.what for each in office.delivery.job.round(CHAMBER)] == [What.DELIVERED]
        assert [entry.stage for entry in place.entries()] == [Stage.DELIVERED]


def test_a_page_that_was_open_too_long_decides_nothing(place: Installation) -> None:
    with place.open() as office:
        trade = Trade.make(office)
        reviewer, approver = trade.officers
        key = stopped(office, trade)
        version = trade.application(key).version
        office.delivery.stops.ask_void(reviewer, key, version, "A fault")

        with pytest.raises(ConflictError):
            office.delivery.stops.try_again(approver, key, version)
        with pytest.raises(ConflictError):
            office.delivery.stops.confirm_void(approver, key, version)


def test_what_took_no_number_has_none_to_give_up(place: Installation) -> None:
    with place.open() as office:
        trade = Trade.make(office)
        reviewer, _ = trade.officers
        key = stopped(office, trade, "check")

        with pytest.raises(RefusedError, match="no number"):
            office.delivery.stops.ask_void(reviewer, key, trade.application(key).version, "A fault")
