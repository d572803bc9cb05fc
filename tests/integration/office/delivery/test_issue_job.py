"""The issue job: what is paid is issued once and delivered, whatever is pulled, lacks or comes twice (T2.5, T14.3)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from issuance.batch import Batch
from issuance.domain.application.states import State
from issuance.domain.ledger import Stage
from issuance.errors import KeyStoreError, RefusedError, StorageError
from issuance.office import Office
from issuance.services.delivery.job import Outcome, What
from issuance.services.delivery.patience import LONGEST_WAIT, MOST_REFUSALS
from issuance.storage.applications import change_application, get_application
from issuance.storage.signatories import get_signatory
from register.errors import RefusedError as RegisterRefusedError
from signing.record import Event
from tests.offices import Installation, Plug, PulledPlugError, draft, events_of
from tests.paid import CHAMBER, JOB, Trade
from tests.registrations import waiting_messages

Failing = Callable[..., object]


def delivered(office: Office, key: str) -> Outcome:
    return office.delivery.job.issue(CHAMBER, key)


def watched(installation: Installation, at: int = 0) -> tuple[Office, Plug]:
    """Open an office whose plug is pulled after the write number `at`: the job's own acts count as well."""
    plug = Plug(at)
    office = installation.open(plug)
    plug.watch_part("originals", office.originals, "keep_enclosures")
    plug.watch_part("job", office.delivery.job, "_begin", "_deliver")
    return office, plug


def failing_with(error: Exception) -> Failing:
    def fail(*_: object, **__: object) -> object:
        raise error

    return fail


def test_a_paid_application_is_issued_by_those_who_approved_it_and_its_people_are_told(
    installation: Installation,
) -> None:
    with installation.open() as office:
        trade = Trade.make(office)
        key = trade.apply(draft(), copies=2)

        outcomes = list(office.delivery.job.round(CHAMBER))

        entry = office.store.of_reference(CHAMBER, key)
        assert entry is not None
        application = trade.application(key)
        assert [(each.what, each.number) for each in outcomes] == [(What.DELIVERED, entry.public_number)]
        assert entry.stage is Stage.DELIVERED
        assert entry.officers == (trade.reviewer.id, trade.approver.id)
        assert application.state is State.DELIVERED
        assert application.certificate == entry.number.canonical
        assert application.delivered_at == office.clock()
        (told,) = waiting_messages(office, "certificate_delivered", trade.user.person.mail)
        assert (told["number"], told["last_day"]) == (entry.public_number, "24 March 2026")
        assert list(office.delivery.job.round(CHAMBER)) == []


def test_two_applications_that_are_equal_to_the_last_letter_become_two_certificates(
    installation: Installation,
) -> None:
    with installation.open() as office:
        trade = Trade.make(office)
        keys = {trade.apply(draft()), trade.apply(draft())}

        numbers = {outcome.number for outcome in office.delivery.job.round(CHAMBER)}

        assert len(keys) == len(numbers) == len(installation.numbers()) == 2


def test_a_job_whose_plug_is_pulled_after_any_write_ends_in_one_certificate(installation: Installation) -> None:
    with installation.open() as office:
        trade = Trade.make(office)
        key = trade.apply(draft())
    office, plug = watched(installation)
    with office:
        delivered(office, key)
    writes = plug.seen
    assert writes == [
        "job._begin",
        "originals.keep_enclosures",
        "store.take_number",
        "store.seal",
        "print_room.original",
        "originals.keep",
        "store.record_issue",
        "writer.publish",
        "store.mark_sent",
        "store.mark_published",
        "store.mark_delivered",
        "job._deliver",
    ]

    for at, name in enumerate(writes, start=1):
        with installation.open() as office:
            key = replace(trade, office=office).apply(draft())
        office, _ = watched(installation, at)
        with office, pytest.raises(PulledPlugError):
            delivered(office, key)

        with installation.open() as office:
            outcomes = list(office.delivery.job.round(CHAMBER))

            assert len(outcomes) == (0 if name == "job._deliver" else 1), name
            entry = office.store.of_reference(CHAMBER, key)
            assert entry is not None, name
            assert entry.stage is Stage.DELIVERED, name
            assert events_of(installation, entry) == [Event.ISSUE], name

    assert installation.numbers() == list(range(1, len(writes) + 2))
    with installation.open() as office:
        assert len(waiting_messages(office, "certificate_delivered")) == len(writes) + 1


def test_what_was_begun_is_finished_though_its_papers_are_gone(sqlite_installation: Installation) -> None:
    with sqlite_installation.open() as office:
        trade = Trade.make(office)
        key = trade.apply(draft())
    office, _ = watched(sqlite_installation, at=3)  # once the number is taken
    with office, pytest.raises(PulledPlugError):
        delivered(office, key)

    with sqlite_installation.open() as office:
        with office.units.act(JOB) as unit:
            specimen = get_signatory(unit, trade.signatory).specimen
            office.uploads.remove(unit, str(specimen))
        assert delivered(office, key).what is What.DELIVERED


def test_what_another_job_is_at_is_left_to_it(installation: Installation) -> None:
    with installation.open() as office:
        key = Trade.make(office).apply(draft())
        with office.claims.take(f"application {CHAMBER} {key}"):
            assert delivered(office, key).what is What.PASSED
        assert delivered(office, key).what is What.DELIVERED


@pytest.mark.parametrize(
    "error", [KeyStoreError("The key is locked."), RefusedError("A rule forbids it.")], ids=["key locked", "rule"]
)
def test_what_cannot_be_issued_stops_with_the_sentence_and_uses_no_number(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    with installation.open() as office:
        trade = Trade.make(office)
        key = trade.apply(draft())
        monkeypatch.setattr(office.print_room, "check", failing_with(error))

        outcome = delivered(office, key)

        application = trade.application(key)
        assert (outcome.what, application.state) == (What.STOPPED, State.ISSUE_STOPPED)
        assert application.stopped_because == str(error)
        assert application.certificate is None
        assert installation.numbers() == []


def test_a_database_that_is_away_stops_nothing_and_the_next_round_goes_on(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with installation.open() as office:
        trade = Trade.make(office)
        key = trade.apply(draft())
        monkeypatch.setattr(office.store, "seal", failing_with(StorageError("No space.")))
        assert delivered(office, key).what is What.LATER
        assert trade.application(key).state is State.ISSUING

    with installation.open() as office:
        assert [outcome.what for outcome in office.delivery.job.round(CHAMBER)] == [What.DELIVERED]
    assert installation.numbers() == [1]


def test_a_replacement_replaces_what_its_application_names(installation: Installation) -> None:
    with installation.open() as office:
        trade = Trade.make(office)
        old = delivered(office, trade.apply(draft()))
        new = delivered(office, trade.apply(draft(), replaces=old.number))

        entry = office.store.find_public(str(old.number))
        assert entry is not None
        assert events_of(installation, entry) == [Event.ISSUE, Event.REPLACE]
        assert new.what is What.DELIVERED


def test_where_many_wait_several_processes_issue_each_of_them_once(sqlite_present_installation: Installation) -> None:
    with sqlite_present_installation.open() as office:
        trade = Trade.make(office, valid_until=dt.date(2090, 1, 1))
        keys = [trade.apply(draft()) for _ in range(3)]
        waiting = list(office.delivery.job.waiting(CHAMBER))
        with Batch(sqlite_present_installation.config) as batch:
            outcomes = list(batch.deliver(CHAMBER, [*waiting, *waiting]))

        assert sorted(waiting) == sorted(keys)
        assert [outcome.what for outcome in outcomes].count(What.DELIVERED) == len(keys)
        assert sqlite_present_installation.numbers() == [1, 2, 3]


def test_rush_comes_before_everything_and_then_what_is_due_first(sqlite_installation: Installation) -> None:
    with sqlite_installation.open() as office:
        trade = Trade.make(office)
        late, soon, rush = (trade.apply(draft()) for _ in range(3))
        with office.units.act(JOB) as unit:
            for key, columns in (
                (soon, {"due_at": unit.now}),
                (late, {"due_at": unit.now + dt.timedelta(days=1)}),
                (rush, {"rush": True}),
            ):
                change_application(unit, get_application(unit, key), columns)

        assert list(office.delivery.job.waiting(CHAMBER)) == [rush, soon, late]


def test_what_the_register_refuses_for_good_stops_after_ten_tries_and_goes_on_once_a_person_says_so(
    sqlite_installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_installation.open() as office:
        trade = Trade.make(office)
        key = trade.apply(draft())
        with monkeypatch.context() as patch:
            patch.setattr(office.writer, "publish", failing_with(RegisterRefusedError("Another seal stands there.")))
            tried = [delivered(office, key).what for _ in range(MOST_REFUSALS)]
            assert tried == [What.LATER] * (MOST_REFUSALS - 1) + [What.STOPPED]
        stopped = trade.application(key)
        assert (stopped.state, stopped.certificate is not None) == (State.ISSUE_STOPPED, True)
        assert "Another seal stands there." in stopped.stopped_because
        office.delivery.stops.try_again(trade.officers[0], key, stopped.version)
        assert delivered(office, key).what is What.DELIVERED


def test_what_cannot_be_reached_is_waited_for_a_day_and_said_meanwhile(
    sqlite_installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_installation.open() as office:
        trade, begun = Trade.make(office), office.clock()
        key = trade.apply(draft())
        monkeypatch.setattr(office.store, "seal", failing_with(StorageError("No space.")))
        assert {delivered(office, key).what for _ in range(MOST_REFUSALS + 2)} == {What.LATER}
        assert office.delivery.stops.overview(trade.officers[0]).in_the_way == {key: "No space."}

        office.clock = lambda: begun + LONGEST_WAIT

        assert delivered(office, key).what is What.STOPPED
        assert "No space." in trade.application(key).stopped_because


def test_printing_of_what_is_replaced_ends_with_the_delivery_of_its_successor(
    sqlite_installation: Installation,
) -> None:
    with sqlite_installation.open() as office:
        trade = Trade.make(office)
        before = trade.apply(draft())
        number = delivered(office, before).number
        assert trade.application(before).state is State.DELIVERED
        delivered(office, trade.apply(draft(), replaces=number))
        assert trade.application(before).state is State.PRINT_CLOSED


def test_of_two_that_replace_the_same_certificate_one_is_issued_and_the_other_stops_without_a_number(
    sqlite_installation: Installation,
) -> None:
    with sqlite_installation.open() as office:
        trade = Trade.make(office)
        old = delivered(office, trade.apply(draft())).number
        outcomes = [delivered(office, trade.apply(draft(), replaces=old)) for _ in range(2)]
        assert [each.what for each in outcomes] == [What.DELIVERED, What.STOPPED]
        assert sqlite_installation.numbers() == [1, 2]
