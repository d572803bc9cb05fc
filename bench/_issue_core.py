"""What the core of the office takes to issue: by step, in memory, on both cores. See `bench/issue.py`."""

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench._issue_peers import make_peers
from bench._stopwatch import Stopwatch
from issuance.batch import Batch
from issuance.config import OfficeConfig
from issuance.demo.papers import sample_drafts
from issuance.demo.profile import CHAMBER
from issuance.domain.ledger import LedgerEntry
from issuance.office import Office
from issuance.services.certificates.issue import IssueRequest
from issuance.storage.store import Numbering
from signing.content import Kind
from signing.number import draw_number

LINES = (6, 60, 300)
TARGET_MILLISECONDS = {6: 100, 300: 400}
TARGET_BATCH = 1.7
WARM_ROUNDS = 2
"""Before these, caches fill and modules are loaded."""
OFFICERS = ("bench-1", "bench-2")
STEPS = (
    ("issuing", "_check", "all checks, a dry run"),
    ("store", "take_number", "number, committed"),
    ("issuing", "_prepare", "content"),
    ("issuing", "_seal", "seal"),
    ("print_room", "sheet", "PDF (typst)"),
    ("print_room", "original", "PDF signature"),
    ("originals", "keep", "encrypted original"),
    ("record_signer", "first", "record"),
    ("publisher", "send", "register"),
    ("publisher", "confirm", "confirmed by the reader"),
    ("store", "seal", "ledger commits"),
    ("store", "record_issue", "ledger commits"),
    ("store", "mark_sent", "ledger commits"),
    ("store", "mark_published", "ledger commits"),
    ("store", "mark_delivered", "ledger commits"),
    ("issuing", "issue", "everything else"),
)


def request(lines: int, serial: str) -> IssueRequest:
    """Return an application with so many goods lines, unlike any other by its invoice number and its goods."""
    draft = dict(sample_drafts()["coo-jp-60-lines"])
    goods = draft["goods"]
    # No line is like one of another application: typst remembers a list that it has set before.
    draft["goods"] = [
        {**line, "description": f"{line['description']}, lot {serial}/{index}"}
        for index, line in enumerate(goods[index % len(goods)] for index in range(lines))
    ]
    draft["invoice"] = {**draft["invoice"], "number": f"BENCH {serial}"}
    return IssueRequest(CHAMBER, draft, OFFICERS)


def milliseconds(work: Callable[[], object], times: int = 1) -> float:
    """Return the CPU time of one `times`-th of a call."""
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000 / times


def measure_steps(config: OfficeConfig, lines: int, rounds: int) -> dict[str, Any]:
    """Issue certificates of one size and let the peers work in turns; return medians over the rounds."""
    totals: list[float] = []
    steps: list[dict[str, float]] = []
    with Office(config) as office:
        peers = make_peers(office, config.directory, CHAMBER)
        alone: dict[str, list[float]] = {name: [] for name in peers}
        stopwatch = Stopwatch()
        for part, method, step in STEPS:
            stopwatch.watch(getattr(office, part), method, step)
        for turn in range(-WARM_ROUNDS, rounds):
            asked = request(lines, f"{lines}-{turn}")
            stopwatch.reset()
            total = milliseconds(lambda asked=asked: office.issuing.issue(asked))  # type: ignore[misc]  # mypy cannot infer bound defaults
            if turn >= 0:
                totals.append(total)
                steps.append({step: seconds * 1000 for step, seconds in stopwatch.seconds.items()})
            for name, (work, times) in peers.items():
                alone[name].append(milliseconds(work, times))
    peer_medians = {name: median(values[WARM_ROUNDS:]) for name, values in alone.items()}
    parts = peer_medians["typst, trivial page"] + peer_medians["pyHanko, that page"]
    names = dict.fromkeys(step for _, _, step in STEPS)
    return {
        "milliseconds_cpu": round(median(totals), 1),
        "target_milliseconds_cpu": TARGET_MILLISECONDS.get(lines),
        "by_step": {name: round(median(turn.get(name, 0.0) for turn in steps), 2) for name in names},
        "peers_milliseconds_cpu": {name: round(value, 4) for name, value in peer_medians.items()},
        "ratio_to_typst_and_pyhanko": round(median(total / parts for total in totals), 2),
    }


def resident_megabytes() -> float:
    """Return the memory that this process has in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def measure_memory(config: OfficeConfig, certificates: int) -> dict[str, Any]:
    """Issue many and compare the memory during the first tenth with that during the last."""
    tenth = max(1, certificates // 10)
    seen = []
    with Office(config) as office:
        for index in range(certificates):
            office.issuing.issue(request(6, f"memory-{index}"))
            seen.append(resident_megabytes())
    first, last = mean(seen[:tenth]), mean(seen[-tenth:])
    return {
        "certificates": certificates,
        "first_tenth_megabytes": round(first, 1),
        "last_tenth_megabytes": round(last, 1),
        "growth": round(last / first, 3),
    }


def count_up(_part: int) -> int:
    """Keep a core busy for about half a second."""
    return sum(number * number for number in range(8_000_000))


def measure_cores() -> float:
    """Return how much more two busy processes get done here and now than one: 2.0 where nobody else is working."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(count_up, range(2), chunksize=1)  # the processes start
        started = time.perf_counter()
        pool.map(count_up, range(1))
        middle = time.perf_counter()
        pool.map(count_up, range(2), chunksize=1)
        return 2 * (middle - started) / (time.perf_counter() - middle)


def measure_batch(config: OfficeConfig, certificates: int, rounds: int) -> dict[str, Any]:
    """Issue the same number on one process and on two in turns; return certificates per second.

    This is wall time: beside it stands what two busy processes got from the machine in the same rounds.
    """
    rates: dict[int, list[float]] = {1: [], 2: []}
    cores = []
    with Batch(config, 1) as one, Batch(config, 2) as two:
        for turn in range(-1, rounds):
            cores.append(measure_cores())
            for processes, batch in ((1, one), (2, two)):
                requests = [request(6, f"batch-{processes}-{turn}-{index}") for index in range(certificates)]
                before = time.perf_counter()
                results = list(batch.issue(requests))
                taken = time.perf_counter() - before
                refused = [result for result in results if not isinstance(result, LedgerEntry)]
                if refused:
                    sys.exit(f"The batch was refused: {refused[0]}")
                if turn >= 0:  # in the turn before the first the processes start
                    rates[processes].append(certificates / taken)
    ratios = [both / single for single, both in zip(rates[1], rates[2], strict=True)]
    return {
        "per_second_on_1": round(median(rates[1]), 2),
        "per_second_on_2": round(median(rates[2]), 2),
        "ratio": round(median(ratios), 2),
        "ratio_of_two_busy_processes": round(median(cores), 2),
        "target_ratio": TARGET_BATCH,
    }


def take_numbers(config: OfficeConfig, part: int, count: int) -> None:
    """Take numbers alone, in a process of its own."""
    with Office(config) as office:
        now = office.clock()
        for index in range(count):
            numbering = Numbering(
                CHAMBER, Kind.COO_JP, now.date(), "", f"numbers-{part}-{index}", b"{}", None, OFFICERS, now
            )
            office.store.take_number(numbering, lambda sequence: draw_number(CHAMBER, now.year, sequence, os.urandom))


def measure_numbers(config: OfficeConfig, processes: int, count: int) -> dict[str, Any]:
    """Let several processes take numbers of one counter at once; check that there is no gap."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        pool.starmap(take_numbers, [(config, part, 1) for part in range(processes)])  # the processes start
        before = time.perf_counter()
        pool.starmap(take_numbers, [(config, part, count) for part in range(processes)], chunksize=1)
        taken = time.perf_counter() - before
    with Office(config) as office, office.store.engine.connect() as connection:
        last, number = connection.exec_driver_sql("SELECT max(sequence), count(*) FROM certificate").one()
    return {"processes": processes, "per_second": round(processes * count / taken), "gaps": last - number}
