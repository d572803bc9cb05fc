"""What the register costs: publications per second, and the CPU of a look-up beside the bare driver's.

    python -m bench.register sqlite:////tmp/bench/register.sqlite
    python -m bench.register postgresql+psycopg://user@host/database

The register must be empty. Look-ups alternate with the bare driver's in one process (A B A B …) and the median of the
rounds' CPU time counts; publications are wall time, for they wait for the disk, and verify every signature.
"""

import argparse
import datetime as dt
import hashlib
import json
import multiprocessing
import random
import sqlite3
import statistics
import time
from collections.abc import Callable

import psycopg

from register.address import PostgresAddress, parse_address
from register.create import create_register
from register.entry import Entry
from register.reader import RegisterReader
from register.writer import RegisterWriter
from tests.builders import ChamberWorld

WORLD = ChamberWorld()
ROUNDS = 9
LOOKUPS = 2000
BARE = "SELECT fragment FROM prepared WHERE row_key = ?"

Lookup = Callable[[str, dt.date], object]


def publish(url: str, entries: list[Entry], start: object, spent: object) -> None:
    """Publish entries in a process of its own, once all processes are ready."""
    writer = RegisterWriter.open(url, trust=lambda: WORLD.trust, clock=WORLD.clock)
    start.wait()  # type: ignore[attr-defined]  # multiprocessing's types are of its context
    began = time.process_time()
    for entry in entries:
        writer.publish(entry)
    spent.put(time.process_time() - began)  # type: ignore[attr-defined]  # as above
    writer.close()


def publications(url: str, entries: list[Entry], processes: int) -> dict[str, float]:
    """Return publications per second of wall time, and milliseconds of our CPU for each."""
    context = multiprocessing.get_context("fork")
    start, spent = context.Barrier(processes + 1), context.SimpleQueue()
    workers = [
        context.Process(target=publish, args=(url, entries[index::processes], start, spent))
        for index in range(processes)
    ]
    for worker in workers:
        worker.start()
    start.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    wall = time.perf_counter() - began
    cpu = sum(spent.get() for _ in workers)
    return {"per_second": round(len(entries) / wall, 1), "cpu_ms_each": round(cpu * 1000 / len(entries), 2)}


def bare_lookup(url: str) -> Lookup:
    """Return the least that a look-up can be: the bare driver, one table, one column."""
    address = parse_address(url)
    if isinstance(address, PostgresAddress):
        connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        query = BARE.replace("?", "%s").encode()
        return lambda number, date: connection.execute(
            query, (key(number, date),), prepare=True, binary=True
        ).fetchone()
    file = sqlite3.connect(f"file:{address.path}?mode=ro", uri=True, isolation_level=None)
    return lambda number, date: file.execute(BARE, (key(number, date),)).fetchone()


def key(number: str, date: dt.date) -> bytes:
    """Return the prepared row's key."""
    return hashlib.sha256(f"{number}|{date.isoformat()}".encode()).digest()


def cpu_of(lookup: Lookup, numbers: list[str], date: dt.date) -> float:
    """Return microseconds of CPU per look-up."""
    began = time.process_time()
    for number in numbers:
        lookup(number, date)
    return (time.process_time() - began) * 1e6 / len(numbers)


def lookups(url: str, numbers: list[str], date: dt.date) -> dict[str, float]:
    """Return the CPU of look-ups, interleaved with the bare driver's."""
    reader = RegisterReader.open(url, clock=WORLD.clock)
    peers: dict[str, Lookup] = {"bare": bare_lookup(url), "reader": reader.by_number}
    chance = random.Random(1)  # noqa: S311  # which certificates are asked for
    asked = [chance.choice(numbers) for _ in range(LOOKUPS)]
    unknown = [number[:-1] + "-" for number in asked]
    rounds: dict[str, list[float]] = {name: [] for name in ("bare", "reader", "unknown")}
    for _ in range(ROUNDS):
        for name, lookup in peers.items():
            rounds[name].append(cpu_of(lookup, asked, date))
        rounds["unknown"].append(cpu_of(reader.by_number, unknown, date))
    reader.close()
    median = {name: statistics.median(values) for name, values in rounds.items()}
    figures = {f"{name}_cpu_us": round(value, 1) for name, value in median.items()}
    return figures | {"reader_to_bare": round(median["reader"] / median["bare"], 2)}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--certificates", type=int, default=400, help="published by each number of processes")
    arguments = parser.parse_args()
    create_register(arguments.url)
    total = arguments.certificates
    issued = [WORLD.issue(sequence) for sequence in range(1, 2 * total + 1)]
    figures = {
        "publish_1_process": publications(arguments.url, [each.entry for each in issued[:total]], 1),
        "publish_4_processes": publications(arguments.url, [each.entry for each in issued[total:]], 4),
        "lookup": lookups(arguments.url, [each.number for each in issued], issued[0].issue_date),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
