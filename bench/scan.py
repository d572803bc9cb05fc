"""How many real photographs the scanner reads, and at what cost, beside the decoders it is made of.

    python -m bench.scan [PHOTOGRAPHS]

One interleaved run: for each photograph the decoders take turns, round after round, and the median of their
processor time counts. Only the ratios mean anything: the machines are shared. PHOTOGRAPHS is the folder with
`manifest.json` (`file` and `expected` per image), by default `../shared/data/qr-real` beside the checkout.
The second part measures what the worker process adds to opening a one-page PDF. Results go to
`bench/results/scan.json`.
"""

import io
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pypdfium2
import segno
from PIL import Image
from pyzbar import pyzbar

from scanner.decode import filters, zxing
from scanner.decode.cascade import read_texts
from scanner.decode.filters import Picture
from scanner.documents import open_document

REPOSITORY: Final = Path(__file__).resolve().parents[1]
PHOTOGRAPHS: Final = REPOSITORY.parent / "shared" / "data" / "qr-real"
RESULTS: Final = REPOSITORY / "bench" / "results" / "scan.json"
ROUNDS: Final = 5

Decoder = Callable[[Picture, set[str]], list[str]]


def zxing_alone(picture: Picture, _: set[str]) -> list[str]:
    """Run the first decoder on the grey picture and nothing else."""
    return [code.text for code in zxing.read(filters.grey(picture))]


def zbar_alone(picture: Picture, _: set[str]) -> list[str]:
    """Run pyzbar on the grey picture in its full size, and take its texts as it gives them."""
    symbols = pyzbar.decode(filters.grey(picture), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [symbol.data.decode("utf-8", "replace") for symbol in symbols]


def cascade(picture: Picture, expected: set[str]) -> list[str]:
    """Run the still cascade; a text is good if it is the right one, as a valid signature would tell."""
    return read_texts(picture, good=expected.__contains__)


DECODERS: Final[dict[str, Decoder]] = {"cascade": cascade, "zxing-cpp": zxing_alone, "pyzbar": zbar_alone}


def measure_photographs(folder: Path) -> dict[str, dict[str, float]]:
    """Return for each decoder what it read, and median, mean and 95th percentile of CPU milliseconds."""
    images = json.loads((folder / "manifest.json").read_text())["images"]
    right = dict.fromkeys(DECODERS, 0)
    wrong = dict.fromkeys(DECODERS, 0)
    costs: dict[str, list[float]] = {name: [] for name in DECODERS}
    for image in images:
        stored = cv2.imread(str(folder / image["file"]), cv2.IMREAD_COLOR)
        if stored is None:
            raise SystemExit(f"{image['file']} is in the manifest but cannot be read; fetch the photographs again")
        picture = stored.astype(np.uint8)
        expected = {image["expected"]} if isinstance(image["expected"], str) else set(image["expected"])
        times: dict[str, list[float]] = {name: [] for name in DECODERS}
        texts: dict[str, set[str]] = {}
        for _ in range(ROUNDS):
            for name, decode in DECODERS.items():
                started = time.process_time()
                texts[name] = set(decode(picture, expected))
                times[name].append(time.process_time() - started)
        for name in DECODERS:
            right[name] += bool(texts[name] & expected)
            wrong[name] += bool(texts[name]) and not texts[name] & expected
            costs[name].append(1000 * statistics.median(times[name]))
    return {
        name: {
            "images": len(images),
            "right": right[name],
            "wrong": wrong[name],
            "rate": round(right[name] / len(images), 4),
            "cpu_ms_median": round(statistics.median(costs[name]), 3),
            "cpu_ms_mean": round(statistics.fmean(costs[name]), 3),
            "cpu_ms_p95": round(statistics.quantiles(costs[name], n=20)[-1], 3),
        }
        for name in DECODERS
    }


def measure_opening() -> dict[str, float]:
    """Compare one A4 page drawn by the worker with pdfium in this process; then read it as well."""
    with tempfile.TemporaryDirectory() as folder:
        path = _one_page_pdf(Path(folder))
        steps: dict[str, Callable[[], object]] = {
            "worker_ms": lambda: next(open_document(path)),
            "in_process_ms": lambda: pypdfium2.PdfDocument(path)[0].render(scale=300 / 72).to_numpy(),
            "read_ms": lambda: [read_texts(page.picture, good=bool) for page in open_document(path)],
        }
        times: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(2 * ROUNDS):
            for name, step in steps.items():
                started = time.perf_counter()
                step()
                times[name].append(1000 * (time.perf_counter() - started))
    return {name: round(statistics.median(values), 1) for name, values in times.items()}


def _one_page_pdf(folder: Path) -> Path:
    data = io.BytesIO()
    text = "HTTPS://REF.EXAMPLE.JP/V/" + "ABCDEFG2" * 29
    segno.make(text, error="m", boost_error=False, micro=False).save(data, kind="png", scale=5, border=4)
    page = Image.new("RGB", (2480, 3508), "white")
    page.paste(Image.open(data).convert("RGB"), (1900, 400))
    path = folder / "page.pdf"
    page.save(path, "PDF", resolution=300)
    return path


def main(arguments: list[str]) -> int:
    """Measure, print, write the results."""
    folder = Path(arguments[0]) if arguments else PHOTOGRAPHS
    result: dict[str, object] = {"rounds": ROUNDS, "processors": os.cpu_count()}
    if (folder / "manifest.json").exists():
        decoders = measure_photographs(folder)
        base = decoders["zxing-cpp"]
        print("decoder       right  wrong    rate  CPU median    mean     p95   x zxing-cpp")
        for name, one in decoders.items():
            one["cpu_mean_ratio_to_zxing"] = round(one["cpu_ms_mean"] / base["cpu_ms_mean"], 2)
            one["rate_ratio_to_zxing"] = round(one["rate"] / base["rate"], 4)
            print(
                f"{name:12}{one['right']:7.0f}{one['wrong']:7.0f}{one['rate']:8.1%}{one['cpu_ms_median']:12.2f}"
                f"{one['cpu_ms_mean']:8.2f}{one['cpu_ms_p95']:8.2f}"
                f"   rate {one['rate_ratio_to_zxing']:.3f}, mean CPU {one['cpu_mean_ratio_to_zxing']:.1f}"
            )
        result["photographs"] = decoders
    else:
        print("the real photographs are not here; name their folder to measure the reading rate")
    opening = measure_opening()
    opening["worker_adds_ms"] = round(opening["worker_ms"] - opening["in_process_ms"], 1)
    print(
        f"one-page A4 PDF: {opening['worker_ms']:.0f} ms by the worker, "
        f"{opening['in_process_ms']:.0f} ms in process; "
        f"{opening['read_ms']:.0f} ms with its code read (wall clock)"
    )
    result["one_page_pdf"] = opening
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
