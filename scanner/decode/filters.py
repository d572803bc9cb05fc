"""What is done to a picture before a decoder sees it: each one a function from pixels to grey pixels."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from scanner.decode.zxing import Grey
from scanner.opencv import cv2

Picture = npt.NDArray[np.uint8]
"""Height x width x 3: blue, green, red."""

RED: Final = 2

ALWAYS_CALM: Final = 4_000_000
"""Pixels up to which no pattern takes a decoder longer than a few seconds."""

JUMP: Final = 16
"""Difference in brightness (of 255) between neighbours in a row that counts as detail."""

BUSY: Final = 0.12
"""Share of such neighbours above which a picture is busy; a usual page has 0.02, one of small print 0.15."""

TILE: Final = 1800
"""Side of a tile in pixels."""

OVERLAP: Final = 500
"""Pixels that neighbouring tiles share: at 300 dpi more than a code of 28 mm with its quiet zone."""


def grey(picture: Picture) -> Grey:
    """Brightness as the eye weighs it."""
    return _pixels(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))


def red_channel(picture: Picture) -> Grey:
    """Take the red channel alone: a red ink stamp over a code is as light there as the paper."""
    return np.ascontiguousarray(picture[:, :, RED])


def blur(image: Grey) -> Grey:
    """Smooth away the grain of low light and the dots of a print raster."""
    return _pixels(cv2.GaussianBlur(image, (0, 0), sigmaX=1))


def unsharp(image: Grey) -> Grey:
    """Sharpen edges that a lens out of focus or a fax has softened.

    Sigma 3 and weight 2 read most of the real photographs among the values tried.
    """
    soft = cv2.GaussianBlur(image, (0, 0), sigmaX=3)
    return _pixels(cv2.addWeighted(image, 3.0, soft, -2.0, 0))


def scaled_to(image: Grey, pixels: int, *, at_most: float = 1.0) -> Grey:
    """Resize to about `pixels` in all, enlarging each side by no more than `at_most`."""
    factor = min(at_most, (pixels / image.size) ** 0.5)
    return _resized(image, factor)


def longest_side(image: Grey, side: int) -> Grey:
    """Shrink until the longer side has `side` pixels; smaller pictures stay as they are."""
    return _resized(image, min(1.0, side / max(image.shape)))


def shrunk(picture: Picture, pixels: int) -> Picture:
    """Return the picture itself, or a smaller one of at most `pixels` (width x height) in all."""
    height, width = picture.shape[:2]
    if width * height <= pixels:
        return picture
    factor = (pixels / (width * height)) ** 0.5
    size = max(1, int(width * factor)), max(1, int(height * factor))
    return _pixels(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def is_busy(image: Grey) -> bool:
    """Whether the picture is large and full of fine detail all over: small print, grain, or an attack.

    Millions of marks that look like the corner of a code keep a decoder busy for minutes, for its time grows
    with the square of their number; and a picture may be drawn for that. Such a picture is read in tiles.
    """
    if image.size <= ALWAYS_CALM:
        return False
    rows = np.ascontiguousarray(image[::4])  # every fourth row tells enough
    return float((cv2.absdiff(rows[:, 1:], rows[:, :-1]) > JUMP).mean()) > BUSY


def tiles(image: Grey) -> Iterator[Grey]:
    """Yield a picture of all, shrunk to the size of a tile, then overlapping tiles in full size."""
    yield scaled_to(image, TILE * TILE)
    height, width = image.shape
    for top in range(0, max(1, height - OVERLAP), TILE - OVERLAP):
        for left in range(0, max(1, width - OVERLAP), TILE - OVERLAP):
            yield np.ascontiguousarray(image[top : top + TILE, left : left + TILE])


def _resized(image: Grey, factor: float) -> Grey:
    if factor == 1:
        return image
    height, width = image.shape
    size = max(1, round(width * factor)), max(1, round(height * factor))
    # Averaging keeps modules apart when shrinking; a cubic keeps edges when enlarging.
    return _pixels(cv2.resize(image, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC))


def _pixels(image: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Say what OpenCV's annotations do not: bytes in, bytes out."""
    return image.astype(np.uint8, copy=False)
