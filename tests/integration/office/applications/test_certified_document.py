"""The document of an invoice or signature certification: bound to what is submitted by hashes of its pages."""

import hashlib
import io

import pytest

from issuance.demo.papers import sample_document
from issuance.domain.application.application import PaperRole
from issuance.errors import RefusedError
from issuance.paper import Press
from issuance.paper.pictures import page_pictures
from issuance.storage.applications import get_version
from signing.content import Kind
from tests.applying import Applying


def test_what_is_submitted_names_the_document_and_a_picture_of_every_page(applying: Applying) -> None:
    pdf = sample_document("commercial-invoice.pdf", Press())
    draft = applying.draft(applying.user, Kind.INVOICE)
    desk = applying.office.applications.papers
    desk.add(applying.user, draft.id, io.BytesIO(pdf), "invoice.pdf", PaperRole.DOCUMENT)
    opened = applying.office.applications.drafts.read(applying.user, draft.id)
    applying.office.applications.submissions.submit(applying.user, draft.id, draft.version, "t")

    assert not opened.lacks_pages
    with applying.office.units.look(applying.user) as unit:
        document = get_version(unit, draft.id, 1).draft["document"]
    pages = [hashlib.sha256(picture).hexdigest() for picture in page_pictures(pdf)]
    assert isinstance(document, dict)
    assert (document["sha256"], document["page_images"]) == (hashlib.sha256(pdf).hexdigest(), pages)


def test_a_picture_is_no_document_to_be_certified_and_nothing_of_it_is_kept(applying: Applying) -> None:
    draft = applying.draft(applying.user, Kind.INVOICE)
    with pytest.raises(RefusedError):
        applying.hand_in(applying.user, draft.id, PaperRole.DOCUMENT)

    papers = applying.office.applications.drafts.read(applying.user, draft.id).papers
    assert [shown.paper.role for shown in papers] == [PaperRole.INVOICE]
