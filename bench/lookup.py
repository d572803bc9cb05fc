"""What a look-up costs: CPU of the server's worker per request, beside a bare WSGI callable and a bare Flask route.

    script/bench lookup [--certificates 400] [--rounds 7] [--requests 800]

All run under the same gunicorn (one worker, gthread, 4 threads) at once; one client on a kept connection asks them in
turn (A B A B …) and the median of the rounds counts. Figures are ratios to the bare Flask route: higher is faster.
Without PostgreSQL on the machine its line is left out. Writes `bench/results/lookup.json`.
"""

import argparse
import json
import random
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench._load import Peer, machine, request_of
from reference_service.app import utc_now
from register.create import create_register
from register.writer import RegisterWriter
from tests.builders import ChamberWorld, Issued
from tests.reference_site import ReferenceSite, api_of, page_of
from tests.servers.postgres import PostgresServer

RESULTS = Path(__file__).parent / "results" / "lookup.json"
OK, NOT_FOUND = b"HTTP/1.1 200", b"HTTP/1.1 404"


@dataclass(frozen=True)
class Load:
    """A peer, what it is asked, and which status every answer must have."""

    peer: Peer
    requests: Sequence[bytes]
    status: bytes = OK


TARGETS = {
    "warm": 1.4,
    "warm_to_wsgi": 0.85,
    "uncached_sqlite": 0.75,
    "uncached_postgresql": 0.6,
    "unknown_number": 0.9,
    "page": 0.9,
}


def main() -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--certificates", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=800, help="in a round, of each")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        loads = start(stack, arguments.certificates, arguments.requests)
        rounds: dict[str, list[float]] = {name: [] for name in loads}
        # The first round warms caches, connections and the interpreter, and does not count.
        for number in range(arguments.rounds + 1):
            for name, load in loads.items():
                cpu = load.peer.cpu_of(load.requests, load.status)
                if number:
                    rounds[name].append(cpu)
        memory = loads["warm"].peer.memory_bytes()
    cpu = {name: statistics.median(values) for name, values in rounds.items()}
    report(cpu, rounds, memory, vars(arguments))


def start(stack: ExitStack, certificates: int, requests: int) -> dict[str, Load]:
    """Publish certificates and start the peers."""
    site = ReferenceSite(
        Path(stack.enter_context(tempfile.TemporaryDirectory())),
        world=ChamberWorld(now=utc_now().replace(microsecond=0)),
    )
    stack.callback(site.close)
    issued = [site.world.issue(sequence) for sequence in range(1, certificates + 2)]
    publish(site, site.config.register_url, issued[1:])
    chance = random.Random(1)  # noqa: S311  # which certificates are asked for
    asked = chance.choices(issued[1:], k=requests)
    known = [request_of(api_of(each)) for each in asked]
    unknown = [request_of(api_of(issued[0]))] * requests
    wrong_date = [request_of(f"/api/v1/certificates/{each.number}/2020-01-01") for each in asked]
    pages = [request_of(page_of(each)) for each in asked]

    sqlite = {"REFERENCE_DIRECTORY": str(site.directory)}
    warm = stack.enter_context(Peer("warm", **sqlite))
    size = {"BENCH_BODY_BYTES": str(len(warm.answer(known[0]).partition(b"\r\n\r\n")[2]))}
    loads = {
        "wsgi": Load(stack.enter_context(Peer("wsgi", **size)), known),
        "wsgi_headers": Load(stack.enter_context(Peer("wsgi_headers", **size)), known),
        "flask": Load(stack.enter_context(Peer("flask", **size)), known),
        "warm": Load(warm, known),
        "uncached_sqlite": Load(stack.enter_context(Peer("uncached", **sqlite)), known),
        "unknown_number": Load(warm, unknown, NOT_FOUND),
        "wrong_date": Load(warm, wrong_date, NOT_FOUND),
        "page": Load(warm, pages[: max(1, requests // 8)]),
    }
    try:
        server = stack.enter_context(PostgresServer())
    except pytest.skip.Exception as absent:
        print(f"Without PostgreSQL: {absent}")
        return loads
    url = server.create_database().url
    create_register(url)
    publish(site, url, issued[1:])
    postgres = stack.enter_context(Peer("uncached", **sqlite, REFERENCE_REGISTER_URL=url))
    return loads | {"uncached_postgresql": Load(postgres, known)}


def publish(site: ReferenceSite, url: str, issued: Sequence[Issued]) -> None:
    """Publish certificates in a register."""
    writer = RegisterWriter.open(url, trust=lambda: site.world.trust, clock=site.clock)
    for each in issued:
        writer.publish(each.entry)
    writer.close()


def report(cpu: dict[str, float], rounds: dict[str, list[float]], memory: int, options: dict[str, int]) -> None:
    """Print the figures beside their targets and write them down."""
    ratios = {name: round(cpu["flask"] / value, 2) for name, value in cpu.items()}
    ratios["warm_to_wsgi"] = round(cpu["wsgi"] / cpu["warm"], 2)
    ratios["warm_to_wsgi_headers"] = round(cpu["wsgi_headers"] / cpu["warm"], 2)
    for name, ratio in ratios.items():
        target = f"target {TARGETS[name]}" if name in TARGETS else ""
        print(f"{name:<22}{ratio:>6.2f}  {target:<12}  {cpu.get(name, cpu['warm']):>8.1f} us of CPU")
    # In each round both were asked right after one another, so the differences are compared, not the medians.
    pairs = zip(rounds["unknown_number"], rounds["wrong_date"], strict=True)
    difference = statistics.median(first - second for first, second in pairs)
    print(f"an unknown number takes {difference:+.1f} us more than a wrong date (target within 5)")
    figures = {
        "server": "gunicorn gthread, one worker, 4 threads, one client on a kept connection",
        "machine": machine(),
        "options": options,
        "ratio_to_bare_flask": ratios,
        "targets": TARGETS,
        "cpu_us_per_request": {name: round(value, 1) for name, value in cpu.items()},
        "unknown_minus_wrong_date_us": round(difference, 1),
        "worker_memory_bytes": memory,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
