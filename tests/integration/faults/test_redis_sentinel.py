"""The master of several Redis servers dies: the Sentinels choose another, and nobody who asks notices."""

import time
from collections.abc import Callable, Iterator

import pytest

from issuance.log_announcer import LogAnnouncer
from reference_service.limits.policy import Limits
from reference_service.log_push import LogPush
from reference_service.redis_cache import KEY_PREFIX
from tests.load import Ask, Load, Right
from tests.reference_site import ReferenceSite, api_of
from tests.running_site import BUSY_MACHINE, PUSHLESS_SECONDS, RunningSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.redis import RedisGroup, RedisServer

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 30.0

LONGEST_ANSWER_SECONDS = 0.5
"""A master or Sentinel that is down is given up after 50 ms each, and after three failures nobody asks for a second."""


@pytest.fixture
def group() -> Iterator[RedisGroup]:
    with RedisGroup() as made:
        yield made


def eventually(condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def keys_of(server: RedisServer, prefix: bytes) -> list[bytes]:
    names = server.keys()
    return [name for name in names if name.startswith(prefix)]


def test_the_service_answers_right_through_a_failover_and_shares_limits_and_cache_afterwards(
    site: ReferenceSite, group: RedisGroup
) -> None:
    with Gunicorn(site.directory, REFERENCE_LIMITS="on", REFERENCE_REDIS_URL=group.url) as server:
        running = RunningSite(site, site.config.register_url, server.url)
        asks = running.asks(10)
        revoked_later, *fresh = running.publish(*range(1, 12))
        with Load(server.url, [*asks, Ask(api_of(revoked_later), Right.ENDING)], clients=2) as load:
            load.wait_for(len(asks))
            group.master.process.kill()
            # Certificates that no process has in memory: for these Redis would be asked.
            with Load(server.url, [Ask(api_of(one), Right.IN_FORCE) for one in fresh], clients=1) as of_fresh:
                of_fresh.wait_for(len(fresh))
            bound = running.revoke(revoked_later) + PUSHLESS_SECONDS * BUSY_MACHINE
            assert running.becomes(revoked_later, "REVOKED")
            group.wait_for_failover()
            load.wait_for_right_after(Right.ENDING, bound)
        sequence = 100
        while not keys_of(group.replica, KEY_PREFIX) and sequence < 200:
            # Whichever process asks next finds the new master, once its rest is over.
            assert running.ask(*running.publish(sequence))[0] in (200, 429)
            sequence += 1
            time.sleep(0.05)
    assert load.in_force_after(bound) == []
    for given in (load, of_fresh):
        # Limits count all the while, by each process for itself where Redis is down.
        told = [one for one in given.answers if one.status != 429]
        assert {one.status for one in told} <= {200, 404}
        assert [one for one in told if one.reason not in one.ask.right.ever] == []
        assert given.slowest() < LONGEST_ANSWER_SECONDS * BUSY_MACHINE
    assert keys_of(group.replica, KEY_PREFIX)


def test_limits_of_two_processes_are_counted_together_by_the_new_master(site: ReferenceSite, group: RedisGroup) -> None:
    with Gunicorn(site.directory, REFERENCE_LIMITS="on", REFERENCE_REDIS_URL=group.url) as server:
        running = RunningSite(site, site.config.register_url, server.url)
        group.master.process.kill()
        group.wait_for_failover()
        began = time.monotonic()
        unknown = [site.world.issue(sequence) for sequence in range(1000, 1200)]
        statuses = [running.ask(one)[0] for one in unknown]
        limits = Limits()
        filled_again = (time.monotonic() - began) / limits.misses.seconds_per_row
    assert set(statuses) == {404, 429}
    # Two processes that count alone let twice the burst through.
    assert statuses.count(404) <= limits.misses.burst + 4 * limits.misses.lot + filled_again + 1
    assert keys_of(group.replica, b"originseal:{limits}:")


def test_news_of_the_log_goes_over_the_new_master(group: RedisGroup) -> None:
    heard: list[int | None] = []
    push, announcer = LogPush.open(group.url), LogAnnouncer.open(group.url)
    try:
        push.start(heard.append)
        assert eventually(lambda: heard == [None])
        announcer.announce(1)
        assert eventually(lambda: heard == [None, 1])
        group.master.process.kill()
        group.wait_for_failover()
        assert eventually(lambda: len(heard) == 3 and heard[2] is None), "connected again: what was said was missed"

        def announced() -> bool:
            announcer.announce(2)
            return 2 in heard

        assert eventually(announced)
    finally:
        push.close()
        announcer.close()
