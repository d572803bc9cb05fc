"""Files to pictures: every readable kind, and a clear sentence for every other file."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from reading.decode.cascade import read_texts
from reading.documents import read_pages
from reading.draw.kinds import draw
from reading.draw.pdf import scale_for
from reading.errors import UnreadableError
from reading.limits import Limits
from tests import degrade
from tests.codes import SEAL_LIKE, Picture, certificate_page, qr

POINTS = 72


def as_image(picture: Picture) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))


def pdf_of(path: Path, *pictures: Picture, dpi: int = 300) -> Path:
    """Write each picture as a page of a PDF in its true size."""
    first, *others = [as_image(picture) for picture in pictures]
    first.save(path, "PDF", resolution=dpi, save_all=True, append_images=others)
    return path


def pictures_of(path: Path, limits: Limits | None = None) -> list[Picture]:
    with path.open("rb") as file:
        return list(draw(file, limits or Limits()).pictures)


def texts_of(picture: Picture) -> list[str]:
    return read_texts(picture, good=lambda _: True)


def refusal(path: Path, limits: Limits | None = None) -> str:
    """Return the reason, from a worker as in use: pdfium remembers what was wrong with the file before."""
    with (
        path.open("rb") as file,
        read_pages(file, good=lambda _: True, limits=limits or Limits()) as pages,
        pytest.raises(UnreadableError) as caught,
    ):
        list(pages)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def refused_or_drawn(path: Path) -> bool:
    """Whether the file gave at least one page, or a reason; anything else is a traceback."""
    try:
        return len(pictures_of(path)) > 0
    except UnreadableError as error:
        return str(error) != ""


# What is read.


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF"])
def test_a_picture_of_every_usual_kind_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "any.name"
    as_image(qr("HELLO", 6)).save(path, kind)
    (page,) = pictures_of(path)
    assert texts_of(page) == ["HELLO"]


def test_colours_arrive_as_blue_green_red(tmp_path: Path) -> None:
    path = tmp_path / "orange.png"
    Image.new("RGB", (3, 2), (250, 120, 10)).save(path)
    (page,) = pictures_of(path)
    assert page.shape == (2, 3, 3)
    assert page[0, 0].tolist() == [10, 120, 250]


def test_pdf_pages_come_in_order_at_300_dpi_and_in_colour(tmp_path: Path) -> None:
    red = np.full((600, 400, 3), (0, 0, 255), np.uint8)
    pages = pictures_of(pdf_of(tmp_path / "two.pdf", certificate_page(), red))
    assert pages[0].shape[:2] == pytest.approx((3508, 2480), abs=2)
    assert texts_of(pages[0]) == [SEAL_LIKE]
    assert pages[1][300, 200].tolist() == pytest.approx([0, 0, 255], abs=4)


def test_a_tiff_of_several_pages_gives_each(tmp_path: Path) -> None:
    path = tmp_path / "scans.tif"
    first, second = as_image(qr("ONE", 6)), as_image(qr("TWO", 6))
    first.save(path, "TIFF", save_all=True, append_images=[second])
    assert [texts_of(page) for page in pictures_of(path)] == [["ONE"], ["TWO"]]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_its_camera_was_held(tmp_path: Path, orientation: int) -> None:
    upright = np.zeros((40, 60, 3), np.uint8)
    upright[:10, :10] = 255  # the bright corner belongs to the top left
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = as_image(upright)
    if orientation in undo:
        stored = stored.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "photo.png"
    stored.save(path, exif=exif)
    (page,) = pictures_of(path)
    assert page.shape == (40, 60, 3)
    assert np.array_equal(page, upright)


def test_a_code_on_nothing_is_read_as_on_white_paper(tmp_path: Path) -> None:
    ink = as_image(qr("HELLO", 6)).convert("L")
    transparent = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    transparent.paste((0, 0, 0, 255), mask=ink.point(lambda value: 255 - value))
    path = tmp_path / "logo.png"
    transparent.save(path)
    (page,) = pictures_of(path)
    assert texts_of(page) == ["HELLO"]


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_way_to_store_pixels_is_read(tmp_path: Path, mode: str) -> None:
    image = as_image(qr("HELLO", 6))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
        assert image.mode == "I;16"
    else:
        image = image.convert(mode)
    path = tmp_path / "picture.tif"
    image.save(path)
    (page,) = pictures_of(path)
    assert texts_of(page) == ["HELLO"]


def test_a_fax_file_is_stretched_to_square_dots(tmp_path: Path) -> None:
    page = certificate_page()
    dots = page.shape[1] * 204 // 300, page.shape[0] * 98 // 300
    grey = cv2.resize(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dots, interpolation=cv2.INTER_AREA)
    path = tmp_path / "fax.tif"
    Image.fromarray(np.asarray(grey)).point(lambda v: 255 if v > 128 else 0).convert("1").save(
        path, compression="group3", dpi=(204, 98)
    )
    (fax,) = pictures_of(path)
    height, width = fax.shape[:2]
    assert height / width == pytest.approx(page.shape[0] / page.shape[1], rel=0.02)
    assert texts_of(fax) == [SEAL_LIKE]


def test_a_faxed_scan_as_pdf_is_read(tmp_path: Path) -> None:
    worn = degrade.fax(certificate_page(), np.random.default_rng(5))
    (page,) = pictures_of(pdf_of(tmp_path / "fax.pdf", worn))
    assert texts_of(page) == [SEAL_LIKE]


# What is limited.


def test_a_pdf_page_of_200_inches_is_drawn_coarser(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200 * POINTS, 200 * POINTS))
        pdf.save(tmp_path / "banner.pdf")
    (page,) = pictures_of(tmp_path / "banner.pdf")
    height, width = page.shape[:2]
    assert 24_000_000 < height * width <= 25_000_000


@given(
    width=st.floats(1, 1_000_000),
    height=st.floats(1, 1_000_000),
    cap=st.integers(1_000, 100_000_000),
)
def test_no_page_size_exceeds_the_cap(width: float, height: float, cap: int) -> None:
    scale = scale_for(width, height, cap)
    assert 0 < scale <= 300 / 72
    assert (int(width * scale) + 1) * (int(height * scale) + 1) <= cap + 1


def test_a_larger_jpeg_than_allowed_is_decoded_smaller(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    as_image(qr("HELLO", 30)).save(path)
    (page,) = pictures_of(path, Limits(max_pixels_per_picture=200_000, max_pixels_searched=100_000))
    assert page.shape[0] * page.shape[1] <= 100_000
    assert texts_of(page) == ["HELLO"]


def test_a_larger_png_than_allowed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    as_image(qr("HELLO", 30)).save(path)
    assert "pixels, more than the 200,000 that are read" in refusal(path, Limits(max_pixels_per_picture=200_000))


def test_a_picture_above_the_searched_size_arrives_smaller(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    as_image(qr("HELLO", 30)).save(path)
    (page,) = pictures_of(path, Limits(max_pixels_searched=100_000))
    assert 90_000 < page.shape[0] * page.shape[1] <= 100_000


def test_1000_pages_are_read_and_1001_are_refused(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        for _ in range(1000):
            pdf.add_blank_page(page_size=(3, 3))
        pdf.save(tmp_path / "1000.pdf")
        pdf.add_blank_page(page_size=(3, 3))
        pdf.save(tmp_path / "1001.pdf")
    assert len(pictures_of(tmp_path / "1000.pdf")) == 1000
    assert "has 1001 pages, more than the 1000" in refusal(tmp_path / "1001.pdf")


def test_a_tiff_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scans.tif"
    blank = Image.new("1", (8, 8))
    blank.save(path, save_all=True, append_images=[blank, blank])
    assert "has 3 pages, more than the 2" in refusal(path, Limits(max_pages=2))


# What is refused, each in a sentence of its own.


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is no picture.")
    assert "give a PDF, JPEG" in refusal(path)


def test_postscript_is_never_handed_to_ghostscript(tmp_path: Path) -> None:
    path = tmp_path / "page.eps"
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n")
    assert "not a file that can be read here" in refusal(path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF"])
def test_a_picture_that_was_cut_off(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "cut"
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    as_image(noise).save(path, kind)
    path.write_bytes(path.read_bytes()[:-3000])
    assert "damaged or incomplete" in refusal(path) or "not a file that can be read" in refusal(path)


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="user"))
    assert "locked with a password" in refusal(path)


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    with pikepdf.new() as pdf:
        pdf.save(path)
    assert "PDF without pages" in refusal(path) or "broken PDF" in refusal(path)


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 8], lambda b: b[:20] + bytes(len(b) - 20)])
def test_a_broken_pdf(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = pdf_of(tmp_path / "broken.pdf", qr("HELLO"))
    path.write_bytes(damage(path.read_bytes()))
    assert "broken PDF" in refusal(path)


HEADS = [
    b"%PDF-1.7\n",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",
    b"GIF89a",
    b"BM",
    b"RIFF\x10\x00\x00\x00WEBP",
    b"",
]


# Pillow warns of every damaged tag; in the worker nobody hears it.
@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.sampled_from(HEADS), garbage=st.binary(max_size=300))
def test_garbage_is_refused_or_drawn_but_nothing_else(tmp_path: Path, head: bytes, garbage: bytes) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(head + garbage)
    assert refused_or_drawn(path)


# Pillow warns of every damaged tag; in the worker nobody hears it.
@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_pdf_is_refused_or_drawn_but_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    path = pdf_of(tmp_path / "damaged.pdf", qr("HELLO"))
    body = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(body)
    assert refused_or_drawn(path)
