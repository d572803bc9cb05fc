"""The month as a drawing (SVG): a row for each day, every minute in the colour of what it was."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape

from operations.report.figures import Span
from operations.report.minutes import State, by_day
from operations.times import DAY, MINUTE, ZONE, Month, midnight

COLOURS: Final = {
    State.UP: "#7fb89a",
    State.FAULT: "#b3261e",
    State.NETWORK: "#7d2a86",
    State.WRONG: "#16120f",
    State.ANNOUNCED: "#5c84b5",
    State.EMERGENCY: "#d58a1f",
    State.ATTACK: "#8a6d3b",
    State.UNMEASURED: "#d9dee4",
}
_LEFT, _TOP, _ROW, _GAP = 34.0, 16.0, 9.0, 3.0
_MINUTE_WIDTH = 0.45
_LEAST_WIDTH = 1.6
"""A single minute of a month must still be seen on paper."""
_FONT = 'font-family="Noto Sans, sans-serif" font-size="8" fill="#44505c"'


def month_chart(month: Month, states: Sequence[State], business: Sequence[Span], title: str) -> str:
    """Return the drawing. `business` are frames drawn over the rows."""
    width = _LEFT + 24 * 60 * _MINUTE_WIDTH + 6
    height = _TOP + len(month.days) * (_ROW + _GAP) + 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{escape(title, {chr(34): "&quot;"})}">'
    ]
    for hour in range(0, 25, 3):
        x = _LEFT + hour * 60 * _MINUTE_WIDTH
        parts.append(f'<text x="{x:.1f}" y="10" text-anchor="middle" {_FONT}>{hour}</text>')
    for number, (day, of_day) in enumerate(by_day(month, states)):
        y = _TOP + number * (_ROW + _GAP)
        parts.append(f'<text x="{_LEFT - 6}" y="{y + _ROW - 1.5:.1f}" text-anchor="end" {_FONT}>{day.day}</text>')
        parts += _runs(of_day, y)
        begins = midnight(day)
        for opens, closes in business:
            if begins <= opens < begins + DAY:
                parts.append(_frame((opens - begins) / MINUTE, (closes - opens) / MINUTE, y))
    return "".join(parts) + "</svg>"


def business_of(month: Month, spans: Sequence[Span]) -> list[Span]:
    """Return the spans that lie in the month, each within its day."""
    return [span for span in spans if span[0].astimezone(ZONE).date() in set(month.days)]


def _runs(states: Sequence[State], y: float) -> list[str]:
    """Draw runs of like minutes; what went wrong comes last and is never thinner than can be seen."""
    drawn = []
    place = 0
    for state, run in groupby(states):
        length = len(list(run))
        width = length * _MINUTE_WIDTH
        if state is not State.UP:
            width = max(width, _LEAST_WIDTH)
        rectangle = (
            f'<rect x="{_LEFT + place * _MINUTE_WIDTH:.2f}" y="{y:.1f}" width="{width:.2f}" height="{_ROW}" '
            f'fill="{COLOURS[state]}"/>'
        )
        drawn.append((state is not State.UP, state is not State.UNMEASURED, rectangle))
        place += length
    return [rectangle for *_, rectangle in sorted(drawn, key=lambda each: each[:2])]


def _frame(from_minute: float, minutes: float, y: float) -> str:
    return (
        f'<rect x="{_LEFT + from_minute * _MINUTE_WIDTH:.2f}" y="{y - 0.6:.1f}" width="{minutes * _MINUTE_WIDTH:.2f}" '
        f'height="{_ROW + 1.2}" fill="none" stroke="#101820" stroke-width="0.7"/>'
    )
