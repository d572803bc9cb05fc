"""What lies on the office's disk: originals encrypted, and everything readable by its owner alone."""

import os
from collections.abc import Iterator
from pathlib import Path

from issuance.attachments import attach_document
from issuance.demo.papers import sample_document
from issuance.office import Office
from issuance.paper import Press
from issuance.services.certificates.issue import IssueRequest
from signing.content import Kind
from tests.offices import OFFICERS, Installation, draft


def issue_an_invoice(office: Office) -> bytes:
    asked = draft(Kind.INVOICE)
    asked["document"] = {"title": "Commercial invoice", "file": "commercial-invoice.pdf"}
    described, pictures = attach_document(asked, lambda name: sample_document(name, Press()))
    return office.originals.open(office.issuing.issue(IssueRequest("TYO", described, OFFICERS, pictures)))


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_originals_lie_encrypted_and_nothing_of_them_can_be_found(installation: Installation) -> None:
    with installation.open(real_paper=True) as office:
        pdf = issue_an_invoice(office)
    documents = list(files_below(installation.config.directory / "office" / "documents"))

    assert pdf.startswith(b"%PDF-")
    assert documents
    for document in documents:
        data = document.read_bytes()
        assert b"%PDF" not in data
        assert b"Sakura" not in data
        assert pdf[200:264] not in data


def test_the_offices_files_are_their_owners_alone_whatever_the_umask(installation: Installation) -> None:
    before = os.umask(0)
    try:
        with installation.open(real_paper=True) as office:
            issue_an_invoice(office)
    finally:
        os.umask(before)

    documents = installation.config.directory / "office" / "documents"
    private = [documents, *documents.rglob("*"), *installation.config.keys.rglob("*")]
    database = installation.config.directory / "office" / "office.sqlite"
    if database.exists():
        private += database.parent.glob("office.sqlite*")
    for path in private:
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_register_never_holds_the_original(installation: Installation) -> None:
    with installation.open(real_paper=True) as office:
        pdf = issue_an_invoice(office)
    for path in files_below(installation.config.directory / "register"):
        assert pdf[:200] not in path.read_bytes()
        assert b"%PDF" not in path.read_bytes()
