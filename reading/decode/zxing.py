"""The first decoder: zxing-cpp, asked for QR codes of model 2 alone.

`BarcodeFormat.QRCode` would include Micro QR, whose weak error correction read texts that were not there.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import zxingcpp
from zxingcpp import Binarizer

from reading.decode import patterns

Grey = npt.NDArray[np.uint8]
"""A picture of height x width, 0 black to 255 white."""

__all__ = ["Binarizer", "Code", "Corners", "Grey", "Unread", "read", "read_with_unread"]

Corners = tuple[tuple[int, int], ...]
"""Across and down in pixels: the code's top left, top right, bottom right and bottom left."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was found: its text, and its corners (x, y) in pixels from the top left."""

    text: str
    corners: Corners


@dataclass(frozen=True, slots=True)
class Unread:
    """A code that was seen and not read."""

    corners: Corners

    modules: int
    """How many there are along a side; 0 where that could not be told."""

    @property
    def side(self) -> float:
        """The mean length of its sides in pixels."""
        return sum(math.dist(one, other) for one, other in zip(self.corners, self._next_corners(), strict=True)) / 4

    def distance_to(self, other: "Unread") -> float:
        """Return how far apart the middles of the two are, in pixels."""
        return math.dist(self._middle(), other._middle())

    def scaled(self, factor: float) -> "Unread":
        """Return it as it stands in the same picture at `factor` times the size."""
        return Unread(tuple((round(x * factor), round(y * factor)) for x, y in self.corners), self.modules)

    def _middle(self) -> tuple[float, float]:
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4

    def _next_corners(self) -> Corners:
        return self.corners[1:] + self.corners[:1]


def read(grey: Grey, *, thorough: bool = True) -> list[Code]:
    """Return all QR codes in the picture that decode without error.

    `thorough` also looks for rotated, inverted and very large codes; without it reading is several times
    faster.
    """
    return [Code(_text(code), _corners(code.position)) for code in _search(grey, thorough=thorough, errors=False)]


def read_with_unread(grey: Grey, binarizer: Binarizer = Binarizer.LocalAverage) -> tuple[list[Code], list[Unread]]:
    """Return all QR codes that decode, and those that plainly are codes but do not.

    About half of the unreadable codes are noticed as such; a false alarm was never seen (none on the 138
    real photographs that are read right).
    """
    found = _search(grey, thorough=True, errors=True, binarizer=binarizer)
    codes = [Code(_text(code), _corners(code.position)) for code in found if code.valid]
    return codes, [Unread(_corners(code.position), _modules(code)) for code in found if not code.valid]


def _search(
    grey: Grey, *, thorough: bool, errors: bool, binarizer: Binarizer = Binarizer.LocalAverage
) -> list[zxingcpp.Barcode]:
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2]),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=thorough,
        return_errors=errors,
        binarizer=binarizer,
    )
    return [code for code in found if _is_model_2(code)]


def _text(code: zxingcpp.Barcode) -> str:
    try:
        return str(code.text)
    except UnicodeDecodeError:
        # A code may hold any bytes. Latin-1 keeps each of them apart, so two different codes stay different.
        return bytes(code.bytes).decode("latin-1")


def _version(code: zxingcpp.Barcode) -> str:
    # `extra` is a dictionary, or None where nothing is known of the code but its corners.
    extra: object = code.extra
    return str(extra.get("Version", "")) if isinstance(extra, dict) else ""


def _is_model_2(code: zxingcpp.Barcode) -> bool:
    """Tell a code from a Micro QR: asked for model 2 alone, the decoder still reads a square of 17 modules as one."""
    return not _version(code) or _version(code).isdecimal()


def _modules(code: zxingcpp.Barcode) -> int:
    return patterns.modules_of(int(_version(code))) if _version(code) else 0


def _corners(position: zxingcpp.Position) -> Corners:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((int(corner.x), int(corner.y)) for corner in corners)
