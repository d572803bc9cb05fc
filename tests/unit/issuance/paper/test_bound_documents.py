"""A certification on the document itself: every page carries its code, and nothing in the document reaches beyond."""

import datetime as dt
import hashlib
import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from issuance.demo.papers import sample_document
from issuance.paper import PaperError, Press, Rendering, Stationery, page_pictures
from issuance.paper.binding import BAND, MARGIN, BoundPage, bind

POINTS_PER_MM = 72 / 25.4
DOTS = 200


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


def drawn(pdf: bytes, page: int) -> Any:
    document = pypdfium2.PdfDocument(pdf)
    picture = document[page].render(scale=DOTS / 72).to_pil().convert("L")
    document.close()
    return picture


def codes_of(pdf: bytes, page: int) -> list[str]:
    found = zxingcpp.read_barcodes(drawn(pdf, page))
    return [code.text for code in found]


def painted(content: bytes, *, width: int = 595, height: int = 842, **page: Any) -> bytes:
    """Return a PDF of one page with this content stream."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(width, height))
        pdf.pages[0].Contents = pdf.make_stream(content)
        for name, value in page.items():
            pdf.pages[0][f"/{name}"] = value
        output = io.BytesIO()
        pdf.save(output)
    return output.getvalue()


BLACK = b"0 g -5000 -5000 10000 10000 re f"


@pytest.fixture
def certify(press: Press, stationery: Stationery, issue: Any, seal_url: str) -> Any:
    """Print the certification of a document."""

    def make(document: bytes, rendering: Rendering = Rendering.ORIGINAL) -> bytes:
        pictures = page_pictures(document)
        hashes = [hashlib.sha256(picture).hexdigest() for picture in pictures]
        named = {
            "title": "A document",
            "pages": len(pictures),
            "sha256": hashlib.sha256(document).hexdigest(),
            "page_images": hashes,
        }
        content, _ = issue("signature", document=named)
        return press.render(
            content,
            seal_url=None if rendering.is_bare else seal_url,
            rendering=rendering,
            stationery=stationery,
            pictures=dict(zip(hashes, pictures, strict=True)),
            document=document,
        )

    return make


@pytest.mark.parametrize("rendering", [Rendering.ORIGINAL, Rendering.COPY])
def test_every_page_of_the_document_carries_number_date_host_and_the_code(
    certify: Any, press: Press, seal_url: str, rendering: Rendering
) -> None:
    pdf = certify(sample_document("commercial-invoice.pdf", press), rendering)

    sheet, *pages = pages_of(pdf)
    assert "Certification of Signature" in sheet
    assert len(pages) == 2
    for index, text in enumerate(pages, start=1):
        assert "TYO26-001234" in text
        assert "20 November 2026" in text
        assert "ref.example.jp" in text
        assert f"Page {index} of 2 of the certified document" in text
        assert f"Page {index + 1} of 3" in text
        assert rendering.value.upper() in text
        assert codes_of(pdf, index) == [seal_url]
    assert "COMMERCIAL INVOICE" in pages[0]


def test_the_same_input_gives_the_same_bytes(certify: Any, press: Press) -> None:
    document = sample_document("commercial-invoice.pdf", press)

    assert certify(document) == certify(document)


def test_it_no_longer_claims_to_be_an_archive_file(certify: Any, press: Press) -> None:
    with pikepdf.open(io.BytesIO(certify(sample_document("commercial-invoice.pdf", press)))) as pdf:
        assert not [name for name in pdf.open_metadata() if "pdfa/ns/id" in name]
        assert pdf.open_metadata()["dc:title"] == "TYO26-001234-789A-BCDQ"


def test_a_reference_copy_shows_the_watermarked_pictures_instead(certify: Any, press: Press) -> None:
    texts = pages_of(certify(sample_document("commercial-invoice.pdf", press), Rendering.REFERENCE_COPY))

    assert "COMMERCIAL INVOICE" not in "".join(texts)
    assert all("NOT AN ORIGINAL" in text for text in texts)


def test_a_preview_says_so_over_every_page_of_the_document(certify: Any) -> None:
    pdf = certify(painted(BLACK), Rendering.PREVIEW)

    assert "PREVIEW – NOT A CERTIFICATE" in pages_of(pdf)[1]
    assert "TYO26" not in pages_of(pdf)[1]
    assert codes_of(pdf, 1) == []


def test_a_page_that_paints_over_everything_stays_within_its_place(certify: Any, seal_url: str) -> None:
    pdf = certify(painted(BLACK))

    picture = drawn(pdf, 1)
    below = picture.crop((0, picture.height - int(BAND / 25.4 * DOTS), picture.width, picture.height))
    assert codes_of(pdf, 1) == [seal_url]
    assert below.resize((1, 1)).getpixel((0, 0)) > 150


@pytest.mark.parametrize(
    ("width", "height", "rotate", "is_wide"),
    [(595, 842, 0, False), (842, 595, 0, True), (595, 842, 90, True), (1190, 842, 0, True), (300, 200, 0, True)],
    ids=["A4", "A4 on its side", "turned", "A3", "small"],
)
def test_pages_of_every_size_and_turn_are_whole_on_a4(
    certify: Any, width: int, height: int, rotate: int, is_wide: bool
) -> None:
    frame = f"0 g 20 w 10 10 {width - 20} {height - 20} re S".encode()

    pdf = certify(painted(frame, width=width, height=height, Rotate=rotate))

    with pikepdf.open(io.BytesIO(pdf)) as made:
        across, up = (float(edge) for edge in made.pages[1].mediabox[2:])
    assert (round(across), round(up)) == ((842, 595) if is_wide else (595, 842))
    picture = drawn(pdf, 1)
    left, bottom, right, top = (edge * DOTS / 72 for edge in BoundPage(is_wide).box)
    place = picture.crop((int(left), int(picture.height - top), int(right), int(picture.height - bottom)))
    dark = place.point(lambda value: 255 * (value < 128)).getbbox()
    shown_width, shown_height = (height, width) if rotate else (width, height)
    assert dark is not None
    assert (dark[2] - dark[0]) / (dark[3] - dark[1]) == pytest.approx(shown_width / shown_height, rel=0.03)
    for corner in ((dark[0] + 2, dark[1] + 2), (dark[2] - 3, dark[3] - 3)):
        assert place.getpixel(corner) < 128


def test_what_is_outside_of_a_pages_crop_box_is_not_certified(certify: Any) -> None:
    document = painted(
        b"BT /F1 30 Tf 10 10 Td (x) Tj ET 0 g 0 0 100 100 re f", CropBox=pikepdf.Array([200, 200, 500, 600])
    )

    picture = drawn(certify(document), 1)

    above = picture.crop((0, 0, picture.width, picture.height - int((BAND + MARGIN + 4) / 25.4 * DOTS)))
    assert above.getextrema()[0] > 200


def test_what_is_filled_into_a_form_is_on_the_paper_and_its_actions_are_not(certify: Any) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        look = pdf.make_stream(b"0 g 0 0 200 200 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        look.BBox = pikepdf.Array([0, 0, 200, 200])
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=pikepdf.Array([200, 400, 400, 600]),
            F=4,
            AP=pikepdf.Dictionary(N=look),
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://elsewhere.example")),
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
        output = io.BytesIO()
        pdf.save(output)

    made = certify(output.getvalue())

    assert drawn(made, 1).resize((40, 56)).crop((10, 8, 30, 35)).getextrema()[0] < 60
    assert b"elsewhere.example" not in made
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert all("/Annots" not in page for page in opened.pages)


def test_another_document_than_the_one_that_is_named_is_refused(
    press: Press, stationery: Stationery, issue: Any, seal_url: str
) -> None:
    content, pictures = issue("invoice")
    with pytest.raises(PaperError, match="not the one whose SHA-256"):
        press.render(
            content,
            seal_url=seal_url,
            rendering=Rendering.ORIGINAL,
            stationery=stationery,
            pictures=pictures,
            document=painted(BLACK),
        )


@pytest.mark.parametrize("document", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + bytes(1000), b"GIF89a"])
def test_what_is_no_pdf_is_refused_in_a_sentence(press: Press, document: bytes) -> None:
    sheets = press.typeset("x", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(PaperError, match="cannot be bound"):
        bind(sheets, document, [BoundPage(is_wide=False)])
