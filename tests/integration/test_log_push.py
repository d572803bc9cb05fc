"""News of the log over a real Redis: heard at once, believed in nothing, and missed by nobody when Redis fails."""

import datetime as dt
import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import redis

from issuance.errors import ConfigError as OfficeConfigError
from issuance.log_announcer import REST_SECONDS, LogAnnouncer
from issuance.office import system_clock
from reference_service import log_push
from reference_service.errors import ConfigError
from reference_service.log_push import LogPush
from reference_service.status_follower import SHORTEST_WAIT_SECONDS, StatusFollower
from register.entry import Change, Head
from register.log_channel import CHANNEL
from register.reader import RegisterReader
from signing.record import RevocationReason
from tests.offices import OFFICERS, Installation, numbered_request
from tests.servers.process import free_port
from tests.servers.redis import RedisServer

AN_HOUR = 3600.0
PATIENCE_SECONDS = 30.0
GARBAGE = [b"", b"-1", b"1.5", b"7 ", b"9" * 20, b"\xff\x00", "９".encode(), b'{"position": 8}', b"x" * 1_000_000]


class Ear:
    """A LogPush and what it has heard."""

    def __init__(self, server: RedisServer) -> None:
        self.push = LogPush.open(server.url)
        self._heard: queue.Queue[int | None] = queue.Queue()
        self.push.start(self._heard.put)

    def next(self) -> int | None:
        return self._heard.get(timeout=PATIENCE_SECONDS)


@pytest.fixture
def ear(disposable_redis: RedisServer) -> Iterator[Ear]:
    made = Ear(disposable_redis)
    assert made.next() is None, "connected: whatever was said before was missed"
    yield made
    made.push.close()


@dataclass
class CountingRegister:
    """A register that never changes, and how often its head was asked for."""

    asked_at: list[float] = field(default_factory=list)

    def head(self) -> Head:
        self.asked_at.append(time.monotonic())
        return Head(0, dt.datetime.now(dt.UTC))

    def changes_since(self, _position: int, _limit: int = 1000) -> list[Change]:
        return []

    def later_records(self) -> Iterator[tuple[bytes, bytes]]:
        return iter(())


def say(server: RedisServer, *messages: bytes) -> None:
    with redis.Redis.from_url(server.url) as client:
        for message in messages:
            client.publish(CHANNEL, message)


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def test_what_is_announced_is_heard(ear: Ear, disposable_redis: RedisServer) -> None:
    announcer = LogAnnouncer.open(disposable_redis.url)
    for position in (1, 2, 10**12):
        announcer.announce(position)
        assert ear.next() == position
    announcer.close()


def test_garbage_is_passed_over(ear: Ear, disposable_redis: RedisServer) -> None:
    say(disposable_redis, *GARBAGE, b"5")
    assert ear.next() == 5


def test_after_a_crash_of_redis_it_is_heard_again(ear: Ear, disposable_redis: RedisServer) -> None:
    disposable_redis.process.kill()
    disposable_redis.start()
    assert ear.next() is None
    say(disposable_redis, b"3")
    assert ear.next() == 3


def test_a_server_that_froze_is_left_and_found_again(
    disposable_redis: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(log_push, "SILENT_SECONDS", 0.5)
    ear = Ear(disposable_redis)
    assert ear.next() is None
    disposable_redis.process.freeze()
    until(lambda: "no news of the log (TimeoutError)" in caplog.text, "it went on waiting")
    disposable_redis.process.thaw()
    assert ear.next() is None
    ear.push.close()


def test_a_publication_waits_for_a_frozen_redis_once_and_then_leaves_it_alone(disposable_redis: RedisServer) -> None:
    now = 100.0
    announcer = LogAnnouncer.open(disposable_redis.url, monotonic=lambda: now)
    announcer.announce(1)
    ear = Ear(disposable_redis)
    assert ear.next() is None
    disposable_redis.process.freeze()
    began = time.monotonic()
    for position in range(2, 1002):
        announcer.announce(position)
    assert time.monotonic() - began < 10, "a thousand times the deadline would be a minute"
    disposable_redis.process.thaw()
    now += REST_SECONDS
    announcer.announce(2000)
    heard = ear.next()
    assert heard in (2, 2000), "what was sent into the frozen server may still arrive"
    assert heard == 2000 or ear.next() == 2000
    announcer.close()
    ear.push.close()


def test_a_flood_of_news_makes_no_storm_of_questions(disposable_redis: RedisServer) -> None:
    register = CountingRegister()
    follower = StatusFollower(register, LogPush.open(disposable_redis.url), poll_seconds=AN_HOUR)  # type: ignore[arg-type]  # answers as one
    follower.head()
    began = time.monotonic()
    before = len(register.asked_at)
    say(disposable_redis, *(str(position).encode() for position in range(1, 3001)))
    until(lambda: len(register.asked_at) > before, "the flood woke nobody")
    follower.close()
    lasted = time.monotonic() - began
    assert len(register.asked_at) - before <= lasted / SHORTEST_WAIT_SECONDS + 2
    waits = [after - before for before, after in zip(register.asked_at, register.asked_at[1:], strict=False)]
    assert min(waits) >= SHORTEST_WAIT_SECONDS


def test_news_of_what_is_known_wakes_nobody() -> None:
    register = CountingRegister()
    follower = StatusFollower(register, poll_seconds=AN_HOUR)  # type: ignore[arg-type]  # answers as one
    follower.head()
    for _ in range(100):
        follower.wake(0)
    follower.wake(1)
    until(lambda: len(register.asked_at) == 2, "position 1 is news")
    follower.close()
    assert len(register.asked_at) == 2


def test_what_the_office_publishes_reaches_a_reader_that_would_ask_in_an_hour(
    any_installation: Installation, disposable_redis: RedisServer
) -> None:
    installation = replace(any_installation, config=replace(any_installation.config, redis_url=disposable_redis.url))
    reader = RegisterReader.open(installation.config.register_url, clock=system_clock)
    follower = StatusFollower(reader, LogPush.open(disposable_redis.url), poll_seconds=AN_HOUR)
    try:
        assert follower.head().position == 0
        ear = Ear(disposable_redis)
        assert ear.next() is None
        with installation.open() as office:
            entry = office.issuing.issue(numbered_request(1))
            until(lambda: follower.head().position == 1, "the publication was not heard of")
            office.revoking.revoke(entry.number, RevocationReason.MISUSE, OFFICERS)
        assert entry.sid is not None
        sid = entry.sid
        until(lambda: follower.later_records(sid), "the revocation was not heard of")
        ear.push.close()
    finally:
        follower.close()
        reader.close()


def test_an_office_whose_redis_is_down_publishes_all_the_same(any_installation: Installation) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    installation = replace(any_installation, config=replace(any_installation.config, redis_url=nowhere))
    with installation.open() as office:
        entries = [office.issuing.issue(numbered_request(index)) for index in range(3)]
    assert len(installation.published()) == len(entries)


def test_an_address_that_is_none_is_refused_with_the_name_of_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="REFERENCE_REDIS_URL"):
        LogPush.open(str(tmp_path))
    with pytest.raises(OfficeConfigError, match="ISSUANCE_REDIS_URL"):
        LogAnnouncer.open(str(tmp_path))
