"""Pictures on the paper: telling their format, and making the page pictures of a certified document.

Page pictures are what the reference service shows of a certified document, bound by their hashes in the content. They
are watermarked, so that none of them passes for the document.
"""

import hashlib
import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from issuance.paper.errors import PaperError
from issuance.paper.fonts import FONT_DIRECTORIES, require_fonts

MAX_PICTURE_BYTES = 5_000_000
MAX_PICTURE_PIXELS = 20_000_000
MAX_DOCUMENT_BYTES = 20_000_000
MAX_DOCUMENT_PAGES = 100
MAX_PAGE_POINTS = 1_700
"""Longest edge of a page in points (1/72 inch): A2. Larger sheets are scaled down before they are certified."""
DOTS_PER_INCH = 100

WATERMARK = "REFERENCE COPY"
_WATERMARK_COLOUR = (168, 32, 26, 60)
_COLOURS = 128

# PDFium is not made for threads: two pages rendered at once crash the process.
_pdfium = threading.Lock()


def picture_suffix(picture: bytes, what: str) -> str:
    """Tell the format of a picture by its first bytes: `png`, `jpg` or `svg`.

    `what` names the picture in the :class:`PaperError` that anything else raises.
    """
    if len(picture) > MAX_PICTURE_BYTES:
        raise PaperError(f"{what} has {len(picture)} bytes; at most {MAX_PICTURE_BYTES} are allowed. Make it smaller.")
    for suffix, beginning in (("png", b"\x89PNG\r\n\x1a\n"), ("jpg", b"\xff\xd8\xff")):
        if picture.startswith(beginning):
            _check_pixels(picture, what)
            return suffix
    if picture.lstrip().startswith((b"<svg", b"<?xml")) and b"<svg" in picture:
        return "svg"
    raise PaperError(f"{what} begins with {picture[:8]!r}: PNG, JPEG or SVG was expected.")


def _check_pixels(picture: bytes, what: str) -> None:
    """Refuse a small file that unfolds to a huge picture; only its head is read."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            width, height = opened.size
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PaperError(f"{what} cannot be read ({error}). Save it anew as PNG, JPEG or SVG.") from error
    if width * height > MAX_PICTURE_PIXELS:
        raise PaperError(
            f"{what} measures {width} x {height} pixels; at most {MAX_PICTURE_PIXELS} in all are allowed. "
            "Make it smaller."
        )


def picture_for(pictures: Mapping[str, bytes], sha256: str, what: str) -> bytes:
    """Return the picture of a hash; raise :class:`PaperError` where it is missing or is another picture."""
    picture = pictures.get(sha256)
    if picture is None:
        raise PaperError(f"{what} with SHA-256 {sha256} is named in the certificate but was not handed over.")
    if hashlib.sha256(picture).hexdigest() != sha256:
        raise PaperError(f"{what} does not have the SHA-256 {sha256} that the certificate names: it was changed.")
    return picture


def page_pictures(pdf: bytes, font_directories: Sequence[Path] = FONT_DIRECTORIES) -> list[bytes]:
    """Return a watermarked PNG of every page, about 100 dots per inch; the same file gives the same bytes.

    Raises :class:`PaperError` for a file that is no readable PDF, is encrypted, has attachments (no page shows
    them, so nobody would see what is certified), or is beyond the limits of this module.
    """
    if len(pdf) > MAX_DOCUMENT_BYTES:
        raise PaperError(f"The document has {len(pdf)} bytes; at most {MAX_DOCUMENT_BYTES} are certified. Split it.")
    font_file = require_fonts(font_directories)["Noto Sans"].with_name("NotoSans-Bold.ttf")
    with _pdfium, _opened(pdf) as document:
        if document.count_attachments():
            raise PaperError("The document has attachments, which no page shows. Save it without them and try again.")
        if not 1 <= len(document) <= MAX_DOCUMENT_PAGES:
            raise PaperError(f"The document has {len(document)} pages; 1 to {MAX_DOCUMENT_PAGES} are certified.")
        return [_png(_watermarked(_rendered(document, index), font_file)) for index in range(len(document))]


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(pdf)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise PaperError(
            f"The document cannot be opened as a PDF ({error}). It must be undamaged and without a password."
        ) from error
    try:
        yield document
    finally:
        document.close()


def _rendered(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    try:
        page = document[index]
        width, height = page.get_size()
        if min(width, height) < 1 or max(width, height) > MAX_PAGE_POINTS:
            raise PaperError(
                f"Page {index + 1} of the document measures {width:.0f} x {height:.0f} points; "
                f"edges of 1 to {MAX_PAGE_POINTS} points (A2) are certified."
            )
        picture: Image.Image = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise PaperError(f"Page {index + 1} of the document cannot be shown ({error}). Save the file anew.") from error
    return picture


def _watermarked(picture: Image.Image, font_file: Path) -> Image.Image:
    """Lay the words over the whole page in slanted rows, pale enough to read what is below."""
    width, height = picture.size
    size = max(12, width // 16)
    font = ImageFont.truetype(font_file, size)
    edge = int((width**2 + height**2) ** 0.5) + size
    layer = Image.new("RGBA", (edge, edge))
    draw = ImageDraw.Draw(layer)
    words = f"{WATERMARK}     " * 6
    for row, top in enumerate(range(0, edge, size * 4)):
        draw.text((-(row % 2) * size * 5, top), words, font=font, fill=_WATERMARK_COLOUR)
    turned = layer.rotate(32, resample=Image.Resampling.BICUBIC)
    left, top = (edge - width) // 2, (edge - height) // 2
    base = picture.convert("RGBA")
    base.alpha_composite(turned.crop((left, top, left + width, top + height)))
    return base.convert("RGB")


def _png(picture: Image.Image) -> bytes:
    """Write few colours and no time or software name, so that pages stay small and bytes stay the same."""
    output = io.BytesIO()
    # The octree keeps rare colours, such as a red stamp on a black and white page; a median cut would drop them.
    few = picture.quantize(colors=_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(output, "PNG", optimize=True)
    return output.getvalue()
