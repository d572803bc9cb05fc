"""The preview of an entry shows what can be read, and a dash where nothing can."""

import datetime as dt
import io

import pypdfium2
import pytest

from issuance.domain.application.entry import Entry
from issuance.domain.application.preview import STAND_IN_PICTURES, preview_content
from issuance.paper import Rendering, Stationery, render, unprintable
from signing.content import AnyContent, JapaneseOriginCertificate, Kind
from tests.applications import context, entry


def sheet_text(content: AnyContent) -> str:
    pdf = render(
        content,
        seal_url=None,
        rendering=Rendering.PREVIEW,
        stationery=Stationery(check_host="ref.example.jp"),
        pictures=STAND_IN_PICTURES,
    )
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_form_is_drawn_without_anything_invented(kind: Kind) -> None:
    text = sheet_text(preview_content(kind, Entry(), context(document=None, papers=frozenset())))

    assert "—" in text
    assert "Shirakawa Precision Machinery" in text
    for stand_in in ("ZZ", "XXX", "0001", "January"):
        assert stand_in not in text


def test_what_can_be_read_is_shown_and_the_rest_is_a_dash() -> None:
    typed = entry(
        Kind.COO_JP,
        {"invoice.date": "tomorrow", "consignee.country": "Atlantis", "remarks": "a\u202eb"},
        {"description": "Bolts", "quantity": "many", "unit": "kg", "hs": "no code", "packages": "3"},
        {"quantity": "3", "unit": "pcs"},
    )
    content = preview_content(Kind.COO_JP, typed, context())

    assert isinstance(content, JapaneseOriginCertificate)
    assert (content.invoice.number, content.invoice.date) == ("SPM-2026-10477", dt.date.min)
    assert content.remarks is None
    first, second = content.goods
    assert (first.description, first.hs, first.packages, second.description) == ("Bolts", None, None, "—")
    text = sheet_text(content)
    assert "— kg" in text
    assert "3 pcs" in text


def test_a_preview_names_no_number_that_was_ever_issued() -> None:
    assert preview_content(Kind.COO_JP, entry(Kind.COO_JP), context()).certificate_number.sequence == 0


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("plain", None),
        ("two\nlines", None),
        ("Ünïcode · 株式会社 · شركة", None),
        ("葛\U000e0100城", None),
        ("a🦄b", "🦄"),
        ("\ue000", "\ue000"),
    ],
)
def test_the_first_character_without_a_glyph_is_named(text: str, character: str | None) -> None:
    assert unprintable(text) == character
