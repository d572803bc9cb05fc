"""A morning's stack: scans of the demonstration's certificates, as a bank's scanner leaves them in a folder."""

import shutil
from pathlib import Path

import pytest

from tests.codes import paper
from tests.demo import Demo
from tests.papers import write
from tests.scanned import pdf_of, small_scan_of


@pytest.fixture
def stack(demo: Demo, tmp_path: Path) -> Path:
    """Return a folder with an original, three scans, a page without a code and a PDF of four papers."""
    folder = tmp_path / "scans"
    folder.mkdir()
    shutil.copy(demo.pdf("coo-jp"), folder / "original 原本.pdf")
    for name, file in (("coo-foreign", "page2.png"), ("coo-jp", "page10.png"), ("coo-jp-revoked", "شهادة.png")):
        write(small_scan_of(demo.listed(name)["seal_url"]), folder / file)
    write(paper(400, 300), folder / "blank.png")
    invoice, signature = (small_scan_of(demo.listed(name)["seal_url"]) for name in ("invoice", "signature"))
    (folder / "several.pdf").write_bytes(pdf_of(invoice, paper(400, 300), signature, invoice))
    return folder
