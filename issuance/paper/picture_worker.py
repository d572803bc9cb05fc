"""Draws the pages of one PDF from standard input as watermarked PNG pictures: a program of its own.

Files come from outside, and a PDF of a few kilobytes can unfold to gigabytes or keep a renderer busy for hours. So
drawing runs apart, under limits that the system enforces; `pictures.py` starts it. It imports nothing of ours.
Output: for each page the picture's length in four bytes, big-endian, then the PNG. Exit 3: refused, the reason is on
standard error as one sentence.
"""

import io
import resource
import struct
import sys

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

MAX_MEMORY_BYTES = 1_000_000_000
MAX_CPU_SECONDS = 60
MAX_PAGES = 100
MAX_PAGE_POINTS = 1_700
"""Longest edge of a page in points (1/72 inch): A2. Larger sheets are scaled down before they are certified."""
DOTS_PER_INCH = 100
COLOURS = 128

WATERMARK = "REFERENCE COPY"
WATERMARK_COLOUR = (168, 32, 26, 60)
REFUSED = 3


class Refusal(Exception):  # noqa: N818 - an outcome of this program, not an error of it
    """The document is not drawn; the text says why and what to do."""


def page_pictures(pdf: bytes, font: str) -> list[bytes]:
    """Return a PNG of every page; raise :class:`Refusal`."""
    try:
        document = pypdfium2.PdfDocument(pdf)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise Refusal(
            f"The document cannot be opened as a PDF ({error}). It must be undamaged and without a password."
        ) from error
    if document.count_attachments():
        raise Refusal("The document has attachments, which no page shows. Save it without them and try again.")
    if not 1 <= len(document) <= MAX_PAGES:
        raise Refusal(f"The document has {len(document)} pages; 1 to {MAX_PAGES} are certified.")
    return [png(watermarked(drawn(document, index), font)) for index in range(len(document))]


def drawn(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    """Draw one page with what is filled into its form."""
    try:
        page = document[index]
        width, height = page.get_size()
        if min(width, height) < 1 or max(width, height) > MAX_PAGE_POINTS:
            raise Refusal(
                f"Page {index + 1} of the document measures {width:.0f} x {height:.0f} points; "
                f"edges of 1 to {MAX_PAGE_POINTS} points (A2) are certified."
            )
        picture: Image.Image = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise Refusal(f"Page {index + 1} of the document cannot be drawn ({error}). Save the file anew.") from error
    return picture


def watermarked(picture: Image.Image, font_file: str) -> Image.Image:
    """Lay the words over the whole page in slanted rows, pale enough to read what is below."""
    width, height = picture.size
    size = max(12, width // 16)
    font = ImageFont.truetype(font_file, size)
    edge = int((width**2 + height**2) ** 0.5) + size
    layer = Image.new("RGBA", (edge, edge))
    draw = ImageDraw.Draw(layer)
    words = f"{WATERMARK}     " * 6
    for row, top in enumerate(range(0, edge, size * 4)):
        draw.text((-(row % 2) * size * 5, top), words, font=font, fill=WATERMARK_COLOUR)
    turned = layer.rotate(32, resample=Image.Resampling.BICUBIC)
    left, top = (edge - width) // 2, (edge - height) // 2
    base = picture.convert("RGBA")
    base.alpha_composite(turned.crop((left, top, left + width, top + height)))
    return base.convert("RGB")


def png(picture: Image.Image) -> bytes:
    """Write few colours and no time or software name, so that pages stay small and bytes stay the same."""
    output = io.BytesIO()
    # The octree keeps rare colours, such as a red stamp on a black and white page; a median cut would drop them.
    few = picture.quantize(colors=COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(output, "PNG", optimize=True)
    return output.getvalue()


def main() -> int:
    """Read the PDF, write the pictures; the font of the watermark is the only argument."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pictures = page_pictures(sys.stdin.buffer.read(), sys.argv[1])
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    for picture in pictures:
        sys.stdout.buffer.write(struct.pack(">I", len(picture)) + picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
