"""How much the scanner reads, and at what cost, beside the decoders it is made of and beside OpenSSL.

    python -m bench.scan [--photographs FOLDER] [--seeds N] [--pages N] [--only PART]

Six parts, each a module of its own: real photographs, verifications of a signature, what the worker process adds,
the live camera, certificates as they arrive, and a stack of scans on one core and on all. Only the ratios mean
anything: the machines are shared. FOLDER holds `manifest.json` (`file` and `expected` per image), by default
`../shared/data/qr-real` beside the checkout. With 100 seeds and 1,000 pages all of it takes about a quarter of an hour
on two cores. Results go to `bench/results/scan.json`; a part that was not run keeps what stood there.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench import (
    _scan_batch,
    _scan_certificates,
    _scan_ed25519,
    _scan_live,
    _scan_opening,
    _scan_photographs,
)

REPOSITORY: Final = Path(__file__).resolve().parents[1]
PHOTOGRAPHS: Final = REPOSITORY.parent / "shared" / "data" / "qr-real"
RESULTS: Final = REPOSITORY / "bench" / "results" / "scan.json"
SEEDS: Final = 100
PAGES: Final = 1000
PARTS: Final = ("photographs", "ed25519", "one_page_pdf", "live", "certificates", "batch")


def measure_photographs(folder: Path) -> object:
    """Measure the real photographs; None where they are not."""
    if not (folder / "manifest.json").exists():
        print("the real photographs are not here; name their folder with --photographs to measure the reading rate")
        return None
    decoders = _scan_photographs.measure(folder)
    _scan_photographs.show(decoders)
    return decoders


def main(arguments: list[str]) -> int:
    """Measure, print, write the results."""
    parser = argparse.ArgumentParser(prog="script/bench scan", description=__doc__.partition("\n")[0])
    parser.add_argument("--photographs", type=Path, default=PHOTOGRAPHS, metavar="FOLDER", help="with manifest.json")
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"certificates worn in each way (default {SEEDS})")
    parser.add_argument("--pages", type=int, default=PAGES, help=f"scans in the stack, in hundreds (default {PAGES})")
    parser.add_argument("--only", choices=PARTS, help="one part")
    chosen = parser.parse_args(arguments)
    parts: dict[str, Callable[[], object]] = {
        "photographs": lambda: measure_photographs(chosen.photographs),
        "ed25519": _scan_ed25519.measure,
        "one_page_pdf": _scan_opening.measure,
        "live": _scan_live.measure_live,
        "certificates": lambda: _scan_certificates.measure(chosen.seeds),
        "batch": lambda: _scan_batch.measure(chosen.pages),
    }
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    result: dict[str, object] = {"rounds": _scan_photographs.ROUNDS, "processors": os.cpu_count()}
    for name, part in parts.items():
        measured = part() if chosen.only in (None, name) else None
        if (kept := measured if measured is not None else before.get(name)) is not None:
            result[name] = kept
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
