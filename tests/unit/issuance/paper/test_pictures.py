"""Page pictures of a certified document: watermarked, always the same, and only of a sound PDF."""

import datetime as dt
import io
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from issuance.demo.papers import sample_document
from issuance.paper import PaperError, Press
from issuance.paper.pictures import page_pictures

TIME = dt.datetime(2026, 11, 18, tzinfo=dt.UTC)


def edited(pdf: bytes, change: object, **options: object) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        document.save(output, **options)
    return output.getvalue()


@pytest.fixture(scope="module")
def invoice(press: Press) -> bytes:
    return sample_document("commercial-invoice.pdf", press)


def test_every_page_becomes_a_picture_of_a_hundred_dots_per_inch(invoice: bytes) -> None:
    pictures = [Image.open(io.BytesIO(picture)) for picture in page_pictures(invoice)]

    assert [picture.size for picture in pictures] == [(827, 1170), (827, 1170)]


def test_the_same_file_gives_the_same_bytes(invoice: bytes) -> None:
    assert page_pictures(invoice) == page_pictures(invoice)


def test_the_watermark_reaches_every_part_of_an_empty_page(press: Press) -> None:
    (picture,) = page_pictures(press.typeset("", TIME))
    page = Image.open(io.BytesIO(picture)).convert("RGB")

    for column in range(3):
        for row in range(4):
            part = page.crop((column * 275, row * 290, column * 275 + 275, row * 290 + 290))
            colours = {colour for _, colour in part.getcolors(1 << 20)}
            assert len(colours) > 1, f"no watermark in column {column}, row {row}"


def test_a_red_stamp_stays_red(press: Press) -> None:
    stamp = "#place(dx: 40mm, dy: 40mm, circle(radius: 4mm, fill: rgb(200, 20, 20)))" + "#lorem(900)"
    (picture, *_) = page_pictures(press.typeset(stamp, TIME))
    page = Image.open(io.BytesIO(picture)).convert("RGB")
    # The page's margin is 25 mm (2.5/21 of A4); the stamp's middle is 4 mm further in each direction.
    inch = 100 / 25.4
    red, green, blue = page.getpixel((round((25 + 44) * inch), round((25 + 44) * inch)))

    assert red > 150
    assert max(green, blue) < 80


def test_pages_stay_small_enough_to_store_by_the_million(invoice: bytes) -> None:
    assert all(len(picture) < 150_000 for picture in page_pictures(invoice))


def test_a_file_that_is_no_pdf_is_refused() -> None:
    with pytest.raises(PaperError, match="cannot be opened as a PDF"):
        page_pictures(b"%PDF-1.7 nothing here")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PaperError, match="cannot be opened as a PDF"):
        page_pictures(b"")


def test_an_encrypted_file_is_refused(invoice: bytes) -> None:
    locked = edited(invoice, lambda _: None, encryption=pikepdf.Encryption(user="u", owner="o"))

    with pytest.raises(PaperError, match="without a password"):
        page_pictures(locked)


def test_attachments_are_refused_since_no_page_shows_them(invoice: bytes) -> None:
    def attach(document: pikepdf.Pdf) -> None:
        document.attachments["more.txt"] = b"five more machines"

    with pytest.raises(PaperError, match="has attachments"):
        page_pictures(edited(invoice, attach))


def test_too_many_pages_are_refused(press: Press) -> None:
    with pytest.raises(PaperError, match="has 101 pages"):
        page_pictures(press.typeset("#for _ in range(100) { pagebreak() }", TIME))


def test_a_page_as_large_as_a_wall_is_refused(press: Press) -> None:
    with pytest.raises(PaperError, match="measures 14173 x 14173 points"):
        page_pictures(press.typeset("#set page(width: 5000mm, height: 5000mm)\n.", TIME))


def test_a_file_beyond_the_size_limit_is_refused() -> None:
    with pytest.raises(PaperError, match="at most 20000000"):
        page_pictures(bytes(20_000_001))


@pytest.mark.slow
def test_a_small_file_that_unfolds_to_a_gigabyte_is_refused(invoice: bytes) -> None:
    """1.4 gigabytes of drawing commands in one megabyte: beyond the memory that the worker may take."""
    packer = zlib.compressobj(9)
    commands = b"0 0 m 9 9 l S\n" * 1_000_000
    packed = b"".join(packer.compress(commands) for _ in range(100)) + packer.flush()

    def swell(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        document.pages[0].Contents = document.make_indirect(stream)

    with pytest.raises(PaperError, match="more memory or time"):
        page_pictures(edited(invoice, swell, recompress_flate=False))


def test_missing_fonts_are_told(tmp_path: Path, invoice: bytes) -> None:
    with pytest.raises(PaperError, match="apt-get install"):
        page_pictures(invoice, [tmp_path])
