"""Reads one stranger's file from standard input: a program of its own, under limits that the system enforces.

    worker.py check KIND MAX_PAGES    → {"pages": 3}
    worker.py draw KIND PAGE          → a PNG
    worker.py clear KIND PAGE         → a PNG that shows through where the file does
    worker.py words pdf CHARACTERS    → the text of its pages in UTF-8, a line a line; nothing without a text layer

KIND is `pdf`, `png` or `jpeg`. Exit 3: refused, the reason is one word of `checking.SENTENCES` on standard error. It
imports nothing of ours, and the libraries that it needs only once the limits stand.
"""

import io
import json
import resource
import sys
from typing import Any, NoReturn

MAX_MEMORY_BYTES = 1_000_000_000
MAX_CPU_SECONDS = 20
MAX_PIXELS = 60_000_000
"""Of a picture: A4 at 600 dpi has 35 million, a telephone's camera up to 50."""
MAX_PAGE_POINTS = 3_400
"""Longest edge of a PDF's page, in points (1/72 inch): A0."""
MAX_OBJECTS = 200_000
"""Of a PDF. A paper of 100 pages has some thousand."""
WIDTH = 1_400
"""Pixels of the longer edge of what is shown: enough to read 6 point type on A4."""
REFUSED = 3

_ACTIVE = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/RichMediaExecute",
)
_ATTACHED = ("/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/3D", "/Screen")


class Refusal(Exception):  # noqa: N818 - an outcome of this program, not an error of it
    """The file is not taken; the text is the reason's word."""


def refuse(reason: str) -> NoReturn:
    """Leave with a reason."""
    raise Refusal(reason)


def main() -> int:
    """Run one command."""
    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))
    task, kind, number = sys.argv[1:]
    data = sys.stdin.buffer.read()
    try:
        if task == "check":
            pages = check_pdf(data, int(number)) if kind == "pdf" else check_picture(data, kind)
            sys.stdout.write(json.dumps({"pages": pages}))
        elif task == "words":
            sys.stdout.buffer.write(words_of(data, int(number)).encode("utf-8", "replace"))
        else:
            drawn = draw_page(data, int(number)) if kind == "pdf" else draw_picture(data, kind, clear=task == "clear")
            sys.stdout.buffer.write(drawn)
    except Refusal as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    except (MemoryError, RecursionError):
        sys.stderr.write("heavy")
        return REFUSED
    return 0


def check_pdf(data: bytes, max_pages: int) -> int:
    """Return the number of pages of a plain PDF: whole, open, without anything that acts or is attached."""
    import pikepdf

    try:
        # Without recovery: what must be guessed together may look otherwise to the next reader.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                refuse("encrypted")
            if len(pdf.objects) > MAX_OBJECTS:
                refuse("heavy")
            for each in pdf.objects:
                _check_object(pikepdf, each)
            pages = len(pdf.pages)
            if not 1 <= pages <= max_pages:
                refuse("pages")
            for page in pdf.pages:
                left, bottom, right, top = (float(edge) for edge in page.mediabox)
                if not (1 <= abs(right - left) <= MAX_PAGE_POINTS and 1 <= abs(top - bottom) <= MAX_PAGE_POINTS):
                    refuse("size")
            return pages
    except pikepdf.PasswordError:
        refuse("encrypted")
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, UnicodeDecodeError):
        refuse("damaged")


def _check_object(pikepdf: Any, start: Any) -> None:  # noqa: ANN401 - pikepdf ships no types
    """Look through one indirect object and what lies in it directly; references lead to objects that get their turn."""
    waiting = [start]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += [item for item in each if not getattr(item, "is_indirect", False)]
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            for key, value in each.items():
                _check_entry(pikepdf, key, value)
                if not getattr(value, "is_indirect", False):
                    waiting.append(value)


def _check_entry(pikepdf: Any, key: str, value: Any) -> None:  # noqa: ANN401 - pikepdf ships no types
    if key == "/XFA":
        refuse("xfa")
    if key in _ACTIVE or key in ("/AA", "/RichMediaContent"):
        refuse("scripts")
    if key in ("/EF", "/EmbeddedFiles", "/AF") or key in _ATTACHED:
        refuse("attachments")
    if key in ("/S", "/Subtype", "/Type") and isinstance(value, pikepdf.Name):
        if str(value) in _ACTIVE:
            refuse("scripts")
        if str(value) in _ATTACHED:
            refuse("attachments")


def check_picture(data: bytes, kind: str) -> int:
    """Decode a picture to its last row; it has one page."""
    _picture(data, kind)
    return 1


def draw_picture(data: bytes, kind: str, *, clear: bool = False) -> bytes:
    """Return the picture upright and small as a PNG without anything that stood beside its pixels.

    It stands on white, or with `clear` on nothing, as it came.
    """
    from PIL import ImageOps

    return _png(ImageOps.exif_transpose(_picture(data, kind)), clear=clear)


def draw_page(data: bytes, page: int) -> bytes:
    """Return a page of a PDF as a PNG, with what is filled into its form."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        document.init_forms()
        leaf = document[page - 1]
        scale = WIDTH / max(leaf.get_size())
        return _png(leaf.render(scale=scale).to_pil())
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        refuse("damaged")


def words_of(data: bytes, most: int) -> str:
    """Return the text of a PDF's first pages, cut off after `most` characters."""
    import pypdfium2

    found: list[str] = []
    try:
        document = pypdfium2.PdfDocument(data)
        for number in range(len(document)):
            room = most - sum(map(len, found))
            if room <= 0:
                break
            text = document[number].get_textpage().get_text_range()
            found.append(text[:room].replace("\r\n", "\n"))
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        refuse("damaged")
    return "\n".join(found)[:most]


def _picture(data: bytes, kind: str) -> Any:  # noqa: ANN401 - a PIL.Image, imported later
    import warnings

    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below
    # Pillow warns of what it reads anyway, of odd EXIF for one; it raises what counts.
    warnings.simplefilter("ignore")
    try:
        # `verify` reads to the end and compares check sums, which `load` alone does not.
        Image.open(io.BytesIO(data), formats=[kind.upper()]).verify()
        picture = Image.open(io.BytesIO(data), formats=[kind.upper()])
        if picture.size[0] * picture.size[1] > MAX_PIXELS:
            refuse("size")
        picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError):
        refuse("damaged")
    return picture


def _png(picture: Any, *, clear: bool = False) -> bytes:  # noqa: ANN401 - a PIL.Image, imported later
    from PIL import Image

    picture.thumbnail((WIDTH, WIDTH))
    mode = "RGBA" if clear else "RGB"
    if not clear and (picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info):
        see_through = picture.convert("RGBA")
        picture = Image.new("RGBA", see_through.size, "white")
        picture.alpha_composite(see_through)
    output = io.BytesIO()
    Image.frombytes(mode, picture.size, picture.convert(mode).tobytes()).save(output, "PNG")
    return output.getvalue()


if __name__ == "__main__":
    sys.exit(main())
