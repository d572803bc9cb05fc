"""What a comparison is made with: the pictures that the certificate names, and the pages of the file in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from reading.documents import read_page
from reading.draw.drawn import Picture
from reading.errors import UnreadableError
from reading.limits import DEFAULT_LIMITS, Limits
from reading.page import Wanted
from scanner.comparison.apart import draw_apart
from scanner.comparison.comparison import Comparison
from scanner.comparison.pages import CertifiedPages, NoPages, Pages, Publisher, published

MOST_SCANS: Final = 8
"""Pages of a paper that are shown beside its boxes: five megabytes each."""


def pages_for(comparison: Comparison, reference: Publisher | None) -> Pages:
    """Return where the pictures of a certificate come from; `reference` is None for an offline check."""
    if reference is None:
        return NoPages()
    return CertifiedPages(published(reference, comparison), draw_apart)


@dataclass(frozen=True)
class ScannedPaper:
    """The pages of the paper as they were scanned, and what their text layer says."""

    pictures: tuple[Picture, ...] = ()
    words: str = ""


def scanned_paper(file: BinaryIO, numbers: Sequence[int], limits: Limits = DEFAULT_LIMITS) -> ScannedPaper:
    """Draw some pages of an open file, counted from 1, and read their text; a single picture has page 1.

    From the first page on that cannot be drawn none is shown: the person has the paper.
    """
    pictures: list[Picture] = []
    words: list[str] = []
    wanted = Wanted(picture=True, words=True, codes=False)
    try:
        for number in numbers[:MOST_SCANS]:
            page = read_page(file, number, good=lambda _text: True, wanted=wanted, limits=limits)
            words.append(page.words)
            if page.picture is not None:
                pictures.append(page.picture.bgr())
    except UnreadableError:
        # What could not be read again was read before, when the code was found.
        pass
    return ScannedPaper(tuple(pictures), "\n".join(words))
