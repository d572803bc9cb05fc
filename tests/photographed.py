"""Photographs of paper, as functions from picture to picture: a phone's camera, its video, bad light.

Each takes a page at 300 dpi and a seeded `numpy.random.Generator`, as in `tests.degrade`.
"""

from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from tests.crumple import crumple

Picture = npt.NDArray[np.uint8]

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


def phone(page: Picture, rng: np.random.Generator) -> Picture:
    """Photograph the paper lying on a desk with a 12-megapixel phone, held at an angle."""
    height, width = 4032, 3024
    desk = np.full((height, width, 3), rng.integers(60, 140, 3), np.uint8)
    page_height, page_width = page.shape[:2]
    corners = np.array([(0, 0), (page_width, 0), (page_width, page_height), (0, page_height)], np.float32)
    frame = np.array([(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]) + rng.uniform(-0.06, 0.06, (4, 2))
    seen = (frame * (width, height)).astype(np.float32)
    warp = cv2.getPerspectiveTransform(corners, seen)
    photo = cv2.warpPerspective(page, warp, (width, height), dst=desk, borderMode=cv2.BORDER_TRANSPARENT)
    photo = cv2.GaussianBlur(photo, (0, 0), rng.uniform(0.8, 1.5))
    lit = photo.astype(np.float32) * light(height, width, rng)
    lit += grain(lit.shape, rng, 4)
    return compressed(np.clip(lit, 0, 255).astype(np.uint8), 85)


def low_light(page: Picture, rng: np.random.Generator) -> Picture:
    """Photograph it in a dim warehouse: dark, grainy, a little shaken."""
    photo = phone(page, rng).astype(np.float32) * rng.uniform(0.22, 0.35)
    shaken = np.zeros((5, 5), np.float32)
    cv2.line(shaken, (0, int(rng.integers(0, 5))), (4, int(rng.integers(0, 5))), 1.0)
    photo = cv2.filter2D(photo, -1, shaken / shaken.sum())
    photo += grain(photo.shape, rng, 9)
    return compressed(np.clip(photo, 0, 255).astype(np.uint8), 80)


def crumpled(page: Picture, rng: np.random.Generator) -> Picture:
    """Photograph it after it was crumpled and smoothed again."""
    return phone(crumple(page, rng), rng)


def video_frame(page: Picture, rng: np.random.Generator, box: Box, lines: Literal[720, 1080]) -> Picture:
    """Take one frame of a phone's video: the code in `box`, a third to a half as high as the frame, held at an angle.

    That is 3.5 to 6 pixels for each module of a certificate's code at 720 lines, half as many more at 1080.
    """
    left, top, right, bottom = box
    width = lines * 16 // 9
    scale = lines * rng.uniform(0.3, 0.5) / (bottom - top)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (right - left) / 2 * scale
    corners *= 1 + rng.uniform(-0.06, 0.06, (4, 2))
    turn = np.radians(rng.uniform(-20, 20))
    corners = corners @ np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    corners += (rng.uniform(0.35, 0.65) * width, rng.uniform(0.4, 0.6) * lines)
    on_page = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    warp = cv2.getPerspectiveTransform(on_page, corners.astype(np.float32))
    # Drawn at twice the size and averaged: a sensor's pixel sees an area, not a point.
    twice = np.diag((2.0, 2.0, 1.0)) @ warp
    desk = tuple(float(colour) for colour in rng.integers(60, 140, 3))
    seen = cv2.warpPerspective(page, twice, (2 * width, 2 * lines), flags=cv2.INTER_AREA, borderValue=desk)
    frame = cv2.resize(seen, (width, lines), interpolation=cv2.INTER_AREA)
    frame = cv2.GaussianBlur(frame, (0, 0), rng.uniform(0.5, 1.2))
    lit = frame.astype(np.float32) * light(lines, width, rng) + grain(frame.shape, rng, 5)
    return compressed(np.clip(lit, 0, 255).astype(np.uint8), 75)


def compressed(picture: Picture, quality: int) -> Picture:
    """Write it as a JPEG and read that."""
    ok, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert ok, "OpenCV could not write a JPEG"
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert decoded is not None, "OpenCV could not read its own JPEG"
    return decoded.astype(np.uint8)


def light(height: int, width: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Make a lamp's light, which falls off across the picture."""
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * rng.uniform(-0.2, 0.2)
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * rng.uniform(-0.2, 0.2)
    return (0.8 + across + down).astype(np.float32)[:, :, None]


def grain(shape: tuple[int, ...], rng: np.random.Generator, sigma: float) -> npt.NDArray[np.float32]:
    """Make the noise of a sensor."""
    return rng.standard_normal(shape, dtype=np.float32) * np.float32(sigma)
