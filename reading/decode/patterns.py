"""What every QR code of one size shows at the same places, whatever its text: ISO/IEC 18004, section 6.3 and annex E.

Dark is 1, light is -1, and 0 is a module that the text decides.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]

FINDER: Final[Field] = np.array(
    [[1 - 2 * (max(abs(x), abs(y)) in (2, 4)) for x in range(-4, 5)] for y in range(-4, 5)], np.float32
)
"""A corner pattern with the light modules around it."""

ALIGNMENT: Final[Field] = np.array(
    [[1 - 2 * (max(abs(x), abs(y)) == 1) for x in range(-2, 3)] for y in range(-2, 3)], np.float32
)
"""One of the small patterns that stand between the corners from version 2 on."""

SMALLEST: Final = 21
"""Modules along a side of version 1."""


def modules_of(version: int) -> int:
    """Return the number of modules along a side."""
    return 17 + 4 * version


def finder_middles(modules: int) -> list[tuple[int, int]]:
    """Return row and column of the middles of the three corner patterns."""
    return [(3, 3), (3, modules - 4), (modules - 4, 3)]


def alignment_middles(modules: int) -> list[tuple[int, int]]:
    """Return row and column of the middles of the small patterns."""
    version = (modules - 17) // 4
    if version == 1:
        return []
    count = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    lines = [6, *(modules - 7 - step * index for index in range(count - 2, -1, -1))]
    corners = {(6, 6), (6, modules - 7), (modules - 7, 6)}
    return [(row, column) for row in lines for column in lines if (row, column) not in corners]


def known(modules: int) -> Field:
    """Return the whole code: corners, small patterns and the two dotted lines between the corners."""
    # One module more all around: the light modules of a corner pattern stand outside the code as well.
    field = np.zeros((modules + 2, modules + 2), np.float32)
    field[7, 1:-1] = field[1:-1, 7] = 1 - 2 * (np.arange(modules) % 2)
    for row, column in alignment_middles(modules):
        field[row - 1 : row + 4, column - 1 : column + 4] = ALIGNMENT
    field[:9, :9] = field[:9, -9:] = field[-9:, :9] = FINDER
    return field[1:-1, 1:-1]
