"""The steps of the cascade: each one way to look at a picture, from a view of it to what was read."""

from typing import Final

import numpy as np

from reading.decode import filters, flatten, zbar, zxing
from reading.decode.view import Reading, View
from reading.decode.zxing import Binarizer, Unread

RESIZED_TO: Final = 2_000_000
"""Pixels to which a smaller picture is enlarged, at most to twice its sides, and to which a larger one is shrunk, which
mends strong grain."""

TURNED_SIDE: Final = 900
"""Longer side in pixels of the picture that is turned: a long strip needs a square about as wide as it is long."""

ZBAR_SIDE: Final = 1600
"""Longer side in pixels that pyzbar gets: its time grows steeply with the size."""

ZBAR_SHARPENED_SIDE: Final = 1000
"""The same once it is sharpened: edges by the thousand take pyzbar still longer."""

FLATTENED_AT_MOST: Final = 4
"""Unread codes of one picture that are drawn flat: each takes as long as reading a page."""


def read_grey(view: View) -> Reading:
    """As it is."""
    return view.zxing(view.grey)


def read_red_channel(view: View) -> Reading:
    """Through a red filter; skipped where the picture has no colour, for that has just been read."""
    red = filters.red_channel(view.picture)
    return Reading([]) if np.array_equal(red, view.grey) else view.zxing(red)


def read_blurred(view: View) -> Reading:
    """Smoothed."""
    return view.zxing(view.smooth)


def read_local_threshold(view: View) -> Reading:
    """Dark and light told apart by the nearest surroundings: shadows, glare, faint print, colours."""
    return view.zxing(filters.local_threshold(view.smooth))


def read_unsharp(view: View) -> Reading:
    """Sharpened."""
    return view.zxing(view.sharp)


def read_unsharp_one_threshold(view: View) -> Reading:
    """Sharpened, with one threshold for each line of the picture: large blurred modules."""
    return view.zxing(view.sharp, Binarizer.GlobalHistogram)


def read_coarsely_blurred(view: View) -> Reading:
    """Smoothed until dots, scratches and cracks of the size of half a module are gone."""
    return view.zxing(view.coarse)


def read_flattened(view: View) -> Reading:
    """Codes that were seen and not read: each followed over the bends of its paper and drawn flat."""
    texts: list[str] = []
    for code in _distinct(view.unread):
        flat = None if view.out_of_time() else flatten.flattened(view.grey, code)
        if flat is not None:
            texts += [found.text for found in zxing.read(flat)]
    return Reading(texts)


def read_resized_unsharp(view: View) -> Reading:
    """Small pictures enlarged, large ones shrunk; then sharpened."""
    return view.zxing(filters.unsharp(filters.scaled_to(view.grey, RESIZED_TO, at_most=2.0)))


def read_turned(view: View) -> Reading:
    """At an angle of 15 degrees: its lines meet other pixels."""
    turned = filters.turned(filters.longest_side(view.grey, TURNED_SIDE))
    # Where a code stands in a turned picture says nothing of where it stands in this one: so none is kept.
    return Reading([code.text for code in zxing.read(turned)])


def read_zbar(view: View) -> Reading:
    """With the other decoder, where it is installed."""
    if not zbar.available():
        return Reading([])
    return Reading(zbar.read(filters.longest_side(view.grey, ZBAR_SIDE)))


def read_zbar_unsharp(view: View) -> Reading:
    """With the other decoder, sharpened."""
    if not zbar.available():
        return Reading([])
    return Reading(zbar.read(filters.unsharp(filters.longest_side(view.grey, ZBAR_SHARPENED_SIDE))))


def _distinct(codes: list[Unread]) -> list[Unread]:
    """Return a few, none at the place of another: most steps see the same codes. The latest was seen best."""
    kept: list[Unread] = []
    for code in reversed(codes):
        if len(kept) < FLATTENED_AT_MOST and all(code.distance_to(other) > code.side / 4 for other in kept):
            kept.append(code)
    return kept
