"""Photographs as phones store them: HEIC, AVIF, and what is said where they are not read."""

import io
import sys
from collections.abc import Callable

import numpy as np
import pytest
from PIL import ExifTags, Image

from reading.documents import read_page, read_pages
from reading.draw.kinds import draw
from reading.errors import Obstacle, UnreadableError
from reading.limits import Limits
from reading.page import Page, PagePicture, Wanted
from tests.codes import paper, put, qr

HELD_SIDEWAYS = 6
"""The orientation that a phone notes when it is held upright: turn by 90 degrees to the right (EXIF 2.32)."""


def photograph(pixels: int = 6) -> Image.Image:
    """Return a landscape picture with a code at the left."""
    return Image.fromarray(put(paper(300, 500), qr("HELLO", pixels), 20, 20))


def heic(image: Image.Image) -> bytes:
    library = pytest.importorskip("pillow_heif", reason="the extra `heic` is not installed")
    library.register_heif_opener()
    return held_sideways(image, "HEIF")


def avif(image: Image.Image) -> bytes:
    return held_sideways(image, "AVIF")


def held_sideways(image: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = HELD_SIDEWAYS
    image.save(data, kind, exif=exif.tobytes())
    return data.getvalue()


BOTH = pytest.mark.parametrize("stored", [heic, avif])


def read(data: bytes, limits: Limits | None = None) -> Page:
    wanted = Wanted(picture=True)
    return read_page(io.BytesIO(data), 1, good=bool, wanted=wanted, limits=limits or Limits(use_zbar=False))


def refusal(data: bytes, limits: Limits | None = None) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read(data, limits)
    return caught.value


@BOTH
def test_the_code_on_a_photograph_is_read_by_a_worker_that_can_open_nothing(
    stored: Callable[[Image.Image], bytes],
) -> None:
    with read_pages(io.BytesIO(stored(photograph())), good=bool) as pages:
        assert list(pages) == [Page(None, 1, ("HELLO",))]


@BOTH
def test_it_stands_upright_once(stored: Callable[[Image.Image], bytes]) -> None:
    picture = read(stored(photograph())).picture
    assert isinstance(picture, PagePicture)
    assert (picture.width, picture.height) == (300, 500)
    upper, lower = np.split(picture.bgr(), 2)
    assert upper.mean() < 245 < lower.mean()  # the code came from the left to the top


@BOTH
def test_too_many_pixels_are_refused_before_they_are_decoded(stored: Callable[[Image.Image], bytes]) -> None:
    error = refusal(stored(photograph()), Limits(max_pixels_per_picture=149_999))
    assert error.obstacle is Obstacle.TOO_MANY_PIXELS
    assert "300 x 500 pixels" in str(error) or "500 x 300 pixels" in str(error)


@BOTH
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_photograph_that_was_cut_off_is_damaged(stored: Callable[[Image.Image], bytes], part: float) -> None:
    data = stored(photograph())
    error = refusal(data[: int(len(data) * part)])
    assert error.obstacle is Obstacle.DAMAGED
    assert "damaged or incomplete" in str(error)


@BOTH
def test_a_service_that_does_not_read_them_says_what_to_do(stored: Callable[[Image.Image], bytes]) -> None:
    error = refusal(stored(photograph()), Limits(use_phone_formats=False))
    assert error.obstacle is Obstacle.PHONE_FORMAT
    assert str(error).endswith("save it as JPEG and try again")


def test_without_the_reader_of_heic_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(UnreadableError, match="or install its reader with `pip install") as caught:
        draw(io.BytesIO(b"\x00\x00\x00\x18ftypheic" + bytes(100)), Limits())
    assert caught.value.obstacle is Obstacle.PHONE_FORMAT


@pytest.mark.parametrize("brands", [b"mp42\x00\x00\x00\x00isom", b"qt  \x00\x00\x00\x00qt  "], ids=["MP4", "QuickTime"])
def test_a_film_is_no_photograph(brands: bytes) -> None:
    assert refusal(b"\x00\x00\x00\x14ftyp" + brands + bytes(100)).obstacle is Obstacle.UNKNOWN_KIND
