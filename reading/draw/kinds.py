"""Which renderer a file is for, by its first bytes: a name says nothing."""

from collections.abc import Callable
from typing import BinaryIO, Final

from reading.draw.drawn import Drawing
from reading.errors import Obstacle, UnreadableError
from reading.limits import Limits

SNIFFED_BYTES: Final = 1024
"""A PDF may carry rubbish before its header, but no more than this (ISO 32000-1, annex H.3.4.1)."""

HEIF_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
AVIF_BRANDS: Final = (b"avif", b"avis")
"""What a file of the HEIF family, which phones use, may call itself (ISO/IEC 23008-12, and AV1 Image File Format)."""


def draw(file: BinaryIO, limits: Limits, loaded: Callable[[bool], None] = lambda _: None) -> Drawing:
    """Open a file that stands at its beginning; raise :class:`UnreadableError`, here or while drawing.

    `loaded` is called once all libraries that the file needs are loaded, before any of them gets a byte of it; it is
    told whether they start threads.
    """
    start = file.read(SNIFFED_BYTES)
    file.seek(0)
    if b"%PDF-" in start:
        from reading.draw import pdf  # imported late: a photograph needs no pdfium

        loaded(False)
        return pdf.draw(file, max_pages=limits.max_pages, max_pixels=limits.max_pixels_searched)
    kind = _kind_of_heif(start)
    if kind is not None:
        _load_phone_format(kind, allowed=limits.use_phone_formats)
    from reading.draw import images

    loaded(kind == "HEIC")  # its decoder cannot do without
    return images.draw(
        file,
        max_pages=limits.max_pages,
        max_pixels=limits.max_pixels_per_picture,
        max_drawn=limits.max_pixels_searched,
        named=kind,
    )


def _kind_of_heif(start: bytes) -> str | None:
    """Return "AVIF" or "HEIC" for a file of the family: the brands in its first box tell."""
    if start[4:8] != b"ftyp":
        return None
    major, others = start[8:12], start[16 : int.from_bytes(start[:4], "big")]
    brands = [major, *(others[at : at + 4] for at in range(0, len(others), 4))]
    if any(brand in AVIF_BRANDS for brand in brands):
        return "AVIF"
    return "HEIC" if any(brand in HEIF_BRANDS for brand in brands) else None


def _load_phone_format(kind: str, *, allowed: bool) -> None:
    """Load the library that reads it, or say how to get it."""
    advice = "save it as JPEG and try again"
    if allowed:
        from reading.draw import phones

        if phones.load(kind):
            return
        advice += f", or {phones.HOW_TO_GET[kind]}"
    raise UnreadableError(Obstacle.PHONE_FORMAT, f"is a photograph in {kind}; {advice}")
