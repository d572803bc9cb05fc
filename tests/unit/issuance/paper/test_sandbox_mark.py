"""What a sandbox prints: SPECIMEN stands across every page of every paper, and its codes are read all the same."""

import datetime as dt
from dataclasses import replace
from importlib import resources
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from issuance.demo.papers import sample_document, sample_drafts
from issuance.domain.ids import IdKind
from issuance.domain.settings import ChamberSettings
from issuance.domain.texts import Bilingual
from issuance.letters.credentials import CredentialLetter, print_letter
from issuance.paper import Press, Rendering, Stationery

NOW = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
LINK = "https://office.example/TYO/password/0123456789"
FAX_DPI = 200
"""A fax in its fine mode: the coarsest way on which a code still has to be read."""


def marks(pdf: bytes) -> list[int]:
    """Return how often the mark stands on each page, whatever else is printed there."""
    document = pypdfium2.PdfDocument(pdf)
    # A word that is turned comes letter by letter, each on a line of its own.
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return [text.count("SPECIMEN見本") for text in texts]


def codes(pdf: bytes, *, black_and_white: bool = False) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    picture: Image.Image = document[0].render(scale=FAX_DPI / 72).to_pil()
    document.close()
    if black_and_white:
        picture = picture.convert("L").point(lambda value: 255 * (value > 127)).convert("1")
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    return [code.text for code in found]


@pytest.fixture(scope="module")
def sandbox_press() -> Press:
    return Press(sandbox=True)


@pytest.fixture
def sheet(press: Press, stationery: Stationery, issue: Any, seal_url: str) -> Any:
    def make(sample: str, rendering: Rendering) -> bytes:
        content, pictures = issue(sample)
        document = None
        if rendering is not Rendering.REFERENCE_COPY and "document" in sample_drafts()[sample]:
            document = sample_document(sample_drafts()[sample]["document"]["file"], press)
        return press.render(
            content,
            seal_url=seal_url if rendering.has_qr else None,
            rendering=rendering,
            stationery=replace(stationery, sandbox=True),
            pictures=pictures,
            document=document,
        )

    return make


@pytest.mark.parametrize("rendering", Rendering)
@pytest.mark.parametrize("sample", ["coo-jp", "coo-jp-60-lines", "invoice", "signature"])
def test_every_page_of_every_sheet_is_marked(sheet: Any, sample: str, rendering: Rendering) -> None:
    counted = marks(sheet(sample, rendering))

    assert counted
    assert set(counted) == {4}


@pytest.mark.parametrize("black_and_white", [False, True], ids=["in colour", "as a fax"])
@pytest.mark.parametrize("sample", ["coo-jp", "invoice"])
def test_the_code_of_the_seal_is_read_below_the_mark(
    sheet: Any, seal_url: str, sample: str, *, black_and_white: bool
) -> None:
    assert codes(sheet(sample, Rendering.ORIGINAL), black_and_white=black_and_white) == [seal_url]


def test_a_press_of_a_sandbox_marks_whatever_stationery_it_is_handed(
    sandbox_press: Press, stationery: Stationery, issue: Any, seal_url: str
) -> None:
    content, pictures = issue("coo-jp")
    pdf = sandbox_press.render(
        content, seal_url=seal_url, rendering=Rendering.ORIGINAL, stationery=stationery, pictures=pictures
    )

    assert marks(pdf) == [4]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_letter_is_marked_and_its_code_is_read(sandbox_press: Press, language: str) -> None:
    letter = CredentialLetter(IdKind.USER, "TYO-U000001-1", "ABCD-EFGH", LINK, NOW, language, ["Mihon Trading"])
    pdf = print_letter(sandbox_press, letter, ChamberSettings(names=Bilingual(ja="東京見本", en="Tokyo Sample")), NOW)

    assert marks(pdf) == [4]
    assert codes(pdf) == [LINK]


@pytest.mark.parametrize("package", ["issuance.letters", "issuance.outgoing"])
def test_no_letter_has_a_foreground_of_its_own_that_would_take_the_marks_place(package: str) -> None:
    letters = [file for file in resources.files(package).iterdir() if file.name.endswith(".typ")]

    assert letters
    assert [file.name for file in letters if "foreground" in file.read_text("utf-8")] == []


def test_elsewhere_nothing_is_marked(press: Press, stationery: Stationery, issue: Any, seal_url: str) -> None:
    content, pictures = issue("coo-jp")
    pdf = press.render(
        content, seal_url=seal_url, rendering=Rendering.ORIGINAL, stationery=stationery, pictures=pictures
    )

    assert marks(pdf) == [0]


def test_a_marked_sheet_has_the_same_bytes_each_time(sheet: Any) -> None:
    first, second = (sheet("coo-jp", Rendering.ORIGINAL) for _each in range(2))

    assert first == second
