"""The ground of the comparison's window and the bar of keys at its foot."""

from typing import Final

from PIL import ImageDraw

from scanner.screen import typeface
from scanner.screen.frames import Rectangle
from scanner.screen.tones import NAVY, WHITE

GROUND: Final = (0xF4, 0xF4, 0xF2)
"""Behind everything."""


def keys(canvas: ImageDraw.ImageDraw, bar: Rectangle, unit: int, offered: list[tuple[str, str]]) -> None:
    """Draw a bar of keys with what each does; smaller where they would not all fit."""
    left, top, right, bottom = bar
    canvas.rectangle(bar, fill=NAVY)
    size = unit
    while size > unit // 2 and _keys_width(offered, size) > right - left - unit:
        size -= 1
    x = left + unit // 2
    baseline = (top + bottom) // 2 + size * 3 // 8
    for key, what in offered:
        cap = typeface.width(key, size, bold=True) + size
        canvas.rounded_rectangle((x, baseline - size - size // 4, x + cap, baseline + size // 2), size // 3, fill=WHITE)
        typeface.draw(canvas, (x + size // 2, baseline), key, size, NAVY, bold=True)
        x += cap + size // 2
        typeface.draw(canvas, (x, baseline), what, size, WHITE)
        x += typeface.width(what, size) + size + size // 2


def _keys_width(offered: list[tuple[str, str]], size: int) -> int:
    return sum(typeface.width(key, size, bold=True) + typeface.width(what, size) + size * 3 for key, what in offered)
