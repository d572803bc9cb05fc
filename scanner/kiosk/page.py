"""Draws the page of the counter: the verdict as large as it gets, what was found before, what is typed now."""

from typing import Final

from PIL import Image, ImageDraw

from scanner.kiosk.counter import Counter, Past
from scanner.language import _
from scanner.screen import typeface
from scanner.screen.finding import Kind
from scanner.screen.frames import Rectangle
from scanner.screen.icons import draw_icon
from scanner.screen.panel import panel
from scanner.screen.tones import CHECKING, DESK, GREY, INK, NAVY, TONES, WHITE
from scanner.screen.typeface import Colour
from scanner.screen.wrapping import wrapped

HISTORY_PART: Final = 0.32
"""Part of the width that the history has."""

HEAD: Final = 3
FOOT: Final = 6
"""Heights of head and foot, in units."""


def draw_page(counter: Counter, width: int, height: int, *, trust_line: str = "") -> Image.Image:
    """Draw the page; `trust_line` says how fresh the trust files are."""
    unit = max(8, min(height // 34, width // 56))
    page = Image.new("RGB", (width, height), DESK)
    canvas = ImageDraw.Draw(page)
    _head(canvas, width, unit, trust_line)
    top, bottom = (HEAD + 1) * unit, height - (FOOT + 1) * unit
    history = round(width * HISTORY_PART)
    main = (unit, top, width - history - unit, bottom)
    if counter.finding is not None:
        page.paste(panel(counter.finding, main[2] - main[0], max(1, main[3] - main[1])), main[:2])
    else:
        _waiting(page, main, unit, counter)
    _history(page, (width - history, top, width - unit, bottom), unit, counter.history)
    _foot(canvas, (0, height - FOOT * unit, width, height), unit, counter)
    return page


def _head(canvas: ImageDraw.ImageDraw, width: int, unit: int, trust_line: str) -> None:
    canvas.rectangle((0, 0, width, HEAD * unit), fill=NAVY)
    baseline = round(HEAD * unit * 0.64)
    title = _("Certificate check")
    typeface.draw(canvas, (unit, baseline), title, round(unit * 1.3), WHITE, bold=True)
    room = width - typeface.width(title, round(unit * 1.3), bold=True) - 4 * unit
    shown = typeface.fitted(trust_line, unit, room)
    typeface.draw(canvas, (width - unit - typeface.width(shown, unit), baseline), shown, unit, WHITE)


def _waiting(page: Image.Image, box: Rectangle, unit: int, counter: Counter) -> None:
    """Draw the page without a verdict: what to do, or that the answer is on its way."""
    left, top, right, bottom = box
    canvas = ImageDraw.Draw(page)
    canvas.rectangle(box, fill=CHECKING.tint if counter.is_checking else WHITE)
    middle = (left + right) // 2
    if counter.is_checking:
        draw_icon(page, None, (middle, top + (bottom - top) * 2 // 5), unit * 4, NAVY)
        texts = [(_("Checking…"), 2.6, NAVY, True)]
    elif counter.number_waiting:
        texts = [
            (counter.number_waiting, 2.2, INK, True),
            (_("Now type the issue date and press Enter"), 1.7, NAVY, True),
            (_("as on the paper, for instance 2026-11-20 or 20 November 2026"), 1.15, GREY, False),
        ]
    else:
        _code_sign(canvas, middle, top + (bottom - top) * 3 // 10, unit)
        texts = [
            (_("Scan the QR code of the certificate"), 1.9, NAVY, True),
            (_("or type its number and issue date and press Enter"), 1.4, INK, False),
            ("TYO26-001234-K7QM-3XW9   2026-11-20", 1.15, GREY, False),
        ]
    baseline = top + (bottom - top) * (30 if counter.number_waiting else 55) // 100
    for text, size, colour, bold in texts:
        baseline = _centred(canvas, (middle, baseline), text, round(unit * size), right - left, colour, bold=bold)


def _centred(
    canvas: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, room: int, colour: Colour, *, bold: bool
) -> int:
    """Draw a text in lines around the middle; return where the next one begins."""
    middle, baseline = at
    for line in wrapped(text, size, room - 2 * size, bold=bold):
        baseline += round(size * 1.5)
        left = middle - typeface.width(line, size, bold=bold) // 2
        typeface.draw(canvas, (left, baseline), line, size, colour, bold=bold)
    return baseline


def _code_sign(canvas: ImageDraw.ImageDraw, x: int, y: int, unit: int) -> None:
    """Draw the corners of a QR code between the marks of a viewfinder."""
    step = unit * 6
    for dx in (-1, 1):
        for dy in (-1, 1):
            corner = (x + dx * step, y + dy * step)
            for far in ((corner[0] - dx * unit * 2, corner[1]), (corner[0], corner[1] - dy * unit * 2)):
                canvas.line((corner, far), fill=NAVY, width=max(2, unit // 3))
    cell = max(1, unit * 9 // 17)
    left, top = x - cell * 17 // 2, y - cell * 17 // 2

    def square(column: int, row: int, side: int, fill: Colour) -> None:
        at = (left + column * cell, top + row * cell)
        canvas.rectangle((*at, at[0] + side * cell - 1, at[1] + side * cell - 1), fill=fill)

    for column, row in ((0, 0), (10, 0), (0, 10)):
        for inset, fill in ((0, NAVY), (1, WHITE), (2, NAVY)):
            square(column + inset, row + inset, 7 - 2 * inset, fill)
    for column, row in ((8, 2), (8, 5), (9, 9), (11, 8), (13, 10), (16, 9), (8, 12), (10, 11), (12, 13), (15, 12)):
        square(column, row, 1, NAVY)
    for column, row in ((9, 15), (11, 16), (13, 15), (16, 14), (16, 16), (2, 8), (5, 8), (8, 8), (14, 8), (10, 14)):
        square(column, row, 1, NAVY)


def _history(page: Image.Image, box: Rectangle, unit: int, past: list[Past]) -> None:
    left, top, right, _bottom = box
    canvas = ImageDraw.Draw(page)
    typeface.draw(canvas, (left, top + unit), _("Latest checks"), round(unit * 1.1), GREY, bold=True)
    row = top + 2 * unit
    for one in past:
        tone = TONES[one.kind]
        canvas.rectangle((left, row, right, row + unit * 4), fill=tone.tint)
        canvas.rectangle((left, row, left + unit // 3, row + unit * 4), fill=tone.colour)
        draw_icon(page, one.kind, (left + unit * 2, row + unit * 2), round(unit * 1.1), tone.colour)
        room = right - left - unit * 5
        at = left + unit * 4
        word = typeface.fitted(one.word, unit, room, bold=True)
        typeface.draw(canvas, (at, row + round(unit * 1.7)), word, unit, tone.colour, bold=True)
        title = typeface.fitted(one.title, round(unit * 0.95), room)
        typeface.draw(canvas, (at, row + round(unit * 3.2)), title, round(unit * 0.95), INK)
        row += unit * 5


def _foot(canvas: ImageDraw.ImageDraw, box: Rectangle, unit: int, counter: Counter) -> None:
    left, top, right, bottom = box
    canvas.rectangle(box, fill=WHITE)
    if counter.message:
        amber = TONES[Kind.INDETERMINATE]
        canvas.rectangle(box, fill=amber.tint)
        size = round(unit * 1.3)
        shown = typeface.fitted(counter.message, size, right - left - 2 * unit, bold=True)
        typeface.draw(canvas, (left + unit, top + unit * 2), shown, size, amber.colour, bold=True)
    else:
        _typed(canvas, (left + unit, top + unit * 2), right - left - 2 * unit, unit, counter.typed)
    keys = _("Enter: compare the paper   ·   Esc: clear") if counter.can_compare else _("Esc: clear, and leave")
    shown = typeface.fitted(keys, unit, right - left - 2 * unit)
    typeface.draw(canvas, (left + unit, bottom - unit), shown, unit, NAVY if counter.can_compare else GREY)


def _typed(canvas: ImageDraw.ImageDraw, at: tuple[int, int], room: int, unit: int, typed: str) -> None:
    """Draw the end of what is typed, with a mark where the next character goes."""
    size = round(unit * 1.3)
    shown = typed[-120:]
    while shown and typeface.width(shown, size) > room - size:
        shown = shown[1:]
    typeface.draw(canvas, at, shown, size, INK)
    mark = at[0] + typeface.width(shown, size) + max(1, unit // 5)
    canvas.rectangle((mark, at[1] - size, mark + max(1, unit // 6), at[1] + unit // 4), fill=NAVY)
