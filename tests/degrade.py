"""What offices do to paper, as functions from picture to picture.

Each takes a page at 300 dpi (height x width x 3, blue, green, red) and a seeded `numpy.random.Generator`,
and returns such a picture; the same seed gives the same picture. `fax`, `photocopy`, `jpeg` and `stamp` keep
the size of the page and so does `crumple`; `phone`, `low_light`, `crumpled` and `video_frame` return a photograph of it
(`tests.photographed`).
"""

from typing import Literal

import cv2
import numpy as np

from tests.crumple import crumple
from tests.photographed import Box, Picture, compressed, crumpled, low_light, phone, video_frame

__all__ = [
    "Box",
    "Picture",
    "crumple",
    "crumpled",
    "fax",
    "jpeg",
    "low_light",
    "phone",
    "photocopy",
    "stamp",
    "video_frame",
]

PAGE_DPI = 300
FAX_DPI = {"standard": (204, 98), "fine": (204, 196)}
"""Dots per inch across and down (ITU-T T.4)."""

STAMP_RED = (60, 40, 205)
"""Vermilion stamp ink: blue, green, red."""


def fax(
    page: Picture, rng: np.random.Generator, mode: Literal["standard", "fine"] = "standard", passes: int = 1
) -> Picture:
    """Send by fax: one bit per dot at the resolution of a fax, lines hit by errors, printed again.

    `passes` is how often the same paper was faxed on.
    """
    across, down = FAX_DPI[mode]
    height, width = page.shape[:2]
    dots = round(width * across / PAGE_DPI), round(height * down / PAGE_DPI)
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    for _ in range(passes):
        skewed = _skewed(grey, rng.uniform(-0.6, 0.6))
        scanned = cv2.resize(skewed, dots, interpolation=cv2.INTER_AREA).astype(np.float32)
        scanned += rng.normal(0, 8, scanned.shape).astype(np.float32)
        bits = np.where(scanned > rng.uniform(120, 145), 255, 0).astype(np.uint8)
        bits = _line_errors(bits, rng, rate=0.004)
        # The receiver prints square dots on paper of the same size.
        grey = cv2.resize(bits, (width, height), interpolation=cv2.INTER_NEAREST)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


def photocopy(page: Picture, rng: np.random.Generator) -> Picture:
    """Copy on an office machine: grey, hard contrast, specks, a streak from the drum, a little crooked."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    grey = _skewed(grey, rng.uniform(-1.0, 1.0), scale=rng.uniform(0.97, 1.0))
    soft = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.8, 1.3)).astype(np.float32)
    hard = (soft - 128) * rng.uniform(1.6, 2.4) + rng.uniform(110, 150)
    for _ in range(3):
        left = int(rng.integers(0, page.shape[1] - 3))
        hard[:, left : left + 2] -= rng.uniform(20, 60)
    specks = rng.random(grey.shape, dtype=np.float32)
    hard[specks < 0.0008] = 0
    hard[specks > 0.9992] = 255
    return cv2.cvtColor(np.clip(hard, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def jpeg(page: Picture, rng: np.random.Generator, quality: int = 30) -> Picture:
    """Compress as messaging apps do; `rng` shifts the grid of the 8 x 8 blocks."""
    down, across = int(rng.integers(0, 8)), int(rng.integers(0, 8))
    shifted = np.roll(page, (down, across), axis=(0, 1))
    return np.roll(compressed(shifted, quality), (-down, -across), axis=(0, 1))


def stamp(
    page: Picture,
    rng: np.random.Generator,
    box: Box | None = None,
    coverage: tuple[float, float] = (0.05, 0.2),
) -> Picture:
    """Press a round red stamp over the code so that its ink covers a part of `box` within `coverage`.

    `box` is where the code stands; None means the place at which zxing-cpp finds one.

    Raises:
        ValueError: no box given and no code found.

    """
    left, top, right, bottom = box if box is not None else _box_of_code(page)
    side = max(right - left, bottom - top)
    wanted = rng.uniform(*coverage)
    x, y = left + rng.uniform(0.25, 0.75) * side, top + rng.uniform(0.25, 0.75) * side
    ink = np.zeros(page.shape[:2], np.uint8)
    # The stamp grows ring by ring until it covers as much as it should.
    for radius in np.arange(side * 0.08, side, side * 0.09):
        for step in range(1, 5):
            trial = ink.copy()
            cv2.circle(
                trial,
                (round(x), round(y)),
                round(radius),
                255,
                max(1, round(side * 0.01 * step)),
                cv2.LINE_AA,
            )
            covered = float((trial[top:bottom, left:right] > 0).mean())
            if covered > wanted:
                return _inked(page, ink, rng)
            if step == 4:
                ink = trial
    return _inked(page, ink, rng)


def _skewed(grey: Picture, degrees: float, scale: float = 1.0) -> Picture:
    height, width = grey.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale)
    return cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,)).astype(np.uint8)


def _line_errors(bits: Picture, rng: np.random.Generator, rate: float) -> Picture:
    """Damage scan lines as a bad telephone line does: repeated, or shifted from some dot on."""
    damaged = bits.copy()
    for row in np.flatnonzero(rng.random(len(bits)) < rate):
        if row > 0 and rng.random() < 0.5:
            damaged[row] = damaged[row - 1]
        else:
            start = int(rng.integers(0, bits.shape[1]))
            damaged[row, start:] = np.roll(damaged[row, start:], int(rng.integers(-12, 13)))
    return damaged


def _box_of_code(page: Picture) -> Box:
    import zxingcpp

    codes = zxingcpp.read_barcodes(page)
    if not codes:
        raise ValueError("no code was found on the page to put a stamp over; give its box")
    place = codes[0].position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across, down = [int(c.x) for c in corners], [int(c.y) for c in corners]
    return min(across), min(down), max(across), max(down)


def _inked(page: Picture, ink: Picture, rng: np.random.Generator) -> Picture:
    """Multiply the paper by the ink, which is thinner here and there."""
    grain = cv2.GaussianBlur(rng.random(ink.shape, dtype=np.float32), (0, 0), 6)
    spread = (grain - grain.min()) / max(float(np.ptp(grain)), 1e-6)
    opacity = (ink.astype(np.float32) / 255 * (0.65 + 0.35 * spread))[:, :, None]
    tint = np.array(STAMP_RED, np.float32) / 255
    return (page * (1 - opacity + opacity * tint)).astype(np.uint8)
