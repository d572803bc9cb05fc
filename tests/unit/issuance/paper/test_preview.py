"""The preview: what a certificate would look like, and nothing that could be taken for one."""

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from issuance.demo.papers import sample_drafts
from issuance.paper import PaperError, Press, Rendering, Stationery

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9"/></svg>'


@pytest.mark.parametrize("sample", sorted(sample_drafts()))
def test_a_preview_has_no_number_code_seal_or_signature_and_says_that_it_is_no_certificate(
    press: Press, stationery: Stationery, issue: Any, sample: str
) -> None:
    content, pictures = issue(sample)
    signed = replace(stationery, chamber_seal=DRAWING, officer_signature=DRAWING, signatory_signature=DRAWING)

    def preview(of: Stationery) -> bytes:
        return press.render(content, seal_url=None, rendering=Rendering.PREVIEW, stationery=of, pictures=pictures)

    pdf = preview(stationery)

    assert preview(signed) == pdf
    document = pypdfium2.PdfDocument(pdf)
    assert zxingcpp.read_barcodes(document[0].render(scale=3).to_pil()) == []
    for page in document:
        text = " ".join(page.get_textpage().get_text_range().split())
        assert content.certificate_number.public not in text
        assert "NOT A CERTIFICATE" in text
    document.close()


def test_a_preview_is_not_made_with_a_code(press: Press, stationery: Stationery, issue: Any, seal_url: str) -> None:
    content, pictures = issue("coo-jp")
    with pytest.raises(PaperError, match="preview carries no QR code"):
        press.render(content, seal_url=seal_url, rendering=Rendering.PREVIEW, stationery=stationery, pictures=pictures)
