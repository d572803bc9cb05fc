"""The office's PostgreSQL is killed and started again in the middle of an act: it is done whole or not at all."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from issuance.domain.application.states import State
from issuance.domain.fees.movement import Way
from issuance.errors import StorageError
from issuance.office import Office, system_clock
from issuance.services.delivery.job import What
from issuance.services.fees.cashier import Incoming
from issuance.storage.applications import get_application
from issuance.storage.balances import balance_of, movements_of
from register.create import create_register
from signing.record import Event
from tests.office_databases import Urls
from tests.office_fees import ALONE, Till
from tests.office_ids import CHAMBER, STAFF
from tests.offices import Installation, draft, events_of
from tests.paid import Trade
from tests.review_world import ReviewWorld
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.slow

STEPS = ("UPDATE application SET", "INSERT INTO certificate", "UPDATE certificate SET", "INSERT INTO record")
"""Statements of one issue: each time the server is killed before another one."""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """Yield a server of this file's own, for it is killed in each test; what was committed survives that."""
    with PostgresServer() as made:
        yield made


@pytest.fixture
def installation(server: PostgresServer, office_templates: Callable[[int], Path], tmp_path: Path) -> Installation:
    """Return an office of today on a server of its own."""
    urls = Urls(server.create_database().url, server.create_database().url)
    create_register(urls.register)
    return Installation.make(office_templates(system_clock().year), tmp_path / "office", urls, system_clock)


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    with installation.open() as opened:
        yield opened


def restart_before(office: Office, server: PostgresServer, statement: str) -> None:
    """Kill the server, and start it again, just before the office sends a statement that begins so; once."""
    engine, done = office.store.engine, False

    def restart(_connection: Connection, _cursor: Any, sql: str, *_: Any) -> None:
        nonlocal done
        if sql.startswith(statement) and not done:
            done = True
            server.process.kill()
            server.start()

    event.listen(engine, "before_cursor_execute", restart)


def test_an_issue_whose_server_is_killed_at_any_step_becomes_one_certificate(
    installation: Installation, office: Office, server: PostgresServer
) -> None:
    trade = Trade.make(office, valid_until=dt.date(2090, 1, 1))
    for count, statement in enumerate(STEPS, start=1):
        key = trade.apply(draft())
        restart_before(office, server, statement)

        with suppress(StorageError):  # where not even the job's own note of the failure could be written
            assert office.delivery.job.issue(CHAMBER, key).what is What.LATER, statement
        assert trade.application(key).state in (State.PAID, State.ISSUING), statement
        again = list(office.delivery.job.round(CHAMBER))

        assert [outcome.what for outcome in again] == [What.DELIVERED], statement
        assert trade.application(key).state is State.DELIVERED
        assert installation.numbers() == list(range(1, count + 1)), statement
        assert events_of(installation, installation.entries()[-1]) == [Event.ISSUE], statement
    assert office.trail_check.verify(STAFF).fault is None


def test_an_approval_whose_server_is_killed_is_made_whole_by_the_next_press(
    office: Office, server: PostgresServer
) -> None:
    world = ReviewWorld.open(office)
    checked = world.checked(world.submitted())
    approver = world.officers["approver"]
    restart_before(office, server, "INSERT INTO message")

    with pytest.raises(StorageError, match="See that it is there and running"):
        world.review.decisions.approve(approver, checked.id, checked.version)
    assert world.now(checked) == checked
    assert world.review.decisions.approve(approver, checked.id, checked.version).state is State.PAID
    assert office.trail_check.verify(STAFF).fault is None


def test_a_payment_whose_server_is_killed_counts_once(office: Office, server: PostgresServer) -> None:
    till = Till.open(office)
    owed = till.approved()
    day = office.clock().date() - dt.timedelta(days=1)
    incoming = Incoming(till.applicant, ALONE, Way.TRANSFER, day, "", "one page")
    restart_before(office, server, "UPDATE charge SET")

    with pytest.raises(StorageError):
        office.fees.cashier.receive(till.cashier, incoming)
    assert office.fees.cashier.receive(till.cashier, incoming).movement is not None
    assert office.fees.cashier.receive(till.cashier, incoming).movement is None

    with office.units.look(STAFF) as unit:
        assert get_application(unit, owed.id).state is State.PAID
        assert [each.amount for each in movements_of(unit, till.applicant)] == [ALONE]
        assert balance_of(unit, till.applicant).yen == 0


def test_the_watch_outlives_a_restart_and_says_what_it_waits_for(
    installation: Installation, office: Office, server: PostgresServer
) -> None:
    trade = Trade.make(office, valid_until=dt.date(2090, 1, 1))
    keys = [trade.apply(draft()) for _ in range(2)]
    server.stop()
    environment = os.environ | installation.environment | {"PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "issuance", "issue-approved", "--watch"]
    with subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        try:
            assert run.stderr is not None
            assert run.stdout is not None
            waits = run.stderr.readline()
            server.start()
            told = [json.loads(run.stdout.readline()) for _ in keys]
            run.terminate()
            assert run.wait() == 0
        finally:
            run.kill()

    assert "database cannot be used" in waits
    assert {line["what"] for line in told} == {"delivered"}
    assert installation.numbers() == [1, 2]
