"""Lays a camera's frame into a window of any shape: whole, undistorted, with bars where the shapes differ."""

from dataclasses import dataclass, replace

import numpy as np

from reading.decode.zxing import Code
from reading.draw.drawn import Picture
from scanner.camera.sightings import InView
from scanner.screen.opencv import cv2
from scanner.screen.tones import INK


@dataclass(frozen=True, slots=True)
class Fit:
    """Where in the window the frame lies."""

    scale: float
    left: int
    top: int

    def code(self, code: Code) -> Code:
        """Return the code with its corners in pixels of the window."""
        corners = ((round(x * self.scale) + self.left, round(y * self.scale) + self.top) for x, y in code.corners)
        return Code(code.text, tuple(corners))

    def in_view(self, result: InView) -> InView:
        """Return what is in view with its place in the window."""
        return replace(result, code=self.code(result.code))


def fit(frame: Picture, width: int, height: int) -> tuple[Picture, Fit]:
    """Return a new picture of this size with the frame in its middle, and where the frame lies in it."""
    rows, columns = int(frame.shape[0]), int(frame.shape[1])
    if (columns, rows) == (width, height):
        return frame.copy(), Fit(1.0, 0, 0)
    scale = min(width / columns, height / rows)
    size = max(1, min(width, round(columns * scale))), max(1, min(height, round(rows * scale)))
    # Averaging is for strong shrinking alone: it takes three times as long, and the eye sees no difference otherwise.
    how = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    small = cv2.resize(frame, size, interpolation=how).astype(np.uint8, copy=False)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    if (left, top) == (0, 0) and size == (width, height):
        return small, Fit(scale, 0, 0)
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = INK[::-1]
    picture[top : top + size[1], left : left + size[0]] = small
    return picture, Fit(scale, left, top)
