"""How soon a revocation shows: from the register's commit to the first answer REVOKED. See `bench/lookup.py`."""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from bench._load import UNLIMITED, Peer, ours, request_of
from bench._lookup_site import LookupSite, make_site
from issuance.log_announcer import LogAnnouncer
from register.create import create_register
from tests.builders import Issued
from tests.reference_site import api_of
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer

TARGETS_MS = {"push": 50, "poll": 250, "redis_stopped": 250}
"""p99 at most."""

_PAUSE_SECONDS = 0.0005
"""Between two questions, so that the client leaves the server's threads their turn."""


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Revoke one after another, print and return milliseconds."""
    count = arguments.revocations
    with ExitStack() as stack:
        try:
            server = stack.enter_context(RedisServer())
        except pytest.skip.Exception as absent:
            print(f"left out: {absent}")
            return {"left_out": str(absent)}
        made = make_site(stack, 3 * count + 1)
        url, back_end = _register(stack, made)
        peer = stack.enter_context(ours("pushed", **made.settings, **url, **UNLIMITED, REFERENCE_REDIS_URL=server.url))
        announcer = LogAnnouncer.open(server.url)
        stack.callback(announcer.close)
        certificates = iter(made.issued)
        _settle(peer, made.issued[-1])

        def silent(_position: int) -> None:
            """Say nothing: the office has no Redis."""

        seconds = {
            "push": _delays(peer, made, url, certificates, count, announcer.announce),
            "poll": _delays(peer, made, url, certificates, count, silent),
        }
        server.stop()
        seconds["redis_stopped"] = _delays(peer, made, url, certificates, count, announcer.announce)
    figures: dict[str, Any] = {"back_end": back_end, "revocations_each": count, "targets_p99_ms": TARGETS_MS}
    for name, delays in seconds.items():
        delays.sort()
        p50, p99 = statistics.median(delays) * 1e3, delays[int(len(delays) * 0.99) - 1] * 1e3
        print(f"{name:<27}p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  (target p99 < {TARGETS_MS[name]} ms)")
        figures[name] = {
            "p50_ms": round(p50, 1),
            "p99_ms": round(p99, 1),
            "all_ms": [round(delay * 1e3, 1) for delay in delays],
        }
    return figures


def _register(stack: ExitStack, made: LookupSite) -> tuple[dict[str, str], str]:
    """Return the setting of the register to use: PostgreSQL where it is, else the site's own."""
    try:
        url = stack.enter_context(PostgresServer()).create_database().url
    except pytest.skip.Exception:
        return {}, "SQLite"
    create_register(url)
    made.publish(url)
    return {"REFERENCE_REGISTER_URL": url}, "PostgreSQL"


def _settle(peer: Peer, issued: Issued) -> None:
    """Ask once, and give the threads that this starts the time to connect."""
    peer.answer(request_of(api_of(issued)))
    time.sleep(1)


def _delays(
    peer: Peer,
    made: LookupSite,
    url: dict[str, str],
    certificates: Iterator[Issued],
    count: int,
    announce: Callable[[int], None],
) -> list[float]:
    chance = random.Random(count)  # noqa: S311  # when to revoke, between two polls
    writer = made.writer(url.get("REFERENCE_REGISTER_URL"))
    delays = []
    for issued in _next(certificates, count):
        request = request_of(api_of(issued))
        if b'"reason":"IN_FORCE"' not in peer.answer(request):
            raise RuntimeError("a certificate is not in force before it is revoked")
        record = made.site.world.revoke(issued).records[-1]
        time.sleep(chance.uniform(0.0, 0.1))
        position = writer.append(record)
        committed = time.perf_counter()
        announce(position)
        while b'"reason":"REVOKED"' not in peer.answer(request):
            time.sleep(_PAUSE_SECONDS)
        delays.append(time.perf_counter() - committed)
    writer.close()
    return delays


def _next(certificates: Iterator[Issued], count: int) -> Sequence[Issued]:
    return [next(certificates) for _ in range(count)]
