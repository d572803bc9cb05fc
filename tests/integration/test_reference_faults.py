"""Redis and PostgreSQL fail under the running service: no wrong verdict, no waiting without end, and it recovers."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reference_service.app import utc_now
from reference_service.redis_cache import KEY_PREFIX, RedisCache
from register.create import create_register
from register.prepared import row_key
from register.writer import RegisterWriter
from tests.builders import ChamberWorld, Issued
from tests.reference_site import ReferenceSite, api_of
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.servers.reference import ReferenceServer

pytestmark = pytest.mark.slow

RECOVERY_SECONDS = 2.0
LONGEST_ANSWER_SECONDS = 8.0
"""With the database frozen: connecting and asking have limits of 3 seconds each; the machine may be busy besides."""

STALE_SECONDS = 10.0


@dataclass
class Service:
    """A running service and the register behind it."""

    site: ReferenceSite
    register_url: str
    url: str = ""

    def publish(self, sequence: int) -> Issued:
        issued = self.site.world.issue(sequence)
        writer = self._writer()
        writer.publish(issued.entry)
        writer.close()
        return issued

    def revoke(self, issued: Issued) -> None:
        writer = self._writer()
        writer.append(self.site.world.revoke(issued).records[-1])
        writer.close()

    def ask(self, issued: Issued) -> tuple[int, str, float]:
        """Return status, reason and seconds."""
        began = time.monotonic()
        try:
            with urllib.request.urlopen(self.url + api_of(issued), timeout=60) as response:  # noqa: S310  # our own server
                status, body = response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                status, body = error.code, error.read()
        answer = json.loads(body)
        return status, str(answer.get("reason", answer.get("code"))), time.monotonic() - began

    def becomes(self, issued: Issued, reason: str, within: float) -> bool:
        """Ask until the reason is this one; false where that takes longer."""
        deadline = time.monotonic() + within
        while self.ask(issued)[1] != reason:
            if time.monotonic() > deadline:
                return False
        return True

    def _writer(self) -> RegisterWriter:
        return RegisterWriter.open(self.register_url, trust=lambda: self.site.world.trust, clock=self.site.clock)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReferenceSite]:
    # Real servers have the real clock.
    made = ReferenceSite(tmp_path / "var", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    yield made
    made.close()


@pytest.fixture
def with_redis(site: ReferenceSite, disposable_redis: RedisServer) -> Iterator[Service]:
    service = Service(site, site.config.register_url)
    with ReferenceServer(site.directory, REFERENCE_REDIS_URL=disposable_redis.url) as server:
        service.url = server.url
        yield service


@pytest.fixture
def with_postgres(site: ReferenceSite, disposable_postgres: PostgresServer) -> Iterator[Service]:
    url = disposable_postgres.create_database().url
    create_register(url)
    service = Service(site, url)
    with ReferenceServer(site.directory, REFERENCE_REGISTER_URL=url) as server:
        service.url = server.url
        yield service


def freeze(server: RedisServer) -> None:
    server.process.freeze()


def kill(server: RedisServer) -> None:
    server.process.kill()


@pytest.mark.parametrize("fault", [freeze, kill])
def test_a_faulty_redis_changes_no_answer(
    with_redis: Service, disposable_redis: RedisServer, fault: Callable[[RedisServer], None]
) -> None:
    held, revoked_later = with_redis.publish(1), with_redis.publish(2)
    assert with_redis.ask(held)[1] == with_redis.ask(revoked_later)[1] == "IN_FORCE"
    fault(disposable_redis)
    with_redis.revoke(revoked_later)
    assert with_redis.becomes(revoked_later, "REVOKED", within=RECOVERY_SECONDS)
    not_asked_before = [with_redis.publish(sequence) for sequence in range(3, 13)]
    for issued in [held, *not_asked_before, held]:
        assert with_redis.ask(issued)[:2] == (200, "IN_FORCE")
    for sequence in range(13, 16):
        assert with_redis.ask(with_redis.site.world.issue(sequence))[:2] == (404, "not_known")


def test_a_redis_that_comes_back_empty_is_filled_again_and_loses_no_certificate(
    with_redis: Service, disposable_redis: RedisServer
) -> None:
    issued = with_redis.publish(1)
    with_redis.ask(issued)
    assert disposable_redis.keys() == [KEY_PREFIX + row_key(issued.number, issued.issue_date)]
    disposable_redis.process.kill()
    for sequence in range(2, 8):
        assert with_redis.ask(with_redis.publish(sequence))[:2] == (200, "IN_FORCE")
    disposable_redis.start()
    deadline = time.monotonic() + 30
    sequence = 8
    while not disposable_redis.keys() and time.monotonic() < deadline:
        assert with_redis.ask(with_redis.publish(sequence))[:2] == (200, "IN_FORCE")
        sequence += 1
    assert disposable_redis.keys()
    assert with_redis.ask(issued)[:2] == (200, "IN_FORCE")


def test_a_second_process_finds_in_redis_what_the_first_put_there_and_the_status_in_the_register(
    site: ReferenceSite, with_redis: Service, disposable_redis: RedisServer
) -> None:
    issued = with_redis.publish(1)
    with_redis.ask(issued)
    with_redis.revoke(issued)
    with ReferenceServer(site.directory, REFERENCE_REDIS_URL=disposable_redis.url) as second:
        assert Service(site, site.config.register_url, second.url).ask(issued)[:2] == (200, "REVOKED")


def test_what_stands_in_redis_under_a_wrong_key_is_passed_over(
    site: ReferenceSite, with_redis: Service, disposable_redis: RedisServer
) -> None:
    issued, other = with_redis.publish(1), with_redis.publish(2)
    with_redis.ask(issued)
    cache = RedisCache.open(disposable_redis.url)
    stored = cache.get(row_key(issued.number, issued.issue_date))
    assert stored is not None
    assert stored.seal == issued.seal
    wrong_key = row_key(other.number, other.issue_date)
    cache.put(wrong_key, stored)
    assert cache.get(wrong_key) is None
    cache.close()
    assert with_redis.ask(other)[:2] == (200, "IN_FORCE")
    assert with_redis.site is site


def test_a_frozen_database_is_answered_from_memory_then_as_too_old_and_recovers(
    with_postgres: Service, disposable_postgres: PostgresServer
) -> None:
    held, revoked, not_asked = (with_postgres.publish(sequence) for sequence in (1, 2, 3))
    with_postgres.revoke(revoked)
    assert with_postgres.becomes(revoked, "REVOKED", within=RECOVERY_SECONDS)
    assert with_postgres.ask(held)[:2] == (200, "IN_FORCE")
    disposable_postgres.process.freeze()
    frozen_at = time.monotonic()
    assert with_postgres.ask(held)[:2] == (200, "IN_FORCE")
    while time.monotonic() < frozen_at + STALE_SECONDS + 3:
        status, reason, seconds = with_postgres.ask(not_asked)
        assert (status, reason) == (503, "STATUS_UNAVAILABLE")
        assert seconds < LONGEST_ANSWER_SECONDS
        assert with_postgres.ask(revoked)[:2] == (200, "REVOKED")
    assert with_postgres.ask(held)[:2] == (200, "STATUS_STALE")
    disposable_postgres.process.thaw()
    for issued in (held, not_asked):
        assert with_postgres.becomes(issued, "IN_FORCE", within=RECOVERY_SECONDS + LONGEST_ANSWER_SECONDS)


def test_a_database_that_is_stopped_and_started_again(
    with_postgres: Service, disposable_postgres: PostgresServer
) -> None:
    held, not_asked = with_postgres.publish(1), with_postgres.publish(2)
    assert with_postgres.ask(held)[:2] == (200, "IN_FORCE")
    disposable_postgres.process.kill()
    assert with_postgres.ask(held)[:2] == (200, "IN_FORCE")
    status, reason, seconds = with_postgres.ask(not_asked)
    assert (status, reason) == (503, "STATUS_UNAVAILABLE")
    assert seconds < LONGEST_ANSWER_SECONDS
    disposable_postgres.start()
    assert with_postgres.becomes(not_asked, "IN_FORCE", within=RECOVERY_SECONDS)
    with_postgres.revoke(held)
    assert with_postgres.becomes(held, "REVOKED", within=RECOVERY_SECONDS)
