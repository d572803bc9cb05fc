"""What lies on the office's disks tells nothing to whoever steals one (terms T18, A5): files are read as they lie."""

from collections.abc import Callable
from pathlib import Path

import pytest

from issuance.demo.office.company import specimen
from tests.applying import Applying, typed
from tests.builders import NOW
from tests.inquiring import INQUIRY
from tests.office_databases import sqlite_urls
from tests.office_ids import TARO
from tests.offices import Installation, draft
from tests.paid import CHAMBER, Trade

PUBLISHED = "register"
"""What everybody may read who has a certificate's number and date lies here, in the clear."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Path:
    """Return the folder of an office in which people registered, applied, paid, printed and asked."""
    home = tmp_path_factory.mktemp("rest") / "office"
    made = Installation.make(office_templates(NOW.year), home, sqlite_urls(home))
    with made.open(real_paper=True) as office:
        applying = Applying.make(office)
        applying.submitted(applying.forwarder)
        trade = Trade.make(office)
        key = trade.apply(draft())
        office.delivery.job.issue(CHAMBER, key)
        office.inquiries.reporting.receive(trade.actor, INQUIRY, [], "en", "token")
    return home


def lying_there(folder: Path) -> dict[str, bytes]:
    """Return every file of the office by its name, published ones aside; the write-ahead logs belong to them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if path.relative_to(folder).parts[0] != PUBLISHED
    }


def test_t18_no_person_no_company_and_no_word_of_an_application_lies_in_the_clear(folder: Path) -> None:
    """T18, A5: names, mail addresses, what was typed, the papers and the originals are sealed."""
    entry = typed()
    told = [TARO.name_ja, TARO.name_en, "taro@example.co.jp", "Mihon Trading", "見本貿易", INQUIRY.name, INQUIRY.mail]
    told += [entry.fields["consignee.name"], entry.goods[0]["description"], entry.fields["invoice.number"]]
    files = lying_there(folder)
    assert b"commercial invoice" in files["office/office.sqlite"], (
        "what is no secret is found, so that all else could be"
    )
    found = {
        (name, text) for name, data in files.items() for text in told if text.encode() in data or _utf16(text) in data
    }
    assert found == set()


def test_t18_papers_and_originals_are_no_files_that_a_viewer_opens(folder: Path) -> None:
    """T18, A5: what was handed in and what was issued lies encrypted."""
    paper = specimen("paper").read()
    documents = {name: data for name, data in lying_there(folder).items() if name.startswith("office/documents")}
    assert documents
    for name, data in documents.items():
        assert b"%PDF" not in data, name
        assert b"\x89PNG" not in data, name
        assert paper[:64] not in data, name


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")
