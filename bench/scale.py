"""What one machine carries, from measured costs: CPU of each question and certificate, bytes, and a simulation.

    script/bench scale              bench/results/scale.json; docs/scale.md explains it
    script/bench scale --simulate   the simulation alone, over the costs that were measured last

The costs are measured on the whole stack (nginx, reference service, PostgreSQL, Redis, issue job), one question at a
time. The simulation lets a mix of them come by chance and tells at which rate waiting begins.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench._load import machine
from bench._queueing import Kind, simulate
from bench.whole.clerk import Clerk
from bench.whole.costs import certificates, questions
from bench.whole.crowd import Asker
from bench.whole.stack import Stack
from bench.whole.truth import Truth

RESULTS = Path("bench/results/scale.json")
CORES = 2
MIX = {
    "api, first time": 0.30,
    "api, from memory": 0.25,
    "api, kept by nginx": 0.05,
    "page of a QR code, first time": 0.15,
    "page of a QR code, from memory": 0.10,
    "list of 5": 0.05,
    "unknown number": 0.08,
    "original PDF": 0.02,
}
"""An assumption: most papers are asked for once or twice, by programs more often than by people."""

ISSUES_A_SECOND = 0.2
"""The office of a large chamber: 5,000 a day in seven hours."""

USED = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
SIMULATED_SECONDS = 120.0


def main(argv: list[str] | None = None) -> int:
    """Measure, simulate, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=120, help="of each kind")
    parser.add_argument("--certificates", type=int, default=40)
    parser.add_argument("--simulate", action="store_true", help="measure nothing")
    parser.add_argument("--out", type=Path, default=RESULTS)
    arguments = parser.parse_args(argv)
    if arguments.simulate:
        figures = json.loads(arguments.out.read_text(encoding="utf-8"))
    else:
        figures = {"machine": machine(), **measure(arguments.questions, arguments.certificates)}
    figures["simulation"] = simulation(figures)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))
    return 0


def measure(count: int, issues: int) -> dict[str, Any]:
    """Return the costs on a stack of its own."""
    with tempfile.TemporaryDirectory(prefix="originseal-scale-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with Stack(Path(folder), durable=True) as stack:
            truth = Truth()
            clerk = Clerk(stack.installation, truth, per_second=1, revoked_every=10)
            clerk.prepare(count)
            time.sleep(stack.job.RESTART_SECONDS)
            # The first also draws the copies of all that were there before.
            certificates(stack, clerk, 1)
            milliseconds, grown = certificates(stack, clerk, issues)
            asker = Asker(stack.nginx.url, f"http://127.0.0.1:{stack.office_port}", truth, seed=1, pause=0)
            microseconds = questions(stack, truth, asker, count)
            asker.stop()
    return {
        "cpu_us_each_question": microseconds,
        "cpu_ms_each_certificate": milliseconds,
        "bytes_each_certificate": grown,
    }


def simulation(figures: dict[str, Any]) -> dict[str, Any]:
    """Return, for several parts of the machine's time in use, the rate and how long questions take."""
    cost = {kind: _all(spent) / 1e6 for kind, spent in figures["cpu_us_each_question"].items()}
    issue = sum(figures["cpu_ms_each_certificate"].values()) / 1e3
    each = sum(MIX[kind] * cost[kind] for kind in MIX)
    rows = []
    for used in USED:
        rate = (used * CORES - ISSUES_A_SECOND * issue) / each
        kinds = {kind: Kind(rate * part, cost[kind]) for kind, part in MIX.items()}
        found = simulate(kinds | {"issue": Kind(ISSUES_A_SECOND, issue)}, cores=CORES, seconds=SIMULATED_SECONDS)
        asked = sorted(wait for kind in MIX for wait in found.waits[kind])
        row = {f"p{part}_ms": round(asked[len(asked) * part // 100] * 1e3, 2) for part in (50, 95, 99)}
        rows.append({"used": used, "questions_a_second": round(rate), **row, "simulated_use": round(found.busy, 2)})
    return {
        "mix": MIX,
        "issues_a_second": ISSUES_A_SECOND,
        "cores": CORES,
        "cpu_us_mean_question": round(each * 1e6),
        "issues_a_second_alone_at_70_percent": round(0.7 * CORES / issue, 1),
        "rates": rows,
    }


def page(figures: dict[str, Any]) -> str:
    """Return the tables of docs/scale.md; a test compares them."""
    questions_, mix = figures["cpu_us_each_question"], figures["simulation"]["mix"]
    programs = [name for name in next(iter(questions_.values())) if name != "issue job"]
    lines = _row("CPU of one question, in µs", *programs, "all", "part of the mix")
    lines += _row("---", *["---:"] * (len(programs) + 2))
    for kind, spent in questions_.items():
        shown = [f"{spent[name]:,.0f}" for name in programs]
        lines += _row(kind, *shown, f"{_all(spent):,.0f}", f"{mix[kind]:.0%}")
    lines += ["", *_row("one certificate", "issue job, CPU", "PostgreSQL, CPU", *figures["bytes_each_certificate"])]
    lines += _row("---", *["---:"] * (2 + len(figures["bytes_each_certificate"])))
    spent, grown = figures["cpu_ms_each_certificate"], figures["bytes_each_certificate"]
    sizes = [f"{size / 1000:,.1f} kB" for size in grown.values()]
    lines += _row("", f"{spent['issue job']:.0f} ms", f"{spent['PostgreSQL']:.1f} ms", *sizes)
    lines += ["", *_row("cores in use", "questions/s", "p50", "p95", "p99"), *_row("---:", *["---:"] * 4)]
    for rate in figures["simulation"]["rates"]:
        waits = [f"{rate[f'p{part}_ms']:.1f} ms" for part in (50, 95, 99)]
        lines += _row(f"{rate['used']:.0%}", f"{rate['questions_a_second']:,}", *waits)
    return "\n".join(lines) + "\n"


def _all(spent: dict[str, float]) -> float:
    """Return what a question costs: all but the issue job, which only looks now and then whether something is paid."""
    return sum(value for program, value in spent.items() if program != "issue job")


def _row(*cells: str) -> list[str]:
    return ["| " + " | ".join(cells) + " |"]


if __name__ == "__main__":
    sys.exit(main())
