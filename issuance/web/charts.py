"""Charts as pictures of lines and boxes, made on the server: sizes in units of the picture's own `viewBox`.

A chart only shows what the table beside it says; the templates draw them (`templates/statistics/charts.html`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BARS = 10
"""Of a bar chart; the table beside it has all."""

_BAR_WIDTH = 360
_BAR_ROW = 34
_COLUMNS_WIDTH = 720
_COLUMNS_HEIGHT = 200
_FOOT = 24
_HEAD = 18
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Datum:
    """What a chart shows: a name, a figure (None where it is not shown), and the figure as it is written."""

    name: str
    value: int | None
    text: str


@dataclass(frozen=True)
class Box:
    """A bar or column with its words."""

    datum: Datum
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class GridLine:
    """A line across a chart, and what it stands for."""

    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A picture."""

    width: int
    height: int
    boxes: Sequence[Box]
    lines: Sequence[GridLine] = ()


def bars(data: Sequence[Datum]) -> Chart:
    """Return bars one below the other, the name above each."""
    shown = data[:MOST_BARS]
    largest = max((each.value or 0 for each in shown), default=0) or 1
    boxes = [
        Box(each, 0, _BAR_ROW * index + 18, round(_BAR_WIDTH * (each.value or 0) / largest, 1), 9)
        for index, each in enumerate(shown)
    ]
    return Chart(_BAR_WIDTH, _BAR_ROW * len(shown), boxes)


def columns(data: Sequence[Datum]) -> Chart:
    """Return columns side by side, the name below each."""
    top = _round_up(max((each.value or 0 for each in data), default=0))
    room = _COLUMNS_HEIGHT - _FOOT - _HEAD
    left = 44
    each_width = (_COLUMNS_WIDTH - left) / max(len(data), 6)
    boxes = []
    for index, each in enumerate(data):
        height = round(room * (each.value or 0) / top, 1)
        x = round(left + each_width * (index + 0.15), 1)
        boxes.append(Box(each, x, round(_HEAD + room - height, 1), round(each_width * 0.7, 1), height))
    lines = [GridLine(_HEAD + room - room * part / 4, f"{top * part // 4:,}") for part in range(5) if top % 4 == 0]
    return Chart(_COLUMNS_WIDTH, _COLUMNS_HEIGHT, boxes, lines)


def _round_up(value: int) -> int:
    """Return the next of 4, 8, 20, 40, 80, 200, …: a figure that four lines divide."""
    power = 4
    while True:
        for step in _STEPS:
            if power * step >= value:
                return power * step
        power *= 10
