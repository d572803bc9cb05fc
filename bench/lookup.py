"""What a look-up costs and how soon a revocation shows, beside what others are and other frameworks do.

    script/bench lookup [--rounds 7] [--requests 800] [--revocations 100] [--ten-million] [--only SECTION …]

| section | measures |
|---|---|
| `cost` | CPU of the working process per request, as a ratio to a bare Flask route under gunicorn: higher is faster |
| `growth` | p50 and p99 of an uncached look-up at 10 thousand and 1 million certificates (and 10 million) |
| `revocation` | from the register's commit to the first answer REVOKED: with push, by polling, with Redis stopped |
| `timing` | whether an unknown number and a wrong date can be told apart by how long the answer takes |
| `memory` | proportional set size of a worker: at the start, with many certificates cached, with many ended |

All servers of `cost` run at once, with one working process each; one client on a kept connection asks them in turn
(A B A B …) and the median of the rounds counts, so that a busy machine troubles all alike. What a machine lacks
(PostgreSQL, Redis, nginx, the peers' packages) is left out and said. Writes `bench/results/lookup.json` and
`bench/results/lookup.svg`.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import _cost, _growth, _memory, _revocation, _timing
from bench._load import PEERS_PYTHON, machine

RESULTS = Path(__file__).parent / "results" / "lookup.json"
SECTIONS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "cost": _cost.measure,
    "timing": _timing.measure,
    "revocation": _revocation.measure,
    "memory": _memory.measure,
    "growth": _growth.measure,
}


def main() -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--certificates", type=int, default=400, help="published for cost, timing and revocation")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=800, help="in a round, of each server")
    parser.add_argument("--pairs", type=int, default=6000, help="of answers whose times are compared")
    parser.add_argument("--revocations", type=int, default=100, help="of each way to hear of them")
    parser.add_argument(
        "--ten-million", action="store_true", help="growth also at 10 million: 66 GB of disk, an hour or more"
    )
    parser.add_argument(
        "--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="the others stay as written"
    )
    arguments = parser.parse_args()
    # What is not measured now keeps the figures of the last time.
    figures: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    figures = {name: figures[name] for name in SECTIONS if name in figures and name not in arguments.only}
    for name in arguments.only:
        began = time.monotonic()
        print(f"== {name}")
        section = SECTIONS[name](arguments)
        figures[name] = {"machine": machine(), **section, "took_seconds": round(time.monotonic() - began)}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({name: figures[name] for name in SECTIONS if name in figures}, indent=2) + "\n")
    draw()


def draw() -> None:
    """Draw the plot with the packages of the peers' environment."""
    if not PEERS_PYTHON.exists():
        print(f"No plot: {PEERS_PYTHON} is not there; script/bench lookup makes it.")
        return
    subprocess.run(
        [str(PEERS_PYTHON), "bench/_lookup_plot.py", str(RESULTS), str(RESULTS.with_suffix(".svg"))], check=True
    )


if __name__ == "__main__":
    main()
