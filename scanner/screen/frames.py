"""The dashed border of what is still to be done."""

from PIL import ImageDraw

from scanner.screen.typeface import Colour

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""


def dashed_frame(canvas: ImageDraw.ImageDraw, box: Rectangle, colour: Colour, thickness: int) -> None:
    """Draw a dashed border inside the box, whose last column and row belong to it."""
    left, top, right, bottom = box
    dash, step = thickness * 4, thickness * 6
    for x in range(left, right + 1, step):
        for y in (top, bottom - thickness + 1):
            canvas.rectangle((x, y, min(x + dash, right), y + thickness - 1), fill=colour)
    for y in range(top, bottom + 1, step):
        for x in (left, right - thickness + 1):
            canvas.rectangle((x, y, x + thickness - 1, min(y + dash, bottom)), fill=colour)
