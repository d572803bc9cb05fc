"""Scans of certificates as files, drawn for tests of what people upload."""

import io

import numpy as np
from PIL import Image

from signing.qr import qr_text
from signing.reference_base import ReferenceBase
from tests.builders import Issued
from tests.codes import Picture, certificate_page, paper, put, qr

BLANK = paper(600, 400)


def scan_of(issued: Issued, base: ReferenceBase) -> Picture:
    """Draw an A4 page at 300 dpi with the certificate's code in its printed size."""
    return certificate_page(qr_text(issued.seal, base))


def small_scan_of(*texts: str) -> Picture:
    """Draw a small page that is quickly read, with codes side by side."""
    page = paper(500, 60 + 480 * len(texts))
    for index, text in enumerate(texts):
        page = put(page, qr(text, 5), 30 + 480 * index, 30)
    return page


def pdf_of(*pages: Picture) -> bytes:
    """Return a PDF of scanned pages, at 300 dpi."""
    return _saved("PDF", *pages)


def tiff_of(*pages: Picture) -> bytes:
    """Return a TIFF of several pages, as a scanner saves it."""
    return _saved("TIFF", *pages)


def _saved(kind: str, *pages: Picture) -> bytes:
    first, *others = [Image.fromarray(np.ascontiguousarray(page[:, :, ::-1])) for page in pages]
    data = io.BytesIO()
    first.save(data, kind, resolution=300, save_all=True, append_images=others)
    return data.getvalue()
