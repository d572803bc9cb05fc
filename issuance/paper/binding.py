"""Puts a certification on the very document: each page of it becomes part of a sheet that carries number and QR code.

The document's pages are scaled down into the sheets' free part, so that nothing of them is covered.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from issuance.paper.errors import PaperError

_WORKER = Path(__file__).with_name("document_worker.py")
_REFUSED = 3
MAX_WORK_SECONDS = 120

A4 = (210.0, 297.0)
MARGIN = 8.0
BAND = 38.0
"""Height of what the certification prints at the foot of each page of the document. All in millimetres; the form
(`forms/bound.typ`) draws with the same figures, which it is handed."""
_GAP = 2.0
_POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class BoundPage:
    """One page of the document: whether its sheet lies on its side."""

    is_wide: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the sheet's free part, in points from its lower left corner."""
        width, height = reversed(A4) if self.is_wide else A4
        edges = (MARGIN, MARGIN + BAND + _GAP, width - MARGIN, height - MARGIN)
        left, bottom, right, top = (edge * _POINTS_PER_MM for edge in edges)
        return left, bottom, right, top


def bind(sheets: bytes, document: bytes, pages: Sequence[BoundPage]) -> bytes:
    """Return the PDF `sheets` with the document's pages on its last pages; raise `PaperError`.

    The same input gives the same bytes. The result is no PDF/A: what the document's pages hold is not known.
    """
    order = {"sheets": len(sheets), "boxes": [page.box for page in pages]}
    said = json.dumps(order).encode() + b"\n" + sheets + document
    command = [sys.executable, "-I", str(_WORKER)]
    try:
        done = subprocess.run(command, input=said, capture_output=True, timeout=MAX_WORK_SECONDS, env={}, check=False)  # noqa: S603 - our own program, no shell, no argument from outside
    except subprocess.TimeoutExpired as error:
        raise PaperError(
            f"Binding the document took longer than {MAX_WORK_SECONDS} seconds. Save the file anew and simpler."
        ) from error
    if done.returncode == _REFUSED:
        raise PaperError(done.stderr.decode("utf-8", "replace").strip())
    if done.returncode != 0:
        raise PaperError(
            f"The document needs more memory or time than allowed (exit {done.returncode}), or is damaged. "
            "Save it anew and simpler."
        )
    return done.stdout
