"""PDF pages to pixels with pdfium, one page at a time, in colour.

Colour is kept because a red stamp over a code disappears in the red channel. 300 dpi gives a code of 28 mm
about five pixels per module, more than the three it needs.
"""

import codecs
from typing import BinaryIO, Final

import numpy as np
import pypdfium2
import pypdfium2.raw

from reading.draw.drawn import Drawing, Picture
from reading.errors import Obstacle, UnreadableError

# What pdfium's texts are decoded with; loaded now, for the worker can open no file later.
codecs.lookup("utf-16-le")

DOTS_PER_INCH: Final = 300
POINTS_PER_INCH: Final = 72


def draw(file: BinaryIO, *, max_pages: int, max_pixels: int) -> Drawing:
    """Draw every page of a PDF at 300 dpi, or less where a page would exceed `max_pixels`.

    Raises:
        UnreadableError: encrypted, broken, without pages or with more than `max_pages`.

    """
    document = _open(file)
    count = len(document)
    if count == 0:
        raise UnreadableError(Obstacle.NO_PAGES, "is a PDF without pages; ask for the file again")
    if count > max_pages:
        raise UnreadableError(
            Obstacle.TOO_MANY_PAGES, f"has {count} pages, more than the {max_pages} that are read; split it"
        )
    return Drawing(
        pages=count,
        numbered=True,
        draw=lambda number: _draw_page(document, number, max_pixels),
        attachments=document.count_attachments(),
        words=lambda number, most: _words(document, number, most),
    )


def _open(file: BinaryIO) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise UnreadableError(
                Obstacle.LOCKED,
                "is locked with a password; open it with the password, save it without one and try again",
            ) from error
        raise UnreadableError(Obstacle.DAMAGED, "is a broken PDF; ask for the file again") from error


def _draw_page(document: pypdfium2.PdfDocument, number: int, max_pixels: int) -> Picture:
    try:
        page = document[number - 1]
        width, height = page.get_size()
        if width < 1 or height < 1:
            raise UnreadableError(Obstacle.DAMAGED, f"has a page without area (page {number}); ask for the file again")
        bitmap = page.render(scale=scale_for(width, height, max_pixels))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(
            Obstacle.DAMAGED, f"is a PDF whose page {number} is broken; ask for the file again"
        ) from error
    # A copy, for the rows of the bitmap are padded and its memory goes with the page.
    pixels: Picture = np.array(bitmap.to_numpy(), dtype=np.uint8, order="C")
    bitmap.close()
    page.close()
    return pixels


def _words(document: pypdfium2.PdfDocument, number: int, most: int) -> str:
    try:
        page = document[number - 1]
        layer = page.get_textpage()
        # What lies outside the page's edges is left out; the memory limit bounds what a hostile page unfolds.
        text = str(layer.get_text_bounded())[:most]
    except pypdfium2.PdfiumError:
        # A page that can be drawn but not read has no words.
        return ""
    layer.close()
    page.close()
    return text


def scale_for(width: float, height: float, max_pixels: int) -> float:
    """Pixels per point: 300 dpi, or what keeps a page of `width` x `height` points below `max_pixels`."""
    scale = DOTS_PER_INCH / POINTS_PER_INCH
    # pdfium rounds both sides up, hence one pixel more on each.
    if (width * scale + 1) * (height * scale + 1) <= max_pixels:
        return scale
    longer, shorter = max(width, height), min(width, height)
    scale = (max_pixels / (width * height)) ** 0.5
    if shorter * scale < 1:  # a hair line: rounding up alone would exceed the cap
        return max_pixels / longer / 2
    while (width * scale + 1) * (height * scale + 1) > max_pixels:
        scale *= 0.99
    return float(scale)
