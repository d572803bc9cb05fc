"""Redis fails under a service that is asked without pause: no answer changes, and none takes long."""

import time
from collections.abc import Callable

import pytest

from reference_service.redis_cache import KEY_PREFIX, RedisCache
from register.prepared import row_key
from tests.load import Ask, Load, Right
from tests.reference_site import ReferenceSite, api_of
from tests.running_site import BUSY_MACHINE, PUSHLESS_SECONDS, RunningSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.redis import RedisServer
from tests.servers.slow_proxy import SlowProxy

pytestmark = pytest.mark.slow

LONGEST_ANSWER_SECONDS = 0.3
"""A question to Redis is given up after 50 ms, and after three of them nobody asks for a second."""


def freeze(server: RedisServer, _wire: SlowProxy) -> None:
    server.process.freeze()


def kill(server: RedisServer, _wire: SlowProxy) -> None:
    server.process.kill()


def restart_empty(server: RedisServer, _wire: SlowProxy) -> None:
    server.process.kill()
    server.start()


def answer_too_late(_server: RedisServer, wire: SlowProxy) -> None:
    wire.delay = 0.2


def answer_just_in_time(_server: RedisServer, wire: SlowProxy) -> None:
    wire.delay = 0.03


def answer_byte_by_byte(_server: RedisServer, wire: SlowProxy) -> None:
    # Each byte comes in time; an answer of two kilobytes would take a minute.
    wire.delay, wire.piece = 0.03, 1


@pytest.mark.parametrize(
    "fault", [freeze, kill, restart_empty, answer_too_late, answer_just_in_time, answer_byte_by_byte]
)
def test_no_fault_of_redis_changes_an_answer_or_delays_it_long(
    with_redis: RunningSite,
    disposable_redis: RedisServer,
    redis_wire: SlowProxy,
    fault: Callable[[RedisServer, SlowProxy], None],
) -> None:
    asks = with_redis.asks(60)
    revoked_later, *fresh = with_redis.publish(*range(1, 42))
    with Load(with_redis.url, [*asks, Ask(api_of(revoked_later), Right.ENDING)]) as load:
        load.wait_for(2 * len(asks))
        fault(disposable_redis, redis_wire)
        # Certificates that no process has in memory: for these Redis would be asked.
        load_of_fresh = Load(with_redis.url, [Ask(api_of(one), Right.IN_FORCE) for one in fresh], clients=2)
        with load_of_fresh:
            load_of_fresh.wait_for(2 * len(fresh))
        assert with_redis.ask(revoked_later)[1] == "IN_FORCE"
        bound = with_redis.revoke(revoked_later) + PUSHLESS_SECONDS * BUSY_MACHINE
        assert with_redis.becomes(revoked_later, "REVOKED")
        load.wait_for_right_after(Right.ENDING, bound)
    assert load.in_force_after(bound) == []
    for given in (load, load_of_fresh):
        assert given.uncertain() == []
        assert {told.status for told in given.answers} <= {200, 404}
        assert given.slowest() < LONGEST_ANSWER_SECONDS * BUSY_MACHINE


def test_a_redis_that_comes_back_empty_is_filled_again_and_loses_no_certificate(
    with_redis: RunningSite, disposable_redis: RedisServer
) -> None:
    (issued,) = with_redis.publish(1)
    with_redis.ask(issued)
    assert disposable_redis.keys() == [KEY_PREFIX + row_key(issued.number, issued.issue_date)]
    disposable_redis.process.kill()
    for sequence in range(2, 8):
        assert with_redis.ask(*with_redis.publish(sequence))[:2] == (200, "IN_FORCE")
    disposable_redis.start()
    deadline = time.monotonic() + 30
    sequence = 8
    while not disposable_redis.keys() and time.monotonic() < deadline:
        assert with_redis.ask(*with_redis.publish(sequence))[:2] == (200, "IN_FORCE")
        sequence += 1
    assert disposable_redis.keys()
    assert with_redis.ask(issued)[:2] == (200, "IN_FORCE")


def test_a_second_process_finds_in_redis_what_the_first_put_there_and_the_status_in_the_register(
    site: ReferenceSite, with_redis: RunningSite, disposable_redis: RedisServer
) -> None:
    (issued,) = with_redis.publish(1)
    with_redis.ask(issued)
    with_redis.revoke(issued)
    with Gunicorn(site.directory, REFERENCE_REDIS_URL=disposable_redis.url) as second:
        assert RunningSite(site, site.config.register_url, second.url).ask(issued)[:2] == (200, "REVOKED")


def test_what_stands_in_redis_under_a_wrong_key_is_passed_over(
    with_redis: RunningSite, disposable_redis: RedisServer
) -> None:
    issued, other = with_redis.publish(1, 2)
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
