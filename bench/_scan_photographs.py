"""How many real photographs are read, and at what cost, beside every decoder alone. See `bench/scan.py`.

For each photograph the decoders take turns, round after round, and the median of their processor time counts: of this
process with all its threads, so that nobody gains by using two cores. A photograph is right if one of its texts is one
of the expected ones, and wrong if it gave texts and none of them is.
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from pyzbar import pyzbar

from reading.decode import filters, zxing
from reading.decode.cascade import read_texts
from reading.draw.drawn import Picture

ROUNDS: Final = 5
POINTS_ABOVE_ZXING: Final = 4.0
MEAN_MS: Final = 40
P95_MS: Final = 150

Decoder = Callable[[Picture, set[str]], list[str]]


def cascade(picture: Picture, expected: set[str]) -> list[str]:
    """Run the still cascade; a text is good if it is the right one, as a valid signature would tell."""
    return read_texts(picture, good=expected.__contains__)


def zxing_alone(picture: Picture, _: set[str]) -> list[str]:
    """Run the first decoder on the grey picture and nothing else."""
    return [code.text for code in zxing.read(filters.grey(picture))]


def zbar_alone(picture: Picture, _: set[str]) -> list[str]:
    """Run pyzbar on the grey picture in its full size, and take its texts as it gives them."""
    symbols = pyzbar.decode(filters.grey(picture), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [symbol.data.decode("utf-8", "replace") for symbol in symbols]


def opencv_alone(picture: Picture, _: set[str]) -> list[str]:
    """Run OpenCV's detector on all codes of the picture."""
    return _of_opencv(cv2.QRCodeDetector(), picture)


def aruco_alone(picture: Picture, _: set[str]) -> list[str]:
    """Run OpenCV's detector that looks for the corners as for markers."""
    return _of_opencv(cv2.QRCodeDetectorAruco(), picture)


def _of_opencv(detector: cv2.QRCodeDetector | cv2.QRCodeDetectorAruco, picture: Picture) -> list[str]:
    try:
        _, texts, _, _ = detector.detectAndDecodeMulti(picture)
    except (UnicodeDecodeError, cv2.error):
        # Its Python binding takes every text for UTF-8, and some kinds of text it does not know: nothing is read.
        return []
    return [text for text in texts if text]


DECODERS: Final[dict[str, Decoder]] = {
    "cascade": cascade,
    "zxing-cpp": zxing_alone,
    "pyzbar": zbar_alone,
    "OpenCV": opencv_alone,
    "OpenCV Aruco": aruco_alone,
}


def measure(folder: Path, rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
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
        for _ in range(rounds):
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
            "points_above_zxing": round(100 * (right[name] - right["zxing-cpp"]) / len(images), 1),
            "cpu_ms_median": round(statistics.median(costs[name]), 3),
            "cpu_ms_mean": round(statistics.fmean(costs[name]), 3),
            "cpu_ms_p95": round(statistics.quantiles(costs[name], n=20)[-1], 3),
            "cpu_mean_ratio_to_zxing": round(statistics.fmean(costs[name]) / statistics.fmean(costs["zxing-cpp"]), 2),
        }
        for name in DECODERS
    }


def show(decoders: dict[str, dict[str, float]]) -> None:
    """Print the table and whether the targets are met."""
    print("photographs    right  wrong    rate  above zxing  CPU ms median    mean     p95")
    for name, one in decoders.items():
        print(
            f"{name:13}{one['right']:7.0f}{one['wrong']:7.0f}{one['rate']:8.1%}{one['points_above_zxing']:+13.1f}"
            f"{one['cpu_ms_median']:15.2f}{one['cpu_ms_mean']:8.2f}{one['cpu_ms_p95']:8.2f}"
        )
    ours = decoders["cascade"]
    met = (
        ours["points_above_zxing"] >= POINTS_ABOVE_ZXING
        and ours["cpu_ms_mean"] < MEAN_MS
        and ours["cpu_ms_p95"] < P95_MS
        and all(ours["right"] > one["right"] for name, one in decoders.items() if name != "cascade")
    )
    print(
        f"targets (above each decoder, {POINTS_ABOVE_ZXING:g} points above zxing-cpp, mean under {MEAN_MS} ms, "
        f"p95 under {P95_MS} ms): {'met' if met else 'NOT met'}"
    )
