"""The reference service reads a streaming replica: what has not come through there is never called in force for long.

A replica may lag, hear nothing any more, or take the primary's place. The office's heartbeat, written to the primary
each second, is what tells how old the replica's data are.
"""

import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from issuance.cli import main
from reference_service.app import utc_now
from register.create import create_register
from register.errors import RegisterError
from register.reader import RegisterReader
from register.writer import RegisterWriter
from tests.builders import ChamberWorld
from tests.load import Ask, Load, Right, ask_each
from tests.reference_site import ReferenceSite, api_of
from tests.running_site import BUSY_MACHINE, RECOVERY_SECONDS, RunningSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.postgres import PostgresReplica, PostgresServer
from tests.servers.process import ServerProcess

pytestmark = pytest.mark.slow

STALE_SECONDS = 10.0

FRESH_SECONDS = 5.0

PATIENCE_SECONDS = 60.0

SECOND_NOT_SPLIT = 1.0
"""As-of times are told to the second."""


@contextmanager
def heartbeat(register_url: str) -> Iterator[ServerProcess]:
    """Run the office's heartbeat, which has nothing else of an office."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"ISSUANCE_DIRECTORY": folder, "ISSUANCE_REGISTER_URL": register_url, "PYTHONPATH": str(Path.cwd())}
        command = [sys.executable, "-m", "issuance", "heartbeat", "--watch"]
        process = ServerProcess(command, Path(folder), environment=os.environ | settings)
        try:
            yield process
        finally:
            process.stop()


@dataclass
class Pair:
    """A primary, its replica, and the service that reads the replica."""

    primary: PostgresServer
    replica: PostgresReplica
    beating: ServerProcess
    running: RunningSite
    """Publishes to the primary and asks the service."""

    def as_of(self) -> float:
        """Return the age in seconds of what the replica tells."""
        reader = RegisterReader.open(self.replica.same(self.running.register_url), clock=self.running.site.clock)
        try:
            return (self.running.site.clock() - reader.head().as_of).total_seconds()
        finally:
            reader.close()

    def wait_for_heartbeat(self) -> None:
        """Return when the replica tells of the last seconds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.as_of() > FRESH_SECONDS:
            assert time.monotonic() < deadline, self.beating.log_end()
            time.sleep(0.1)


@contextmanager
def running_pair(folder: Path) -> Iterator[Pair]:
    """Run all of it, and wait for the first heartbeat to come through."""
    site = ReferenceSite(folder / "var", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    with PostgresServer() as primary:
        url = primary.create_database().url
        create_register(url)
        with (
            PostgresReplica(primary) as replica,
            heartbeat(url) as beating,
            Gunicorn(site.directory, workers=1, REFERENCE_REGISTER_URL=replica.same(url)) as server,
        ):
            made = Pair(primary, replica, beating, RunningSite(site, url, server.url))
            made.wait_for_heartbeat()
            yield made
    site.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Yield one for all tests that leave it as it was."""
    with running_pair(tmp_path_factory.mktemp("pair")) as made:
        yield made


def test_what_is_published_and_revoked_at_the_primary_shows_at_the_replica(pair: Pair) -> None:
    (issued,) = pair.running.publish(1)
    assert pair.running.becomes(issued, "IN_FORCE")
    pair.running.revoke(issued)
    assert pair.running.becomes(issued, "REVOKED")


def test_a_revocation_that_has_not_come_through_is_in_force_no_longer_than_the_bound(pair: Pair) -> None:
    revoked_later, other = pair.running.publish(10, 11)
    asks = [Ask(api_of(revoked_later), Right.ENDING), Ask(api_of(other), Right.IN_FORCE)]
    for one in (revoked_later, other):
        assert pair.running.becomes(one, "IN_FORCE")
    with Load(pair.running.url, asks, clients=1) as load:
        pair.replica.pause()
        paused_at = time.monotonic()
        revoked_at = pair.running.revoke(revoked_later)
        load.run_for(STALE_SECONDS + 3)
        resumed_at = time.monotonic()
        pair.replica.resume()
        assert pair.running.becomes(revoked_later, "REVOKED")
        assert pair.running.becomes(other, "IN_FORCE")
        load.wait_for_right_after(Right.ENDING, time.monotonic())
    assert load.wrong() == []
    assert load.in_force_after(revoked_at + STALE_SECONDS + SECOND_NOT_SPLIT) == []
    late = [told for told in load.answers if paused_at + STALE_SECONDS + 1 < told.began < resumed_at]
    assert {told.reason for told in late} == {"STATUS_STALE"}


def test_the_primary_dies_and_the_replica_takes_its_place(tmp_path: Path) -> None:
    with running_pair(tmp_path) as pair:
        _take_over(pair)


def _take_over(pair: Pair) -> None:
    issued, other = pair.running.publish(1, 2)
    asks = [Ask(api_of(issued), Right.ENDING), Ask(api_of(other), Right.IN_FORCE)]
    for one in (issued, other):
        assert pair.running.becomes(one, "IN_FORCE")
    ask_each(pair.running.url, asks)
    with Load(pair.running.url, asks, clients=1) as load:
        pair.primary.process.kill()
        pair.replica.promote()
        # The office's address leads to the new primary now, as that of a service in a cluster does.
        promoted = RunningSite(pair.running.site, pair.replica.same(pair.running.register_url), pair.running.url)
        bound = promoted.revoke(issued) + RECOVERY_SECONDS * BUSY_MACHINE
        assert promoted.becomes(issued, "REVOKED")
        assert promoted.becomes(other, "IN_FORCE")
        load.wait_for_right_after(Right.ENDING, bound)
    assert load.wrong() == []
    assert load.in_force_after(bound) == []
    assert promoted.becomes(*promoted.publish(3), "IN_FORCE")


def test_heartbeats_and_answers_outlive_a_restart_of_the_primary(pair: Pair) -> None:
    pair.primary.process.kill()
    pair.primary.start()
    restarted_at = pair.running.site.clock()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while pair.running.site.clock() - dt.timedelta(seconds=pair.as_of()) < restarted_at:
        assert time.monotonic() < deadline, pair.beating.log_end()
        time.sleep(0.1)
    (issued,) = pair.running.publish(20)
    assert pair.running.becomes(issued, "IN_FORCE")


def test_one_heartbeat_is_written_and_told(
    site: ReferenceSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ISSUANCE_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("ISSUANCE_REGISTER_URL", site.config.register_url)
    assert main(["heartbeat"]) == 0
    assert '"heartbeat": "' in capsys.readouterr().out
    monkeypatch.setenv("ISSUANCE_REGISTER_URL", "sqlite:///nowhere/register.sqlite")
    assert main(["heartbeat"]) == 1
    assert capsys.readouterr().err.startswith("issuance: ")


def test_a_writer_that_opens_a_replica_is_refused(pair: Pair) -> None:
    writer = RegisterWriter.open(
        pair.replica.same(pair.running.register_url),
        trust=lambda: pair.running.site.world.trust,
        clock=pair.running.site.clock,
    )
    try:
        with pytest.raises(RegisterError, match="read-only"):
            writer.beat()
    finally:
        writer.close()
