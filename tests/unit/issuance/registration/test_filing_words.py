"""What messages of trade registration say: dates as people write them, remarks with the names of their fields."""

import datetime as dt

import pytest

from issuance.domain.registration.filing import Remarks
from issuance.language import speaking
from issuance.services.messages.saying import printed, said
from issuance.services.registration.wording import label_of, remarks_text

REMARKS = Remarks("See below.", {"organisation.name_en": "As in the statutes.", "papers.seal certificate": "Too old."})


@pytest.mark.parametrize(("language", "written"), [("ja", "2026年11月23日"), ("en", "23 November 2026")])
def test_a_message_writes_a_date_as_its_reader_does(language: str, written: str) -> None:
    assert said(language, {"day": printed(dt.date(2026, 11, 23)), "reason": "2026-11-23"}) == {
        "day": written,
        "reason": "2026-11-23",
    }


def test_remarks_on_fields_are_listed_with_their_labels() -> None:
    with speaking("en"):
        assert remarks_text(REMARKS) == (
            "See below.\n\n- Name in English: As in the statutes.\n- Seal certificate: Too old."
        )
    with speaking("ja"):
        assert remarks_text(Remarks("", {"organisation.name_en": "定款のとおりに"})) == "- 名称（英語）：定款のとおりに"


def test_remarks_on_fields_alone_are_no_dash() -> None:
    with speaking("en"):
        assert remarks_text(Remarks("", {"signatories.0a.mail": "Unknown."})) == "- Signatory's mail address: Unknown."


@pytest.mark.parametrize("path", ["", "nothing", "organisation.unheard", "papers.unheard", "signatories.x.unheard"])
def test_a_field_of_an_older_program_keeps_its_name(path: str) -> None:
    assert label_of(path) == (path.rpartition(".")[2] or path)
