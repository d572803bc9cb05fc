"""From certificate content to PDF/A-2b by typst.

Same content, seal text, rendering, stationery and pictures give the same bytes: the only date in the file is the
issue date, fonts come from fixed directories, and nothing is fetched.
"""

import datetime as dt
import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import typst

from issuance.paper.backdrop import backdrop_svg
from issuance.paper.binding import BAND, MARGIN, BoundPage, bind
from issuance.paper.errors import PaperError
from issuance.paper.fonts import DISPLAY_FAMILY, FAMILIES, FONT_DIRECTORIES, check_printable, require_fonts
from issuance.paper.pictures import picture_for, picture_size, picture_suffix
from issuance.paper.qr import qr_svg
from issuance.paper.stationery import Rendering, Stationery
from signing.content import AnyContent, InvoiceCertification, SignatureCertification


class Press:
    """Prints certificates with the fonts of some directories. One press serves any number of threads."""

    def __init__(self, font_directories: Sequence[Path] = FONT_DIRECTORIES, *, sandbox: bool = False) -> None:
        """Find the fonts; raise :class:`PaperError` that names the package of a missing one.

        In a `sandbox` SPECIMEN stands across every page of whatever is typeset.
        """
        require_fonts(font_directories)
        self._directories = tuple(font_directories)
        self._sandbox = sandbox
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(directory) for directory in font_directories],
        )
        # A typst compiler shared by threads raises "Already borrowed": each thread gets one of its own.
        self._of_thread = threading.local()

    def render(
        self,
        content: AnyContent,
        *,
        seal_url: str | None,
        rendering: Rendering,
        stationery: Stationery,
        pictures: Mapping[str, bytes],
        document: bytes | None = None,
    ) -> bytes:
        """Return the unsigned PDF/A-2b of one certificate; with a `document`, whose pages are bound in, no PDF/A.

        `seal_url` is the QR code's text (`seal.md`, QR); a sheet without one (reference copy, preview) takes None.
        `pictures` holds shipping marks and page pictures by their SHA-256 in hex. Raises :class:`PaperError`.
        """
        _check_seal_url(seal_url, rendering, stationery)
        check_printable(content, self._directories)
        pages = None
        if document is not None and rendering is not Rendering.REFERENCE_COPY:
            pages = _pages_of(document, content, pictures)
        if self._sandbox:
            stationery = replace(stationery, sandbox=True)
        texts, images = _files_of(content, seal_url, rendering, stationery, pictures, pages)
        midnight = dt.datetime.combine(content.issued, dt.time(), tzinfo=dt.UTC)
        sheets = self._compile(_forms() | texts, images, midnight)
        if document is None or pages is None:
            return sheets
        return bind(sheets, document, pages)

    def typeset(self, source: str, timestamp: dt.datetime) -> bytes:
        """Return the PDF/A-2b of a typst document of its own, such as the demo's invoices."""
        return self.typeset_files({"main.typ": source.encode()}, timestamp)

    def typeset_files(self, files: Mapping[str, bytes], timestamp: dt.datetime) -> bytes:
        """Return the PDF/A-2b of the document `main.typ` and the texts and SVG drawings that it reads."""
        texts = dict(files)
        if self._sandbox:
            # None of our letters puts anything in the foreground of a page: the mark stands on each.
            forms = _forms()
            texts |= {"sandbox.typ": forms["sandbox.typ"], "main.typ": forms["sandbox-page.typ"] + texts["main.typ"]}
        return self._compile(texts, {}, timestamp)

    def _compile(self, texts: dict[str, bytes], images: dict[str, bytes], timestamp: dt.datetime) -> bytes:
        """Typeset `main.typ`. Texts are handed over in memory; typst reads images from a folder alone."""
        compiler = getattr(self._of_thread, "compiler", None)
        if compiler is None:
            compiler = self._of_thread.compiler = typst.Compiler(font_paths=self._fonts, ignore_system_fonts=True)
        # A PDF's dates know no fractions of a second, and typst refuses them.
        whole_second = timestamp.replace(microsecond=0)
        # A folder of its own also keeps a picture that names other files from reaching any.
        with TemporaryDirectory(prefix="originseal-") as folder:
            for name, image in images.items():
                (Path(folder) / name).write_bytes(image)
            try:
                # The stub knows one file alone; typst also takes a mapping of file names to texts.
                pdf: bytes = compiler.compile(  # type: ignore[type-var, assignment]  # typst's stubs leave it open
                    texts, format="pdf", pdf_standards=["a-2b"], timestamp=whole_second, root=Path(folder)
                )
            except typst.TypstError as error:
                problem = (error.diagnostic or error.message).replace(f"{folder}/", "")
                raise PaperError(f"The sheet cannot be set: {problem.strip()}") from error
        # An appended signature begins on a line of its own (PDF/A-2, 6.1.9); PDF/A allows this one line end (6.1.3).
        return pdf + b"\n"


def _check_seal_url(seal_url: str | None, rendering: Rendering, stationery: Stationery) -> None:
    if not rendering.has_qr:
        if seal_url is not None:
            raise PaperError(f"A {rendering.words} carries no QR code: render it without a seal address.")
        return
    if seal_url is None:
        raise PaperError(f"The {rendering.words} carries the QR code of its seal, but no seal address was given.")
    host = urlsplit(seal_url).netloc.lower()
    if host != stationery.check_host:
        raise PaperError(
            f"The seal's address leads to {host!r}, but the sheet would say “check only at {stationery.check_host}”: "
            "the two must be the same."
        )


@cache
def _forms() -> dict[str, bytes]:
    """Read the form templates, once per process."""
    folder = resources.files("issuance.paper") / "forms"
    forms = {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith((".typ", ".json"))}
    for name, rosette in (("backdrop-first.svg", True), ("backdrop-further.svg", False)):
        forms[name] = backdrop_svg(rosette=rosette).encode()
    return forms


def _files_of(
    content: AnyContent,
    seal_url: str | None,
    rendering: Rendering,
    stationery: Stationery,
    pictures: Mapping[str, bytes],
    pages: Sequence[BoundPage] | None,
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Make the texts and the images that differ from certificate to certificate, as the forms read them."""
    texts: dict[str, bytes] = {}
    images: dict[str, bytes] = {}

    def file_of(picture: bytes | None, stem: str, what: str) -> str | None:
        if picture is None or rendering.is_bare:
            return None
        name = f"{stem}.{picture_suffix(picture, what, drawings=True)}"
        images[name] = picture
        return name

    qr = None
    if seal_url is not None:
        svg, modules = qr_svg(seal_url)
        texts["qr.svg"] = svg.encode()
        qr = {"modules": modules, "millimetres": stationery.qr_millimetres}
    by_hash = {}
    for sha256, what in _named_pictures(content):
        picture = picture_for(pictures, sha256, what)
        by_hash[sha256] = f"{sha256}.{picture_suffix(picture, what, drawings=False)}"
        images[by_hash[sha256]] = picture
    issued = content.issued
    data = {
        "content": content.model_dump(mode="json", exclude_none=True, by_alias=True),
        "rendering": rendering.value,
        "number": content.certificate_number.printed,
        "date": {"year": issued.year, "month": issued.month, "day": issued.day},
        "check_host": stationery.check_host,
        "qr": qr,
        "sandbox": stationery.sandbox,
        "bound": {
            "wide": None if pages is None else [page.is_wide for page in pages],
            "margin": MARGIN,
            "band": BAND,
        },
        "families": list(FAMILIES),
        "display": [*DISPLAY_FAMILY, *FAMILIES],
        "pictures": {
            "seal": file_of(stationery.chamber_seal, "seal", "The picture of the chamber's seal"),
            "officer": file_of(stationery.officer_signature, "officer", "The picture of the officer's signature"),
            "signatory": file_of(
                stationery.signatory_signature, "signatory", "The picture of the signatory's signature"
            ),
            "by_hash": by_hash,
        },
    }
    texts["data.json"] = json.dumps(data, ensure_ascii=False).encode()
    return texts, images


def _pages_of(document: bytes, content: AnyContent, pictures: Mapping[str, bytes]) -> list[BoundPage]:
    """Tell how each page of the document lies, by its picture: that one was drawn as a reader shows the page."""
    if not isinstance(content, InvoiceCertification | SignatureCertification):
        raise PaperError("Only the certification of an invoice or of a signature is put on a document.")
    if hashlib.sha256(document).hexdigest() != content.document.sha256:
        raise PaperError("The document is not the one whose SHA-256 the certification names.")
    found = []
    for sha256, what in _named_pictures(content):
        width, height = picture_size(picture_for(pictures, sha256, what), what)
        found.append(BoundPage(is_wide=width > height))
    return found


def _named_pictures(content: AnyContent) -> list[tuple[str, str]]:
    """List the pictures that the content binds by hash, each with its name for an error."""
    if isinstance(content, InvoiceCertification | SignatureCertification):
        return [
            (sha256, f"The picture of page {page} of the certified document")
            for page, sha256 in enumerate(content.document.page_images, start=1)
        ]
    return [
        (line.marks.picture, f"The picture of the shipping marks of goods line {index}")
        for index, line in enumerate(content.goods, start=1)
        if line.marks is not None and line.marks.picture is not None
    ]
