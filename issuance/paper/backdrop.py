"""The faint fine-line background: interwoven waves and a rosette, as bank papers have them.

Its lines are pale and 0.11 mm thin: a colour printer shows them, a photocopier or a fax machine drops them, and a
careless scan smears them. Nothing is read from it and nothing depends on it.
"""

from functools import cache
from math import cos, pi, sin

WIDTH = 210
HEIGHT = 297
"""The sheet, A4, in millimetres."""

_WAVE_COLOUR = "#dfe8ef"
_ROSETTE_COLOUR = "#d3dfe9"
_STEP = 10.5
_RINGS = ((47.0, 6.0, 14), (33.0, 7.5, 9), (16.0, 9.0, 6))
"""Mean radius and swing in millimetres, and number of petals, of each woven ring."""
ROSETTE_HEIGHT = 158
"""Height of the rosette's centre from the sheet's upper edge in millimetres."""

Point = tuple[float, float]


@cache
def backdrop_svg(*, rosette: bool) -> str:
    """Return the background of one A4 sheet as SVG, always the same.

    The first page has the `rosette`. Further pages have fewer lines: a list of 300 goods lines has twenty of them.
    """
    waves = "".join(_smooth(_wave(row, phase)) for row in range(-1, 26) for phase in range(0, 5, 1 if rosette else 2))
    rings = "".join(
        _smooth(_ring(radius, swing, petals, turn / 8), closed=True)
        for radius, swing, petals in (_RINGS if rosette else ())
        for turn in range(8)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{HEIGHT}mm" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g fill="none" stroke-width="0.11"><path stroke="{_WAVE_COLOUR}" d="{waves}"/>'
        f'<path stroke="{_ROSETTE_COLOUR}" d="{rings or "M0 0"}"/></g></svg>'
    )


def _wave(row: int, phase: int) -> list[Point]:
    """One line of a band: bands swell and shrink along the sheet and weave with their neighbours."""
    points = []
    for index in range(int(WIDTH / _STEP) + 1):
        x = index * _STEP
        swell = 6.6 + 2.6 * cos(2 * pi * x / WIDTH * 2 + row * 0.9)
        y = row * 11.9 + swell * sin(2 * pi * x / 42 + phase * pi / 5 + row * 0.35) + 4 * sin(2 * pi * x / WIDTH)
        points.append((x, y))
    return points


def _ring(radius: float, swing: float, petals: int, turn: float) -> list[Point]:
    """One line of the rosette behind the goods; lines turned against each other weave a ring."""
    points = []
    count = petals * 6
    for index in range(count):
        angle = 2 * pi * index / count
        distance = radius + swing * cos(petals * angle + 2 * pi * turn)
        points.append((WIDTH / 2 + distance * cos(angle), ROSETTE_HEIGHT + distance * sin(angle)))
    return points


def _smooth(points: list[Point], *, closed: bool = False) -> str:
    """Join points by cubic curves (Catmull-Rom), as relative SVG commands with two decimals."""
    count = len(points)

    def at(index: int) -> Point:
        return points[index % count] if closed else points[min(max(index, 0), count - 1)]

    commands = [f"M{points[0][0]:.2f} {points[0][1]:.2f}"]
    for index in range(count if closed else count - 1):
        before, here, there, beyond = (at(index + offset) for offset in (-1, 0, 1, 2))
        curve = (
            (there[0] - before[0]) / 6,
            (there[1] - before[1]) / 6,
            there[0] - here[0] - (beyond[0] - here[0]) / 6,
            there[1] - here[1] - (beyond[1] - here[1]) / 6,
            there[0] - here[0],
            there[1] - here[1],
        )
        commands.append("c" + " ".join(f"{value:.2f}" for value in curve))
    return "".join(commands)
