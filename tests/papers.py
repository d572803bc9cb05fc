"""Certificates as pictures: drawn from the PDF as a printer would, and written to files as offices send them."""

from pathlib import Path

import cv2
import numpy as np
import pypdfium2

from tests.codes import Picture

DOTS_PER_INCH = 300


def first_page(pdf: Path) -> Picture:
    """Draw the first page of a PDF at 300 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    bitmap = document[0].render(scale=DOTS_PER_INCH / 72)
    picture = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    bitmap.close()
    document.close()
    return picture


def write(picture: Picture, path: Path) -> Path:
    """Write a picture in the format of the path's name; return the path."""
    assert cv2.imwrite(str(path), picture)
    return path
