"""The whole stack behind nginx under mixed traffic, while its parts are killed one after the other.

    script/bench load                       five minutes; bench/results/load.json and load.svg
    script/bench load --seconds 10 --out …  a look

PostgreSQL, Redis, nginx, the reference service (gunicorn, two workers), the office's pages and its issue job run on one
machine, and so does the crowd that asks: numbers, QR codes, lists, unknown numbers, PDFs, pages of the office. All the
while applications are issued and certificates revoked. Every answer is compared with what was true while it was asked
(`bench/whole/judging.py`); the exit code is 1 where one was wrong.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench._load import machine
from bench.whole.clerk import Clerk
from bench.whole.crowd import KINDS, Asker, Watcher
from bench.whole.faults import FAULTS, Saboteur
from bench.whole.judging import BOUND_SECONDS
from bench.whole.report import figures_of, picture_of
from bench.whole.stack import Stack
from bench.whole.truth import NEVER, Truth

RESULTS = Path("bench/results")
MOST_WAIT_SECONDS = 60.0
"""After the end, for what the last fault has put off."""


def main(argv: list[str] | None = None) -> int:
    """Run, write and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--pause", type=float, default=0.03, help="seconds between two questions of a client")
    parser.add_argument("--issues", type=float, default=1.0, help="applications a second")
    parser.add_argument("--revoked-every", type=int, default=5, help="one revocation for so many applications")
    parser.add_argument("--before", type=int, default=60, help="certificates before it begins")
    parser.add_argument("--without-faults", action="store_true", help="break nothing: what the stack does by itself")
    parser.add_argument("--hasty", action="store_true", help="a database without fsync, for tests")
    parser.add_argument("--out", type=Path, default=RESULTS)
    arguments = parser.parse_args(argv)
    before = machine()
    with tempfile.TemporaryDirectory(prefix="originseal-load-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with Stack(Path(folder), durable=not arguments.hasty) as stack:
            figures, picture = _run(stack, arguments)
    figures = {"machine": before, **figures}
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "load.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (arguments.out / "load.svg").write_text(picture, encoding="utf-8")
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    return 1 if figures["judgements"]["wrong"] or figures["not_mended"] else 0


def _run(stack: Stack, arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    truth = Truth()
    clerk = Clerk(stack.installation, truth, per_second=arguments.issues, revoked_every=arguments.revoked_every)
    clerk.prepare(arguments.before)
    office = f"http://127.0.0.1:{stack.office_port}"
    askers = [Asker(stack.nginx.url, office, truth, seed, arguments.pause) for seed in range(arguments.clients)]
    askers.append(Watcher(stack.nginx.url, office, truth, seed=0, pause=0))
    saboteur = Saboteur(stack)
    began = time.monotonic()
    for thread in (clerk, *askers):
        thread.start()
    saboteur.strike(arguments.seconds, () if arguments.without_faults else FAULTS)
    clerk.stop()
    _wait_until_shown(truth)
    for asker in askers:
        asker.stop()
    seconds = time.monotonic() - began
    answers = sorted((answer for asker in askers for answer in asker.answers), key=lambda answer: answer.began)
    left = _unissued(clerk)
    figures = figures_of(answers, truth.some(), seconds)
    figures |= {
        "asked_in_percent": KINDS,
        "asked_again_on_a_new_connection": sum(asker.asked_again for asker in askers),
        "faults": [{"name": name, "from": round(a, 1), "to": round(b, 1)} for name, a, b in saboteur.struck],
        "disk_was_filled": stack.disk is not None,
        "not_mended": saboteur.broken,
        "issued": clerk.filed - left,
        "filed": clerk.filed,
        "not_issued_a_minute_after": left,
        "issue_waits_seconds": {
            "p50": round(sorted(clerk.waits)[len(clerk.waits) // 2], 1) if clerk.waits else None,
            "slowest": round(max(clerk.waits, default=0.0), 1),
        },
        "put_off_by_faults": len(clerk.put_off),
    }
    return figures, picture_of(answers, began, saboteur.struck)


def _wait_until_shown(truth: Truth) -> None:
    deadline = time.monotonic() + BOUND_SECONDS
    while any(one.revoked != NEVER and one.shown == NEVER for one in truth.some()) and time.monotonic() < deadline:
        time.sleep(0.05)


def _unissued(clerk: Clerk) -> int:
    deadline = time.monotonic() + MOST_WAIT_SECONDS
    while (left := clerk.unissued()) and time.monotonic() < deadline:
        time.sleep(1)
    return left


if __name__ == "__main__":
    sys.exit(main())
