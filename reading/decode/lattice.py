"""Finds the middle of every module of a bent code.

In the middle of a module it is plain whether it is dark or light; on the border of two it is not. So the middles stand
out as a lattice, bent as the paper is. Its three corner patterns and the small ones have a known look and are found
first; between them each module may stand beside the place that they lead to, and two neighbours may differ in that,
at a price. The cheapest way to lay all modules at once is semi-global matching (Hirschmueller 2005), which finds depth
from two photographs in the same way: module by module along rows and columns, in both directions, the sums of all four
deciding.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from reading.decode import patterns
from reading.decode.patterns import Field

Places = npt.NDArray[np.intp]
"""For every module its row and column in pixels: modules x modules x 2."""

DOTS: Final = 6
"""Pixels per module; even, so that a shift of half a module is one of whole pixels."""

MARGIN: Final = 4
"""Modules around the code that are looked at as well: its corners may be off by that much."""

ANCHOR_OFF: Final = 2 * DOTS
"""Pixels by which a known pattern may stand off its place."""

ALIGNMENT_FITS: Final = 0.45
"""How well a small pattern has to fit (1: perfectly) so that its place counts as certain."""

REACH: Final = 5
"""Pixels by which a module may stand off the place that the patterns lead to."""

STIFF: Final = np.float32(0.06)
"""Price of one pixel between the shifts of two neighbours; it grows with the square. 0.03 and 0.1 were worse."""

NEIGHBOURHOOD: Final = 5
"""Modules across that are judged as one: fewer mistake a border for a middle, more do not follow a sharp fold."""

SURE: Final = 1.5
"""How much more a module counts whose colour is known."""

PASSES: Final = 2
"""The second starts from the first one's shifts, smoothed, and mends where the first was off by a whole module."""

SMOOTHED_OVER: Final = 9
"""Modules across over which they are smoothed."""


def middles(darkness: Field, modules: int) -> Places:
    """Return the middles of all modules in `darkness` (1 dark to -1 light), a picture of the code with its margin."""
    regular = (MARGIN + np.arange(modules)) * DOTS + DOTS // 2
    straight = np.stack(np.meshgrid(regular, regular, indexing="ij"), axis=-1)
    known = patterns.known(modules)
    shifts = _between(_anchors(darkness, straight), modules)
    for _ in range(PASSES):
        led_to = straight + np.rint(_smoothed(shifts)).astype(np.intp)
        shifts = (led_to + _cheapest(_prices(darkness, led_to, known)) - straight).astype(np.float32)
    return np.clip(straight + shifts.astype(np.intp), 0, len(darkness) - 1)


def _anchors(darkness: Field, straight: Places) -> list[tuple[int, int, int, int]]:
    """Find the known patterns: row and column of the module in their middle, shift down and to the right."""
    modules = len(straight)
    found = []
    fits = _fits(darkness, patterns.FINDER)
    for row, column in patterns.finder_middles(modules):
        found.append((row, column, *_best_near(fits, straight[row, column])[0]))
    fits = _fits(darkness, patterns.ALIGNMENT)
    for row, column in patterns.alignment_middles(modules):
        shift, fit = _best_near(fits, straight[row, column])
        if fit > ALIGNMENT_FITS:
            found.append((row, column, *shift))
    return found


def _fits(darkness: Field, pattern: Field) -> Field:
    """Say for each pixel how well `pattern` fits with its middle there: 1 perfectly, -1 as its negative."""
    height, width = darkness.shape
    padded = np.pad(darkness, len(pattern) // 2 * DOTS)
    total = np.zeros_like(darkness)
    for (row, column), colour in np.ndenumerate(pattern):
        total += colour * padded[row * DOTS : row * DOTS + height, column * DOTS : column * DOTS + width]
    return total / np.float32(pattern.size)


def _best_near(fits: Field, place: npt.NDArray[np.intp]) -> tuple[tuple[int, int], float]:
    """Return the shift from `place`, in pixels, at which it fits best, and how well."""
    row, column = (int(figure) for figure in place)
    part = fits[row - ANCHOR_OFF : row + ANCHOR_OFF + 1, column - ANCHOR_OFF : column + ANCHOR_OFF + 1]
    down, right = divmod(int(part.argmax()), part.shape[1])
    return (down - ANCHOR_OFF, right - ANCHOR_OFF), float(part[down, right])


def _between(anchors: list[tuple[int, int, int, int]], modules: int) -> Field:
    """Return for every module the shift of the anchors, the near ones counting most."""
    row, column = np.mgrid[0:modules, 0:modules].astype(np.float32)
    total, weight = np.zeros((modules, modules, 2), np.float32), np.zeros((modules, modules), np.float32)
    for at_row, at_column, down, right in anchors:
        share = (1 + (row - at_row) ** 2 + (column - at_column) ** 2) ** -1.5
        weight += share
        total += share[..., None] * np.array((down, right), np.float32)
    return np.asarray(total / weight[..., None], np.float32)


def _smoothed(shifts: Field) -> Field:
    return _mean_around(shifts, SMOOTHED_OVER)


def _mean_around(field: Field, across: int) -> Field:
    """Return the mean over `across` x `across` modules about each one; beyond the code its edge goes on."""
    size = len(field)
    margin = [(across // 2, across // 2)] * 2 + [(0, 0)] * (field.ndim - 2)
    padded = np.pad(field, margin, mode="edge")
    rows = sum((padded[k : k + size] for k in range(1, across)), start=padded[:size])
    columns = sum((rows[:, k : k + size] for k in range(1, across)), start=rows[:, :size])
    return np.asarray(columns / np.float32(across * across), np.float32)


def _prices(darkness: Field, led_to: Places, known: Field) -> Field:
    """Return for each module and each shift from `led_to` how little it looks like the middle of a module there."""
    steps = np.arange(-REACH, REACH + 1)
    last = len(darkness) - 1
    rows, columns = (np.clip(led_to[..., axis, None] + steps, 0, last) for axis in (0, 1))
    seen = darkness[rows[..., :, None], columns[..., None, :]]
    colour = known[..., None, None]
    return _mean_around(1 - np.where(colour == 0, np.abs(seen), SURE * colour * seen).astype(np.float32), NEIGHBOURHOOD)


def _cheapest(prices: Field) -> Places:
    """Return the shift of every module that is cheapest for it and for those that lead up to it."""
    total = np.zeros_like(prices)
    for of_modules, sums in ((prices, total), (prices.swapaxes(0, 1), total.swapaxes(0, 1))):
        for order in (slice(None), slice(None, None, -1)):
            path = np.zeros_like(of_modules[0])
            for own, collected in zip(of_modules[order], sums[order], strict=True):
                path = own + _reached(path)
                # Only the differences matter; without this the sums would grow with the way.
                path -= path.min(axis=(1, 2), keepdims=True)
                collected += path
    best = total.reshape(*total.shape[:2], -1).argmin(axis=-1)
    return np.stack(np.divmod(best, 2 * REACH + 1), axis=-1) - REACH


def _reached(path: Field) -> Field:
    """Let each shift be reached from those up to two pixels away, at the price of the difference."""
    for axis in (1, 2):
        margin = [(0, 0)] * 3
        margin[axis] = (2, 2)
        padded = np.pad(path, margin, constant_values=np.inf)
        for step in (-2, -1, 1, 2):
            kept: list[slice] = [slice(None)] * 3
            kept[axis] = slice(2 + step, 2 + step + path.shape[axis])
            path = np.minimum(path, padded[tuple(kept)] + STIFF * np.float32(step * step))
    return path
