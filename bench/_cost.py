"""CPU per request: the reference service, bare servers, and other frameworks. See `bench/lookup.py`."""

import argparse
import random
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis

from bench._crowd import cpu_in_a_crowd
from bench._load import (
    GUNICORNS_OWN,
    PEERS_PYTHON,
    SHIPPED,
    UNLIMITED,
    Peer,
    bare,
    gunicorn,
    nginx,
    ours,
    request_of,
    uvicorn,
)
from bench._lookup_site import LookupSite, make_site
from register.create import create_register
from tests.reference_site import api_of, page_of, qr_page_of
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer

OK, NOT_FOUND = b"HTTP/1.1 200", b"HTTP/1.1 404"

TARGETS = {
    "warm": 1.4,
    "warm_to_wsgi": 0.85,
    "uncached_sqlite": 0.75,
    "uncached_postgresql": 0.6,
    "unknown_number": 0.9,
    "page": 0.9,
    "nginx_hit_to_nginx_static": 0.75,
}
"""At least."""

CONNECTIONS = 8
IN_A_CROWD = ("flask", "wsgi", "warm", "warm_gunicorns_worker", "warm_not_limited")
"""What is also asked by so many at once."""


@dataclass(frozen=True)
class Load:
    """A server, what it is asked, and which status every answer must have."""

    peer: Peer
    requests: Sequence[bytes]
    status: bytes = OK


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Start all servers, ask them in turn, print and return the ratios."""
    with ExitStack() as stack:
        loads = start(stack, make_site(stack, arguments.certificates), arguments.requests)
        rounds: dict[str, list[float]] = {name: [] for name in loads}
        crowd: dict[str, list[float]] = {name: [] for name in IN_A_CROWD}
        # The first round warms caches, connections and the interpreter, and does not count.
        for number in range(arguments.rounds + 1):
            for name, load in loads.items():
                cpu = load.peer.cpu_of(load.requests, load.status)
                if number:
                    rounds[name].append(cpu)
            for name, found in crowd.items() if number else ():
                load = loads[name]
                found.append(cpu_in_a_crowd(load.peer, load.requests, load.status, CONNECTIONS))
    return report(rounds) | report_crowd(crowd) | {"rounds": arguments.rounds, "requests": arguments.requests}


def start(stack: ExitStack, made: LookupSite, requests: int) -> dict[str, Load]:
    """Start what this machine can run."""
    chance = random.Random(1)  # noqa: S311  # which certificates are asked for
    asked = chance.choices(made.issued, k=requests)
    # Each from another bank, so that look-ups are counted as in life and none of them is over a limit.
    known = [request_of(api_of(each), caller=caller) for caller, each in enumerate(asked)]
    warm = stack.enter_context(ours("warm", **made.settings))
    body = warm.answer(known[0]).partition(b"\r\n\r\n")[2]
    size = {"BENCH_BODY_BYTES": str(len(body))}
    places = [(each, address) for each in asked for address in (page_of, qr_page_of)]
    pages = [request_of(address(each), "text/html", caller) for caller, (each, address) in enumerate(places)]
    unlimited = stack.enter_context(ours("warm", **made.settings, **UNLIMITED))
    loads = {
        "flask": Load(stack.enter_context(bare("flask", **size)), known),
        "wsgi": Load(stack.enter_context(bare("wsgi", **size)), known),
        "wsgi_headers": Load(stack.enter_context(bare("wsgi_headers", **size)), known),
        "wsgi_headers_our_worker": Load(stack.enter_context(bare("wsgi_headers", worker=SHIPPED, **size)), known),
        "warm": Load(warm, known),
        "warm_not_limited": Load(unlimited, known),
        "warm_gunicorns_worker": Load(stack.enter_context(ours("warm", worker=GUNICORNS_OWN, **made.settings)), known),
        "uncached_sqlite": Load(stack.enter_context(ours("uncached", **made.settings)), known),
        "unknown_number": Load(unlimited, [request_of(api_of(each)) for each in made.unknown], NOT_FOUND),
        "wrong_date": Load(
            unlimited, [request_of(f"/api/v1/certificates/{e.number}/2020-01-01") for e in asked], NOT_FOUND
        ),
        "page": Load(warm, pages[:requests]),
        "page_made_anew": Load(stack.enter_context(ours("uncached", **made.settings)), pages[: max(1, requests // 20)]),
    }
    for add in (add_postgres, add_nginx, add_frameworks):
        try:
            loads |= add(stack, made, loads, body)
        except pytest.skip.Exception as absent:
            print(f"left out: {absent}")
    return loads


def add_postgres(stack: ExitStack, made: LookupSite, loads: dict[str, Load], _body: bytes) -> dict[str, Load]:
    """Add look-ups in PostgreSQL."""
    url = stack.enter_context(PostgresServer()).create_database().url
    create_register(url)
    made.publish(url)
    peer = ours("uncached", **made.settings, REFERENCE_REGISTER_URL=url)
    return {"uncached_postgresql": Load(stack.enter_context(peer), loads["warm"].requests)}


def add_nginx(stack: ExitStack, _made: LookupSite, loads: dict[str, Load], body: bytes) -> dict[str, Load]:
    """Add nginx with a file, and with the shipped site in front of the service, answering from its cache."""
    folders = [stack.enter_context(tempfile.TemporaryDirectory(prefix="originseal-bench-nginx-")) for _ in range(2)]
    Path(folders[0], "body.json").write_bytes(body)
    file = f"access_log off; root {folders[0]}; location / {{ try_files /body.json =404; }}"
    static = nginx(f"server {{ listen 127.0.0.1:{{port}}; {file} }}", Path(folders[0]))
    warm = loads["warm"]
    shipped = Path("deploy/nginx/reference.conf").read_text(encoding="utf-8")
    for text, ours_now in {
        "unix:/run/originseal/reference.sock": warm.peer.url.removeprefix("http://"),
        "127.0.0.1:8080": "127.0.0.1:{port}",
        "/var/cache/nginx": folders[1],
        "/var/log/nginx": folders[1],
        "/etc/nginx/originseal/messages.conf": str(Path("deploy/nginx/messages.conf").absolute()),
        "/run/originseal-uploads": f"{folders[1]}/uploads",
        "rate=50r/s": "rate=1000000r/s",
    }.items():
        if text not in shipped:
            raise RuntimeError(f"deploy/nginx/reference.conf no longer has {text!r}")
        shipped = shipped.replace(text, ours_now)
    in_front = nginx(shipped, Path(folders[1]))
    return {
        "nginx_static": Load(stack.enter_context(static), warm.requests),
        # One address: what nginx keeps for a second is asked for a thousand times in it.
        "nginx_hit": Load(stack.enter_context(in_front), warm.requests[:1] * len(warm.requests)),
    }


def add_frameworks(stack: ExitStack, made: LookupSite, loads: dict[str, Load], body: bytes) -> dict[str, Load]:
    """Add Django, and FastAPI with Redis."""
    if not PEERS_PYTHON.exists():
        pytest.skip(f"{PEERS_PYTHON} is not there; script/bench lookup makes it")
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="originseal-bench-body-")))
    (folder / "body").write_bytes(body)
    server = stack.enter_context(RedisServer())
    with redis.Redis.from_url(server.url) as store:
        for each in made.issued:
            store.set(f"{each.number}|{each.issue_date}", body)
    settings = {"BENCH_BODY": str(folder / "body"), "BENCH_REDIS_URL": server.url}
    known = loads["warm"].requests
    django = gunicorn("bench._peer_apps:django()", python=PEERS_PYTHON, **settings)
    fastapi = uvicorn("bench._peer_apps:fastapi_with_redis", python=PEERS_PYTHON, **settings)
    return {
        "django": Load(stack.enter_context(django), known),
        "fastapi_redis": Load(stack.enter_context(fastapi), known),
    }


def report(rounds: dict[str, list[float]]) -> dict[str, Any]:
    """Print the figures beside their targets and return them."""
    cpu = {name: statistics.median(values) for name, values in rounds.items()}
    # In each round all were asked within seconds, so ratios are made within rounds.
    ratios = {name: _ratio(rounds, "flask", name) for name in rounds}
    ratios["warm_to_wsgi"] = _ratio(rounds, "wsgi", "warm")
    ratios["warm_to_wsgi_headers"] = _ratio(rounds, "wsgi_headers", "warm")
    # In one and the same worker: what the service itself costs.
    ratios["warm_to_wsgi_in_gunicorns_worker"] = _ratio(rounds, "wsgi", "warm_gunicorns_worker")
    ratios["warm_to_wsgi_headers_in_our_worker"] = _ratio(rounds, "wsgi_headers_our_worker", "warm")
    ratios["warm_to_not_limited"] = _ratio(rounds, "warm_not_limited", "warm")
    if "nginx_hit" in rounds:
        ratios["nginx_hit_to_nginx_static"] = _ratio(rounds, "nginx_static", "nginx_hit")
    for name, ratio in ratios.items():
        target = f"target {TARGETS[name]}" if name in TARGETS else ""
        microseconds = f"{cpu[name]:>9.1f} us of CPU" if name in cpu else ""
        print(f"{name:<35}{ratio:>6.2f}  {target:<12}{microseconds}")
    return {
        "server": "one working process with 4 threads, the service in its shipped worker and its peers in gunicorn's "
        "own (gthread) unless named otherwise; one client on a kept connection",
        "ratio_to_bare_flask": ratios,
        "targets": TARGETS,
        "cpu_us_per_request": {name: round(value, 1) for name, value in cpu.items()},
    }


def report_crowd(rounds: dict[str, list[float]]) -> dict[str, Any]:
    """Print and return the same where many ask at once."""
    ratios = {f"{name}_to_{base}": _ratio(rounds, base, name) for base in ("flask", "wsgi") for name in rounds}
    for name, ratio in ratios.items():
        print(f"{CONNECTIONS} connections: {name:<33}{ratio:>5.2f}")
    return {"connections_at_once": CONNECTIONS, "ratios_in_a_crowd": ratios}


def _ratio(rounds: dict[str, list[float]], base: str, name: str) -> float:
    pairs = zip(rounds[base], rounds[name], strict=True)
    return round(statistics.median(first / second for first, second in pairs), 2)
