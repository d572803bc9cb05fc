"""The two processes: what crosses between them, and that whatever the worker does, the asking one goes on."""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import psutil
import pytest
from PIL import ExifTags, Image

from reading.documents import Page, read_pages
from reading.errors import Obstacle, UnreadableError
from reading.limits import Limits
from tests.codes import Picture, paper, put, qr


def any_text(_: str) -> bool:
    return True


def pdf_of(*pictures: Picture) -> bytes:
    first, *others = [Image.fromarray(picture) for picture in pictures]
    data = io.BytesIO()
    first.save(data, "PDF", resolution=300, save_all=True, append_images=others)
    return data.getvalue()


def png_of(picture: Picture) -> bytes:
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    return data.getvalue()


def pages_of(data: bytes, limits: Limits | None = None, good: Callable[[str], bool] = any_text) -> list[Page]:
    with read_pages(io.BytesIO(data), good=good, limits=limits or Limits()) as pages:
        return list(pages)


def refusal(data: bytes, limits: Limits | None = None) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        pages_of(data, limits)
    return caught.value


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that puts a shell script in the worker's place."""

    def replace(script: str) -> None:
        program = tmp_path / "worker"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o700)
        monkeypatch.setattr("sys.executable", str(program))

    return replace


# What is read.


def test_pages_come_in_order_with_their_number_and_how_many_there_are() -> None:
    both = put(put(paper(500, 900), qr("TWO", 5), 20, 20), qr("THREE", 5), 400, 20)
    pages = pages_of(pdf_of(qr("ONE"), both, paper(200, 200)))
    assert [(page.number, page.of, set(page.texts)) for page in pages] == [
        (1, 3, {"ONE"}),
        (2, 3, {"TWO", "THREE"}),
        (3, 3, set()),
    ]


def test_a_single_picture_has_no_page_number() -> None:
    data = io.BytesIO()
    Image.fromarray(qr("HELLO", 6)).save(data, "PNG")
    assert pages_of(data.getvalue()) == [Page(None, 1, ("HELLO",))]


def test_who_asks_decides_which_text_ends_the_search() -> None:
    asked: list[str] = []

    def never(text: str) -> bool:
        asked.append(text)
        return False

    (page,) = pages_of(pdf_of(qr("COURIER")), good=never)
    assert page.texts == ("COURIER",)
    assert asked == ["COURIER"]


@pytest.mark.parametrize("text", ["東京商工会議所", 'line\nbreak " {"is": "end"}', "\x00\x7f"])
def test_a_text_cannot_be_mistaken_for_what_the_worker_says_itself(text: str) -> None:
    assert [page.texts for page in pages_of(pdf_of(qr(text)))] == [(text,)]


def test_files_inside_a_pdf_are_counted_and_left_alone() -> None:
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(qr("HELLO")))) as pdf:
        pdf.attachments["invoice.exe"] = b"MZ"
        pdf.save(data)
    (page,) = pages_of(data.getvalue())
    assert (page.texts, page.attachments) == (("HELLO",), 1)


def test_leaving_early_ends_the_worker() -> None:
    before = children()
    with read_pages(io.BytesIO(pdf_of(*[qr("ONE")] * 5)), good=any_text) as pages:
        next(pages)
        assert children() - before
    assert not children() - before


# What is refused.


def test_a_reason_has_a_code_and_the_rest_of_a_sentence() -> None:
    error = refusal(b"This is no picture.")
    assert error.obstacle is Obstacle.UNKNOWN_KIND
    assert str(error).startswith("is not a file that can be read here")


def test_a_file_has_a_time_of_its_own() -> None:
    times = iter([0.0, 5.0, 12.0])
    limits = Limits(max_seconds_per_file=10)
    data = io.BytesIO(pdf_of(qr("ONE"), qr("TWO")))
    with read_pages(data, good=any_text, limits=limits, clock=lambda: next(times)) as pages:
        assert next(pages).number == 1
        assert next(pages).number == 2
        with pytest.raises(UnreadableError, match="longer than the 10 seconds") as caught:
            next(pages)
    assert caught.value.obstacle is Obstacle.FILE_TOO_SLOW


def test_more_codes_than_allowed_are_refused() -> None:
    sheet = paper(400, 1000)
    for index, text in enumerate(("ONE", "TWO", "THREE")):
        sheet = put(sheet, qr(text, 5), 20 + 300 * index, 40)
    assert refusal(pdf_of(sheet), Limits(max_codes_per_picture=2)).obstacle is Obstacle.TOO_MANY_CODES


def test_too_little_memory_is_an_answer(worker: Callable[[str], None]) -> None:
    noise = Image.effect_noise((3000, 3000), 90).convert("RGB")
    data = io.BytesIO()
    noise.save(data, "PNG")
    assert refusal(data.getvalue(), Limits(max_worker_bytes=200_000_000)).obstacle is Obstacle.STOPPED


# What a worker may do that was taken over, or never ran.


def test_a_worker_that_cannot_start_is_a_reason_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert refusal(pdf_of(qr("HELLO"))).obstacle is Obstacle.STOPPED


def test_the_worker_sees_no_secret_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: Callable[[str], None]
) -> None:
    seen = tmp_path / "seen"
    monkeypatch.setenv("API_TOKEN", "not for strangers")
    worker(f"env > '{seen}'")
    refusal(pdf_of(qr("HELLO")))
    assert "PYTHONPATH" in seen.read_text()
    assert "not for strangers" not in seen.read_text()


THIEF = """
import socket, subprocess, sys
from reading import worker
from reading.decode import cascade

ATTEMPTS = {
    "a file": lambda: open("/etc/hostname").read(),
    "the environment of who asks": lambda: open(f"/proc/{worker.os.getppid()}/environ").read(),
    "a connection": lambda: socket.socket(),
    "a program": lambda: subprocess.run(["/bin/true"], check=True),
}

def steal(picture, *, good, limits):
    for name, attempt in ATTEMPTS.items():
        try:
            attempt()
        except OSError:
            continue
        good(f"got {name}")
    good("tried all")

cascade.read_texts = steal
worker.main(sys.argv[-1])
"""


@pytest.mark.parametrize("data", [pdf_of(qr("HELLO")), png_of(qr("HELLO"))], ids=["PDF", "picture"])
def test_a_worker_that_was_taken_over_can_open_nothing(
    tmp_path: Path, worker: Callable[[str], None], data: bytes
) -> None:
    program = tmp_path / "thief.py"
    program.write_text(THIEF)
    worker(f"exec '{sys.executable}' '{program}' \"$@\"")
    (page,) = pages_of(data)
    assert page.texts == ("tried all",)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("MPO", {"save_all": True}),
        ("GIF", {}),
        ("BMP", {}),
        ("WEBP", {"lossless": True}),
        *(("TIFF", {"compression": name}) for name in ("raw", "group4", "tiff_lzw", "tiff_adobe_deflate", "jpeg")),
    ],
    ids=str,
)
def test_a_worker_that_can_open_nothing_reads_every_kind_of_picture(
    kind: str, options: dict[str, Any], mode: str
) -> None:
    data = io.BytesIO()
    picture = Image.fromarray(qr("HELLO"))
    drawn = picture.convert("I").point(lambda value: value * 257, "I").convert("I;16") if mode == "I;16" else picture
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    try:
        drawn.convert(mode).save(data, kind, exif=exif, **options)
    except (OSError, ValueError, KeyError, RuntimeError):
        pytest.skip(f"there is no {kind} {options} of mode {mode}")
    assert [page.texts for page in pages_of(data.getvalue(), Limits(use_zbar=False))] == [("HELLO",)]


@pytest.mark.parametrize("says", ["exec sleep 60", "cat >/dev/null; exec sleep 60"], ids=["deaf", "dumb"])
def test_a_page_that_takes_for_ever_is_given_up(worker: Callable[[str], None], says: str) -> None:
    worker(says)
    started = time.monotonic()
    # Larger than a pipe: it must not be waited for either until the worker has taken it.
    error = refusal(bytes(1_000_000), Limits(max_seconds_per_picture=0.2))
    assert error.obstacle is Obstacle.PAGE_TOO_SLOW
    assert "longer than the 0.2 seconds" in str(error)
    assert time.monotonic() - started < 30


OPENED = '{"is": "opened", "pages": 1, "numbered": true, "attachments": 0}'
DRAWN = '{"is": "drawn"}'


@pytest.mark.parametrize(
    "lines",
    [
        ["{}"],
        ["not json"],
        ["[1]"],
        ['{"is": 7}'],
        ['{"is": "end"}'],
        [OPENED.replace("1,", "1000000000,")],
        [OPENED.replace("1,", '"1",')],
        [OPENED, '{"is": "text", "text": "before it was drawn"}'],
        [OPENED, DRAWN, '{"is": "text", "text": 7}'],
        [OPENED, DRAWN, DRAWN],
        [OPENED, '{"is": "more", "what": "words", "bytes": 1}', "x", DRAWN],
        ["[" * 60_000],
        ['{"is": "failed", "obstacle": "of its own", "sentence": "x"}'],
        ["x" * 100_000],
        [OPENED, DRAWN, *(f'{{"is": "text", "text": "{number}"}}' for number in range(1000))],
    ],
    ids=str,
)
def test_a_worker_that_says_what_it_should_not_is_not_believed(
    tmp_path: Path, worker: Callable[[str], None], lines: list[str]
) -> None:
    script = tmp_path / "says"
    script.write_text("\n".join(lines) + "\n")
    worker(f"cat '{script}'; exec cat >/dev/null")
    error = refusal(pdf_of(qr("HELLO")))
    assert error.obstacle is Obstacle.STOPPED
    assert "confused the process that reads it" in str(error)
