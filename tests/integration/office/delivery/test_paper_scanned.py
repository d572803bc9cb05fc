"""The paper of an application, scanned as at a counter: every page of a certified document says what it belongs to."""

import datetime as dt
import hashlib
import io
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2

from issuance.config import load_config
from issuance.demo.papers import sample_drafts
from issuance.domain.uploads import Purpose
from issuance.office import Office
from issuance.services.delivery.job import What
from register.documents import DocumentStore
from signing.canonical import JsonObject, JsonValue
from signing.content import Kind
from tests.demo import Demo
from tests.handed_in import picture as picture_of
from tests.offices import Installation
from tests.paid import CHAMBER, JOB, Trade, sample_invoice
from tests.papers import write
from tests.scan import check

DOTS_PER_INCH = 200
"""Of an office's scanner that nobody has set up."""


def invoice_draft() -> JsonObject:
    """Return the demonstration's invoice certification as its application has it: the document is a paper."""
    draft: dict[str, JsonValue] = {**sample_drafts()["invoice"]}
    draft["document"] = {"title": "Commercial Invoice SPM-2026-10477"}
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    draft["invoice"] = {"number": "SPM-1", "date": yesterday.isoformat(), "currency": "EUR", "total": "486250.00"}
    return draft


def test_every_page_of_a_certified_invoice_is_valid_at_the_counter(demo: Demo, trust: Path, tmp_path: Path) -> None:
    document = sample_invoice()
    own = demo.copy_to(tmp_path / "installation")
    with Office(load_config({}, directory=own.directory)) as office:
        trade = Trade.make(office, valid_until=dt.date(2090, 1, 1))
        key = trade.apply(invoice_draft(), kind=Kind.INVOICE, document=document, copies=1)
        assert office.delivery.job.issue(CHAMBER, key).what is What.DELIVERED
        entry = office.store.of_reference(CHAMBER, key)
        assert entry is not None
        assert entry.content is not None
        original = tmp_path / "original.pdf"
        original.write_bytes(office.delivery.printing.fetch(trade.actor, key, "original"))
        copy = office.delivery.printing.fetch(trade.actor, key, "copy-1")
    content = tmp_path / "content.json"
    content.write_bytes(entry.content)
    assert hashlib.sha256(document).hexdigest().encode() in entry.content

    with pikepdf.open(original) as pdf:
        assert len(pdf.pages) == 1 + 2
    pages = check(original, trust=trust)
    assert pages.code == 0
    assert [(page["verdict"], page["reason"], page["paper"]) for page in pages.results] == [
        ("VALID", "IN_FORCE", "matched")
    ] * 3
    for name, paper in (("original", original.read_bytes()), ("copy", copy)):
        opened = pypdfium2.PdfDocument(paper)
        for index, page in enumerate(opened):
            picture = np.array(page.render(scale=DOTS_PER_INCH / 72).to_numpy()[:, :, :3], dtype=np.uint8)
            scan = check(write(picture, tmp_path / f"{name}-{index}.png"), trust=trust, content=content)
            assert scan.only["number"] == entry.number.printed, (name, index)
            assert scan.verdict[:2] == ("VALID", "IN_FORCE"), (name, index)
        opened.close()


def test_the_picture_of_shipping_marks_is_scanned_as_it_was_handed_in(demo: Demo, trust: Path, tmp_path: Path) -> None:
    """From the applicant's upload to the counter: the content binds the picture's hash, the public finds it."""
    own = demo.copy_to(tmp_path / "installation")
    with Office(load_config({}, directory=own.directory)) as office:
        trade = Trade.make(office, valid_until=dt.date(2090, 1, 1))
        with office.units.act(JOB) as unit:
            file = io.BytesIO(picture_of("PNG", (420, 300)))
            upload = office.uploads.take(unit, file, "marks.png", Purpose.DOCUMENT, trade.organisation).id
            drawn = office.uploads.picture(unit, upload)
        named = hashlib.sha256(drawn).hexdigest()
        key = trade.apply(with_marks(sample_drafts()["coo-jp"], {"picture": named}), marks=upload)

        outcome = office.delivery.job.issue(CHAMBER, key)

        assert outcome.what is What.DELIVERED, outcome.reason
        entry = office.store.of_reference(CHAMBER, key)
        assert entry is not None
        assert entry.content is not None
        assert named.encode() in entry.content
        assert DocumentStore.open(office.config.documents_url).get(named) == drawn
        original = tmp_path / "original.pdf"
        original.write_bytes(office.delivery.printing.fetch(trade.actor, key, "original"))
    content = tmp_path / "content.json"
    content.write_bytes(entry.content)
    opened = pypdfium2.PdfDocument(original.read_bytes())
    sheet = np.array(opened[0].render(scale=DOTS_PER_INCH / 72).to_numpy()[:, :, :3], dtype=np.uint8)
    opened.close()
    scan = check(write(sheet, tmp_path / "sheet.png"), trust=trust, content=content)
    assert (scan.only["number"], scan.verdict[:2]) == (entry.number.printed, ("VALID", "IN_FORCE"))


def with_marks(draft: JsonObject, marks: dict[str, JsonValue]) -> JsonObject:
    """Return a draft whose first goods line has these marks, invoiced and shipped of late."""
    goods = draft["goods"]
    assert isinstance(goods, list)
    first = goods[0]
    assert isinstance(first, dict)
    return {**draft, "goods": [{**first, "marks": marks}, *goods[1:]]}


def test_the_signatorys_own_signature_is_on_the_original(sqlite_present_installation: Installation) -> None:
    with sqlite_present_installation.open(real_paper=True) as office:
        with_specimen, without = Trade.make(office), Trade.make(office, specimen=False)
        pictures = {}
        for name, trade in (("with", with_specimen), ("without", without)):
            draft = invoice_draft()
            key = trade.apply(draft, kind=Kind.INVOICE, document=sample_invoice())
            outcome = office.delivery.job.issue(CHAMBER, key)
            assert outcome.what is What.DELIVERED, outcome.reason
            entry = office.store.of_reference(CHAMBER, key)
            assert entry is not None
            opened = pypdfium2.PdfDocument(office.originals.open(entry))
            page = opened[0].render(scale=1).to_pil().convert("L")
            # Above the line of the signatory's box, at the foot on the left.
            pictures[name] = page.crop((40, 725, 170, 770)).point(lambda value: 255 * (value < 100)).getbbox()
            opened.close()

    assert pictures["with"] is not None
    assert pictures["without"] is None
