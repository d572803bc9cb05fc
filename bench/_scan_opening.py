"""What the worker process adds to opening a one-page PDF. See `bench/scan.py`."""

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import segno
from PIL import Image

from reading.decode.cascade import read_texts
from reading.documents import Page, read_pages
from reading.draw.kinds import draw
from reading.limits import DEFAULT_LIMITS

ROUNDS: Final = 10


def measure() -> dict[str, float]:
    """Compare one A4 page read by the worker with the same in this process, by the clock."""
    with tempfile.TemporaryDirectory() as folder:
        path = _one_page_pdf(Path(folder))
        steps: dict[str, Callable[[], object]] = {
            "worker_ms": lambda: _by_worker(path),
            "in_process_ms": lambda: _in_this_process(path),
        }
        times: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(ROUNDS):
            for name, step in steps.items():
                started = time.perf_counter()
                step()
                times[name].append(1000 * (time.perf_counter() - started))
    opening = {name: round(statistics.median(values), 1) for name, values in times.items()}
    opening["worker_adds_ms"] = round(opening["worker_ms"] - opening["in_process_ms"], 1)
    print(
        f"\none-page A4 PDF drawn and searched: {opening['worker_ms']:.0f} ms by the worker, "
        f"{opening['in_process_ms']:.0f} ms in process (wall clock)"
    )
    return opening


def _by_worker(path: Path) -> list[Page]:
    with path.open("rb") as file, read_pages(file, good=bool) as pages:
        return list(pages)


def _in_this_process(path: Path) -> list[list[str]]:
    with path.open("rb") as file:
        return [read_texts(picture, good=bool) for picture in draw(file, DEFAULT_LIMITS).pictures]


def _one_page_pdf(folder: Path) -> Path:
    data = io.BytesIO()
    text = "HTTPS://REF.EXAMPLE.JP/V/" + "ABCDEFG2" * 29
    segno.make(text, error="m", boost_error=False, micro=False).save(data, kind="png", scale=5, border=4)
    page = Image.new("RGB", (2480, 3508), "white")
    page.paste(Image.open(data).convert("RGB"), (1900, 400))
    path = folder / "page.pdf"
    page.save(path, "PDF", resolution=300)
    return path
