"""The worker process: the file comes in as standard input, frames of `wire` go out.

Run as `python -m scanner.rasterise.worker SETTINGS`, where SETTINGS is a JSON object with `max_pages`,
`max_pixels_per_picture`, `max_pixels_searched`, `max_worker_bytes` and `max_cpu_seconds`. It is no
command for people: `scanner.documents` starts it.
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO, Final

from scanner.rasterise.drawn import DrawnPage, UnreadableError
from scanner.rasterise.wire import END, FAILURE, FAILURE_HEADER, PAGE, PAGE_HEADER

SNIFFED_BYTES: Final = 1024
"""A PDF may carry rubbish before its header, but no more than this (ISO 32000-1, annex H.3.4.1)."""

PHONE_FORMATS: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
"""Brands of the HEIF family, which phones use and Pillow cannot read."""


def main(settings_json: str) -> int:
    """Draw standard input; always exits 0 once it could say what it had to say."""
    settings = json.loads(settings_json)
    _limit_this_process(settings["max_worker_bytes"], settings["max_cpu_seconds"])
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=1024 * 1024)
    try:
        for page in _draw(sys.stdin.buffer, settings):
            output.write(PAGE + PAGE_HEADER.pack(page.number, page.width, page.height))
            for piece in page.rows:
                output.write(piece)
            output.flush()
        output.write(END)
    except UnreadableError as reason:
        _write_failure(output, str(reason))
    except MemoryError:
        _write_failure(output, "needs more memory than a document may take; it may be a decompression bomb")
    except ImportError as missing:
        _write_failure(output, f"cannot be read: {missing}; install it with `pip install 'originseal[scanner]'`")
    output.flush()
    return 0


def _draw(file: BinaryIO, settings: dict[str, int]) -> Iterator[DrawnPage]:
    start = file.read(SNIFFED_BYTES)
    file.seek(0)
    if b"%PDF-" in start:
        from scanner.rasterise import pdf  # imported late: a photograph needs no pdfium, a PDF no Pillow

        return pdf.draw(file, max_pages=settings["max_pages"], max_pixels=settings["max_pixels_searched"])
    if start[4:8] == b"ftyp" and start[8:12] in PHONE_FORMATS:
        raise UnreadableError("is a HEIC or AVIF photograph; save it as JPEG and try again")
    from scanner.rasterise import images

    return images.draw(
        file,
        max_pages=settings["max_pages"],
        max_pixels=settings["max_pixels_per_picture"],
        max_drawn=settings["max_pixels_searched"],
    )


def _limit_this_process(max_bytes: int, max_cpu_seconds: int) -> None:
    """Have the kernel hold us to the limits, where it is a Unix; elsewhere the parent's clock alone does."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (max_bytes, max_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (max_cpu_seconds, max_cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Reading needs no further file to be written: nothing this process does may leave bytes behind.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _write_failure(output: BinaryIO, reason: str) -> None:
    text = reason.encode(errors="replace")
    output.write(FAILURE + FAILURE_HEADER.pack(len(text)) + text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
