"""What comes beside the texts of a page: made small by the worker, and taken in one form alone."""

import io

import numpy as np
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reading.documents import read_page
from reading.errors import Obstacle, UnreadableError
from reading.limits import Limits
from reading.more import More, with_one_more
from reading.page import MAX_THUMBNAIL_BYTES, MAX_WORDS, NOTHING_MORE, Page, PagePicture, Wanted
from tests.codes import certificate_page, qr

ALL = Wanted(thumbnail=True, words=True, picture=True)
JPEG = b"\xff\xd8\xff\xe0"


def page_of(data: bytes, wanted: Wanted = ALL) -> Page:
    return read_page(io.BytesIO(data), 1, good=bool, wanted=wanted, limits=Limits(use_zbar=False))


def stored(image: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def pdf_that_says(*lines: str) -> bytes:
    """Return a PDF of one page with a text layer."""
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        shown = b"".join(b"(%s) Tj T* " % line.encode() for line in lines)
        pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 10 Tf 12 TL 72 720 Td " + shown + b"ET")
        pdf.save(data)
    return data.getvalue()


# What the worker makes.


def test_nothing_comes_that_was_not_asked_for() -> None:
    page = page_of(stored(Image.fromarray(qr("HELLO")), "PNG"), NOTHING_MORE)
    assert (page.thumbnail, page.words, page.picture) == (None, "", None)


def test_a_thumbnail_of_a_page_is_small_and_shows_it() -> None:
    sheet = np.ascontiguousarray(certificate_page()[:, :, ::-1])
    thumbnail = page_of(stored(Image.fromarray(sheet), "PNG")).thumbnail
    assert thumbnail is not None
    assert len(thumbnail) < 16_000
    with Image.open(io.BytesIO(thumbnail)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (240, 339))
        assert np.asarray(shown.crop((180, 35, 220, 70))).mean() < 200 < np.asarray(shown).mean()


@pytest.mark.parametrize("size", [(1, 1), (1, 9000), (9000, 1), (239, 479), (1600, 1601)], ids=str)
def test_every_shape_has_a_thumbnail_and_a_picture_within_their_bounds(size: tuple[int, int]) -> None:
    page = page_of(stored(Image.new("RGB", size, "orange"), "PNG"))
    assert page.thumbnail is not None
    assert page.picture is not None
    with Image.open(io.BytesIO(page.thumbnail)) as shown:
        assert shown.width <= 240
        assert shown.height <= 480
    assert max(page.picture.width, page.picture.height) <= 1600
    assert page.picture.bgr().mean(axis=(0, 1)).tolist() == [0, 165, 255]  # orange, as blue, green, red


def test_a_noisy_photograph_has_a_thumbnail_that_is_taken() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (480, 240, 3), dtype=np.uint8)
    thumbnail = page_of(stored(Image.fromarray(noise), "PNG")).thumbnail
    assert thumbnail is not None
    assert len(thumbnail) <= MAX_THUMBNAIL_BYTES


def test_the_words_of_a_pdf_come_line_by_line() -> None:
    words = page_of(pdf_that_says("Country of origin: Japan", "Gross weight: 1,234 kg")).words
    assert words.split("\r\n") == ["Country of origin: Japan", "Gross weight: 1,234 kg"]


def test_words_have_an_end() -> None:
    assert len(page_of(pdf_that_says(*["seventy letters " * 5] * 1000)).words) <= MAX_WORDS


def test_a_scan_has_no_words() -> None:
    assert page_of(stored(Image.fromarray(qr("HELLO")), "PDF")).words == ""


def test_a_page_that_is_only_shown_is_not_searched() -> None:
    page = page_of(stored(Image.fromarray(qr("HELLO")), "PNG"), Wanted(picture=True, codes=False))
    assert page.picture is not None
    assert page.texts == ()


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(UnreadableError, match="has no page 2, only 1") as caught:
        read_page(io.BytesIO(stored(Image.fromarray(qr("HELLO")), "PNG")), 2, good=bool)
    assert caught.value.obstacle is Obstacle.NO_PAGES


# What is taken from a worker that may have been taken over.


def taken(data: bytes, wanted: Wanted = ALL, more: More | None = None, **about: object) -> More:
    def take(length: int) -> bytes:
        assert 0 <= length <= 1600 * 1600 * 3
        return data[:length]

    return with_one_more(more or More(), wanted, {"bytes": len(data), **about}, take)


def test_each_is_taken_in_its_form() -> None:
    more = taken(JPEG, what="thumbnail")
    more = taken("数量 5".encode(), more=more, what="words")
    more = taken(bytes(6), more=more, what="picture", width=2, height=1)
    assert more == More(JPEG, "数量 5", PagePicture(2, 1, bytes(6)))


@pytest.mark.parametrize(
    ("data", "about"),
    [
        (b"<svg onload=", {"what": "thumbnail"}),
        (JPEG.ljust(MAX_THUMBNAIL_BYTES + 1), {"what": "thumbnail"}),
        (JPEG, {"what": "thumbnail", "bytes": -1}),
        (JPEG, {"what": "thumbnail", "bytes": "4"}),
        (b"\xff", {"what": "words"}),
        (b"\xed\xa0\x80", {"what": "words"}),
        (b"x" * (MAX_WORDS + 1), {"what": "words"}),
        (b"x" * (4 * MAX_WORDS + 1), {"what": "words"}),
        (bytes(6), {"what": "picture", "width": 1, "height": 1}),
        (bytes(0), {"what": "picture", "width": 0, "height": 1}),
        (bytes(3), {"what": "picture", "width": -1, "height": -1}),
        (bytes(3 * 1601), {"what": "picture", "width": 1601, "height": 1}),
        (bytes(3), {"what": "picture", "width": 1}),
        (b"", {"what": "keys"}),
        (b"", {}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_everything_else_ends_the_trust_in_the_worker(data: bytes, about: dict[str, object]) -> None:
    with pytest.raises(UnreadableError, match="confused") as caught:
        taken(data, **about)
    assert caught.value.obstacle is Obstacle.STOPPED


def test_what_was_not_asked_for_is_not_taken() -> None:
    with pytest.raises(UnreadableError, match="confused"):
        taken(JPEG, NOTHING_MORE, what="thumbnail")


def test_nothing_is_taken_twice() -> None:
    with pytest.raises(UnreadableError, match="confused"):
        taken(JPEG, more=More(thumbnail=JPEG), what="thumbnail")


MEMBERS = st.sampled_from(["what", "bytes", "width", "height"])


@given(about=st.dictionaries(MEMBERS, st.integers() | st.text() | st.none()))
def test_whatever_is_announced_is_taken_within_bounds_or_refused(about: dict[str, object]) -> None:
    with pytest.raises(UnreadableError):
        taken(b"", **{"what": "picture", **about})
