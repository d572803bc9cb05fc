"""What comes out of a page that was read: the texts of its codes, and what else was asked for.

All of it was made by the worker, which a hostile file may have taken over. Forms and sizes are checked before a value
gets here (`reading.conversation`); what the values say is the stranger's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reading.draw.drawn import Picture

Good = Callable[[str], bool]
"""Tells whether a text is what is looked for; a page is searched further while none is."""

CHANNELS: Final = 3

THUMBNAIL_WIDTH: Final = 240
THUMBNAIL_HEIGHT: Final = 480
"""Pixels. A page of a scanner's feeder is longer than A4; a strip that is longer still gets narrower."""

MAX_THUMBNAIL_BYTES: Final = 64 * 1024
"""A page of text has 5 to 15 kB, noise 40."""

MAX_WORDS: Final = 20_000
"""Characters; a dense page of a contract has 6,000."""

PICTURE_SIDE: Final = 1600
"""Pixels of the longer side: fine print of A4 can be read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is handed over beside the texts. Each costs time and memory, so only where it is asked for."""

    thumbnail: bool = False
    words: bool = False
    picture: bool = False

    codes: bool = True
    """Whether the page is searched for codes; one that is only shown need not be, and comes sooner."""


NOTHING_MORE: Final = Wanted()
"""The texts alone."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """The page as it was drawn, to be shown beside the certificate. No library has to decode it."""

    width: int
    height: int
    """Of 1600 pixels at most, each."""

    pixels: bytes
    """Row by row from the top, each pixel as blue, green, red: width x height x 3 bytes."""

    def bgr(self) -> "Picture":
        """Return the pixels as OpenCV takes them: height x width x 3."""
        import numpy as np  # imported late: most of those who read pages never look at one

        return np.frombuffer(self.pixels, np.uint8).reshape(self.height, self.width, CHANNELS)


@dataclass(frozen=True, slots=True)
class Page:
    """One page that was searched."""

    number: int | None
    """Counted from 1; None where the file is a single picture."""

    of: int
    """How many pages the file has."""

    texts: tuple[str, ...]
    """What its codes say, each once, in the order of finding."""

    attachments: int = 0
    """Files inside the PDF that no page shows; they were not opened."""

    thumbnail: bytes | None = None
    """A JPEG, at most 240 pixels wide, if it was asked for. It is the stranger's: pass it on to a browser, and never
    decode it in a process that holds anything."""

    words: str = ""
    """What the text layer of a PDF page says, its first 20,000 characters, if asked for. No person may have written it
    and none may see it on the page: it serves as a hint and never as evidence."""

    picture: PagePicture | None = None
    """The page as drawn, if it was asked for."""
