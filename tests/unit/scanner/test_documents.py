"""Files to pages: every readable kind, and a clear sentence for every other file."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from scanner.decode.cascade import read_texts
from scanner.documents import Page, open_document
from scanner.errors import DocumentError
from scanner.limits import Limits
from scanner.rasterise.pdf import scale_for
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


def pages_of(path: Path, limits: Limits | None = None) -> list[Page]:
    return list(open_document(path, limits or Limits()))


def texts_of(page: Page) -> list[str]:
    return read_texts(page.picture, good=lambda _: True)


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(DocumentError) as caught:
        pages_of(path, limits)
    sentence = str(caught.value)
    assert sentence.startswith(str(path)), "a sentence names the file"
    assert "\n" not in sentence
    return sentence


def sentence_or_pages(path: Path) -> bool:
    """Whether the file gave at least one page, or a sentence that names it; anything else is a traceback."""
    try:
        return len(pages_of(path)) > 0
    except DocumentError as error:
        return str(error).startswith(str(path))


# What is read.


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF"])
def test_a_picture_of_every_usual_kind_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "any.name"
    as_image(qr("HELLO", 6)).save(path, kind)
    (page,) = pages_of(path)
    assert page.number is None
    assert texts_of(page) == ["HELLO"]


def test_colours_arrive_as_blue_green_red(tmp_path: Path) -> None:
    path = tmp_path / "orange.png"
    Image.new("RGB", (3, 2), (250, 120, 10)).save(path)
    (page,) = pages_of(path)
    assert page.picture.shape == (2, 3, 3)
    assert page.picture[0, 0].tolist() == [10, 120, 250]


def test_pdf_pages_come_in_order_at_300_dpi_and_in_colour(tmp_path: Path) -> None:
    red = np.full((600, 400, 3), (0, 0, 255), np.uint8)
    pages = pages_of(pdf_of(tmp_path / "two.pdf", certificate_page(), red))
    assert [page.number for page in pages] == [1, 2]
    assert pages[0].picture.shape[:2] == pytest.approx((3508, 2480), abs=2)
    assert texts_of(pages[0]) == [SEAL_LIKE]
    assert pages[1].picture[300, 200].tolist() == pytest.approx([0, 0, 255], abs=4)


def test_a_tiff_of_several_pages_gives_each(tmp_path: Path) -> None:
    path = tmp_path / "scans.tif"
    first, second = as_image(qr("ONE", 6)), as_image(qr("TWO", 6))
    first.save(path, "TIFF", save_all=True, append_images=[second])
    assert [(page.number, texts_of(page)) for page in pages_of(path)] == [(1, ["ONE"]), (2, ["TWO"])]


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
    (page,) = pages_of(path)
    assert page.picture.shape == (40, 60, 3)
    assert np.array_equal(page.picture, upright)


def test_a_code_on_nothing_is_read_as_on_white_paper(tmp_path: Path) -> None:
    ink = as_image(qr("HELLO", 6)).convert("L")
    transparent = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    transparent.paste((0, 0, 0, 255), mask=ink.point(lambda value: 255 - value))
    path = tmp_path / "logo.png"
    transparent.save(path)
    (page,) = pages_of(path)
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
    (page,) = pages_of(path)
    assert texts_of(page) == ["HELLO"]


def test_a_fax_file_is_stretched_to_square_dots(tmp_path: Path) -> None:
    page = certificate_page()
    dots = page.shape[1] * 204 // 300, page.shape[0] * 98 // 300
    grey = cv2.resize(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dots, interpolation=cv2.INTER_AREA)
    path = tmp_path / "fax.tif"
    Image.fromarray(np.asarray(grey)).point(lambda v: 255 if v > 128 else 0).convert("1").save(
        path, compression="group3", dpi=(204, 98)
    )
    (fax,) = pages_of(path)
    height, width = fax.picture.shape[:2]
    assert height / width == pytest.approx(page.shape[0] / page.shape[1], rel=0.02)
    assert texts_of(fax) == [SEAL_LIKE]


def test_a_faxed_scan_as_pdf_is_read(tmp_path: Path) -> None:
    worn = degrade.fax(certificate_page(), np.random.default_rng(5))
    (page,) = pages_of(pdf_of(tmp_path / "fax.pdf", worn))
    assert texts_of(page) == [SEAL_LIKE]


# What is limited.


def test_a_pdf_page_of_200_inches_is_drawn_coarser(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200 * POINTS, 200 * POINTS))
        pdf.save(tmp_path / "banner.pdf")
    (page,) = pages_of(tmp_path / "banner.pdf")
    height, width = page.picture.shape[:2]
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
    (page,) = pages_of(path, Limits(max_pixels_per_picture=200_000, max_pixels_searched=100_000))
    assert page.picture.shape[0] * page.picture.shape[1] <= 100_000
    assert texts_of(page) == ["HELLO"]


def test_a_larger_png_than_allowed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    as_image(qr("HELLO", 30)).save(path)
    assert "pixels, more than the 200,000 that are read" in refusal(path, Limits(max_pixels_per_picture=200_000))


def test_a_picture_above_the_searched_size_arrives_smaller(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    as_image(qr("HELLO", 30)).save(path)
    (page,) = pages_of(path, Limits(max_pixels_searched=100_000))
    assert 90_000 < page.picture.shape[0] * page.picture.shape[1] <= 100_000


def test_500_pages_are_read_and_501_are_refused(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        for _ in range(500):
            pdf.add_blank_page(page_size=(3, 3))
        pdf.save(tmp_path / "500.pdf")
        pdf.add_blank_page(page_size=(3, 3))
        pdf.save(tmp_path / "501.pdf")
    assert [page.number for page in pages_of(tmp_path / "500.pdf")] == list(range(1, 501))
    assert "has 501 pages, more than the 500" in refusal(tmp_path / "501.pdf")


def test_a_tiff_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scans.tif"
    blank = Image.new("1", (8, 8))
    blank.save(path, save_all=True, append_images=[blank, blank])
    assert "has 3 pages, more than the 2" in refusal(path, Limits(max_pages=2))


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole: no disk is used
    assert "1,099,511,627,776 bytes, more than" in refusal(path)


def test_a_file_has_a_time_of_its_own(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "two.pdf", qr("ONE"), qr("TWO"))
    times = iter([0.0, 5.0, 12.0])
    pages = open_document(path, Limits(max_seconds_per_file=10), clock=lambda: next(times))
    assert next(pages).number == 1
    assert next(pages).number == 2
    with pytest.raises(DocumentError, match="longer than the 10 seconds"):
        next(pages)


def test_leaving_early_ends_the_worker(tmp_path: Path) -> None:
    before = children()
    pages = open_document(pdf_of(tmp_path / "many.pdf", *[qr("ONE")] * 5))
    next(pages)
    assert children() - before
    pages.close()  # type: ignore[attr-defined]  # it is a generator
    assert not children() - before


def children() -> set[int]:
    import psutil

    return {child.pid for child in psutil.Process().children()}


# What is refused, each in a sentence of its own.


def test_a_missing_file(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "missing.pdf")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.touch()
    assert "is empty" in refusal(path)


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert "is a pipe or device" in refusal(path)


def test_a_device() -> None:
    assert "is a pipe or device" in refusal(Path("/dev/zero"))


def test_a_name_that_no_file_can_have() -> None:
    assert "cannot be opened" in refusal(Path("a\0b"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "secret.pdf"
    path.write_bytes(b"%PDF-1.7")
    path.chmod(stat.S_IWUSR)
    assert "may not be read by you" in refusal(path)


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is no picture.")
    assert "give a PDF, JPEG" in refusal(path)


def test_a_photograph_of_a_phone_in_heic(tmp_path: Path) -> None:
    path = tmp_path / "photo.heic"
    path.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(100))
    assert "save it as JPEG" in refusal(path)


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


@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.sampled_from(HEADS), garbage=st.binary(max_size=300))
def test_garbage_gives_a_sentence_or_pages_but_nothing_else(tmp_path: Path, head: bytes, garbage: bytes) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(head + garbage)
    assert sentence_or_pages(path)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_pdf_gives_a_sentence_or_pages_but_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    path = pdf_of(tmp_path / "damaged.pdf", qr("HELLO"))
    body = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(body)
    assert sentence_or_pages(path)


def test_a_worker_that_cannot_start_is_a_sentence_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert "stop" in refusal(pdf_of(tmp_path / "one.pdf", qr("HELLO")))


def test_the_worker_sees_no_secret_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spy, seen = tmp_path / "spy", tmp_path / "seen"
    spy.write_text(f"#!/bin/sh\nenv > '{seen}'\n")
    spy.chmod(0o700)
    monkeypatch.setenv("API_TOKEN", "not for strangers")
    monkeypatch.setattr("sys.executable", str(spy))
    refusal(pdf_of(tmp_path / "one.pdf", qr("HELLO")))
    assert "PYTHONPATH" in seen.read_text()
    assert "not for strangers" not in seen.read_text()


def test_a_page_that_takes_for_ever_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = tmp_path / "sleeper"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(sleeper))
    started = time.monotonic()
    assert "longer than the 0.2 seconds" in refusal(
        pdf_of(tmp_path / "one.pdf", qr("HELLO")), Limits(max_seconds_per_picture=0.2)
    )
    assert time.monotonic() - started < 30
