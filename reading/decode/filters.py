"""What is done to a picture before a decoder sees it: each one a function from pixels to grey pixels.

Pillow does it, which draws the pictures as well: OpenCV's filters read the same photographs, but it is another large
library, and its desktop and server builds cannot be installed side by side.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from reading.decode.zxing import Grey
from reading.draw.drawn import Picture

GREY_OF_BLUE_GREEN_RED: Final = (0.114, 0.587, 0.299, 0.0)
"""Weights of the three colours (ITU-R BT.601), and nothing added."""

RED: Final = 2

ALWAYS_CALM: Final = 4_000_000
"""Pixels up to which no pattern takes a decoder longer than a few seconds."""

JUMP: Final = 16
"""Difference in brightness (of 255) between neighbours in a row that counts as detail."""

BUSY: Final = 0.12
"""Share of such neighbours above which a picture is busy; a usual page has 0.02, one of small print 0.15."""

LONGEST: Final = 30_000
"""Pixels of the longer side; zxing-cpp refuses pictures above 65,535, and some are enlarged to twice their size."""

AROUND: Final = 12
"""Pixels to each side that are its surroundings: a few modules."""

TILE: Final = 1800
"""Side of a tile in pixels."""

OVERLAP: Final = 500
"""Pixels that neighbouring tiles share: at 300 dpi more than a code of 28 mm with its quiet zone."""


def grey(picture: Picture) -> Grey:
    """Brightness as the eye weighs it."""
    # Pillow believes that blue is red; the weights stand in the true order.
    return np.asarray(Image.fromarray(np.ascontiguousarray(picture)).convert("L", GREY_OF_BLUE_GREEN_RED))


def red_channel(picture: Picture) -> Grey:
    """Take the red channel alone: a red ink stamp over a code is as light there as the paper."""
    return np.ascontiguousarray(picture[:, :, RED])


def blur(image: Grey, sigma: float = 1) -> Grey:
    """Smooth away the grain of low light and the dots of a print raster; `sigma` in pixels."""
    return np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(sigma)))


def local_threshold(image: Grey) -> Grey:
    """Make white what is lighter than the mean around it, and black what is not.

    The decoder takes its own means over blocks of 40 pixels, and spares those with little contrast; this one is finer
    and spares nothing.
    """
    mean = np.asarray(Image.fromarray(image).filter(ImageFilter.BoxBlur(AROUND)))
    return np.where(image > mean, 255, 0).astype(np.uint8)


def halved(image: Grey) -> Grey:
    """Shrink both sides to a half, averaging."""
    return np.asarray(Image.fromarray(image).reduce(2))


def turned(image: Grey) -> Grey:
    """Turn by 15 degrees, on grey ground."""
    way = Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(image).rotate(15, way, expand=True, fillcolor=128))


def unsharp(image: Grey) -> Grey:
    """Sharpen edges that a lens out of focus or a fax has softened.

    Sigma 3 and twice the difference read most of the real photographs among the values tried.
    """
    return np.asarray(Image.fromarray(image).filter(ImageFilter.UnsharpMask(3, 200, 0)))


def scaled_to(image: Grey, pixels: int, *, at_most: float = 1.0) -> Grey:
    """Resize to about `pixels` in all, enlarging each side by no more than `at_most`."""
    factor = min(at_most, (pixels / image.size) ** 0.5)
    return _resized(image, factor)


def longest_side(image: Grey, side: int) -> Grey:
    """Shrink until the longer side has `side` pixels; smaller pictures stay as they are."""
    return _resized(image, min(1.0, side / max(image.shape)))


def shrunk(picture: Picture, pixels: int) -> Picture:
    """Return the picture itself, or a smaller one: at most `pixels` (width x height) in all, no side too long."""
    height, width = picture.shape[:2]
    if width * height <= pixels and max(width, height) <= LONGEST:
        return picture
    factor = min((pixels / (width * height)) ** 0.5, LONGEST / max(width, height))
    size = max(1, int(width * factor)), max(1, int(height * factor))
    return np.asarray(Image.fromarray(np.ascontiguousarray(picture)).resize(size, Image.Resampling.BOX))


def is_busy(image: Grey) -> bool:
    """Whether the picture is large and full of fine detail all over: small print, grain, or an attack.

    Millions of marks that look like the corner of a code keep a decoder busy for minutes, for its time grows
    with the square of their number; and a picture may be drawn for that. Such a picture is read in tiles.
    """
    if image.size <= ALWAYS_CALM:
        return False
    rows = np.ascontiguousarray(image[::4])  # every fourth row tells enough
    left, right = rows[:, :-1], rows[:, 1:]
    # The larger less the smaller one: bytes cannot hold a negative difference.
    return float((np.maximum(left, right) - np.minimum(left, right) > JUMP).mean()) > BUSY


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
    way = Image.Resampling.BOX if factor < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(image).resize(size, way))
