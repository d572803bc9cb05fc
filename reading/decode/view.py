"""A picture as the steps of the cascade look at it: its renderings, each made once, and what was seen so far."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from reading.decode import filters, zxing
from reading.decode.zxing import Binarizer, Grey, Unread
from reading.draw.drawn import Picture

HALVED_FROM: Final = 1_200_000
"""Pixels from which the filters work at half the size: they take most of the time, and what they mend is coarse."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one step saw."""

    texts: list[str]

    unread: bool | None = None
    """Whether it saw a code that it could not read; None where the step cannot tell."""


class View:
    """One picture. `out_of_time` is asked between the parts of a step that may take long."""

    def __init__(self, picture: Picture, out_of_time: Callable[[], bool] = lambda: False) -> None:
        self.picture = picture
        self.out_of_time = out_of_time
        self.grey: Grey = filters.grey(picture)
        self.unread: list[Unread] = []
        """The codes that were seen and not read so far, where they stand in `grey`."""

    @cached_property
    def working(self) -> Grey:
        """The grey picture, a large one at half its size."""
        return self.grey if self.grey.size < HALVED_FROM else filters.halved(self.grey)

    @cached_property
    def smooth(self) -> Grey:
        """Smoothed, so that neither grain nor the dots of a print raster are seen; halving does that as well."""
        return filters.blur(self.grey) if self.working is self.grey else self.working

    @cached_property
    def coarse(self) -> Grey:
        """Smoothed until dots, scratches and cracks of a few pixels are gone; a halved picture has smaller ones."""
        return filters.blur(self.working, 2 if self.working is self.grey else 1)

    @cached_property
    def sharp(self) -> Grey:
        """Sharpened."""
        return filters.unsharp(self.working)

    def zxing(self, image: Grey, binarizer: Binarizer = Binarizer.LocalAverage) -> Reading:
        """Read one rendering of the picture with zxing-cpp, a busy one tile by tile until the time is up."""
        # What a filter brings out of a calm picture may be busy, and what it smooths no longer.
        if not filters.is_busy(image):
            codes, unread = zxing.read_with_unread(image, binarizer)
            self.unread += [code.scaled(self.grey.shape[0] / image.shape[0]) for code in unread]
            return Reading([code.text for code in codes], bool(unread))
        texts: list[str] = []
        for tile in filters.tiles(image):
            if self.out_of_time():
                break
            # The edge of a tile cuts codes in two, which then look unreadable: so they are not counted.
            texts += [code.text for code in zxing.read(tile)]
        return Reading(texts)
