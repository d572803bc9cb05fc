"""The pictures of the scanner's comparison, for script/pictures: drawn as the window shows them, without a window."""

import io
import itertools
import threading
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from reading.draw.drawn import Picture
from scanner.comparison.comparison import Comparison, comparison_of
from scanner.comparison.pages import Loading
from scanner.comparison.sources import pages_for, scanned_paper
from scanner.comparison.view import ComparisonView
from scanner.reference import ReferenceClient
from signing.content import parse_content
from signing.result import Reason, Verdict, VerificationResult

SIZE = (1440, 900)
ENTER, DIFFERS = 13, ord("d")

Take = Callable[[Path, str], Picture]
"""Makes a picture from the folder of the demonstration's papers and the address of its reference service."""


def box(demo: Path, address: str) -> Picture:
    """Return a line of goods beside the scan."""
    return _pressed(_view(demo, "coo-jp", address), [ENTER] * 8).draw(*SIZE)


def difference(demo: Path, address: str) -> Picture:
    """Return what to do when the consignee differs."""
    return _pressed(_view(demo, "coo-jp", address), [ENTER, ENTER, DIFFERS]).draw(*SIZE)


def page(demo: Path, address: str) -> Picture:
    """Return the page of a certified invoice beside the scan of it."""
    return _pressed(_view(demo, "invoice", address, scan=2), [ENTER] * 8).draw(*SIZE)


COMPARISONS: dict[str, Take] = {
    "scanner-compare": box,
    "scanner-compare-differs": difference,
    "scanner-compare-page": page,
}


def take(name: str, demo: Path, address: str) -> bytes:
    """Return the picture of this name as PNG."""
    out = io.BytesIO()
    Image.fromarray(COMPARISONS[name](demo, address)[:, :, ::-1].copy()).save(out, "PNG")
    return out.getvalue()


def _view(demo: Path, name: str, address: str, scan: int = 1) -> ComparisonView:
    comparison = _comparison(demo / f"{name}.content.json")
    pages = pages_for(comparison, ReferenceClient(address))
    for sha256 in comparison.pictures[:1]:
        while isinstance(pages.get(sha256), Loading):
            threading.Event().wait(0.05)
    with (demo / f"{name}.pdf").open("rb") as file:
        scans = scanned_paper(file, [scan]).pictures
    seconds = itertools.count()
    return ComparisonView(comparison, scans=scans, pages=pages, ticks=lambda: next(seconds))


def _comparison(content: Path) -> Comparison:
    parsed = parse_content(content.read_bytes())
    return comparison_of(VerificationResult(Verdict.VALID, Reason.IN_FORCE, content=parsed, sid=bytes(32)))


def _pressed(view: ComparisonView, keys: list[int]) -> ComparisonView:
    for key in keys:
        view.draw(*SIZE)
        view.press(key)
    return view
