"""The still cascade: one picture, seven ways to look at it, the cheap ones first.

Most pictures are read by the first step in a millisecond or two; each further step reads some that all before
it did not, and costs more. The order is data (`STEPS`): measured, not derived. `bench/scan.py` measures it
again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from scanner.decode import filters, zbar, zxing
from scanner.decode.filters import Picture
from scanner.decode.zxing import Grey
from scanner.errors import PictureError
from scanner.limits import DEFAULT_LIMITS, Limits

ENLARGED_UP_TO: Final = 1_200_000
"""Pixels up to which enlarging helps; a larger picture is shrunk to this size instead, which mends strong
grain."""

ZBAR_SIDE: Final = 1600
"""Longer side in pixels that pyzbar gets: its time grows steeply with the size."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one step saw."""

    texts: list[str]

    unread: bool | None = None
    """Whether it saw a code that it could not read; None where the step cannot tell."""


class View:
    """A picture as the steps look at it; the grey picture is made once and shared.

    `out_of_time` is asked between the parts of a step that may take long.
    """

    def __init__(self, picture: Picture, out_of_time: Callable[[], bool] = lambda: False) -> None:
        self.picture = picture
        self.out_of_time = out_of_time
        self.grey: Grey = filters.grey(picture)
        self.busy = filters.is_busy(self.grey)

    def zxing(self, image: Grey) -> Reading:
        """Read one rendering of the picture with zxing-cpp, a busy one tile by tile until the time is up."""
        if not self.busy:
            codes, unread = zxing.read_and_count_unread(image)
            return Reading([code.text for code in codes], unread > 0)
        texts: list[str] = []
        for tile in filters.tiles(image):
            if self.out_of_time():
                break
            # The edge of a tile cuts codes in two, which then look unreadable: so they are not counted.
            texts += [code.text for code in zxing.read(tile)]
        return Reading(texts)


@dataclass(frozen=True, slots=True)
class Step:
    """One way to look at a picture."""

    name: str
    read: Callable[[View], Reading]


def read_grey(view: View) -> Reading:
    """As it is."""
    return view.zxing(view.grey)


def read_red_channel(view: View) -> Reading:
    """Through a red filter; skipped where the picture has no colour, for that has just been read."""
    red = filters.red_channel(view.picture)
    return Reading([]) if np.array_equal(red, view.grey) else view.zxing(red)


def read_blurred(view: View) -> Reading:
    """Smoothed."""
    return view.zxing(filters.blur(view.grey))


def read_unsharp(view: View) -> Reading:
    """Sharpened."""
    return view.zxing(filters.unsharp(view.grey))


def read_resized_unsharp(view: View) -> Reading:
    """Small pictures at twice the size, large ones shrunk; then sharpened."""
    if view.grey.size <= ENLARGED_UP_TO:
        resized = filters.scaled_to(view.grey, 4 * view.grey.size, at_most=2.0)
    else:
        resized = filters.scaled_to(view.grey, ENLARGED_UP_TO)
    return view.zxing(filters.unsharp(resized))


def read_zbar(view: View) -> Reading:
    """With the other decoder, where it is installed."""
    if not zbar.available():
        return Reading([])
    return Reading(zbar.read(filters.longest_side(view.grey, ZBAR_SIDE)))


def read_zbar_unsharp(view: View) -> Reading:
    """With the other decoder, sharpened."""
    if not zbar.available():
        return Reading([])
    return Reading(zbar.read(filters.unsharp(filters.longest_side(view.grey, ZBAR_SIDE))))


STEPS: Final = (
    Step("grey", read_grey),
    Step("red channel", read_red_channel),
    Step("blur", read_blurred),
    Step("unsharp", read_unsharp),
    Step("resized and unsharp", read_resized_unsharp),
    Step("zbar", read_zbar),
    Step("zbar unsharp", read_zbar_unsharp),
)
"""The cascade in its order."""


def read_texts(
    picture: Picture,
    *,
    good: Callable[[str], bool],
    limits: Limits = DEFAULT_LIMITS,
    clock: Callable[[], float] = time.monotonic,
    steps: tuple[Step, ...] = STEPS,
) -> list[str]:
    """Return all distinct texts found until a step found a `good` one, in the order of finding.

    While no text is good the search goes on: a page may carry a courier's code, readable at once, beside a
    seal that only a later step reads. It also goes on while a step saw a further code that it could not
    read: one good seal must not hide a second one on the same page. `good` is asked once per text.

    `clock` counts seconds; no step begins after `limits.max_seconds_per_picture`, and what was found until
    then is returned.

    Raises:
        PictureError: more than `limits.max_codes_per_picture` texts.

    """
    started = clock()

    def out_of_time() -> bool:
        return clock() - started > limits.max_seconds_per_picture

    view = View(filters.shrunk(picture, limits.max_pixels_searched), out_of_time)
    texts: list[str] = []
    good_found = unread = False
    for step in steps:
        if out_of_time():
            break
        reading = step.read(view)
        new = [text for text in dict.fromkeys(reading.texts) if text not in texts]
        texts += new
        if len(texts) > limits.max_codes_per_picture:
            raise PictureError(
                f"a picture holds more than {limits.max_codes_per_picture} QR codes; cut it and check the parts"
            )
        # Every text is asked for, past the first good one: the caller may keep what it learned of each.
        good_found = [good(text) for text in new].count(True) > 0 or good_found
        unread = reading.unread if reading.unread is not None else unread
        if good_found and not unread:
            break
    return texts
