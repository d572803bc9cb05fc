"""The live camera on one core: frames a second with reading, verification and overlay, and what each part costs.

    taskset -c 0 python -m bench._scan_live

Frames of 1920 x 1080 in which a hand holds a certificate; the seal is really verified. Costs are processor time of the
whole process, so a check in a thread beside the loop counts as well.
"""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Final

import cv2
import numpy as np

from reading.draw.drawn import Picture
from scanner.camera.background import BackgroundVerifier
from scanner.camera.hints import measure
from scanner.camera.live import LiveDecoder
from scanner.camera.video import Moment
from scanner.camera.viewer import Viewer
from scanner.camera.watch import Watcher
from scanner.screen.finding import Finding, Verifier
from scanner.screen.findings import finding_of
from signing.evidence import Evidence
from signing.qr import qr_text
from signing.result import VerificationResult
from signing.verify import conclude, open_code
from tests.builders import BASE, NOW, ChamberWorld
from tests.camera_film import hold
from tests.codes import certificate_page

FRAMES: Final = 300
SIZE: Final = (1920, 1080)
FIRST_HITS: Final = 15


def measure_live() -> dict[str, float]:
    """Return frames a second (wall clock), milliseconds of processor time per frame by part, and to the first hit."""
    issued = ChamberWorld().issue(1)
    page = certificate_page(qr_text(issued.seal, BASE))
    frames = [cv2.resize(frame, SIZE).astype(np.uint8) for frame in hold(page, frames=12)]
    verify = _verifier(issued.content)
    watching = _Watching(verify)
    wall, cpu = time.perf_counter(), time.process_time()
    for moment in _moments(frames, FRAMES):
        watching.step(moment)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    watching.close()
    decoder, before = LiveDecoder(), measure(frames[0], None)[1]
    hits = sorted(_first_hit(frames, verify) for _ in range(FIRST_HITS))
    return {
        "frames_per_second": round(FRAMES / wall, 1),
        "frame_cpu_ms": round(cpu / FRAMES * 1000, 2),
        "decode_cpu_ms": _cost(frames, decoder.feed),
        "overlay_cpu_ms": _cost(frames, lambda _frame: watching.viewer.picture(*SIZE)),
        "hint_cpu_ms_each_time": _cost(frames, lambda frame: measure(frame, before)),
        "seal_and_content_cpu_ms": _cost(frames, lambda _frame: verify(qr_text(issued.seal, BASE))),
        "first_hit_ms_median": round(statistics.median(hits), 1),
        "first_hit_ms_worst": round(hits[-1], 1),
    }


class _Watching:
    """All that happens per frame, but for the window itself."""

    def __init__(self, verify: Verifier) -> None:
        self.checks = BackgroundVerifier(verify)
        self.watcher = Watcher(self.checks)
        # Continuous: a picture that stands still costs nothing, and would flatter the numbers.
        self.viewer = Viewer(say=lambda _kind: None, compare=lambda _hit: None, continuous=True)
        self.hits = 0

    def step(self, moment: Moment) -> None:
        unread = self.watcher.see(moment)
        for hit in self.watcher.hits(moment.seconds):
            self.viewer.report(hit)
            self.hits += 1
        self.viewer.look(moment, self.watcher.with_findings(unread))
        self.viewer.picture(*SIZE)

    def close(self) -> None:
        self.checks.__exit__(None, None, None)


def _verifier(content: bytes | None) -> Verifier:
    world = ChamberWorld()

    def verify(text: str) -> Finding:
        opened = open_code(text, world.trust, NOW)
        if isinstance(opened, VerificationResult):
            raise SystemExit(f"the certificate of the measurement does not verify ({opened.reason}): mend the bench")
        return finding_of(conclude(opened, Evidence(content=content), world.trust, NOW))

    return verify


def _moments(frames: list[Picture], count: int) -> Iterator[Moment]:
    for index in range(count):
        yield Moment(frames[index % len(frames)], index / 30)


def _cost(frames: list[Picture], do: Callable[[Picture], object]) -> float:
    """Return milliseconds of processor time per frame."""
    for frame in frames:
        do(frame)
    started = time.process_time()
    for index in range(FRAMES // 3):
        do(frames[index % len(frames)])
    return round((time.process_time() - started) / (FRAMES // 3) * 1000, 2)


def _first_hit(frames: list[Picture], verify: Verifier) -> float:
    """Return milliseconds from the first readable frame, after an empty view, until its verdict has been drawn."""
    watching = _Watching(verify)
    desk = np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
    for moment in _moments([desk], 7):
        watching.step(moment)
    started = time.perf_counter()
    for index, frame in enumerate(frames * 10):
        watching.step(Moment(frame, 1 + index / 30))
        if watching.hits:
            break
    milliseconds = (time.perf_counter() - started) * 1000
    watching.close()
    return milliseconds


if __name__ == "__main__":
    cores = len(os.sched_getaffinity(0))
    print(json.dumps({"cores": cores, **measure_live()}, indent=2))
