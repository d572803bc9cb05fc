"""`issuance issue-approved` with many applications, killed again and again: each is issued once, in steady memory."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from issuance.domain.application.states import State
from issuance.storage.tables.applications import application as table
from signing.record import Event
from tests.office_ids import STAFF
from tests.offices import Installation, draft, events_of, waiting_records
from tests.paid import Trade

MANY = 160
KILLED_AFTER = (20, 15)
"""How many outcomes a process has told when it is killed."""

MOST_GROWTH = 24 * 2**20
"""Bytes that a process may have more after its last hundred certificates than after its first twenty."""


@contextmanager
def issuing(installation: Installation, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Run the command as an operator does, until the end of the block at the latest."""
    environment = os.environ | installation.environment | {"PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "issuance", "issue-approved", *options]
    with subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        try:
            yield run
        finally:
            run.kill()


def told(run: "subprocess.Popen[str]", most: int) -> list[dict[str, Any]]:
    """Return so many of the outcomes that it tells next, or all to its end."""
    assert run.stdout is not None
    return [json.loads(line) for line, _ in zip(run.stdout, range(most), strict=False)]


def delivered(installation: Installation) -> int:
    with installation.open() as office, office.units.look(STAFF) as unit:
        return unit.count(unit.select(table).where(table.c.state == State.DELIVERED.value))


@pytest.mark.slow
@pytest.mark.timeout(900)  # a deadline for a machine that others use as well
def test_a_large_batch_is_killed_twice_goes_on_and_does_not_grow(sqlite_present_installation: Installation) -> None:
    installation = sqlite_present_installation
    with installation.open() as office:
        trade = Trade.make(office, valid_until=dt.date(2090, 1, 1))
        for _ in range(MANY):
            trade.apply(draft())

    for options, count in zip(((), ("--watch",)), KILLED_AFTER, strict=True):
        with issuing(installation, *options) as run:
            assert {line["what"] for line in told(run, count)} == {"delivered"}
            workers = psutil.Process(run.pid).children(recursive=True)
            run.kill()
            run.wait()
            # The processes of its pool end with it: nobody would take what they do.
            _, alive = psutil.wait_procs(workers, timeout=30)
            assert alive == []
    before = delivered(installation)
    assert sum(KILLED_AFTER) <= before < MANY

    with issuing(installation, "--processes", "1") as run:
        assert len(told(run, 20)) == 20
        first = psutil.Process(run.pid).memory_info().rss
        rest = told(run, MANY - before - 20 - 1)
        last = psutil.Process(run.pid).memory_info().rss
        rest += told(run, MANY)
        assert run.wait() == 0
        progress = run.stderr.read() if run.stderr is not None else ""

    assert {line["what"] for line in rest} == {"delivered"}
    assert last - first < MOST_GROWTH
    assert f"{MANY - before:,} of {MANY - before:,}" in progress
    assert delivered(installation) == MANY
    assert installation.numbers() == list(range(1, MANY + 1))
    entries = installation.entries()
    assert len({entry.reference for entry in entries}) == MANY
    assert all(len(records) == 1 for records in installation.published().values())
    assert waiting_records(installation) == []
    assert events_of(installation, entries[0]) == [Event.ISSUE]
