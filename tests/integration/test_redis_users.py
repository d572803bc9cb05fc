"""The shipped users of Redis: each program does its work with its own, and nothing else goes."""

import datetime as dt
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from issuance.log_announcer import LogAnnouncer
from reference_service.limits.shared import RedisBuckets
from reference_service.log_push import LogPush
from reference_service.redis_cache import RedisCache
from reference_service.redis_client import open_redis
from register.log_channel import CHANNEL
from tests.servers.process import ServerProcess
from tests.servers.programs import require_program

SHIPPED = Path("deploy/redis/originseal.acl")
SETTINGS = Path("deploy/redis/originseal.conf")
PASSWORDS = {"reference": "geheim-reference", "office": "geheim-office"}


@dataclass
class Guarded:
    """A Redis with the shipped users, on its socket."""

    socket: Path

    def url(self, user: str) -> str:
        return f"unix://{user}:{PASSWORDS[user]}@{self.socket}"


@pytest.fixture(scope="module")
def guarded() -> Iterator[Guarded]:
    program = require_program("redis-server", "redis-server")
    folder = Path(tempfile.mkdtemp(prefix="originseal-acl-"))
    users = SHIPPED.read_text()
    for user, password in PASSWORDS.items():
        users = users.replace(f"@{user.upper()}_SHA256@", hashlib.sha256(password.encode()).hexdigest())
    (folder / "users.acl").write_text(users)
    settings = SETTINGS.read_text().replace("/run/redis/redis-server.sock", str(folder / "redis.sock"))
    (folder / "redis.conf").write_text(settings.replace("/etc/redis/originseal.acl", str(folder / "users.acl")))
    process = ServerProcess([str(program), str(folder / "redis.conf")], folder)
    process.wait_until((folder / "redis.sock").exists)
    yield Guarded(folder / "redis.sock")
    process.stop()
    shutil.rmtree(folder)


@pytest.fixture(params=PASSWORDS)
def client(guarded: Guarded, request: pytest.FixtureRequest) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(guarded.url(request.param)) as opened:
        yield opened


def test_the_reference_service_keeps_counts_and_listens(guarded: Guarded) -> None:
    with redis.Redis.from_url(guarded.url("reference")) as client:
        assert client.set(b"originseal:1:" + b"\1" * 32, b"x", nx=True, ex=60)
        shared = RedisBuckets(open_redis(guarded.url("reference")))
        assert shared.day_key(dt.date(2026, 11, 23).toordinal()) is not None
        with client.pubsub() as channel:
            channel.subscribe(CHANNEL)
            assert channel.get_message(timeout=5) is not None
            LogAnnouncer.open(guarded.url("office")).announce(7)
            told = None
            until = time.monotonic() + 10
            while told is None and time.monotonic() < until:
                told = channel.get_message(timeout=1)
            assert told is not None
            assert told["data"] == b"7"
    assert RedisCache.open(guarded.url("reference")).get(b"\2" * 32) is None


@pytest.mark.parametrize(
    "command",
    [
        ("CONFIG", "GET", "*"),
        ("KEYS", "*"),
        ("FLUSHALL",),
        ("FLUSHDB",),
        ("DEBUG", "SLEEP", "0"),
        ("SHUTDOWN",),
        ("MONITOR",),
        ("ACL", "LIST"),
        ("REPLICAOF", "203.0.113.9", "6379"),
        ("MODULE", "LIST"),
        ("SAVE",),
        ("SCAN", "0"),
        ("DUMP", "originseal:1:x"),
        ("EVAL", "return redis.call('FLUSHALL')", "0"),
        ("GET", "somebody-elses"),
        ("EVAL", "return redis.call('GET', 'somebody-elses')", "0"),
    ],
    ids=" ".join,
)
def test_nobody_does_what_is_dangerous(client: redis.Redis, command: tuple[str, ...]) -> None:
    with pytest.raises(redis.exceptions.ResponseError, match=r"permission|not allowed|can't access|can't run"):
        client.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py gives it no types


def test_news_are_heard_over_the_socket(guarded: Guarded) -> None:
    heard: list[int | None] = []
    listener = LogPush.open(guarded.url("reference"))
    listener.start(heard.append)
    announcer = LogAnnouncer.open(guarded.url("office"))
    until = time.monotonic() + 30
    while 8 not in heard and time.monotonic() < until:
        announcer.announce(8)
        time.sleep(0.05)
    listener.close()
    announcer.close()
    assert 8 in heard


def test_the_reference_service_makes_no_news(guarded: Guarded) -> None:
    with redis.Redis.from_url(guarded.url("reference")) as client, pytest.raises(redis.exceptions.NoPermissionError):
        client.publish(CHANNEL, b"9")


def test_the_office_reads_nothing_of_the_reference_service(guarded: Guarded) -> None:
    with redis.Redis.from_url(guarded.url("office")) as client, pytest.raises(redis.exceptions.NoPermissionError):
        client.get(b"originseal:1:x")


def test_who_gives_no_name_or_a_wrong_password_gets_in_nowhere(guarded: Guarded) -> None:
    with redis.Redis.from_url(f"unix://{guarded.socket}") as client, pytest.raises(redis.exceptions.RedisError):
        client.ping()
    wrong = f"unix://office:{PASSWORDS['reference']}@{guarded.socket}"
    with redis.Redis.from_url(wrong) as client, pytest.raises(redis.exceptions.AuthenticationError):
        client.ping()
