"""What a renderer hands over: how many pages there are, and each of them on demand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""Height x width x 3: blue, green, red."""


def _no_words(_: int, __: int) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A file that could be opened. Each page is drawn when it is asked for, so that memory stays flat."""

    pages: int
    """How many there are."""

    numbered: bool
    """Whether pages have numbers; a single picture has none."""

    draw: Callable[[int], Picture]
    """Draws the page of a number, counted from 1; raises :class:`reading.errors.UnreadableError`."""

    attachments: int = 0
    """Files that lie inside a PDF and that no page shows; they are never opened."""

    words: Callable[[int, int], str] = _no_words
    """What the text layer of the page of a number says, cut off after so many characters; '' where there is none."""

    @property
    def pictures(self) -> Iterator[Picture]:
        """All pages, one after the other."""
        return (self.draw(number) for number in range(1, self.pages + 1))
