"""What is handed over of a page beside its texts: a thumbnail, the words of its text layer, a picture to look at."""

import io
from typing import Final

import numpy as np
from PIL import Image

from reading.draw.drawn import Drawing, Picture
from reading.page import MAX_WORDS, PICTURE_SIDE, THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH

# Loaded now, for the worker can open no file when it writes the thumbnail.
Image.preinit()

THUMBNAIL_QUALITY: Final = 60
"""Of a JPEG: a page of text has 5 to 15 kB then."""


def thumbnail(picture: Picture) -> bytes:
    """Return a JPEG that fits into 240 x 480 pixels."""
    little = _shrunk_into(picture, THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT)
    data = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(little[:, :, ::-1])).save(data, "JPEG", quality=THUMBNAIL_QUALITY)
    return data.getvalue()


def small(picture: Picture) -> Picture:
    """Return the page with 1600 pixels at most on its longer side."""
    return _shrunk_into(picture, PICTURE_SIDE, PICTURE_SIDE)


def words(drawing: Drawing, number: int) -> bytes:
    """Return the words of a page in UTF-8, cut off after 20,000 characters."""
    # A font may map its letters to anything: what is no character at all becomes a question mark.
    return drawing.words(number, MAX_WORDS)[:MAX_WORDS].encode("utf-8", "replace")


def _shrunk_into(picture: Picture, width: int, height: int) -> Picture:
    # The order of the colours is of no account to a picture that is only shrunk.
    image = Image.fromarray(picture)
    factor = min(width / image.width, height / image.height)
    if factor >= 1:
        return picture
    size = max(1, int(image.width * factor)), max(1, int(image.height * factor))
    return np.asarray(image.resize(size, Image.Resampling.BOX, reducing_gap=2.0))
