"""Divide a box into sheets: as much as stands on the screen at once, as large as it fits, and nothing cut off.

The letters shrink before a second sheet is begun, but never below what a tired eye reads at arm's length.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from scanner.comparison.form import Line, Look
from scanner.comparison.hints import NOT_FOUND
from scanner.language import _
from scanner.screen.wrapping import wrapped

LARGEST: Final = 2.6
SMALLEST: Final = 1.3
STEP: Final = 0.2
"""Sizes of certified text, in units of the small text."""

LEADING: Final = 1.4
"""Height of a line, in sizes of its letters."""

FACTORS: Final = {Look.PLAIN: 1.0, Look.STRONG: 1.0, Look.SMALL: 0.75, Look.NUMBER: 1.15}
HINT_FACTOR: Final = 0.7
WARNING_INDENT: Final = 1.5
"""Room for the mark before a hint, in sizes of its letters."""

COLUMNS: Final = (0.07, 0.22, 0.47, 0.24)
"""Widths of the table of goods, in parts of the room: number, marks, packages and description, quantities."""

LARGEST_IN_TABLE: Final = 1.7
SMALLEST_IN_TABLE: Final = 1.1


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line; `left` and `room` are pixels. One that `warns` is a hint to what is above."""

    text: str
    size: int
    left: int
    room: int
    bold: bool = False
    soft: bool = False
    hinted: bool = False
    warns: bool = False
    first: bool = True
    """Whether it begins a hint, or goes on with one."""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side; `ruled` where a line above sets it off."""

    cells: tuple[Cell, ...]
    height: int
    ruled: bool = False


def divide(
    lines: Sequence[Line], hints: Mapping[int, Sequence[str]], room: tuple[int, int], unit: int
) -> list[list[Row]]:
    """Return the sheets of a box's lines in `room` (width, height).

    `hints` are the parts of a line, by its index, that the file's text lacks.
    """
    width, height = room
    table = any(line.cell is not None for line in lines)
    size, smallest = (LARGEST_IN_TABLE, SMALLEST_IN_TABLE) if table else (LARGEST, SMALLEST)
    while True:
        letters = round(unit * size)
        blocks = _table(lines, hints, width, letters) if table else [_rows(lines, hints, width, letters, unit)]
        if size <= smallest or sum(row.height for block in blocks for row in block) <= height:
            return _sheets(blocks, height)
        size = max(size - STEP, smallest)


def _rows(lines: Sequence[Line], hints: Mapping[int, Sequence[str]], width: int, size: int, unit: int) -> list[Row]:
    return [
        Row((cell,), round(cell.size * LEADING))
        for index, line in enumerate(lines)
        for cell in _cells(line, hints.get(index, ()), (0, width), max(unit, round(size * FACTORS[line.look])))
    ]


def _cells(line: Line, hinted: Sequence[str], place: tuple[int, int], size: int) -> list[Cell]:
    """Return a line as pieces one below the other, hints below what they are about; `place` is left edge and room."""
    left, room = place
    bold = line.look in (Look.STRONG, Look.NUMBER)
    cells: list[Cell] = []
    for part in line.text.split("\n"):
        lacking = any(hint in part for hint in hinted)
        cells += [
            Cell(text, size, left, room, bold, line.look is Look.SMALL, hinted=lacking)
            for text in wrapped(part, size, room, bold=bold)
        ]
        if lacking:
            small = round(size * HINT_FACTOR)
            said = wrapped(_(NOT_FOUND), small, room - round(small * WARNING_INDENT))
            cells += [
                Cell(text, small, left, room, hinted=True, warns=True, first=number == 0)
                for number, text in enumerate(said)
            ]
    return cells


def _table(lines: Sequence[Line], hints: Mapping[int, Sequence[str]], width: int, size: int) -> list[list[Row]]:
    """Return one block of rows for each line of goods."""
    lefts = [round(width * sum(COLUMNS[:column])) for column in range(len(COLUMNS))]
    rooms = [round(width * share) - size // 2 for share in COLUMNS]
    goods: dict[int, list[list[Cell]]] = {}
    for index, line in enumerate(lines):
        row, column = line.cell or (0, 0)
        columns = goods.setdefault(row, [[] for _column in COLUMNS])
        letters = round(size * FACTORS[line.look])
        columns[column] += _cells(line, hints.get(index, ()), (lefts[column], rooms[column]), letters)
    return [
        [
            Row(tuple(cell for cell in side_by_side if cell), round(size * LEADING), ruled=number == 0)
            for number, side_by_side in enumerate(zip_longest(*columns))
        ]
        for columns in goods.values()
    ]


def _sheets(blocks: Sequence[Sequence[Row]], height: int) -> list[list[Row]]:
    """Fill sheets with rows; a line of goods that fits a sheet is not torn."""
    sheets: list[list[Row]] = [[]]
    left = height
    for block in blocks:
        needed = sum(row.height for row in block)
        if sheets[-1] and left < needed <= height:
            sheets.append([])
            left = height
        for row in block:
            if sheets[-1] and row.height > left:
                sheets.append([])
                left = height
            sheets[-1].append(row)
            left -= row.height
    return sheets


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a page picture: rows of the picture that stand on one sheet, and how much they are enlarged."""

    top: int
    bottom: int
    scale: float


OVERLAP: Final = 0.12
"""Neighbouring slices share this part of their height, so that no line is cut in two on both."""

MOST_ENLARGED: Final = 1.5


def slices(picture: tuple[int, int], room: tuple[int, int]) -> list[Slice]:
    """Return the slices of a picture (width, height in pixels) that is shown as wide as the room."""
    width, height = picture
    scale = min(room[0] / width, MOST_ENLARGED)
    shown = max(1, int(room[1] / scale))
    if shown >= height:
        return [Slice(0, height, scale)]
    step = max(1, round(shown * (1 - OVERLAP)))
    count = -(-(height - shown) // step) + 1
    tops = [round(index * (height - shown) / (count - 1)) for index in range(count)]
    return [Slice(top, top + shown, scale) for top in tops]
