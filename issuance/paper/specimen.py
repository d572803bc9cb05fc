"""What is drawn in a picture, a signature or a seal, without the paper around and behind it."""

import io

from PIL import Image, ImageChops, ImageMath, ImageOps

FAINTEST_INK = 40
"""Of 255: what is paler is the paper's own grey."""

MOST_PIXELS = (1_400, 600)
"""A signature is printed 46 mm wide at most: that is 770 dpi."""

MOST_PIXELS_OF_IMPRINT = (900, 900)
"""A seal is printed 30 mm wide: that is 760 dpi."""

OPAQUE = 255


def ink_of(picture: bytes) -> bytes:
    """Return a PNG of what is drawn in a picture that we have made anew, cut to its edges, clear where paper was.

    A picture in which nothing is drawn is returned as it is.
    """
    with Image.open(io.BytesIO(picture)) as opened:
        colours = opened.convert("RGB")
    darkness = ImageOps.invert(colours.convert("L")).point(lambda value: value if value > FAINTEST_INK else 0)
    box = darkness.getbbox()
    if box is None:
        return picture
    colours.putalpha(darkness)
    ink = colours.crop(box)
    ink.thumbnail(MOST_PIXELS)
    output = io.BytesIO()
    ink.save(output, "PNG", optimize=True)
    return output.getvalue()


def imprint_of(picture: bytes) -> bytes | None:
    """Return a PNG of what is drawn in a picture that we have made anew, in its own colours; None where nothing is.

    One that came see-through stays as it is. Of one on white paper each dot becomes as see-through as it is pale, so
    that on white it looks as before: a vermilion seal keeps its vermilion.
    """
    with Image.open(io.BytesIO(picture)) as opened:
        drawn = opened.convert("RGBA")
    lightest, _ = drawn.getchannel("A").getextrema()
    if lightest == OPAQUE:
        drawn = _lifted(drawn.convert("RGB"))
    box = drawn.getchannel("A").getbbox()
    if box is None:
        return None
    found = drawn.crop(box)
    found.thumbnail(MOST_PIXELS_OF_IMPRINT)
    output = io.BytesIO()
    found.save(output, "PNG", optimize=True)
    return output.getvalue()


def _lifted(colours: Image.Image) -> Image.Image:
    """Take white out of each dot: its cover is what its strongest ink covers, its colour what remains at full cover."""
    inks = ImageOps.invert(colours).split()
    cover = ImageChops.lighter(ImageChops.lighter(inks[0], inks[1]), inks[2])
    cover = cover.point(lambda value: value if value > FAINTEST_INK else 0)
    full = [
        ImageMath.lambda_eval(
            lambda of: of["convert"](of["min"](of["ink"] * 255 / of["max"](of["cover"], 1), 255), "L"),
            ink=ink,
            cover=cover,
        )
        for ink in inks
    ]
    lifted = ImageOps.invert(Image.merge("RGB", full))
    lifted.putalpha(cover)
    return lifted
