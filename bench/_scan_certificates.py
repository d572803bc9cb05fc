"""How many of the demo's certificates are read after what offices and phones do to paper. See `bench/scan.py`.

The real PDFs at 300 dpi, worn in every way of `tests.wear`, the same seeds every time. The first decoder alone and the
cascade get the same pictures; a text counts if it is the certificate's own seal, letter by letter.
"""

import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from issuance.config import load_config
from issuance.demo.making import make_demo
from reading.decode import filters, zxing
from reading.decode.cascade import read_texts
from tests.papers import first_page
from tests.wear import WEAR, Printed, arriving

BASE: Final = "https://ref.example.jp/v/"
PAPERS: Final = ("coo-jp", "coo-foreign", "coo-jp-60-lines", "coo-jp-world-names", "invoice", "signature")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one worn certificate, and the CPU seconds of the cascade."""

    kind: str
    by_zxing: bool
    by_cascade: bool
    seconds: float


def measure(seeds: int) -> dict[str, dict[str, Any]]:
    """Wear `seeds` certificates in each way on all processors; print and return the rates."""
    with tempfile.TemporaryDirectory(prefix="originseal-bench-") as folder:
        config = load_config({}, directory=Path(folder) / "var")
        make_demo(config, BASE, lambda _: None)
        pdfs = [next(Path(folder).rglob(f"{name}.pdf")) for name in PAPERS]
        tasks = [(pdfs[seed % len(pdfs)], kind, seed) for kind in WEAR for seed in range(seeds)]
        with ProcessPoolExecutor(os.cpu_count()) as processes:
            outcomes = list(processes.map(_one, *zip(*tasks, strict=True), chunksize=4))
    print(f"\n{'certificates, worn':26}{'seeds':>6}{'zxing-cpp':>11}{'cascade':>9}{'target':>8}{'CPU ms':>8}")
    return {kind: _shown(kind, [one for one in outcomes if one.kind == kind]) for kind in WEAR}


def _one(pdf: Path, kind: str, seed: int) -> Outcome:
    paper = _printed(pdf)
    picture = arriving(paper, kind, seed)
    alone = any(code.text == paper.text for code in zxing.read(filters.grey(picture)))
    started = time.process_time()
    texts = read_texts(picture, good=paper.text.__eq__)
    return Outcome(kind, alone, paper.text in texts, time.process_time() - started)


@cache
def _printed(pdf: Path) -> Printed:
    page = first_page(pdf)
    (code,) = (code for code in zxing.read(filters.grey(page)) if code.text.lower().startswith(BASE))
    across, down = zip(*code.corners, strict=True)
    return Printed(page, code.text, (min(across), min(down), max(across), max(down)))


def _shown(kind: str, outcomes: list[Outcome]) -> dict[str, Any]:
    count, target = len(outcomes), WEAR[kind].readable
    by_zxing, by_cascade = (sum(one.by_zxing for one in outcomes), sum(one.by_cascade for one in outcomes))
    milliseconds = 1000 * sum(one.seconds for one in outcomes) / count
    print(f"{kind:26}{count:6}{by_zxing / count:11.1%}{by_cascade / count:9.1%}{target:8.0%}{milliseconds:8.0f}")
    return {
        "seeds": count,
        "zxing_rate": round(by_zxing / count, 4),
        "cascade_rate": round(by_cascade / count, 4),
        "target": target,
        "cascade_cpu_ms_mean": round(milliseconds, 1),
    }
