"""Codes in camera frames: fast enough for every frame, thorough now and then.

A state machine without clock, camera or window: frames go in, codes come out. Where a code was seen last
is looked at first and in full size; otherwise the frame at half its size; every third frame in vain the whole
frame with all options. Dark frames are smoothed first, for their grain hides the modules.
"""

from typing import Final

import numpy as np

from reading.decode import zxing
from reading.decode.zxing import Code, Grey, Unread
from reading.draw.drawn import Picture
from scanner.screen.opencv import cv2

REGION_MARGIN: Final = 0.25
"""Part of its own width and height by which the last region grows on each side: a hand moves."""

THOROUGH_EVERY: Final = 3
"""Misses in a row after which the full frame is searched with all options."""

LOOK_AROUND_EVERY: Final = 15
"""Hits in a row after which the whole frame is searched again: a second code may have come into view."""

DARK_BELOW: Final = 70.0
"""Mean brightness (0 to 255) below which a picture counts as dark."""

Region = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the frame; right and bottom lie outside."""


class LiveDecoder:
    """Finds the codes in one frame after the other."""

    def __init__(self) -> None:
        self._region: Region | None = None
        self._misses = 0
        self._hits = 0
        self.unread: Unread | None = None
        """A code that the last thorough look has found and not read; where it is tells what would help."""

    def feed(self, frame: Picture) -> list[Code]:
        """Return the codes in this frame, their corners in pixels of the frame."""
        codes = self._search(frame)
        if codes:
            self._hits += 1
            self._misses = 0
            self.unread = None
            self._region = _region_around(codes, frame.shape[1], frame.shape[0])
        else:
            self._hits = 0
            self._misses += 1
            self._region = None
        return codes

    def _search(self, frame: Picture) -> list[Code]:
        look_around = self._hits % LOOK_AROUND_EVERY == LOOK_AROUND_EVERY - 1
        if self._region is not None and not look_around:
            codes = _in_region(frame, self._region)
            if codes:
                return codes
        if self._misses % THOROUGH_EVERY == THOROUGH_EVERY - 1:
            codes, unread = zxing.read_with_unread(_smooth_if_dark(_grey(frame)))
            self.unread = unread[0] if unread and not codes else None
            return codes
        codes = _at_half_size(frame)
        if not codes and self._region is not None and look_around:
            # A small code may need its full size: looking around must not lose what was in view.
            codes = _in_region(frame, self._region)
        return codes


def _grey(frame: Picture) -> Grey:
    # OpenCV's filters, not the stills': its camera is what gives the frames, and here every millisecond counts.
    return cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


def _in_region(frame: Picture, region: Region) -> list[Code]:
    left, top, right, bottom = region
    grey = _grey(frame[top:bottom, left:right])
    return [_moved(code, 1, left, top) for code in zxing.read(_smooth_if_dark(grey), thorough=False)]


def _at_half_size(frame: Picture) -> list[Code]:
    height, width = frame.shape[:2]
    size = max(1, round(width / 2)), max(1, round(height / 2))
    half = cv2.resize(_grey(frame), size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return [_moved(code, 2, 0, 0) for code in zxing.read(_smooth_if_dark(half), thorough=False)]


def _moved(code: Code, factor: int, left: int, top: int) -> Code:
    return Code(code.text, tuple((x * factor + left, y * factor + top) for x, y in code.corners))


def _smooth_if_dark(grey: Grey) -> Grey:
    # Every eighth pixel each way tells the brightness well enough.
    if float(grey[::8, ::8].mean()) >= DARK_BELOW:
        return grey
    return cv2.GaussianBlur(grey, (0, 0), sigmaX=1).astype(np.uint8, copy=False)


def _region_around(codes: list[Code], width: int, height: int) -> Region | None:
    """Return the rectangle around all codes with its margin, cut to the frame; None where nothing is left."""
    across = [x for code in codes for x, _ in code.corners]
    down = [y for code in codes for _, y in code.corners]
    side = round((max(across) - min(across)) * REGION_MARGIN)
    rise = round((max(down) - min(down)) * REGION_MARGIN)
    left, right = max(0, min(across) - side), min(width, max(across) + side)
    top, bottom = max(0, min(down) - rise), min(height, max(down) + rise)
    return (left, top, right, bottom) if left < right and top < bottom else None
