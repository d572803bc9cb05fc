"""PostgreSQL fails under a service that is asked without pause: nothing wrong is said, nobody waits without end.

What is in memory is answered as before and turns “too old to tell” after ten seconds; the rest is “cannot tell now”
(503), never “not found”. After the fault everything is as before by itself.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from register.create import create_register
from tests.load import Ask, Load, Right, Told, ask_each
from tests.reference_site import ReferenceSite, api_of
from tests.running_site import BUSY_MACHINE, RECOVERY_SECONDS, RunningSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.postgres import SUPERUSER, PostgresServer
from tests.servers.slow_proxy import SlowProxy

pytestmark = pytest.mark.slow

LONGEST_ANSWER_SECONDS = 8.0
"""Connecting and asking have limits of 3 seconds each; the machine may be busy besides."""

STALE_SECONDS = 10.0

MAX_CONNECTIONS = 20


def freeze(server: PostgresServer) -> None:
    server.process.freeze()


def thaw(server: PostgresServer) -> None:
    server.process.thaw()


def kill(server: PostgresServer) -> None:
    server.process.kill()


def stop(server: PostgresServer) -> None:
    server.stop()


def start(server: PostgresServer) -> None:
    server.start()


@pytest.mark.parametrize(("fault", "end"), [(freeze, thaw), (kill, start), (stop, start)])
def test_a_fault_and_its_end(
    with_postgres: RunningSite,
    disposable_postgres: PostgresServer,
    fault: Callable[[PostgresServer], None],
    end: Callable[[PostgresServer], None],
) -> None:
    held = with_postgres.asks(60)
    revoked_later, not_asked, *fresh = with_postgres.publish(*range(1, 63))
    asks = [*held, Ask(api_of(revoked_later), Right.ENDING), *(Ask(api_of(one), Right.IN_FORCE) for one in fresh)]
    assert {told.reason for told in ask_each(with_postgres.url, held)} == {"IN_FORCE", "REVOKED", "not_known"}
    assert with_postgres.ask(revoked_later)[1] == "IN_FORCE"
    with Load(with_postgres.url, asks, clients=5) as during:
        during.wait_for(len(asks) // 2)
        fault(disposable_postgres)
        faulty_at = time.monotonic()
        during.run_for(2)
        end(disposable_postgres)
        ended_at = time.monotonic()
        assert with_postgres.becomes(not_asked, "IN_FORCE")
        bound = with_postgres.revoke(revoked_later) + RECOVERY_SECONDS * BUSY_MACHINE
        assert with_postgres.becomes(revoked_later, "REVOKED")
        during.wait_for_right_after(Right.ENDING, bound)
    assert during.wrong() == []
    assert during.in_force_after(bound) == []
    assert during.slowest() < LONGEST_ANSWER_SECONDS
    assert {told.status for told in during.answers} <= {200, 404, 503}
    assert _of_memory(during, held, faulty_at, ended_at) <= {"IN_FORCE", "REVOKED"}
    recovered_at = ended_at + RECOVERY_SECONDS * BUSY_MACHINE
    assert [told for told in during.uncertain() if told.began > recovered_at] == []


def _of_memory(load: Load, held: list[Ask], since: float, until: float) -> set[str]:
    """Return the reasons that certificates got which the service had been asked for before."""
    certificates = {ask for ask in held if ask.right is not Right.NOT_KNOWN}
    return {told.reason for told in load.answers if told.ask in certificates and since < told.began < until}


def test_a_long_fault_makes_answers_too_old_to_tell_and_what_has_ended_stays_ended(
    with_postgres: RunningSite, disposable_postgres: PostgresServer
) -> None:
    held = with_postgres.asks(40)
    fresh = [Ask(api_of(one), Right.IN_FORCE) for one in with_postgres.publish(*range(1, 21))]
    ask_each(with_postgres.url, held)
    with Load(with_postgres.url, [*held, *fresh], clients=5) as during:
        disposable_postgres.process.freeze()
        frozen_at = time.monotonic()
        during.run_for(STALE_SECONDS + 4)
        thawed_at = time.monotonic()
        disposable_postgres.process.thaw()
        assert with_postgres.becomes_certain(held[1])
        during.wait_for(2 * len(held))
    assert during.wrong() == []
    assert during.slowest() < LONGEST_ANSWER_SECONDS
    # As of the last good question, which was sent before the fault; the clock's second is not split.
    too_old = [told for told in during.answers if frozen_at + STALE_SECONDS + 1 < told.began < thawed_at]
    assert _reasons(too_old, Right.IN_FORCE) <= {"STATUS_STALE", "STATUS_UNAVAILABLE"}
    assert "STATUS_STALE" in _reasons(too_old, Right.IN_FORCE)
    assert _reasons(too_old, Right.REVOKED) == {"REVOKED"}
    assert _reasons(too_old, Right.NOT_KNOWN) == {"STATUS_UNAVAILABLE"}
    recovered_at = thawed_at + RECOVERY_SECONDS * BUSY_MACHINE
    assert [told for told in during.uncertain() if told.began > recovered_at] == []


def test_a_service_that_is_cut_off_never_calls_what_was_revoked_meanwhile_in_force_beyond_the_bound(
    site: ReferenceSite, disposable_postgres: PostgresServer
) -> None:
    url = disposable_postgres.create_database().url
    create_register(url)
    with SlowProxy(disposable_postgres.port) as wire:
        through_wire = url.replace(f":{disposable_postgres.port}/", f":{wire.port}/")
        with Gunicorn(site.directory, workers=1, REFERENCE_REGISTER_URL=through_wire) as service:
            # The office has a wire of its own.
            running = RunningSite(site, url, service.url)
            (revoked_later,) = running.publish(1)
            asks = [*running.asks(20), Ask(api_of(revoked_later), Right.ENDING)]
            ask_each(service.url, asks)
            with Load(service.url, asks) as load:
                wire.delay = 3600
                revoked_at = running.revoke(revoked_later)
                load.run_for(STALE_SECONDS + 3)
                wire.delay = 0
                assert running.becomes(revoked_later, "REVOKED")
                load.wait_for_right_after(Right.ENDING, time.monotonic())
    assert load.wrong() == []
    assert {told.reason for told in load.answers if told.ask.right is Right.ENDING} >= {"STATUS_STALE", "REVOKED"}
    # As-of times are told to the second.
    assert load.in_force_after(revoked_at + STALE_SECONDS + 1) == []
    assert load.slowest() < LONGEST_ANSWER_SECONDS


def _reasons(answers: list[Told], right: Right) -> set[str]:
    return {told.reason for told in answers if told.ask.right is right}


@contextmanager
def every_connection_taken(server: PostgresServer) -> Iterator[None]:
    """Be another program that holds all connections that the server allows."""
    url = server.url(SUPERUSER, "postgres").replace("+psycopg", "")
    taken = []
    try:
        while True:
            try:
                taken.append(psycopg.connect(url, connect_timeout=10))
            except psycopg.OperationalError as error:
                if "too many clients" not in str(error):
                    raise
                break
        yield
    finally:
        for connection in taken:
            connection.close()


def test_a_database_without_a_free_connection(site: ReferenceSite) -> None:
    with PostgresServer(max_connections=str(MAX_CONNECTIONS)) as server:
        url = server.create_database().url
        create_register(url)
        with Gunicorn(site.directory, REFERENCE_REGISTER_URL=url) as service:
            running = RunningSite(site, url, service.url)
            held = running.asks(20)
            fresh = [Ask(api_of(one), Right.IN_FORCE) for one in running.publish(*range(1, 41))]
            with every_connection_taken(server), Load(service.url, [*held, *fresh], clients=8) as during:
                during.run_for(3)
            freed_at = time.monotonic()
            with Load(service.url, [*held, *fresh], clients=8) as after:
                after.run_for(RECOVERY_SECONDS * BUSY_MACHINE)
                after.wait_for(2 * len(held))
    assert during.wrong() == []
    assert {told.status for told in during.answers} <= {200, 404, 503}
    assert during.slowest() < LONGEST_ANSWER_SECONDS
    assert after.wrong() == []
    late = freed_at + RECOVERY_SECONDS * BUSY_MACHINE
    assert [told for told in after.uncertain() if told.began > late] == []
