"""`script/bench issue`: what it takes to issue, from an application to the register, beside its parts alone.

    script/bench issue             all of it, about half an hour
    script/bench issue --quick     a look: fewer rounds, applications and certificates
    script/bench issue --only job  one part: core, job, preview, queue or many; writes no results

An absolute figure means little on a shared machine; the ratios to the peers, measured turn by turn in the same rounds,
do. Everything is real: offices on SQLite in a temporary folder (the queue's on PostgreSQL), keys, forms and register.
"""

import argparse
import json
import multiprocessing
import os
import platform
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench._issue_core import (
    LINES,
    TARGET_BATCH,
    measure_batch,
    measure_memory,
    measure_numbers,
    measure_steps,
)
from bench._issue_many import measure_many
from bench._issue_office import measure_job, measure_preview
from bench._issue_queue import LIMIT_MS, measure_queue
from issuance.config import load_config
from issuance.demo.making import make_demo

RESULTS = Path(__file__).parent / "results" / "issue.json"
PARTS = ("core", "job", "preview", "queue", "many")


def measure_core(folder: Path, quick: bool) -> dict[str, Any]:
    """Measure the steps of issuing on a demonstration's office."""
    config = load_config({}, directory=folder / "var")
    make_demo(config, "https://ref.example.jp/v/", lambda _: None)
    rounds = 3 if quick else 11
    return {
        "steps": {str(lines): apart(measure_steps, config, lines, rounds) for lines in LINES},
        "memory": apart(measure_memory, config, 50 if quick else 1000),
        "batch": measure_batch(config, certificates=10 if quick else 40, rounds=1 if quick else 5),
        "numbers": measure_numbers(config, processes=4, count=25 if quick else 250),
    }


def apart(work: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    """Measure in a process of its own: typst keeps parts of large papers and looks through them ever after."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def show_core(results: dict[str, Any]) -> None:
    """Print the core's results for people."""
    sizes = [results["steps"][str(lines)] for lines in LINES]
    print(f"{'CPU ms per certificate':34}" + "".join(f"{f'{lines} lines':>12}" for lines in LINES))
    for name in sizes[0]["by_step"]:
        print(f"  {name:32}" + "".join(f"{size['by_step'][name]:12.2f}" for size in sizes))
    print(f"{'total':34}" + "".join(f"{size['milliseconds_cpu']:12.1f}" for size in sizes))
    print(f"{'target':34}" + "".join(f"{size['target_milliseconds_cpu'] or '–':>12}" for size in sizes))
    ratio = "ratio_to_typst_and_pyhanko"
    print(f"{'x (trivial page + pyHanko)':34}" + "".join(f"{size[ratio]:12.2f}" for size in sizes))
    print("\nPeers of the same rounds, CPU ms")
    for name in sizes[0]["peers_milliseconds_cpu"]:
        print(f"  {name:32}" + "".join(f"{size['peers_milliseconds_cpu'][name]:12.3f}" for size in sizes))
    memory, batch, numbers = results["memory"], results["batch"], results["numbers"]
    print(
        f"\nMemory over {memory['certificates']} certificates: {memory['first_tenth_megabytes']} MB in the first "
        f"tenth, {memory['last_tenth_megabytes']} MB in the last ({memory['growth']} x)"
    )
    print(
        f"Batch: {batch['per_second_on_1']} certificates/s on one process, {batch['per_second_on_2']} on two: "
        f"{batch['ratio']} x (target {TARGET_BATCH}; two busy loops: {batch['ratio_of_two_busy_processes']} x)"
    )
    print(
        f"Gap-free counter: {numbers['per_second']} numbers/s with {numbers['processes']} processes, "
        f"{numbers['gaps']} gaps"
    )


def show_office(results: dict[str, Any]) -> None:
    """Print for people what the office adds."""
    for lines, job in results.get("job", {}).items():
        print(
            f"By the job, {lines} lines: {job['milliseconds_cpu']} ms of CPU, {job['ratio_to_core']} x the core alone"
        )
    if preview := results.get("preview"):
        first = preview["first_page"]
        print(
            f"Preview of {preview['lines']} lines, drawn anew: {first['p50_ms']} ms, 95 % in {first['p95_ms']} "
            f"(target {preview['target_milliseconds']}; by the wall {first['wall_p50_ms']})"
        )
    if queue := results.get("queue"):
        print(f"\nThe list with {queue['applications']} applications on PostgreSQL, ms (limit {LIMIT_MS})")
        for name, page in queue["pages"].items():
            print(f"  {name:32}{page['p50_ms']:9.1f}{page['p95_ms']:9.1f}   {page['queries']} queries")
    if many := results.get("many"):
        print(
            f"\n{many['applications']} applications in one batch, killed after {many['killed_after']}: "
            f"{many['certificates']} certificates, {'one each, no gap' if many['one_each_and_no_gap'] else 'WRONG'}; "
            f"{many['per_second']}/s; memory {many['first_tenth_megabytes']} MB in the first tenth, "
            f"{many['last_tenth_megabytes']} MB in the last ({many['growth']} x)"
        )


def main() -> None:
    """Measure, print, and write `bench/results/issue.json`."""
    parser = argparse.ArgumentParser(prog="script/bench issue", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, applications and certificates")
    parser.add_argument("--only", choices=PARTS, help="this part alone; writes no results")
    given = parser.parse_args()
    quick = given.quick
    measures: dict[str, Callable[[Path], dict[str, Any]]] = {
        "core": lambda folder: measure_core(folder, quick),
        "job": lambda folder: apart(measure_job, folder, 3 if quick else 11),
        "preview": lambda folder: apart(measure_preview, folder, 5 if quick else 20),
        "queue": lambda folder: apart(measure_queue, folder, 20_000 if quick else 1_000_000, 3 if quick else 20),
        "many": lambda folder: measure_many(folder, 100 if quick else 10_000),
    }
    results: dict[str, Any] = {"machine": {"cores": os.cpu_count(), "python": platform.python_version()}}
    for part, measure in measures.items():
        if given.only not in (None, part):
            continue
        with TemporaryDirectory(prefix="originseal-bench-") as folder:
            found = measure(Path(folder))
        results |= found if part == "core" else {part: found}
    if "steps" in results:
        show_core(results)
    show_office(results)
    if given.only is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        print(f"\nWritten to {RESULTS}.")


if __name__ == "__main__":
    main()
