"""PDFs made to harm: small files that unfold to gigabytes or never end; memory and time stay in bounds."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import psutil
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from reading.documents import read_pages
from reading.errors import UnreadableError
from reading.limits import Limits

MEGABYTE = 1 << 20
LIMITS = Limits(max_worker_bytes=512 * MEGABYTE, max_seconds_per_picture=10)


def deflated(unit: bytes, times: int) -> bytes:
    squeeze = zlib.compressobj(9)
    return b"".join(squeeze.compress(unit) for _ in range(times)) + squeeze.flush()


def raw_stream(pdf: pikepdf.Pdf, data: bytes, filters: Array | Name = Name.FlateDecode, **entries: object) -> Stream:
    """Make a stream whose packed bytes are given, so that the test itself never unpacks them."""
    stream = Stream(pdf, b"")
    stream.write(data, filter=filters)
    for key, value in entries.items():
        stream[f"/{key}"] = value
    return stream


def content_bomb(pdf: pikepdf.Pdf) -> None:
    """Let two filters unfold a few kilobytes to a gigabyte of page content."""
    twice = zlib.compress(deflated(bytes(MEGABYTE), 1024), 9)
    pdf.add_blank_page()
    pdf.pages[0].Contents = raw_stream(pdf, twice, Array([Name.FlateDecode, Name.FlateDecode]))


def picture_bomb(pdf: pikepdf.Pdf) -> None:
    """Embed a picture of 50,000 x 20,000 pixels in one megabyte."""
    picture = raw_stream(
        pdf,
        deflated(bytes(MEGABYTE), 1000),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=50000,
        Height=20000,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    pdf.add_blank_page()
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Picture=picture))
    pdf.pages[0].Contents = pdf.make_stream(b"q 500 0 0 500 0 0 cm /Picture Do Q")


def nested_forms(pdf: pikepdf.Pdf) -> None:
    """Let each of 12 forms draw the one before it ten times: 10^12 rectangles in 3 kB."""
    form = pdf.make_stream(b"0 0 99 99 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 600]))
    for _ in range(12):
        inner = form
        form = pdf.make_stream(b"/Inner Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 600]))
        form.Resources = Dictionary(XObject=Dictionary(Inner=inner))
    pdf.add_blank_page()
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Outer=form))
    pdf.pages[0].Contents = pdf.make_stream(b"/Outer Do")


def bombed(tmp_path: Path, bomb: Callable[[pikepdf.Pdf], None]) -> Path:
    path = tmp_path / "bomb.pdf"
    with pikepdf.new() as pdf:
        bomb(pdf)
        pdf.save(path, compress_streams=False)
    return path


def outcome(path: Path) -> str:
    """Return the sentence of a refusal, or how many pages were read in spite of all."""
    try:
        with path.open("rb") as file, read_pages(file, good=lambda _: True, limits=LIMITS) as pages:
            return f"{len(list(pages))} page"
    except UnreadableError as error:
        return str(error)


@pytest.mark.slow
def test_a_content_bomb_is_stopped_by_the_memory_limit(tmp_path: Path) -> None:
    path = bombed(tmp_path, content_bomb)
    assert path.stat().st_size < 100_000
    assert "too much memory or by damage; do not trust this file" in outcome(path)


@pytest.mark.slow
@pytest.mark.parametrize("bomb", [picture_bomb, nested_forms])
def test_a_bomb_costs_whoever_asks_no_memory(tmp_path: Path, bomb: Callable[[pikepdf.Pdf], None]) -> None:
    path = bombed(tmp_path, bomb)
    assert path.stat().st_size < 5 * MEGABYTE
    before = psutil.Process().memory_info().rss
    # pdfium draws what it can of the page, or is stopped: either is an answer.
    result = outcome(path)
    assert result == "1 page" or "do not trust this file" in result or "seconds" in result
    assert psutil.Process().memory_info().rss - before < 200 * MEGABYTE
