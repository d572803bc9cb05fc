"""Films of papers before a camera: for Chromium's fake camera, and for the scanner's own.

    film = write_film(hold(first_page(pdf)), tmp_path / "paper.y4m")
    chromium … --use-file-for-fake-video-capture=<film>

The film is raw YUV 4:2:0 (YUV4MPEG2), which Chromium plays again and again.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from tests.codes import Picture, paper, put, qr

FRAME = (720, 1280)
"""Height and width."""

FRAMES = 8
DESK = (120, 105, 90)
"""What lies behind the paper: blue, green, red."""


BLANK = paper(480, 640, 130)
"""A small desk."""


def moving(text: str, frames: int, *, module: int = 4) -> list[Picture]:
    """Return small frames in which a code moves over the desk."""
    code = qr(text, module)
    return [put(BLANK, code, 20 + 2 * step, 20 + step) for step in range(frames)]


def film(path: Path, frames: Iterable[Picture], fps: float = 25) -> Path:
    """Write frames of any one size as Motion JPEG and return the path."""
    writer: cv2.VideoWriter | None = None
    for frame in frames:
        if writer is None:
            size = frame.shape[1], frame.shape[0]
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, size)
            assert writer.isOpened()
        writer.write(frame)
    assert writer is not None, "a film has frames"
    writer.release()
    return path


def hold(paper: Picture, *, frames: int = FRAMES, seed: int = 7) -> Iterator[Picture]:
    """Yield a paper as a camera sees it: its code in the middle, at the height of half the picture, moving a little."""
    rng = np.random.default_rng(seed)
    height, width = FRAME
    (code,) = zxingcpp.read_barcodes(paper, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2]))
    place = code.position
    centre = (place.top_left.x + place.bottom_right.x) / 2, (place.top_left.y + place.bottom_right.y) / 2
    scale = height / 2 / (place.bottom_left.y - place.top_left.y)
    for _ in range(frames):
        turn = cv2.getRotationMatrix2D(centre, rng.uniform(-2.5, 2.5), scale)
        turn[:, 2] = turn[:, 2] + np.array([width / 2, height / 2]) - centre + rng.uniform(-12, 12, 2)
        frame = cv2.warpAffine(paper, turn, (width, height), flags=cv2.INTER_AREA, borderValue=DESK)
        yield cv2.GaussianBlur(frame, (0, 0), 0.6).astype(np.uint8)


def nothing(*, grey: int = 120) -> Iterator[Picture]:
    """Yield a desk without a paper; `grey` 20 is a dark room."""
    yield np.full((*FRAME, 3), grey, np.uint8)


def write_film(frames: Iterable[Picture], path: Path) -> Path:
    """Write the frames as a film of ten a second and return its path."""
    height, width = FRAME
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420mpeg2\n".encode("ascii"))
        for frame in frames:
            film.write(b"FRAME\n" + cv2.cvtColor(frame, cv2.COLOR_BGR2YUV_I420).tobytes())
    return path
