"""Image files to pixels with Pillow: photographs, screenshots, scans, faxes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

import numpy as np
from PIL import (
    ExifTags,
    Image,
    ImageFile,
    ImagePalette,
    MpoImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from reading.draw.drawn import Drawing, Picture
from reading.errors import Obstacle, UnreadableError

FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "HEIF", "AVIF")
"""What is opened. Pillow knows more formats, one of which (EPS) starts another program: they stay out. The last two are
only known where `reading.draw.phones` has loaded them."""

# All that Pillow would load while it reads, for the worker can open no file then. Named, because it would otherwise
# load the plugins of all formats to find these.
PLUGINS: Final = (ImageFile, ImagePalette, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)
Image.preinit()

READABLE: Final = "PDF, JPEG, PNG, TIFF, WebP, BMP or GIF"

SQUARE_WITHIN: Final = 1.1
"""Up to this ratio of the two resolutions pixels count as square."""

TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

MAX_STRETCH: Final = 4.0
"""A ratio beyond this is a wrong tag rather than a fax (standard mode has 204 x 98 dpi)."""


def draw(file: BinaryIO, *, max_pages: int, max_pixels: int, max_drawn: int, named: str | None = None) -> Drawing:
    """Draw the picture, or all pages of a TIFF; of an animation the first frame.

    A picture may have `max_pixels` as stored and is shrunk to `max_drawn`. `named` is the format that the file itself
    names and that is read here: then one that nobody knows is a damaged one.

    Raises:
        UnreadableError: no picture, broken, cut off, or larger than the limits.

    """
    # The size is checked here against our own limit, before any pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None
    with _damage_in_words(named):
        # Asked for a format that it does not have, Pillow would look for it among all its plugins.
        image = Image.open(file, formats=[name for name in FORMATS if name in Image.OPEN])
        pages = image.n_frames if isinstance(image, TiffImagePlugin.TiffImageFile) else 1
    if pages > max_pages:
        raise UnreadableError(
            Obstacle.TOO_MANY_PAGES, f"has {pages} pages, more than the {max_pages} that are read; split it"
        )
    return Drawing(pages, pages > 1, lambda number: _draw_page(image, number, max_pixels, max_drawn))


def _draw_page(image: Image.Image, number: int, max_pixels: int, max_drawn: int) -> Picture:
    with _damage_in_words():
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            image.seek(number - 1)
        _decode(image, max_pixels)
        pixels = np.asarray(_upright_on_white_paper(image, max_drawn))
    return np.ascontiguousarray(pixels[:, :, ::-1])


@contextmanager
def _damage_in_words(named: str | None = None) -> Iterator[None]:
    try:
        yield
    except UnidentifiedImageError as error:
        if named is not None:
            raise UnreadableError(
                Obstacle.DAMAGED, f"is a damaged or incomplete photograph in {named}; ask for the file again"
            ) from error
        raise UnreadableError(
            Obstacle.UNKNOWN_KIND, f"is not a file that can be read here; give a {READABLE} file"
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, OverflowError, RuntimeError) as error:
        # Pillow's readers answer damage with any of these.
        raise UnreadableError(
            Obstacle.DAMAGED, f"is a damaged or incomplete picture ({_first_line(error)}); ask for the file again"
        ) from error


def _decode(image: Image.Image, max_pixels: int) -> None:
    """Decode the pixels of the current frame, unless there are too many.

    A huge JPEG is decoded at 1/2, 1/4 or 1/8: its decoder then never makes the full picture.
    """
    width, height = image.size
    for part in (2, 4, 8):
        if image.size[0] * image.size[1] > max_pixels:
            image.draft("RGB", (width // part, height // part))
    if image.size[0] * image.size[1] > max_pixels:
        raise UnreadableError(
            Obstacle.TOO_MANY_PIXELS,
            f"is a picture of {width} x {height} pixels, more than the {max_pixels:,} that are read; "
            "save it smaller and try again",
        )
    image.load()


def _upright_on_white_paper(image: Image.Image, max_drawn: int) -> Image.Image:
    """Turn any kind of picture into colour as a person sees it: upright, opaque, with square pixels."""
    # Shrinking comes before all that copies, so that a large picture is copied small.
    drawn = _shrunk(_plain(image), max_drawn)
    if drawn.mode == "RGBA":
        # A code drawn in black on nothing would otherwise be black on black.
        drawn = Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn)
    drawn = _turned(drawn.convert("RGB"), image.getexif().get(ExifTags.Base.Orientation))
    return _stretched_to_square_pixels(drawn, image, max_drawn)


def _plain(image: Image.Image) -> Image.Image:
    """Reduce Pillow's many modes to three: L, RGB, and RGBA where anything is transparent."""
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        return _as_mode(image, "RGBA")
    if image.mode.startswith("I;16"):
        # Sixteen bits per pixel: keep the upper eight, for plain conversion would clip nearly all to white.
        return image.convert("I").point([value >> 8 for value in range(65536)], "L")
    if image.mode in ("1", "L"):
        return _as_mode(image, "L")
    return _as_mode(image, "RGB")


def _as_mode(image: Image.Image, mode: str) -> Image.Image:
    """Convert where needed; Pillow's own `convert` would copy a large picture for nothing."""
    return image if image.mode == mode else image.convert(mode)


def _shrunk(image: Image.Image, max_drawn: int) -> Image.Image:
    pixels = image.width * image.height
    if pixels <= max_drawn:
        return image
    factor = (max_drawn / pixels) ** 0.5
    size = max(1, int(image.width * factor)), max(1, int(image.height * factor))
    return image.resize(size, Image.Resampling.BOX)


def _turned(image: Image.Image, orientation: int | None) -> Image.Image:
    """Apply the orientation that a camera noted in the file (EXIF 2.32, tag 0x0112)."""
    turn = TURNS.get(orientation or 1)
    return image if turn is None else image.transpose(turn)


def _stretched_to_square_pixels(flat: Image.Image, source: Image.Image, max_drawn: int) -> Image.Image:
    """Undo the oblong pixels of a fax, whose TIFF says for instance 204 x 98 dots per inch."""
    across, down = (float(value) for value in source.info.get("dpi", (1.0, 1.0)))
    if source.format != "TIFF" or across <= 0 or down <= 0:
        return flat
    ratio = max(across / down, down / across)
    if not SQUARE_WITHIN < ratio <= MAX_STRETCH or flat.width * flat.height * ratio > max_drawn:
        return flat
    if across > down:
        return flat.resize((flat.width, round(flat.height * ratio)), Image.Resampling.BILINEAR)
    return flat.resize((round(flat.width * ratio), flat.height), Image.Resampling.BILINEAR)


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0][:120] if lines else type(error).__name__
