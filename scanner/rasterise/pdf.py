"""PDF pages to pixels with pdfium, one page at a time, in colour.

Colour is kept because a red stamp over a code disappears in the red channel. 300 dpi gives a code of 28 mm
about five pixels per module, more than the three it needs.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

import pypdfium2
import pypdfium2.raw

from scanner.rasterise.drawn import DrawnPage, UnreadableError

DOTS_PER_INCH: Final = 300
POINTS_PER_INCH: Final = 72


def draw(file: BinaryIO, *, max_pages: int, max_pixels: int) -> Iterator[DrawnPage]:
    """Draw every page of a PDF at 300 dpi, or less where a page would exceed `max_pixels`.

    Raises:
        UnreadableError: encrypted, broken, without pages or with more than `max_pages`.

    """
    document = _open(file)
    count = len(document)
    if count == 0:
        raise UnreadableError("is a PDF without pages; ask for the file again")
    if count > max_pages:
        raise UnreadableError(f"has {count} pages, more than the {max_pages} that are read; split it")
    for index in range(count):
        yield _draw_page(document, index, max_pixels)


def _open(file: BinaryIO) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise UnreadableError(
                "is locked with a password; open it with the password, save it without one and try again"
            ) from error
        raise UnreadableError("is a broken PDF; ask for the file again") from error


def _draw_page(document: pypdfium2.PdfDocument, index: int, max_pixels: int) -> DrawnPage:
    number = index + 1
    try:
        page = document[index]
        width, height = page.get_size()
        if width < 1 or height < 1:
            raise UnreadableError(f"has a page without area (page {number}); ask for the file again")
        bitmap = page.render(scale=scale_for(width, height, max_pixels))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(f"is a PDF whose page {number} is broken; ask for the file again") from error
    pixels = DrawnPage(number, bitmap.width, bitmap.height, _rows(bitmap))
    page.close()
    return pixels


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


def _rows(bitmap: pypdfium2.PdfBitmap) -> Iterator[memoryview]:
    """Yield the rows without the padding that pdfium adds to make each a multiple of four bytes."""
    pixels = memoryview(bitmap.buffer).cast("B")
    used = bitmap.width * 3
    if used == bitmap.stride:
        yield pixels[: used * bitmap.height]
        return
    for row in range(bitmap.height):
        start = row * bitmap.stride
        yield pixels[start : start + used]
