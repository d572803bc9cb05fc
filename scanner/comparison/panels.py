"""The panels of the comparison window, each drawn into its rectangle: head, scan, box, map, summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from reading.draw.drawn import Picture
from scanner.comparison.comparison import Comparison
from scanner.comparison.course import Course, Mark, Stage
from scanner.comparison.form import Box
from scanner.comparison.pages import Loading, Missing, Sight
from scanner.comparison.sheets import WARNING_INDENT, Cell, Row, Slice
from scanner.language import _, current, day_text, is_right_to_left, said_in
from scanner.screen import typeface
from scanner.screen.finding import Kind
from scanner.screen.frames import Rectangle, dashed_frame
from scanner.screen.icons import draw_icon, draw_warning
from scanner.screen.tones import AMBER, AMBER_TINT, GREY, HAIR, INK, NAVY, NAVY_TINT, RED, RED_TINT, WHITE
from scanner.screen.typeface import Colour
from scanner.screen.wrapping import wrapped

KIND_OF_MARK: Final = {Mark.SAME: Kind.CONFIRMED, Mark.DIFFERS: Kind.INVALID}
"""Whose icon a mark has. One box that is the same is a step, no result: it is navy, never green."""

COLOUR_OF_MARK: Final = {Mark.OPEN: HAIR, Mark.SAME: NAVY, Mark.DIFFERS: RED}
TINT_OF_MARK: Final = {Mark.OPEN: WHITE, Mark.SAME: NAVY_TINT, Mark.DIFFERS: RED_TINT}


@dataclass(frozen=True, slots=True)
class Board:
    """A picture that is being drawn; `unit` is the size of the small text in pixels."""

    image: Image.Image
    canvas: ImageDraw.ImageDraw
    unit: int

    def text(
        self, within: Rectangle, baseline: int, text: str, size: int, colour: Colour, *, bold: bool = False
    ) -> None:
        """Draw a line of our own words at the side where the reader begins, smaller where there is no room."""
        left, _top, right, _bottom = within
        while size > self.unit * 2 // 3 and typeface.width(text, size, bold=bold) > right - left:
            size -= 1
        start = right - typeface.width(text, size, bold=bold) if is_right_to_left() else left
        typeface.draw(self.canvas, (max(left, start), baseline), text, size, colour, bold=bold)

    def paragraph(
        self, within: Rectangle, baseline: int, text: str, size: int, colour: Colour, *, bold: bool = False
    ) -> int:
        """Draw our own words as lines; return the baseline of what comes next."""
        for line in wrapped(text, size, within[2] - within[0], bold=bold):
            self.text(within, baseline, line, size, colour, bold=bold)
            baseline += round(size * 1.45)
        return baseline


def title_of(box: Box, language: str) -> str:
    """Return the title as on the paper and, where the reader has another language, what it means; then which part."""
    said = said_in(language, box.title)
    meant = "" if current() == language else _(box.title)
    parts = [said if not box.number else f"{box.number}. {said}", *([meant] if meant and meant != said else [])]
    return " · ".join([*parts, *([part_of(box)] if box.part else [])])


def part_of(box: Box) -> str:
    """Return `Line 3 of 300`."""
    return "" if box.part is None else _(box.part.words) % box.part.values


def head(board: Board, within: Rectangle, comparison: Comparison) -> None:
    """Draw what is known: in force, and nothing of the paper yet."""
    left, top, right, bottom = within
    unit = board.unit
    board.canvas.rectangle(within, fill=WHITE)
    dashed_frame(board.canvas, within, NAVY, max(2, unit // 6))
    radius = (bottom - top) * 3 // 10
    beside = right - unit - radius if is_right_to_left() else left + unit + radius
    draw_icon(board.image, Kind.COMPARE, (beside, (top + bottom) // 2), radius, NAVY)
    edge = unit * 2 + radius * 2
    room = (left + unit, top, right - edge, bottom) if is_right_to_left() else (left + edge, top, right - unit, bottom)
    board.text(room, top + round(unit * 1.5), _("In force: now compare"), unit, NAVY, bold=True)
    board.text(room, top + round(unit * 3.4), comparison.number, round(unit * 1.6), INK, bold=True)
    facts = [_("issued on %(day)s") % {"day": day_text(comparison.issued)}, comparison.chamber]
    if comparison.as_of is not None:
        facts.append(_("in force as of %(time)s UTC") % {"time": f"{comparison.as_of:%Y-%m-%d %H:%M}"})
    board.text(room, top + round(unit * 4.9), "  ·  ".join(facts), unit, GREY)


def scan(board: Board, within: Rectangle, picture: Image.Image, caption: str) -> None:
    """Draw the paper as it was scanned, as large as it fits."""
    left, top, right, bottom = within
    unit = board.unit
    board.canvas.rectangle(within, fill=INK)
    room = (right - left, bottom - top - round(unit * 1.8))
    scale = min(room[0] / picture.width, room[1] / picture.height)
    size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
    shown = picture.resize(size, Image.Resampling.LANCZOS)
    board.image.paste(shown, (left + (room[0] - size[0]) // 2, top + (room[1] - size[1]) // 2))
    board.text((left + unit // 2, top, right - unit // 2, bottom), bottom - round(unit * 0.6), caption, unit, WHITE)


def card(board: Board, within: Rectangle, mark: Mark, title: str, sheet: str) -> Rectangle:
    """Draw the card of a box with its title; return the room for what the certificate says in it."""
    left, top, right, bottom = within
    unit = board.unit
    edge = max(4, unit // 2)
    board.canvas.rectangle(within, fill=TINT_OF_MARK[mark], outline=HAIR)
    board.canvas.rectangle((left, top, left + edge, bottom), fill=COLOUR_OF_MARK[mark])
    inner = (left + edge + unit, top, right - unit, bottom)
    sheet_width = typeface.width(sheet, unit, bold=True) + unit if sheet else 0
    heading = (inner[0], top, inner[2] - sheet_width - (unit * 3 if mark is not Mark.OPEN else 0), bottom)
    baseline = board.paragraph(heading, top + round(unit * 1.8), title, round(unit * 1.15), GREY, bold=True)
    if mark is not Mark.OPEN:
        centre = (right - unit * 2, top + round(unit * 1.5))
        draw_icon(board.image, KIND_OF_MARK[mark], centre, unit, COLOUR_OF_MARK[mark])
    if sheet:
        typeface.draw(board.canvas, (heading[2], top + round(unit * 1.8)), sheet, unit, AMBER, bold=True)
    return inner[0], baseline, inner[2], bottom - unit // 2


def rows(board: Board, within: Rectangle, shown: Sequence[Row]) -> None:
    """Draw certified text: every line begins at the left, as on the certificate, and reads in its own direction."""
    left, top, right, _bottom = within
    for row in shown:
        if row.ruled:
            board.canvas.line((left, top - 2, right, top - 2), fill=HAIR, width=2)
        for cell in row.cells:
            _cell(board, (left + cell.left, top, right, top + row.height), cell)
        top += row.height


def _cell(board: Board, within: Rectangle, cell: Cell) -> None:
    left, top, right, bottom = within
    if cell.hinted:
        edge = left - board.unit // 2
        board.canvas.rectangle((edge, top, min(right, left + cell.room), bottom), fill=AMBER_TINT)
        board.canvas.rectangle((edge, top, edge + board.unit // 4, bottom), fill=AMBER)
    colour = AMBER if cell.warns else GREY if cell.soft else INK
    if cell.warns:
        if cell.first:
            draw_warning(board.image, (left + cell.size // 2, (top + bottom) // 2), cell.size // 2, AMBER)
        left += round(cell.size * WARNING_INDENT)
    typeface.draw(board.canvas, (left, top + round(cell.size * 1.05)), cell.text, cell.size, colour, bold=cell.bold)


def chart(board: Board, within: Rectangle, course: Course) -> None:
    """Draw the map: a field for each box, lines of goods side by side in one; where one stands and what is done."""
    left, top, right, bottom = within
    unit = board.unit
    groups = _groups(course.comparison.boxes)
    weights = [min(len(group), 8) for group in groups]
    gap = max(2, unit // 4)
    share = (right - left - gap * (len(groups) - 1)) / sum(weights)
    x: float = left
    for group, weight in zip(groups, weights, strict=True):
        width = share * weight
        here = course.position in group and course.stage is not Stage.SUMMARY
        field = (int(x), top, int(x + width), bottom)
        _field(board, field, [course.marks[index] for index in group], _label(course.comparison.boxes[group[0]]))
        if here:
            board.canvas.rectangle(field, outline=INK, width=max(2, unit // 6))
            if len(group) > 1:
                at = x + width * (group.index(course.position) + 0.5) / len(group)
                pointer = [(at - unit / 3, top - unit / 2), (at + unit / 3, top - unit / 2), (at, top + unit / 6)]
                board.canvas.polygon(pointer, fill=INK)
        x += width + gap


def _field(board: Board, field: Rectangle, marks: Sequence[Mark], label: str) -> None:
    left, top, right, bottom = field
    for index, mark in enumerate(marks):
        start = left + (right - left) * index // len(marks)
        end = left + (right - left) * (index + 1) // len(marks)
        fill = WHITE if mark is Mark.OPEN else COLOUR_OF_MARK[mark]
        board.canvas.rectangle((start, top, max(start, end - 1), bottom), fill=fill)
    board.canvas.rectangle(field, outline=HAIR)
    done = [mark for mark in marks if mark is not Mark.OPEN]
    # A difference anywhere in the group shows as such; a tick stands only where all of it is the same.
    symbol = Kind.INVALID if Mark.DIFFERS in done else Kind.CONFIRMED if len(done) == len(marks) else None
    size = min(board.unit, (bottom - top) * 3 // 5)
    wide = typeface.width(label, size, bold=True)
    x = (left + right - wide - (size * 3 // 2 if symbol else 0)) // 2
    ink = WHITE if len(done) == len(marks) else INK
    if len(done) != len(marks) and done:
        board.canvas.rectangle((x - size // 4, top + 2, x + wide + size // 4, bottom - 2), fill=WHITE)
    typeface.draw(board.canvas, (x, (top + bottom) // 2 + size * 3 // 8), label, size, ink, bold=True)
    if symbol:
        colour = WHITE if ink == WHITE else RED
        draw_icon(board.image, symbol, (x + wide + size, (top + bottom) // 2), size * 2 // 3, colour)


def _groups(boxes: Sequence[Box]) -> list[list[int]]:
    """Put the lines of goods, and the pages of a document, together."""
    groups: list[list[int]] = []
    for index, box in enumerate(boxes):
        before = boxes[index - 1] if index else None
        if before is not None and box.part and before.part and box.part.kind is before.part.kind:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _label(box: Box) -> str:
    return str(box.number) if box.number else _("Pages") if box.part else "№"


def slice_of(board: Board, within: Rectangle, page: Picture, part: Slice) -> None:
    """Draw a slice of a page as wide as the card, and beside it on which part of the page one is."""
    image = Image.fromarray(np.ascontiguousarray(page[part.top : part.bottom, :, ::-1]))
    size = (max(1, int(image.width * part.scale)), max(1, int(image.height * part.scale)))
    board.image.paste(image.resize(size, Image.Resampling.LANCZOS), within[:2])
    left, top, right = within[0], within[1], within[0] + size[0]
    board.canvas.rectangle((left, top, right, top + size[1]), outline=HAIR)
    height = size[1]
    # The bar at the edge is the page, its dark part what stands here.
    board.canvas.rectangle((right + 2, top, right + board.unit // 2, top + height), fill=HAIR)
    first, last = (top + height * row // page.shape[0] for row in (part.top, part.bottom))
    board.canvas.rectangle((right + 2, first, right + board.unit // 2, last), fill=NAVY)


def picture(board: Board, within: Rectangle, sight: Sight) -> None:
    """Draw a picture that belongs to a box as large as it fits, or say what there is in its place."""
    left, top, right, bottom = within
    if isinstance(sight, Loading | Missing):
        text = _("The picture is being loaded …") if isinstance(sight, Loading) else sight.why
        colour = GREY if isinstance(sight, Loading) else AMBER
        board.paragraph(within, top + board.unit * 2, text, round(board.unit * 1.4), colour, bold=True)
        return
    image = Image.fromarray(np.ascontiguousarray(sight[:, :, ::-1]))
    scale = min((right - left) / image.width, (bottom - top) / image.height)
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    board.image.paste(image.resize(size, Image.Resampling.LANCZOS), (left, top))
    board.canvas.rectangle((left, top, left + size[0], top + size[1]), outline=HAIR)
