"""/check-file in a real browser: the chamber's own file, copies of it, scans, and files that are something else.

The file never leaves the machine: only addresses with a hash or a seal are asked for, and no request has a body.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from tests import degrade
from tests.axe import violations
from tests.codes import A4, paper, qr
from tests.demo import Demo
from tests.papers import first_page, write
from tests.reference_pages import DESKTOP

SECONDS = 1000
SETTLED = ".answer, #problem:not(:empty)"

pytestmark = pytest.mark.slow


@pytest.fixture
def asked() -> list[Request]:
    """Return the requests of the page, as it makes them."""
    return []


@pytest.fixture
def page(browser: Browser, reference_service: str, asked: list[Request]) -> Iterator[Page]:
    """Open /check-file. A page that breaks, sends anything but addresses, or asks elsewhere fails."""
    context = browser.new_context(viewport=DESKTOP)
    opened = context.new_page()
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.on("request", lambda request: asked.append(request))
    opened.goto(f"{reference_service}/check-file?lang=en")
    yield opened
    context.close()
    assert broken == []
    assert [(one.method, one.url) for one in asked if one.method != "GET" or one.post_data_buffer] == []
    # A blob is a picture that the page has already.
    assert [one.url for one in asked if not one.url.startswith((reference_service, f"blob:{reference_service}"))] == []


def choose(page: Page, file: Path) -> None:
    """Choose a file and wait for what the page says of it."""
    page.locator("#file").set_input_files(file)
    page.locator(SETTLED).first.wait_for(timeout=60 * SECONDS)
    # The sentence of progress goes when all is done.
    page.locator("#progress:empty").wait_for(state="attached", timeout=60 * SECONDS)


def label(page: Page) -> str | None:
    """Return the word of the only answer."""
    return page.locator(".answer__label").text_content()


def notes(page: Page) -> str:
    """Return what is said of the file beside the answer."""
    return " ".join(page.locator(".file-note li").all_inner_texts())


def as_pdf(pages: list[Image.Image], path: Path) -> Path:
    """Write pictures as the pages of a PDF, as a scanner does."""
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=200)
    return path


def sheet(demo: Demo, name: str) -> Image.Image:
    """Return the first page of a sample at 200 dpi."""
    picture = first_page(demo.pdf(name))
    small = cv2.resize(picture, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA)
    return Image.fromarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB))


@pytest.mark.parametrize("name", ["coo-jp", "coo-foreign", "invoice", "signature", "coo-jp-60-lines"])
def test_the_chambers_own_file(page: Page, demo: Demo, name: str) -> None:
    choose(page, demo.pdf(name))
    assert label(page) == "In force: the chamber's own file"
    assert page.locator(".answer--valid").count() == 1
    assert page.locator(".answer__number").inner_text() == demo.listed(name)["number"]
    assert "This very file is the one that the chamber issued" in notes(page)
    assert f"Pages: {len(pikepdf.open(demo.pdf(name)).pages)}" in notes(page)


def test_the_chambers_own_file_of_a_certificate_that_was_revoked(page: Page, demo: Demo) -> None:
    choose(page, demo.pdf("coo-jp-revoked"))
    assert label(page) == "Not valid"
    assert page.locator(".answer--valid").count() == 0


def test_one_byte_more_and_it_is_a_file_to_compare(page: Page, demo: Demo, tmp_path: Path) -> None:
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(demo.pdf("coo-jp").read_bytes() + b"\n")
    choose(page, altered)
    assert label(page) == "In force: now compare"
    assert "This is not the file that the chamber issued" in notes(page)
    page.get_by_role("button", name="Yes, everything is the same").click()
    # The page asks the service once more before it turns green.
    expect(page.locator(".answer__label")).to_have_text("In force and compared")


def test_only_the_hash_and_the_seal_are_asked_for(page: Page, demo: Demo, asked: list[Request], tmp_path: Path) -> None:
    choose(page, write(first_page(demo.pdf("coo-jp")), tmp_path / "paper.png"))
    calls = [one.url.split("/api/v1/")[1].split("/")[0] for one in asked if "/api/" in one.url]
    assert calls == ["documents", "seals"]
    assert max(len(one.url) for one in asked) < 400


def test_a_photograph_of_the_paper(page: Page, demo: Demo, tmp_path: Path) -> None:
    photograph = degrade.phone(first_page(demo.pdf("coo-jp")), np.random.default_rng(11))
    choose(page, write(photograph, tmp_path / "photograph.jpg"))
    assert label(page) == "In force: now compare"


def test_a_fax_scanned_as_office_machines_do(page: Page, demo: Demo, tmp_path: Path) -> None:
    """CCITT group 4 inside a PDF: without its decoder the page would stay white."""
    black = sheet(demo, "coo-jp").convert("1")
    tiff = io.BytesIO()
    black.save(tiff, format="TIFF", compression="group4")
    with Image.open(tiff) as stored:
        offset, length = stored.tag_v2[273][0], stored.tag_v2[279][0]  # type: ignore[attr-defined]  # of its TIFF plug-in
    with pikepdf.new() as pdf:
        image = pikepdf.Stream(pdf, tiff.getvalue()[offset : offset + length])
        image.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=black.width,
            Height=black.height,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=1,
            Filter=pikepdf.Name.CCITTFaxDecode,
            DecodeParms=pikepdf.Dictionary(K=-1, Columns=black.width, Rows=black.height, BlackIs1=False),
        )
        made = pdf.add_blank_page(page_size=(595, 842))
        made.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        made.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        pdf.save(tmp_path / "fax.pdf")
    choose(page, tmp_path / "fax.pdf")
    assert label(page) == "In force: now compare"


def test_a_pdf_of_scans_is_answered_page_by_page(page: Page, demo: Demo, tmp_path: Path) -> None:
    sheets = [sheet(demo, name) for name in ("coo-jp", "coo-jp-revoked", "coo-jp")]
    sheets.insert(1, Image.new("RGB", sheets[0].size, "white"))
    choose(page, as_pdf(sheets, tmp_path / "scans.pdf"))
    page.locator(".answer").nth(1).wait_for()
    labels = page.locator(".answer__label").all_text_contents()
    assert labels == ["In force: now compare", "Not valid"], "a code that comes twice is answered once"
    assert "Code on page 1" in notes(page)
    assert "Code on page 3" in notes(page)


def test_a_page_without_any_code(page: Page, tmp_path: Path) -> None:
    choose(page, as_pdf([Image.fromarray(paper(*A4)).resize((1240, 1754))], tmp_path / "blank.pdf"))
    assert page.locator(".answer__title").text_content() == "No code was found"
    assert "Pages: 1" in notes(page)


def test_another_paper_with_a_code_of_another_site(page: Page, tmp_path: Path) -> None:
    choose(page, write(qr("https://trade-certificates.example/v/ABC", 8), tmp_path / "foreign.png"))
    assert label(page) == "Not checked"
    assert page.locator(".answer__host").text_content() == "trade-certificates.example"


def test_thirty_megabytes(page: Page, demo: Demo, tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(demo.pdf("coo-jp").read_bytes() + b"%" + b"x" * 30_000_000)
    choose(page, large)
    assert label(page) == "In force: now compare"


def locked(demo: Demo) -> bytes:
    """Return a sample behind a password."""
    made = io.BytesIO()
    with pikepdf.open(demo.pdf("coo-jp")) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return made.getvalue()


def many_pages() -> bytes:
    """Return a PDF of more pages than are read."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(201):
            pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (locked, "The PDF is locked with a password"),
        (lambda _: many_pages(), "The PDF has more than 200 pages"),
        (lambda demo: demo.pdf("coo-jp").read_bytes()[:4000], "The PDF is damaged"),
        (lambda _: b"%PDF-1.7\n" + b"\x00" * 5000, "The PDF is damaged"),
        (lambda _: b"Dear Sir, please find enclosed" * 100, "This is neither a PDF nor a picture"),
        (lambda _: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "This is neither a PDF nor a picture"),
        (lambda _: b"", "The file is empty"),
        (lambda _: b"x" * (100 * 1024 * 1024 + 1), "The file is larger than 100 MB"),
    ],
    ids=["locked", "201 pages", "cut off", "no PDF inside", "a letter", "no PNG inside", "empty", "too large"],
)
def test_what_cannot_be_read_gets_a_sentence(
    page: Page, demo: Demo, tmp_path: Path, made: object, sentence: str
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(made(demo))  # type: ignore[operator]  # functions of the demo, all of them
    choose(page, file)
    expect(page.get_by_role("alert").get_by_text(sentence)).to_be_visible()
    assert page.locator(".answer").count() == 0


def test_a_page_as_large_as_a_house_and_a_picture_bomb(page: Page, tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14400, 14400))
        pdf.save(tmp_path / "house.pdf")
    choose(page, tmp_path / "house.pdf")
    assert page.locator(".answer__title").text_content() == "No code was found"
    Image.new("1", (30_000, 30_000)).save(tmp_path / "bomb.png")
    choose(page, tmp_path / "bomb.png")
    assert page.locator(SETTLED).count() == 1


def test_without_scripts_the_form_sends_the_file_itself(browser: Browser, reference_service: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{reference_service}/check-file?lang=en")
    form = plain.locator("form#check-file")
    assert form.get_attribute("method") == "post"
    assert form.get_attribute("enctype") == "multipart/form-data"
    assert (form.get_attribute("action") or "").startswith("/check-file")
    assert form.locator("input[name=file]").is_visible()
    assert form.locator("button").is_visible()
    assert plain.get_by_text("The file is sent to this site").is_visible()
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_answer_breaks_a_rule_of_accessibility(
    browser: Browser, reference_service: str, demo: Demo, tmp_path: Path, language: str
) -> None:
    """Green, white, red and amber, each with the certificate below it, by axe-core's rules."""
    foreign = write(qr("https://trade-certificates.example/v/ABC", 8), tmp_path / "foreign.png")
    paper_of = write(first_page(demo.pdf("coo-jp-world-names")), tmp_path / "paper.png")
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    for file in (demo.pdf("coo-jp-world-names"), paper_of, demo.pdf("coo-jp-revoked"), foreign):
        page.goto(f"{reference_service}/check-file?lang={language}")
        choose(page, file)
        assert violations(page) == []
    context.close()


@pytest.mark.parametrize(
    ("language", "title"),
    [("ja", "有効・このファイルは商工会議所が発給したものです"), ("ar", "سارية، وهذا الملف نفسه هو ملف الغرفة")],
)
def test_other_languages(browser: Browser, reference_service: str, demo: Demo, language: str, title: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{reference_service}/check-file?lang={language}")
    choose(page, demo.pdf("coo-jp"))
    assert page.locator(".answer__title").text_content() == title
    context.close()
