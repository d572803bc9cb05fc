"""Paper that was folded, crumpled in a pocket, smoothed by hand and photographed.

A crease lifts the paper beside it, and that does four things to a picture, all of which are drawn here: seen by a
camera above, what is lifted moves outwards; what is sloped looks shorter; it is brighter or darker, as it faces the
lamp or not; and along the crease itself the toner breaks off.

The model is geometry. Only how many the creases are and how steep was chosen (`CREASES`, `STEEPEST`), so that zxing-cpp
alone reads about 90 % of the demo's certificates, as was measured on crumpled paper: 35 of 39 with slopes up to 0.24,
58 of 60 with 0.22 and 82 of 100 with 0.26 to 0.30.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float32]

PAGE_DPI: Final = 300

FINENESS: Final = 2
"""Points of the height field for each millimetre."""

CREASES: Final = 70
"""On a page of A4; each is a few centimetres long, so four or five cross a code."""

STEEPEST: Final = 0.24
"""Largest slope beside a crease, in millimetres up for each millimetre along: 13 degrees."""


@dataclass(frozen=True, slots=True)
class Relief:
    """A crumpled sheet: its height in millimetres, and how much toner each place has lost (0 to 1)."""

    height: Field
    worn: Field


def crumple(page: Picture, rng: np.random.Generator, creases: int = CREASES, steepest: float = STEEPEST) -> Picture:
    """Return the page as a camera above sees it after it was crumpled and smoothed; the same size."""
    relief = _relief(page.shape[0], page.shape[1], rng, creases, steepest)
    down, across = np.gradient(relief.height, 1 / FINENESS)
    seen = _seen_from_above(_with_lost_toner(page, relief.worn), relief.height, across, down, rng)
    light = _enlarged(_shading(across, down, rng), page)
    return np.clip(seen * light[:, :, None], 0, 255).astype(np.uint8)


def _relief(height: int, width: int, rng: np.random.Generator, creases: int, steepest: float) -> Relief:
    """Lay one crease after another over a flat sheet."""
    dots_per_point = PAGE_DPI / 25.4 / FINENESS
    rows, columns = round(height / dots_per_point), round(width / dots_per_point)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) / FINENESS
    lifted, worn = np.zeros((rows, columns), np.float32), np.zeros((rows, columns), np.float32)
    for _ in range(creases):
        angle = rng.uniform(0, np.pi)
        from_x = x - np.float32(rng.uniform(0, columns / FINENESS))
        from_y = y - np.float32(rng.uniform(0, rows / FINENESS))
        cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        across, along = from_x * cosine + from_y * sine, from_y * cosine - from_x * sine
        ends = np.exp(-((along / np.float32(rng.uniform(15, 50))) ** 2))
        reach = rng.uniform(4, 16)
        slope = rng.uniform(0.15, 1) * steepest * rng.choice((-1, 1))
        # A ridge or a valley as sharp as a fold, which levels out within `reach` millimetres.
        lifted += slope * reach * np.exp(-np.abs(across) / reach) * ends
        worn = np.maximum(worn, rng.uniform(0, 0.7) * np.exp(-((across / 0.25) ** 2)) * (ends > 0.3))
    return Relief(lifted.astype(np.float32), worn.astype(np.float32))


def _with_lost_toner(page: Picture, worn: Field) -> Picture:
    bare = _enlarged(worn, page)[:, :, None]
    return np.asarray(page * (1 - bare) + 245 * bare, np.uint8)


def _seen_from_above(page: Picture, height: Field, across: Field, down: Field, rng: np.random.Generator) -> Picture:
    """Move each point to where a camera 25 to 40 cm above the sheet sees it."""
    rows, columns = height.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) / FINENESS
    distance = rng.uniform(250, 400)
    below_x, below_y = rng.uniform(0.3, 0.7) * columns / FINENESS, rng.uniform(0.3, 0.7) * rows / FINENESS
    # What is nearer to the camera by h looks further from its axis by h / distance.
    from_x = x - (x - below_x) * height / distance
    from_y = y - (y - below_y) * height / distance
    # A slope hides paper: a millimetre seen from above is more than a millimetre along the sheet.
    from_x += _from_the_middle(np.sqrt(1 + across**2) - 1, 1)
    from_y += _from_the_middle(np.sqrt(1 + down**2) - 1, 0)
    dots = PAGE_DPI / 25.4
    return cv2.remap(
        page,
        _enlarged(from_x * dots, page),
        _enlarged(from_y * dots, page),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint8)


def _from_the_middle(extra: Field, axis: int) -> Field:
    summed = np.cumsum(extra, axis=axis) / FINENESS
    middle = np.take(summed, [summed.shape[axis] // 2], axis=axis)
    return np.asarray(summed - middle, np.float32)


def _shading(across: Field, down: Field, rng: np.random.Generator) -> Field:
    """Light it by a lamp 30 to 65 degrees above the desk, and by the room for a third."""
    around, above = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(30, 65))
    facing = np.sin(above) - np.cos(above) * (across * np.cos(around) + down * np.sin(around))
    facing /= np.sqrt(1 + across**2 + down**2)
    return np.asarray(0.33 + 0.67 * np.clip(facing / np.sin(above), 0, 1.4), np.float32)


def _enlarged(field: Field, page: npt.NDArray[np.generic]) -> Field:
    size = page.shape[1], page.shape[0]
    return np.asarray(cv2.resize(np.asarray(field, np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)
