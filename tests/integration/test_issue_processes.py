"""Several real processes issue at once, and are killed at any instant: no number is lost or doubled."""

import random
import time
from multiprocessing.connection import Connection

import pytest

from issuance.domain.ledger import Stage
from signing.record import Event
from tests.office_workers import READY, issue_numbered, issue_the_same, start
from tests.offices import Installation, waiting_records

KILLS = 25
LIVES_LAST = 2.0
"""Times what the first certificate took, so that kills come before, in the middle and after on any machine."""
PROCESSES = 4
NUMBERS = 1000


def give_the_word(pipes: list[Connection]) -> None:
    for pipe in pipes:
        assert pipe.recv() == READY
    for pipe in pipes:
        pipe.send("go")


def check_invariants(installation: Installation) -> None:
    """Nothing is missing, doubled or in two minds, however the processes ended."""
    entries = installation.entries()
    published = installation.published()
    assert [entry.number.sequence for entry in entries] == list(range(1, len(entries) + 1))
    for entry in entries:
        records = published.pop(entry.sid, []) if entry.sid else []
        assert [record.payload.event for record in records] in ([], [Event.ISSUE]), entry.public_number
        if entry.stage in (Stage.PUBLISHED, Stage.DELIVERED):
            assert records, entry.public_number
    assert published == {}, "the register has something that the ledger does not know"


@pytest.mark.slow
def test_after_kills_at_any_instant_everything_is_issued_once(present_installation: Installation) -> None:
    installation = present_installation
    instants = random.Random(20260310)  # noqa: S311  # no secret: instants at which to kill
    stages_left = set()
    told, longest = 0, 0.0
    for life in range(KILLS):
        work = (issue_numbered, (installation.config, life * 1000, 1000, True))
        with start(work) as [(process, pipe)]:
            give_the_word([pipe])
            if life == 0:
                began = time.monotonic()
                pipe.poll(None)
                longest = LIVES_LAST * (time.monotonic() - began)
            else:
                time.sleep(instants.uniform(0, longest))  # the instant is the test's input, not its measure
            process.kill()
            process.join()
            while pipe.poll():
                try:
                    pipe.recv()
                except (EOFError, ConnectionResetError):  # it was killed while it spoke
                    break
                told += 1
        stages_left |= {entry.stage for entry in installation.entries()}
        check_invariants(installation)
        if life % 3:
            with installation.open(real_paper=True) as office:
                assert all(entry.stage is Stage.DELIVERED for entry in office.issuing.resume())

    with installation.open(real_paper=True) as office:
        assert all(entry.stage is Stage.DELIVERED for entry in office.issuing.resume())
        office.publisher.drain()
        entries = installation.entries()
        for entry in entries:
            office.originals.open(entry)  # raises unless it is the recorded one
    check_invariants(installation)
    assert {entry.stage for entry in entries} == {Stage.DELIVERED}
    assert len(installation.published()) == len(entries) >= told > 0
    assert waiting_records(installation) == []
    assert len(stages_left) > 1, "no kill came in the middle of an issue: kill at other instants"


@pytest.mark.slow
def test_four_processes_issue_a_thousand_numbers_without_a_gap(present_installation: Installation) -> None:
    """With stand-ins for the PDFs: the numbers are the point, and 1,000 real ones take a minute more."""
    installation = present_installation
    share = NUMBERS // PROCESSES
    works = [(issue_numbered, (installation.config, part * share, share, False)) for part in range(PROCESSES)]
    with start(*works) as running:
        pipes = [pipe for _, pipe in running]
        give_the_word(pipes)
        numbers = [pipe.recv() for _ in range(share) for pipe in pipes]

    entries = installation.entries()
    assert sorted(numbers) == sorted(entry.number.canonical for entry in entries)
    assert [entry.number.sequence for entry in entries] == list(range(1, NUMBERS + 1))
    assert {entry.stage for entry in entries} == {Stage.DELIVERED}
    check_invariants(installation)
    assert waiting_records(installation) == []


def test_one_request_in_four_processes_at_once_gives_four_certificates(present_installation: Installation) -> None:
    """Four people who each press the button each get a certificate; none gets that of another's."""
    for index in range(5):
        with start(*[(issue_the_same, (present_installation.config, index))] * PROCESSES) as running:
            pipes = [pipe for _, pipe in running]
            give_the_word(pipes)
            numbers = {pipe.recv() for pipe in pipes}

        assert len(numbers) == PROCESSES
    assert present_installation.numbers() == list(range(1, 5 * PROCESSES + 1))
    check_invariants(present_installation)
