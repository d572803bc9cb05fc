"""The demonstration's drafts cover what the demonstration promises, and hold nothing that the office adds."""

import pytest

from issuance.demo.papers import sample_document, sample_drafts
from issuance.paper import PaperError, Press

ADDED_BY_THE_OFFICE = {"schema", "chamber", "number", "issued", "salt", "place", "certifying_officer", "statement"}


def test_all_four_kinds_and_the_special_cases_are_there() -> None:
    drafts = sample_drafts()

    assert {draft["type"] for draft in drafts.values()} == {"coo-jp", "coo-foreign", "invoice", "signature"}
    assert len(drafts["coo-jp"]["goods"]) == 6
    assert len(drafts["coo-jp-60-lines"]["goods"]) == 60
    assert len(drafts["coo-foreign"]["origin"]) == 2
    assert {"coo-jp-world-names", "coo-jp-revoked", "coo-jp-replaced", "coo-jp-successor"} <= set(drafts)
    assert {draft["language"] for draft in drafts.values()} == {"en", "fr", "es"}


@pytest.mark.parametrize("name", sorted(sample_drafts()))
def test_a_draft_holds_nothing_that_the_office_adds_and_makes_valid_content(name: str, issue: object) -> None:
    assert not ADDED_BY_THE_OFFICE & set(sample_drafts()[name])
    content, _ = issue(name)
    assert content.kind.slug == sample_drafts()[name]["type"]


def test_a_named_document_is_always_the_same_file(press: Press) -> None:
    assert sample_document("power-of-attorney.pdf", press) == sample_document("power-of-attorney.pdf", Press())


def test_an_unknown_document_is_told(press: Press) -> None:
    with pytest.raises(PaperError, match=r"no sample document 'invented\.pdf'"):
        sample_document("invented.pdf", press)
