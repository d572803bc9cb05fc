"""The plug is pulled after every single write: run again, it ends as if nothing had happened.

Each act runs in one installation once per write that it makes. Each time the process ends right after that write, when
nobody has heard of it yet; then a new process does the same again.
"""

from collections.abc import Callable

import pytest

from issuance.domain.ledger import LedgerEntry, Stage
from issuance.office import Office
from signing.record import Event, RevocationReason, State
from tests.offices import (
    OFFICERS,
    Installation,
    Plug,
    PulledPlugError,
    events_of,
    numbered_request,
    signed_status,
    waiting_records,
)

Act = Callable[[Office], LedgerEntry]


def issuing(index: int, replaces: LedgerEntry | None = None) -> Act:
    request = numbered_request(index, replaces=replaces.public_number if replaces else None)
    return lambda office: office.issuing.issue(request)


def revoking(entry: LedgerEntry) -> Act:
    return lambda office: office.revoking.revoke(entry.number, RevocationReason.CHAMBER_ERROR, OFFICERS)


def voiding(entry: LedgerEntry) -> Act:
    return lambda office: office.revoking.void(entry.number, OFFICERS)


def run(installation: Installation, act: Act) -> LedgerEntry:
    """Let a new process do it."""
    with installation.open() as office:
        return act(office)


def writes_of(installation: Installation, act: Act) -> list[str]:
    """Let a new process do it and return the names of its writes."""
    plug = Plug()
    with installation.open(plug) as office:
        act(office)
    return plug.seen


def cut_off(installation: Installation, at: int, act: Act) -> None:
    """Let a new process do it whose plug is pulled after the write number `at`."""
    with installation.open(Plug(at)) as office, pytest.raises(PulledPlugError):
        act(office)


def signed_state(installation: Installation, entry: LedgerEntry) -> State:
    assert entry.sid is not None
    return signed_status(installation).state(entry.sid)


def test_an_issue_that_is_cut_off_is_finished_with_the_same_number_salt_and_seal(installation: Installation) -> None:
    writes = writes_of(installation, issuing(0))
    assert writes == [
        "store.take_number",
        "store.seal",
        "print_room.original",
        "originals.keep",
        "store.record_issue",
        "writer.publish",
        "store.mark_sent",
        "store.mark_published",
        "store.mark_delivered",
    ]

    for at, name in enumerate(writes[:-1], start=1):
        cut_off(installation, at, issuing(at))
        left = installation.entries()[at]
        assert left.stage is not Stage.DELIVERED, name

        finished = run(installation, issuing(at))

        assert finished.number == left.number, name
        assert finished.issue_date == left.issue_date, name
        assert left.content in (None, finished.content), name  # the content holds the salt
        assert left.seal in (None, finished.seal), name
        assert finished.stage is Stage.DELIVERED, name
        assert events_of(installation, finished) == [Event.ISSUE], name

    assert installation.numbers() == list(range(1, len(writes) + 1))
    assert waiting_records(installation) == []


def test_what_a_crash_left_is_printed_again_and_the_recorded_original_is_the_one_that_opens(
    installation: Installation,
) -> None:
    after_keeping = 4
    cut_off(installation, after_keeping, issuing(1))

    finished = run(installation, issuing(1))

    with installation.open() as office:
        assert office.originals.open(finished).startswith(b"%PDF")


def test_an_issue_that_was_cut_off_after_its_last_write_is_complete(installation: Installation) -> None:
    cut_off(installation, len(writes_of(installation, issuing(0))), issuing(1))

    delivered = installation.entries()[1]

    assert delivered.stage is Stage.DELIVERED
    assert events_of(installation, delivered) == [Event.ISSUE]
    # Nobody heard of it, so the same request would be a new one; the demo, which repeats requests, looks it up.
    with installation.open() as office:
        assert office.store.find_request(numbered_request(1).digest) == [delivered]


def test_resume_finishes_what_any_crash_left_in_the_name_of_those_who_approved(installation: Installation) -> None:
    writes = writes_of(installation, issuing(0))
    for at in range(1, len(writes)):
        cut_off(installation, at, issuing(at))

    with installation.open() as office:
        results = list(office.issuing.resume())
        office.publisher.drain()

    entries = installation.entries()
    assert results == entries[1:]
    assert {entry.stage for entry in entries} == {Stage.DELIVERED}
    assert all(events_of(installation, entry) == [Event.ISSUE] for entry in entries)
    assert {entry.officers for entry in entries} == {OFFICERS}
    assert waiting_records(installation) == []


def test_a_replacement_that_is_cut_off_replaces_once(installation: Installation) -> None:
    writes = writes_of(installation, issuing(1, run(installation, issuing(0))))
    assert writes[-5:] == [
        "store.mark_published",
        "writer.append",
        "status_desk.publish",
        "store.mark_sent",
        "store.mark_delivered",
    ]

    for at, name in enumerate(writes[:-1], start=1):
        old = run(installation, issuing(100 + at))
        cut_off(installation, at, issuing(200 + at, old))
        if Event.REPLACE in events_of(installation, old):
            # At no instant does the old one say that it is replaced by something that nobody finds.
            assert events_of(installation, installation.entries()[-1]) == [Event.ISSUE], name

        new = run(installation, issuing(200 + at, old))

        assert events_of(installation, old) == [Event.ISSUE, Event.REPLACE], name
        assert events_of(installation, new) == [Event.ISSUE], name
        assert new.stage is Stage.DELIVERED, name
        assert signed_state(installation, old) is State.REPLACED, name
        assert signed_state(installation, new) is State.IN_FORCE, name

    assert installation.numbers() == list(range(1, 2 * len(writes) + 1))
    assert waiting_records(installation) == []


def test_a_revocation_that_is_cut_off_is_made_once_and_is_in_the_signed_status(installation: Installation) -> None:
    writes = writes_of(installation, revoking(run(installation, issuing(0))))
    assert writes == ["store.add_record", "writer.append", "status_desk.publish", "store.mark_sent"]

    for at, name in enumerate(writes, start=1):
        entry = run(installation, issuing(at))
        cut_off(installation, at, revoking(entry))

        run(installation, revoking(entry))

        assert events_of(installation, entry) == [Event.ISSUE, Event.REVOKE], name
        assert signed_state(installation, entry) is State.REVOKED, name
    assert waiting_records(installation) == []


def test_a_revocation_that_was_cut_off_is_also_sent_by_the_timer(installation: Installation) -> None:
    for at in (1, 2, 3):
        entry = run(installation, issuing(at))
        cut_off(installation, at, revoking(entry))

        with installation.open() as office:
            office.publisher.drain()

        assert events_of(installation, entry) == [Event.ISSUE, Event.REVOKE], at
        assert signed_state(installation, entry) is State.REVOKED, at


def test_a_voiding_that_is_cut_off_is_made_once(installation: Installation) -> None:
    def sealed(index: int) -> LedgerEntry:
        cut_off(installation, 2, issuing(index))
        return installation.entries()[-1]

    writes = writes_of(installation, voiding(sealed(0)))
    assert writes == ["store.void", "writer.publish", "status_desk.publish", "store.mark_sent"]

    for at, name in enumerate(writes, start=1):
        entry = sealed(at)
        cut_off(installation, at, voiding(entry))

        assert run(installation, voiding(entry)).stage is Stage.VOIDED, name

        assert events_of(installation, entry) == [Event.VOID], name
        assert signed_state(installation, entry) is State.VOID, name
    assert waiting_records(installation) == []
