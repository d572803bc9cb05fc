"""The big verdict: readable from an arm's length away, in bad light, by somebody who has forty papers to go.

Fills its whole rectangle with the colour of the verdict (white with a dashed border where the person still has to
compare): icon, word, number, date and chamber, what to do next, as of when.
"""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from scanner.language import is_right_to_left
from scanner.screen import typeface
from scanner.screen.finding import Finding, Kind
from scanner.screen.frames import dashed_frame
from scanner.screen.icons import draw_icon
from scanner.screen.tones import INK, TONES
from scanner.screen.typeface import Colour
from scanner.screen.wrapping import wrapped

SHRINK: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
"""Sizes that are tried one after the other until all that is to be said fits."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: int
    bold: bool
    gap: int
    """Pixels above it."""
    colour: Colour


def panel(finding: Finding, width: int, height: int) -> Image.Image:
    """Draw the verdict into a picture of this size; what does not fit even in small print is cut at the foot."""
    tone = TONES[finding.kind]
    image = Image.new("RGB", (width, height), tone.panel)
    canvas = ImageDraw.Draw(image)
    unit = max(8, min(height // 24, width // 26))
    if tone.dashed:
        dashed_frame(canvas, (0, 0, width - 1, height - 1), tone.colour, max(3, unit // 4))
    edge = round(unit * 1.6)
    icon = round(unit * 2.6)
    for factor in SHRINK:
        lines = _lines(finding, width - 2 * edge, max(6, round(unit * factor)), tone.on_panel)
        if edge * 2 + icon * 2 + _height(lines) <= height:
            break
    mirrored = is_right_to_left()
    draw_icon(image, finding.kind, (width - edge - icon if mirrored else edge + icon, edge + icon), icon, tone.on_panel)
    baseline = edge + icon * 2
    for line in lines:
        baseline += line.gap + line.size
        left = width - edge - typeface.width(line.text, line.size, bold=line.bold) if mirrored else edge
        typeface.draw(canvas, (left, baseline), line.text, line.size, line.colour, bold=line.bold)
    return image


def _lines(finding: Finding, room: int, unit: int, colour: Colour) -> list[_Line]:
    # On white the facts are in ink and only the word has the colour; on a colour all is in its one counter-colour.
    quiet = INK if finding.kind is Kind.COMPARE else colour
    lines: list[_Line] = []

    def add(text: str, size: float, gap: float, *, bold: bool = False, shade: Colour = quiet) -> None:
        pixels = round(unit * size)
        for index, part in enumerate(wrapped(text, pixels, room, bold=bold)):
            above = round(unit * gap) if index == 0 else round(pixels * 0.25)
            lines.append(_Line(part, pixels, bold, above, shade))

    # On one line, if that costs only a little of its size.
    fits = (size for size in (2.6, 2.4, 2.2, 2.0) if _is_one_line(finding.word, round(unit * size), room))
    add(finding.word, next(fits, 2.3), 0.8, bold=True, shade=colour)
    facts = [line for line in finding.lines if line != finding.step]
    for index, fact in enumerate(facts):
        if index == 0 and finding.result is not None and finding.result.number:
            add(fact, 1.7, 1.0, bold=True)
        else:
            add(fact, 1.15, 0.5)
    if finding.step:
        add(finding.step, 1.35, 1.1, bold=True, shade=colour)
    return lines


def _is_one_line(text: str, size: int, room: int) -> bool:
    return typeface.width(text, size, bold=True) <= room


def _height(lines: list[_Line]) -> int:
    return sum(line.gap + line.size for line in lines) + (lines[-1].size // 3 if lines else 0)
