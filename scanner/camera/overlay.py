"""Draws verdicts onto camera frames: word, icon and colour together, never colour alone.

A card at the foot of the picture for each code in view, an outline around the code itself in the same colour, and
along the top what would help. Cards are drawn once and kept: pasting one onto a frame costs next to nothing.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from reading.decode.zxing import Code
from reading.draw.drawn import Picture
from scanner.camera.sightings import InView
from scanner.language import _
from scanner.screen import typeface
from scanner.screen.finding import Finding
from scanner.screen.frames import dashed_frame
from scanner.screen.icons import draw_icon
from scanner.screen.opencv import cv2
from scanner.screen.tones import INK, NAVY, WHITE, tone_of
from scanner.screen.typeface import Colour

MAX_CARDS: Final = 3
"""Cards at a time; more would hide the picture. Results beyond them are counted in words."""

MAX_LINES: Final = 5
"""Lines on the card of the code that came into view last."""

LINES_OF_OLDER: Final = 1
"""Lines on the cards above it: word and number are enough to tell them apart."""


def draw(picture: Picture, results: Sequence[InView], *, guide: str = "", help_text: str = "") -> None:
    """Draw outlines and cards onto the picture; the latest code comes first and lowest.

    `guide` stands at the foot while no code is in view, `help_text` along the top.
    """
    unit = unit_of(picture)
    for result in results:
        if result.located:
            outline(picture, result.code, tone_of(result.kind).colour, max(2, unit // 6))
    height, width = picture.shape[:2]
    if help_text:
        _paste(picture, banner(help_text, width, unit, large=True), unit * 3)
    if not results:
        if guide:
            _paste(picture, banner(guide, width, unit), height)
        return
    bottom = height
    for index, result in enumerate(results[:MAX_CARDS]):
        lines = MAX_LINES if index == 0 else LINES_OF_OLDER
        bottom = _paste(picture, _card(result.finding, width, unit, lines), bottom)
    if len(results) > MAX_CARDS:
        more = _("and %(count)d more in view") % {"count": len(results) - MAX_CARDS}
        _paste(picture, banner(more, width, unit), bottom)


def unit_of(picture: Picture) -> int:
    """Size of the small text in pixels: grows with the picture, so that a card reads alike on any camera."""
    height, width = int(picture.shape[0]), int(picture.shape[1])
    return max(12, min(height // 30, width // 42))


def outline(picture: Picture, code: Code, colour: Colour, thickness: int) -> None:
    """Draw a line around the code, onto the picture itself."""
    corners = np.array(code.corners, dtype=np.int32).reshape(-1, 1, 2)
    # A white line beneath keeps the colour visible on dark paper.
    for shade, width in ((WHITE, thickness * 2), (colour[::-1], thickness)):
        cv2.polylines(picture, [corners], True, shade, width, cv2.LINE_AA)


def _paste(picture: Picture, card: Picture, bottom: int) -> int:
    """Put a card with its foot at `bottom`, cut where it rises above the picture; return where it begins."""
    top = bottom - int(card.shape[0])
    visible = card[max(0, -top) :, : picture.shape[1]]
    visible = visible[: max(0, int(picture.shape[0]) - max(0, top))]
    if bottom > 0:
        picture[max(0, top) : max(0, top) + visible.shape[0], : visible.shape[1]] = visible
    return max(0, top)


@lru_cache(maxsize=64)
def _card(finding: Finding | None, width: int, unit: int, max_lines: int) -> Picture:
    """Draw a card: a block with the verdict's icon, beside it the word and the lines."""
    tone = tone_of(None if finding is None else finding.kind)
    lines = () if finding is None else finding.lines[:max_lines]
    word_size, number_size, line_height = round(unit * 1.7), round(unit * 1.3), round(unit * 1.45)
    height = round(unit * 3.2) + line_height * len(lines) + (round(unit * 0.6) if lines else 0)
    card = Image.new("RGB", (width, height), tone.tint)
    canvas = ImageDraw.Draw(card)
    block = unit * 4
    # The colour of the panel, not of the word: in force is white here as well, until somebody has compared.
    canvas.rectangle((0, 0, block, height), fill=tone.panel)
    if tone.dashed:
        dashed_frame(canvas, (0, 0, width - 1, height - 1), tone.colour, max(2, unit // 5))
    else:
        canvas.rectangle((0, 0, width, max(1, unit // 8)), fill=tone.colour)
    kind = None if finding is None else finding.kind
    draw_icon(card, kind, (block // 2, round(unit * 1.75)), round(unit * 1.15), tone.on_panel)
    left, room = block + unit, width - block - 2 * unit
    word = _("Checking…") if finding is None else finding.word
    baseline = round(unit * 2.3)
    shown = typeface.fitted(word, word_size, room, bold=True)
    typeface.draw(canvas, (left, baseline), shown, word_size, tone.colour, bold=True)
    for index, line in enumerate(lines):
        baseline += round(unit * 1.8) if index == 0 else line_height
        # The first line is the number, which a person compares character by character.
        bold, size = (True, number_size) if index == 0 else (False, unit)
        shown = typeface.fitted(line, size, room, bold=bold)
        typeface.draw(canvas, (left, baseline), shown, size, INK, bold=bold)
    return bgr(card)


@lru_cache(maxsize=32)
def banner(text: str, width: int, unit: int, *, large: bool = False) -> Picture:
    """Draw a line of text in white on navy over the whole width: two units high, three where it is large."""
    size, height = (round(unit * 1.5), unit * 3) if large else (unit, unit * 2)
    strip = Image.new("RGB", (width, height), NAVY)
    shown = typeface.fitted(text, size, width - 2 * unit, bold=large)
    left = (width - typeface.width(shown, size, bold=large)) // 2
    typeface.draw(ImageDraw.Draw(strip), (left, round(height / 2 + size * 0.36)), shown, size, WHITE, bold=large)
    return bgr(strip)


def bgr(image: Image.Image) -> Picture:
    """Return the image as OpenCV has it."""
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
