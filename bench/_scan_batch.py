"""How much faster a stack of scans is read on all cores than on one, and how much memory that takes.

Scanned pages (A4, 200 dpi, grey JPEG; nine of ten carry a certificate's code) once as one long PDF and once as single
files, each read with one worker and with one for each core. The four take turns, part by part, in one interleaved
run, so that whatever else the machine does falls on all of them. Wall-clock time counts, of all parts and of the
quickest part of each (the machines are shared); the processor time beside it says what the second worker costs, and
plain processes that only compute, as many as there are workers, say what the machine has to give at that moment. Then
one PDF is read in one go while the memory is watched, and one scan again and again for what a worker's start costs.
"""

import io
import itertools
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import pikepdf
import psutil
import segno
from PIL import Image

from reading.documents import read_pages
from reading.jobs import Job, PageRead
from reading.limits import Limits
from reading.pool import ReadingPool, usable_cores

PAGES_A_PART: Final = 100
"""So that the start of a pool, a quarter of a second on one core, counts as little as in a long run."""

KINDS: Final = 20
"""Different pages; each stands in the PDF as often as needed, as a picture of its own."""

WITHOUT_CODE: Final = 10
"""Every so many pages there is one without a code, which goes through all steps of the search."""

A4: Final = (1654, 2339)
"""Pixels at 200 dpi."""

POINTS: Final = (595.3, 841.9)
LIMITS: Final = Limits()
MEGABYTE: Final = 1024 * 1024
STARTS: Final = 20
COMPUTING: Final = "only computed"
ITERATIONS_FOR_A_PAGE: Final = 60_000
"""Of PBKDF2: a hundredth of a second or so, to be short beside what is measured."""


def measure(pages: int) -> dict[str, dict[str, float]]:
    """Measure, print, and return the figures."""
    scans = [_scan(number) for number in range(KINDS)]
    ways: dict[str, Callable[[int, int], int]] = {
        COMPUTING: _compute,
        "one PDF": lambda workers, count: _read([_pdf(scans, count)], workers),
        "single files": lambda workers, count: _read(itertools.islice(itertools.cycle(scans), count), workers),
    }
    result = _compare(ways, pages)
    for name, one in result.items():
        one["of_the_possible"] = round(one["ratio"] / result[COMPUTING]["ratio"], 3)
        print(
            f"{one['pages']:.0f} scanned pages, {name}: {one['seconds_on_one']:.1f} s with one worker, "
            f"{one['seconds_on_all']:.1f} s with {one['workers']:.0f}, "
            f"{one['ratio']:.2f} x as fast ({one['ratio_of_best_parts']:.2f} x in the quickest parts), "
            f"{one['processor_ratio']:.2f} x the processor time, {one['of_the_possible']:.2f} of what was possible"
        )
    result["memory"] = _memory(scans, pages)
    print("resident memory of all processes, MB: " + ", ".join(f"{k} {v:.0f}" for k, v in result["memory"].items()))
    result["start"] = _starts(scans[1])
    print("one file, ms: " + ", ".join(f"{k} {v:.0f}" for k, v in result["start"].items()))
    return result


def _compare(ways: dict[str, Callable[[int, int], int]], pages: int) -> dict[str, dict[str, float]]:
    workers = usable_cores()
    wall = {(name, count): list[float]() for name in ways for count in (1, workers)}
    processor = dict.fromkeys(wall, 0.0)
    for part in range(max(1, pages // PAGES_A_PART)):
        # Who begins changes each time.
        for name, count in sorted(wall, reverse=part % 2 == 1):
            started, used = time.perf_counter(), _processor_time()
            read = ways[name](count, PAGES_A_PART)
            wall[name, count].append(time.perf_counter() - started)
            processor[name, count] += _processor_time() - used
            if read != PAGES_A_PART:
                raise SystemExit(f"only {read} of {PAGES_A_PART} pages were read")
    return {
        name: {
            "pages": PAGES_A_PART * len(wall[name, 1]),
            "workers": workers,
            "seconds_on_one": round(sum(wall[name, 1]), 2),
            "seconds_on_all": round(sum(wall[name, workers]), 2),
            "ratio": round(sum(wall[name, 1]) / sum(wall[name, workers]), 3),
            "ratio_of_best_parts": round(min(wall[name, 1]) / min(wall[name, workers]), 3),
            "processor_ratio": round(processor[name, workers] / processor[name, 1], 3),
        }
        for name in ways
    }


def _read(files: Iterator[bytes] | list[bytes], workers: int) -> int:
    with ReadingPool(good=bool, workers=workers, limits=LIMITS) as pool:
        jobs = (Job(None, io.BytesIO(file)) for file in files)
        return sum(isinstance(event, PageRead) for event in pool.read(jobs))


def _compute(workers: int, pages: int) -> int:
    """Compute a fixed amount for so many pages, divided among plain processes."""
    program = f"import hashlib; hashlib.pbkdf2_hmac('sha256', b'', b'', {ITERATIONS_FOR_A_PAGE * pages // workers})"
    processes = [subprocess.Popen([sys.executable, "-I", "-c", program]) for _ in range(workers)]
    return pages if [process.wait() for process in processes] == [0] * workers else 0


def _processor_time() -> float:
    """Seconds of this process and of all that have ended below it."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _memory(scans: list[bytes], pages: int) -> dict[str, float]:
    """Read one PDF in one go; megabytes of this process and all below it, after so many pages."""
    jobs = [Job(None, io.BytesIO(_pdf(scans, pages)))]
    found: dict[str, float] = {}
    this = psutil.Process()
    with ReadingPool(good=bool, limits=LIMITS) as pool:
        for number, _ in enumerate(pool.read(jobs), 1):
            if number in (pages // 10, pages // 2, pages):
                processes = [this, *this.children(recursive=True)]
                found[f"page {number}"] = sum(one.memory_info().rss for one in processes) / MEGABYTE
    return found


def _starts(scan: bytes) -> dict[str, float]:
    """Milliseconds for one scan in a fresh interpreter, and for one more in a pool that runs already."""
    fresh: list[float] = []
    forked: list[float] = []
    with ReadingPool(good=bool, workers=1, limits=LIMITS) as pool:
        for _ in range(STARTS):
            started = time.perf_counter()
            with read_pages(io.BytesIO(scan), good=bool) as pages:
                list(pages)
            fresh.append(time.perf_counter() - started)
            started = time.perf_counter()
            list(pool.read([Job(None, io.BytesIO(scan))]))
            forked.append(time.perf_counter() - started)
    # The quickest of each: what it costs where nobody else takes the processor away.
    return {"fresh_interpreter": 1000 * min(fresh), "forked": 1000 * min(forked)}


def _scan(number: int) -> bytes:
    """Return a page as an office's scanner stores it: a little grain, grey, JPEG."""
    grain = np.random.default_rng(number)
    sheet = grain.normal(243, 3, (A4[1], A4[0])).clip(0, 255).astype(np.uint8)
    lines = grain.integers(0, 2, (40, 180), dtype=np.uint8) * 200
    text = np.kron(lines, np.ones((6, 7), np.uint8))
    sheet[900 : 900 + 12 * 40, 120 : 120 + 1260] -= np.repeat(text.reshape(40, 6, 1260), 2, axis=1).reshape(-1, 1260)
    page = Image.fromarray(sheet)
    if number % WITHOUT_CODE:
        data = io.BytesIO()
        link = "HTTPS://REF.EXAMPLE.JP/V/" + f"{number:04}ABC2" * 29
        segno.make(link, error="m", boost_error=False, micro=False).save(data, kind="png", scale=4, border=4)
        code = Image.open(data).convert("L")
        page.paste(code.resize((220, 220), Image.Resampling.BICUBIC), (1250, 260))
    stored = io.BytesIO()
    page.save(stored, "JPEG", quality=70, dpi=(200, 200))
    return stored.getvalue()


def _pdf(scans: list[bytes], pages: int) -> bytes:
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        for scan in itertools.islice(itertools.cycle(scans), pages):
            picture = pdf.make_stream(
                scan,
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=A4[0],
                Height=A4[1],
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
            page = pdf.add_blank_page(page_size=POINTS)
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=picture))
            page.Contents = pdf.make_stream(f"q {POINTS[0]} 0 0 {POINTS[1]} 0 0 cm /Scan Do Q".encode())
        pdf.save(data)
    return data.getvalue()
