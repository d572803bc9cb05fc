"""Thousands of paid applications, issued by the command, which is killed once and goes on. See `bench/issue.py`."""

import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

import psutil

from bench._issue_office import long_draft, office_in
from tests.offices import Installation
from tests.paid import Trade

GOODS_LINES = 6
_SECONDS = 1.0
"""Between two looks at the memory."""


@dataclass
class Run:
    """What was seen of the command."""

    delivered: int = 0
    megabytes: list[tuple[int, float]] = field(default_factory=list)
    """Of all its processes, with how many had been delivered by then."""
    seconds: float = 0.0


def measure_many(folder: Path, applications: int) -> dict[str, Any]:
    """Fill an office, let `issuance issue-approved` issue all of it, kill it once at a third; say how it went."""

    def clock() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    installation = office_in(folder, clock)
    with installation.open(real_paper=True) as office:
        trade = Trade.make(office, valid_until=clock().date() + dt.timedelta(days=365))
        for index in range(applications):
            trade.apply(long_draft(GOODS_LINES, f"many-{index}"))
    print(f"{applications} applications are paid and wait; they are issued now.", flush=True)
    first = issue(installation, kill_at=applications // 3)
    second = issue(installation, kill_at=None)
    numbers = installation.numbers()
    tenth = max(1, (applications - first.delivered) // 10)
    begins = second.megabytes[0][0]
    early = [size for at, size in second.megabytes if tenth // 2 <= at - begins <= tenth + tenth // 2]
    late = [size for at, size in second.megabytes if at >= second.megabytes[-1][0] - tenth]
    return {
        "applications": applications,
        "killed_after": first.delivered,
        "certificates": len(numbers),
        "one_each_and_no_gap": numbers == list(range(1, applications + 1)),
        "per_second": round(second.delivered / second.seconds, 2),
        "first_tenth_megabytes": round(mean(early or [0.0]), 1),
        "last_tenth_megabytes": round(mean(late or [0.0]), 1),
        "growth": round(mean(late) / mean(early), 3) if early and late else None,
    }


def issue(installation: Installation, *, kill_at: int | None) -> Run:
    """Run the command to its end, or kill all its processes once it has delivered so many."""
    run, began = Run(), time.perf_counter()
    command = subprocess.Popen(
        [sys.executable, "-m", "issuance", "issue-approved"],
        env={**os.environ, **installation.environment},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    looked = 0.0
    for line in command.stdout or ():
        run.delivered += _is_delivery(line)
        if kill_at is not None and run.delivered >= kill_at:
            os.killpg(command.pid, signal.SIGKILL)
            break
        if time.perf_counter() - looked >= _SECONDS:
            looked = time.perf_counter()
            run.megabytes.append((run.delivered, resident_megabytes(command.pid)))
            print(f"\r{run.delivered} delivered, {run.megabytes[-1][1]:.0f} MB", end="", flush=True)
    code = command.wait()
    print()
    if kill_at is None and code:
        raise SystemExit(f"issuance issue-approved ended with {code}")
    run.seconds = time.perf_counter() - began
    return run


def resident_megabytes(pid: int) -> float:
    """Return the memory of a process and all below it; what they share counts once, in equal parts."""
    leader = psutil.Process(pid)
    sizes = 0
    for process in (leader, *leader.children(recursive=True)):
        try:
            sizes += _proportional_bytes(process.pid)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
    return sizes / 2**20


def _proportional_bytes(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _is_delivery(line: str) -> bool:
    try:
        return bool(json.loads(line).get("what") == "delivered")
    except ValueError:
        return False
