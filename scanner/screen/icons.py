"""A shape for each kind of finding, and one that warns: for eyes that see no colour, and for grey screens."""

from typing import Final

from PIL import Image, ImageDraw

from scanner.screen.finding import Kind
from scanner.screen.typeface import Colour

GRID: Final = 4
"""Icons are drawn four times as large and shrunk: Pillow draws lines without smoothing."""


def draw_icon(onto: Image.Image, kind: Kind | None, centre: tuple[int, int], radius: int, colour: Colour) -> None:
    """Draw the icon in one colour; what lies behind it shows through its cuts. None is a check under way."""
    side = max(1, radius * 2) * GRID
    mask = Image.new("L", (side, side), 0)
    _cut_out(_Pen(ImageDraw.Draw(mask), side), kind)
    _print(onto, mask, centre, radius, colour)


def draw_warning(onto: Image.Image, centre: tuple[int, int], radius: int, colour: Colour) -> None:
    """Draw an exclamation mark in a disc: look at this more closely."""
    side = max(1, radius * 2) * GRID
    mask = Image.new("L", (side, side), 0)
    pen = _Pen(ImageDraw.Draw(mask), side)
    pen.disc()
    pen.cut((0.5, 0.25), (0.5, 0.57))
    pen.cut((0.5, 0.73), (0.5, 0.74))
    _print(onto, mask, centre, radius, colour)


def _print(onto: Image.Image, mask: Image.Image, centre: tuple[int, int], radius: int, colour: Colour) -> None:
    small = mask.resize((max(1, radius * 2),) * 2, Image.Resampling.LANCZOS)
    onto.paste(Image.new("RGB", small.size, colour), (centre[0] - radius, centre[1] - radius), small)


def _cut_out(pen: "_Pen", kind: Kind | None) -> None:
    match kind:
        case Kind.COMPARE:
            _two_columns(pen)
        case Kind.CONFIRMED:
            pen.disc()
            pen.cut((0.27, 0.53), (0.43, 0.69), (0.74, 0.34))
        case Kind.INVALID:
            _octagon(pen)
            pen.cut((0.32, 0.32), (0.68, 0.68))
            pen.cut((0.68, 0.32), (0.32, 0.68))
        case Kind.INDETERMINATE:
            _question(pen)
        case None:
            pen.disc()
            pen.polygon(((0.3, 0.24), (0.7, 0.24), (0.3, 0.76), (0.7, 0.76)), 0)


class _Pen:
    """Draws in parts of the icon's side; 255 is ink, 0 a cut."""

    def __init__(self, canvas: ImageDraw.ImageDraw, side: int) -> None:
        self.canvas = canvas
        self.side = side
        self.stroke = side // 9

    def disc(self) -> None:
        self.canvas.ellipse((0, 0, self.side - 1, self.side - 1), fill=255)

    def polygon(self, points: tuple[tuple[float, float], ...], fill: int) -> None:
        self.canvas.polygon([(x * self.side, y * self.side) for x, y in points], fill=fill)

    def cut(self, *points: tuple[float, float]) -> None:
        """Cut a line with round ends out of the shape."""
        scaled = [(x * self.side, y * self.side) for x, y in points]
        self.canvas.line(scaled, fill=0, width=self.stroke, joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            half = self.stroke / 2
            self.canvas.ellipse((x - half, y - half, x + half, y + half), fill=0)

    def frame(self, left: float, top: float, right: float, bottom: float, round_by: float, fill: int) -> None:
        box = (left * self.side, top * self.side, right * self.side, bottom * self.side)
        self.canvas.rounded_rectangle(box, round_by * self.side, fill=fill)


def _two_columns(pen: _Pen) -> None:
    """Two columns of lines side by side, to be compared; no disc and no tick: nothing is settled yet."""
    pen.frame(0.02, 0.02, 0.97, 0.97, 0.13, 255)
    pen.frame(0.09, 0.09, 0.90, 0.90, 0.07, 0)
    for row in (0.29, 0.465, 0.64):
        pen.frame(0.18, row, 0.46, row + 0.08, 0.04, 255)
        pen.frame(0.54, row, 0.82, row + 0.08, 0.04, 255)


def _octagon(pen: _Pen) -> None:
    """Draw a stop sign."""
    near, far = 0.293, 0.707
    corners = ((near, 0.0), (far, 0.0), (1.0, near), (1.0, far), (far, 1.0), (near, 1.0), (0.0, far), (0.0, near))
    pen.polygon(corners, 255)


def _question(pen: _Pen) -> None:
    pen.disc()
    side = pen.side
    pen.canvas.arc((side * 0.31, side * 0.18, side * 0.69, side * 0.56), 170, 450, fill=0, width=pen.stroke)
    pen.cut((0.5, 0.52), (0.5, 0.62))
    pen.canvas.ellipse((side * 0.44, side * 0.73, side * 0.56, side * 0.85), fill=0)
