"""Whether a look-up takes longer in a large register than in a small one. See `bench/lookup.py`.

In one process, by the register's reader and over connections as the service has them: the client's and the web server's
share would hide the register's. The sizes take turns. Registers that fit into memory are read before each turn; with
10 million it is the disk that is measured.

On a busy machine p99 by the clock is the scheduler's: among a hundred look-ups more than one loses its core, and the
longer ones sooner. So the time in which the thread, or PostgreSQL's process for it, could run and had no core, which
the kernel counts, is taken off; what is waited for the disk is not.
"""

import argparse
import gc
import os
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg
import pytest

from bench._fill import asked, fill
from reference_service.app import utc_now
from register.reader import RegisterReader
from tests.servers.postgres import PostgresServer

SIZES = (10_000, 1_000_000)
TEN_MILLION = 10_000_000
BYTES_EACH = 6000
"""What a certificate takes on disk, indexes included: 5,700 in SQLite, PostgreSQL 4,500 and some GB of its journal."""

ROUNDS, LOOKUPS = 9, 3000
LOST_SECONDS = 100e-6
"""Who waited longer than this for a core had lost it; PostgreSQL's process and ours wake each other faster."""
TARGET = 2.0
"""p99 of the largest register to that of the smallest, at most."""

FILLING = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "off",
    "autovacuum": "off",
}
"""PostgreSQL's settings: memory as a server of this size would have, and no journal of the filling."""


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Fill registers of each size, look certificates up, print and return microseconds."""
    sizes = SIZES + ((TEN_MILLION,) if arguments.ten_million else ())
    figures: dict[str, Any] = {"lookups_each": ROUNDS * LOOKUPS, "bytes_each": BYTES_EACH, "target_p99_ratio": TARGET}
    # One after the other: each is to find the memory free for its pages.
    for back_end, make in (("sqlite", _sqlite), ("postgresql", _postgres)):
        with ExitStack() as stack:
            try:
                urls, folder = make(stack, sizes)
            # The tests' servers say in this way that one is not installed; what has no room says it alike.
            except pytest.skip.Exception as absent:
                print(f"left out: {absent}")
                continue
            began = time.monotonic()
            for size, url in urls.items():
                fill(url, size)
            # What was written must not be on its way to the disk while others are waiting for that.
            os.sync()
            seconds = round(time.monotonic() - began)
            figures[back_end] = _look_up(back_end, urls, folder) | {"filled_in_seconds": seconds}
    return figures


class WaitsForCore:
    """How long this thread and some processes could run and had no core: proc's `schedstat`, its second number."""

    def __init__(self, processes: Sequence[int]) -> None:
        places = [f"self/task/{threading.get_native_id()}", *(str(pid) for pid in processes)]
        self._files = [os.open(f"/proc/{place}/schedstat", os.O_RDONLY) for place in places]

    def seconds(self) -> float:
        """Return the sum since they began."""
        return sum(int(os.pread(file, 100, 0).split()[1]) for file in self._files) / 1e9

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            os.close(file)


def _require_room(folder: Path, sizes: Sequence[int]) -> None:
    needed = sum(sizes) * BYTES_EACH
    if shutil.disk_usage(folder).free < needed:
        pytest.skip(f"registers of {sizes} certificates need {needed / 1e9:.0f} GB of disk at {folder}")


def _read_all(folder: Path) -> None:
    """Read every file once, so that it lies in the system's memory as that of a service which runs for days.

    What does not fit into it is left on the disk, for reading it would only put out what was read before.
    """
    files = [file for file in folder.rglob("*") if file.is_file()]
    if sum(file.stat().st_size for file in files) > psutil.virtual_memory().available:
        return
    for file in files:
        with file.open("rb", buffering=0) as opened:
            while opened.read(1 << 24):
                pass


def _sqlite(stack: ExitStack, sizes: Sequence[int]) -> tuple[dict[int, str], Path]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="originseal-bench-growth-")))
    _require_room(folder, sizes)
    return {size: f"sqlite:///{folder / str(size)}.sqlite" for size in sizes}, folder


def _postgres(stack: ExitStack, sizes: Sequence[int]) -> tuple[dict[int, str], Path]:
    server = stack.enter_context(PostgresServer(**FILLING))
    _require_room(server.folder, sizes)
    return {size: server.create_database().superuser_url for size in sizes}, server.folder / "data" / "base"


def _look_up(back_end: str, urls: dict[int, str], folder: Path) -> dict[str, Any]:
    chance = random.Random(3)  # noqa: S311  # which certificates are asked for
    readers = {size: RegisterReader.open(url, clock=utc_now) for size, url in urls.items()}
    found: dict[int, list[list[float]]] = {size: [] for size in urls}
    # Else the collector of garbage walks through this whole program's objects, which no service has, now and then.
    gc.collect()
    gc.freeze()
    for number in range(ROUNDS + 1):
        _read_all(folder)
        for size, reader in readers.items():
            questions = [asked(chance.randint(1, size)) for _ in range(LOOKUPS)]
            # The first question opens the connection.
            reader.by_number(*questions[0])
            with WaitsForCore(_backends(urls[size])) as waits:
                quantiles = _round(reader, questions, waits)
            # The first round prepares statements and fills the database's own memory.
            if number:
                found[size].append(quantiles)
    gc.unfreeze()
    for reader in readers.values():
        reader.close()
    figures: dict[str, Any] = {}
    for size, rounds in found.items():
        medians = [round(statistics.median(values), 1) for values in zip(*rounds, strict=True)]
        figures[str(size)] = dict(zip(FIGURES, medians, strict=True))
        told = "  ".join(f"{name} {value}" for name, value in figures[str(size)].items())
        print(f"{back_end:<12}{size:>11,} certificates  {told}")
    smallest, largest = figures[str(min(urls))], figures[str(max(urls))]
    for name in FIGURES[:-1]:
        figures[f"{name.removesuffix('_us')}_ratio"] = ratio = round(largest[name] / smallest[name], 2)
        target = f" (target at most {TARGET:g})" if "p99" in name else ""
        print(f"{back_end:<12}{name:<18} grows {ratio:.2f} times{target}")
    return figures


FIGURES = ("p50_us", "p99_us", "with_core_p50_us", "with_core_p99_us", "client_cpu_p99_us", "without_core_percent")
"""By the clock; less what was waited for a core; the asking thread's CPU; how many look-ups lost their core."""


def _round(reader: RegisterReader, questions: list[tuple[str, Any]], waits: WaitsForCore) -> list[float]:
    """Return what FIGURES says, in microseconds and percent."""
    times, with_core, cpu = [], [], []
    for number, day in questions:
        waited = waits.seconds()
        began, cpu_began = time.perf_counter(), time.thread_time()
        found = reader.by_number(number, day)
        cpu.append(time.thread_time() - cpu_began)
        times.append(time.perf_counter() - began)
        with_core.append(times[-1] - (waits.seconds() - waited))
        if found is None:
            raise RuntimeError(f"{number} is not in the register")
    quantiles = [statistics.quantiles(values, n=100) for values in (times, with_core, cpu)]
    lost = sum(time - mine > LOST_SECONDS for time, mine in zip(times, with_core, strict=True))
    by_clock, by_core, by_cpu = ([cuts[49] * 1e6, cuts[98] * 1e6] for cuts in quantiles)
    return [*by_clock, *by_core, by_cpu[1], 100 * lost / len(times)]


def _backends(url: str) -> list[int]:
    """Return the processes of PostgreSQL that answer readers of a database; SQLite has none."""
    if not url.startswith("postgresql"):
        return []
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'originseal-reader'"
        )
        return [pid for (pid,) in found]
