"""Draws verdicts onto camera frames: word, icon and colour together, never colour alone.

A card at the foot of the picture for each code in view, and an outline around the code itself in the same
colour. Cards are drawn once and kept: pasting one onto a frame costs next to nothing.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from scanner import typeface
from scanner.decode.filters import Picture
from scanner.decode.zxing import Code
from scanner.finding import Finding, InView, Kind
from scanner.opencv import cv2
from scanner.typeface import Colour

INK: Final = (0x10, 0x18, 0x20)
PAPER: Final = (0xFF, 0xFF, 0xFF)
NAVY: Final = (0x12, 0x35, 0x5B)
COLOURS: Final = {
    Kind.VALID: (0x0B, 0x6B, 0x3A),
    Kind.INDETERMINATE: (0x8A, 0x5A, 0x00),
    Kind.INVALID: (0xA8, 0x20, 0x1A),
}
"""Red, green, blue as in the look of the whole product; contrast on its tint at least 4.5."""

TINTS: Final = {
    Kind.VALID: (0xEA, 0xF5, 0xEE),
    Kind.INDETERMINATE: (0xFC, 0xF4, 0xE3),
    Kind.INVALID: (0xFC, 0xEC, 0xEA),
}
NAVY_TINT: Final = (0xEA, 0xF0, 0xF7)

MAX_CARDS: Final = 3
"""Cards at a time; more would hide the picture. Results beyond them are counted in words."""

MAX_LINES: Final = 5
"""Lines on the card of the code that came into view last."""

LINES_OF_OLDER: Final = 1
"""Lines on the cards above it: word and number are enough to tell them apart."""

GUIDE: Final = "Hold the QR code of the certificate before the camera   ·   Q or Esc: quit"
CHECKING: Final = "Checking…"


def draw(frame: Picture, results: Sequence[InView]) -> Picture:
    """Return the frame with outlines and cards; the latest code comes first and lowest."""
    picture = frame.copy()
    unit = _unit(picture)
    for result in results:
        if result.located:
            _outline(picture, result.code, _colour(result.finding), max(2, unit // 6))
    height, width = picture.shape[:2]
    if not results:
        _paste(picture, _banner(GUIDE, width, unit), height)
        return picture
    bottom = height
    for index, result in enumerate(results[:MAX_CARDS]):
        lines = MAX_LINES if index == 0 else LINES_OF_OLDER
        bottom = _paste(picture, _card(result.finding, width, unit, lines), bottom)
    if len(results) > MAX_CARDS:
        _paste(picture, _banner(f"and {len(results) - MAX_CARDS} more in view", width, unit), bottom)
    return picture


def _unit(picture: Picture) -> int:
    """Size of the small text in pixels: grows with the picture, so that a card reads alike on any camera."""
    height, width = int(picture.shape[0]), int(picture.shape[1])
    return max(12, min(height // 30, width // 42))


def _colour(finding: Finding | None) -> Colour:
    return NAVY if finding is None else COLOURS[finding.kind]


def _outline(picture: Picture, code: Code, colour: Colour, thickness: int) -> None:
    corners = np.array(code.corners, dtype=np.int32).reshape(-1, 1, 2)
    # A white line beneath keeps the colour visible on dark paper.
    for shade, width in ((PAPER, thickness * 2), (colour[::-1], thickness)):
        cv2.polylines(picture, [corners], True, shade, width, cv2.LINE_AA)


def _paste(picture: Picture, card: Picture, bottom: int) -> int:
    """Put a card with its foot at `bottom`, cut where it rises above the picture; return where it begins."""
    top = bottom - int(card.shape[0])
    visible = card[max(0, -top) :, : picture.shape[1]]
    if bottom > 0:
        picture[max(0, top) : bottom, : visible.shape[1]] = visible
    return max(0, top)


@lru_cache(maxsize=64)
def _card(finding: Finding | None, width: int, unit: int, max_lines: int) -> Picture:
    """Draw a card: a block of the verdict's colour with its icon, beside it the word and the lines."""
    colour = _colour(finding)
    tint = NAVY_TINT if finding is None else TINTS[finding.kind]
    lines = () if finding is None else finding.lines[:max_lines]
    word_size, number_size, line_height = round(unit * 1.7), round(unit * 1.3), round(unit * 1.45)
    height = round(unit * 3.2) + line_height * len(lines) + (round(unit * 0.6) if lines else 0)
    card = Image.new("RGB", (width, height), tint)
    canvas = ImageDraw.Draw(card)
    block = unit * 4
    canvas.rectangle((0, 0, block, height), fill=colour)
    canvas.rectangle((0, 0, width, max(1, unit // 8)), fill=colour)
    _icon(card, finding, (block // 2, round(unit * 1.75)), round(unit * 1.15))
    left, room = block + unit, width - block - 2 * unit
    word = CHECKING if finding is None else finding.word
    baseline = round(unit * 2.3)
    typeface.draw(
        canvas,
        (left, baseline),
        typeface.fitted(word, word_size, room, bold=True),
        word_size,
        colour,
        bold=True,
    )
    for index, line in enumerate(lines):
        baseline += round(unit * 1.8) if index == 0 else line_height
        # The first line is the number, which a person compares character by character.
        bold, size = (True, number_size) if index == 0 else (False, unit)
        shown = typeface.fitted(line, size, room, bold=bold)
        typeface.draw(canvas, (left, baseline), shown, size, INK, bold=bold)
    return _bgr(card)


@lru_cache(maxsize=16)
def _banner(text: str, width: int, unit: int) -> Picture:
    height = unit * 2
    banner = Image.new("RGB", (width, height), NAVY)
    shown = typeface.fitted(text, unit, width - 2 * unit)
    left = (width - typeface.width(shown, unit)) // 2
    typeface.draw(ImageDraw.Draw(banner), (left, round(unit * 1.35)), shown, unit, PAPER)
    return _bgr(banner)


ICON_GRID: Final = 4
"""Icons are drawn four times as large and shrunk: Pillow draws lines without smoothing."""


def _icon(card: Image.Image, finding: Finding | None, centre: tuple[int, int], radius: int) -> None:
    """Draw a white disc out of which a tick, cross, question mark or hourglass is cut."""
    side = radius * 2 * ICON_GRID
    disc = Image.new("L", (side, side), 0)
    canvas = ImageDraw.Draw(disc)
    canvas.ellipse((0, 0, side - 1, side - 1), fill=255)
    stroke = side // 9

    def line(*points: tuple[float, float]) -> None:
        scaled = [(x * side, y * side) for x, y in points]
        canvas.line(scaled, fill=0, width=stroke, joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            canvas.ellipse((x - stroke / 2, y - stroke / 2, x + stroke / 2, y + stroke / 2), fill=0)

    if finding is None:
        hourglass = ((0.3, 0.24), (0.7, 0.24), (0.3, 0.76), (0.7, 0.76))
        canvas.polygon([(x * side, y * side) for x, y in hourglass], fill=0)
    elif finding.kind is Kind.VALID:
        line((0.27, 0.53), (0.43, 0.69), (0.74, 0.34))
    elif finding.kind is Kind.INVALID:
        line((0.32, 0.32), (0.68, 0.68))
        line((0.68, 0.32), (0.32, 0.68))
    else:
        canvas.arc((side * 0.31, side * 0.18, side * 0.69, side * 0.56), 170, 450, fill=0, width=stroke)
        line((0.5, 0.5), (0.5, 0.62))
        canvas.ellipse((side * 0.44, side * 0.73, side * 0.56, side * 0.85), fill=0)
    small = disc.resize((radius * 2, radius * 2), Image.Resampling.LANCZOS)
    card.paste(Image.new("RGB", small.size, PAPER), (centre[0] - radius, centre[1] - radius), small)


def _bgr(image: Image.Image) -> Picture:
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
