"""Pictures on the paper: telling their format, and making the page pictures of a certified document.

Page pictures are what the reference service shows of a certified document, bound by their hashes in the content. They
are watermarked, so that none of them passes for the document.
"""

import hashlib
import io
import re
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from issuance.paper.errors import PaperError
from issuance.paper.fonts import FONT_DIRECTORIES, require_fonts

MAX_PICTURE_BYTES = 5_000_000
MAX_PICTURE_PIXELS = 20_000_000
MAX_DOCUMENT_BYTES = 20_000_000
MAX_WORK_SECONDS = 120
"""Wall clock that the pictures of one document may take, 100 pages included."""

_WORKER = Path(__file__).with_name("picture_worker.py")
_REFUSED = 3
_NOT_PLAIN = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<\s*(?:\w+:)?(?:use|image|filter|pattern|script|foreignObject)\b|href", re.I
)


def picture_suffix(picture: bytes, what: str, *, drawings: bool) -> str:
    """Tell the format of a picture by its first bytes: `png`, `jpg` or, where `drawings` are allowed, `svg`.

    Pictures bound by a certificate are never drawings: browsers would run what an SVG file may contain. `what` names
    the picture in the :class:`PaperError` that anything else raises.
    """
    if len(picture) > MAX_PICTURE_BYTES:
        raise PaperError(f"{what} has {len(picture)} bytes; at most {MAX_PICTURE_BYTES} are allowed. Make it smaller.")
    for suffix, beginning in (("png", b"\x89PNG\r\n\x1a\n"), ("jpg", b"\xff\xd8\xff")):
        if picture.startswith(beginning):
            _check_pixels(picture, what)
            return suffix
    if drawings and picture.lstrip().startswith((b"<svg", b"<?xml")) and b"<svg" in picture:
        _check_drawing(picture, what)
        return "svg"
    expected = "PNG, JPEG or SVG" if drawings else "PNG or JPEG"
    raise PaperError(f"{what} begins with {picture[:8]!r}: {expected} was expected.")


def _check_drawing(picture: bytes, what: str) -> None:
    """Refuse what lets a small drawing multiply itself or reach for other files."""
    found = _NOT_PLAIN.search(picture)
    if found is not None:
        raise PaperError(
            f"{what} is an SVG with {found[0].decode('ascii', 'replace')!r}; only plain shapes and paths are printed. "
            "Export it as plain SVG or as PNG."
        )


def picture_size(picture: bytes, what: str) -> tuple[int, int]:
    """Return a picture's width and height in pixels; only its head is read."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.size
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PaperError(f"{what} cannot be read ({error}). Save it anew as PNG, JPEG or SVG.") from error


def _check_pixels(picture: bytes, what: str) -> None:
    """Refuse a small file that unfolds to a huge picture."""
    width, height = picture_size(picture, what)
    if width * height > MAX_PICTURE_PIXELS:
        raise PaperError(
            f"{what} measures {width} x {height} pixels; at most {MAX_PICTURE_PIXELS} in all are allowed. "
            "Make it smaller."
        )


def picture_for(pictures: Mapping[str, bytes], sha256: str, what: str) -> bytes:
    """Return the picture of a hash; raise :class:`PaperError` where it is missing or is another picture."""
    picture = pictures.get(sha256)
    if picture is None:
        raise PaperError(f"{what} with SHA-256 {sha256} is named in the certificate but was not handed over.")
    if hashlib.sha256(picture).hexdigest() != sha256:
        raise PaperError(f"{what} does not have the SHA-256 {sha256} that the certificate names: it was changed.")
    return picture


def page_pictures(pdf: bytes, font_directories: Sequence[Path] = FONT_DIRECTORIES) -> list[bytes]:
    """Return a watermarked PNG of every page, about 100 dots per inch; the same file gives the same bytes.

    Raises :class:`PaperError` for a file that is no readable PDF, is encrypted, has attachments (no page shows
    them, so nobody would see what is certified), or is beyond the limits of this module and its worker.
    """
    if len(pdf) > MAX_DOCUMENT_BYTES:
        raise PaperError(f"The document has {len(pdf)} bytes; at most {MAX_DOCUMENT_BYTES} are certified. Split it.")
    font = require_fonts(font_directories)["Noto Sans"].with_name("NotoSans-Bold.ttf")
    # A hostile file meets a process of its own: without our environment, with little memory and little time.
    command = [sys.executable, "-I", str(_WORKER), str(font)]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=MAX_WORK_SECONDS, env={}, check=False)  # noqa: S603 - our own program, no shell, no argument from outside
    except subprocess.TimeoutExpired as error:
        raise PaperError(
            f"The document's pages took longer than {MAX_WORK_SECONDS} seconds to draw. Save the file anew and simpler."
        ) from error
    if done.returncode == _REFUSED:
        raise PaperError(done.stderr.decode("utf-8", "replace").strip())
    if done.returncode != 0:
        raise PaperError(
            f"The document's pages need more memory or time to draw than allowed (exit {done.returncode}), "
            "or the file is damaged. Save it anew and simpler."
        )
    return _pictures(done.stdout)


def _pictures(output: bytes) -> list[bytes]:
    """Part the worker's output: for each picture its length in four bytes, big-endian, then the picture."""
    pictures = []
    while output:
        (length,) = struct.unpack_from(">I", output)
        pictures.append(output[4 : 4 + length])
        output = output[4 + length :]
    return pictures
