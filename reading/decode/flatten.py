"""Codes on creased or curved paper: followed over the bends module by module, and drawn flat again.

A decoder lays a straight grid between the corners of a code and looks up each module there. On crumpled paper, cloth or
a bottle the modules stand beside the grid, by more than half of their size: it reads their neighbours, and gives up.
It still says where the corners are and how many modules the code has. From there the code is drawn upright, its modules
are looked for where they are (`lattice`), and drawn as a clean code. The decoder reads that one.

Nothing is guessed: a module that came out wrong is one for the code's error correction, and too many do not decode.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from reading.decode.lattice import DOTS, MARGIN, middles
from reading.decode.patterns import SMALLEST, Field
from reading.decode.zxing import Grey, Unread

MOST_MODULES: Final = 105
"""Along a side of a code that is looked at here (version 22, 1,000 letters): the time grows with the square of it."""

FAINTEST: Final = 16
"""Difference between the darkest and the lightest nearby (of 255) below which it is all taken for one colour."""

DRAWN: Final = 4
"""Pixels per module of the clean code."""


def flattened(grey: Grey, code: Unread) -> Grey | None:
    """Return the unread code, drawn flat and clean; None where it is too large or stands at no place to look at."""
    if not SMALLEST <= code.modules <= MOST_MODULES or code.side < 1.5 * code.modules:
        return None
    darkness = _darkness(_upright(grey, code))
    places = middles(darkness, code.modules)
    dark = darkness[places[..., 0], places[..., 1]] > 0
    clean = np.pad(np.where(dark, 0, 255).astype(np.uint8), MARGIN, constant_values=255)
    return np.ascontiguousarray(clean.repeat(DRAWN, axis=0).repeat(DRAWN, axis=1))


def _upright(grey: Grey, code: Unread) -> Field:
    """Draw the code with its margin as a camera straight above flat paper would see it, `DOTS` pixels per module."""
    near, far = MARGIN * DOTS, (MARGIN + code.modules) * DOTS
    xs, ys = zip(*code.corners, strict=True)
    # The picture is cut first and a large code shrunk, so that neither costs more than it must.
    room = (max(xs) - min(xs) + max(ys) - min(ys)) * MARGIN // code.modules + 2
    left, top = max(0, min(xs) - room), max(0, min(ys) - room)
    step = max(1, int(code.side / code.modules / DOTS))
    cut = Image.fromarray(grey[top : max(ys) + room, left : max(xs) + room]).reduce(step)
    upright = cut.transform(
        (far + near, far + near),
        Image.Transform.PERSPECTIVE,
        _perspective(
            [(near, near), (far, near), (far, far), (near, far)],
            [((x - left) / step, (y - top) / step) for x, y in code.corners],
        ),
        Image.Resampling.BILINEAR,
        fillcolor=255,
    )
    return np.asarray(upright.filter(ImageFilter.GaussianBlur(0.7)), np.float32)


def _perspective(drawn_at: list[tuple[int, int]], seen_at: list[tuple[float, float]]) -> list[float]:
    """Return the eight figures with which Pillow finds, for each point of the drawing, the one of the picture."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(drawn_at, seen_at, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    solved, *_ = np.linalg.lstsq(np.array(rows), np.array(seen_at).ravel(), rcond=None)
    return [float(figure) for figure in solved]


def _darkness(upright: Field) -> Field:
    """Tell dark from light by what is around: 1 as dark as the darkest nearby, -1 as light as the lightest."""
    block = 2 * DOTS
    count = -(-len(upright) // block)
    missing = count * block - len(upright)
    blocks = np.pad(upright, (0, missing), mode="edge").reshape(count, block, count, block)
    size = count * block, count * block
    darkest, lightest = (
        np.asarray(Image.fromarray(_of_neighbours(extremes, choose)).resize(size, Image.Resampling.BILINEAR))
        for extremes, choose in ((blocks.min((1, 3)), np.minimum), (blocks.max((1, 3)), np.maximum))
    )
    inside = slice(len(upright)), slice(len(upright))
    contrast = np.maximum(lightest - darkest, FAINTEST)[inside]
    return np.asarray(np.clip(((darkest + lightest)[inside] - 2 * upright) / contrast, -1, 1), np.float32)


def _of_neighbours(extremes: Field, choose: np.ufunc) -> Field:
    """Let each block know the extreme of those around it."""
    padded: npt.NDArray[np.float32] = np.pad(extremes, 1, mode="edge")
    rows = choose(choose(padded[:-2], padded[1:-1]), padded[2:])
    return np.asarray(choose(choose(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:]), np.float32)
