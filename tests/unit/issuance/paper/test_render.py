"""The printed sheet: everything is on it, nothing is cut off, and the same input gives the same bytes."""

import copy
import datetime as dt
import hashlib
import io
import struct
import subprocess
import sys
import threading
import zlib
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from issuance.demo.papers import sample_drafts
from issuance.paper import PaperError, Press, Rendering, Stationery

SAMPLES = sorted(sample_drafts())
POINTS_PER_MM = 72 / 25.4


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, blanks and line ends folded to one blank."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


def png_head(width: int, height: int) -> bytes:
    """Return the beginning of a PNG of that size, and nothing of its pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(b"")
    chunks = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (head, pixels))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def codes_of(pdf: bytes, page: int = 0) -> list[Any]:
    document = pypdfium2.PdfDocument(pdf)
    picture = document[page].render(scale=300 / 72).to_pil()
    document.close()
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)


@pytest.fixture
def print_sheet(press: Press, stationery: Stationery, issue: Any, seal_url: str) -> Any:
    def make(sample: str, rendering: Rendering = Rendering.ORIGINAL, **changes: Any) -> bytes:
        content, pictures = issue(sample, **changes)
        url = None if rendering is Rendering.REFERENCE_COPY else seal_url
        return press.render(content, seal_url=url, rendering=rendering, stationery=stationery, pictures=pictures)

    return make


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_page_of_every_kind_carries_number_page_count_host_and_the_limits_of_its_meaning(
    print_sheet: Any, issue: Any, sample: str
) -> None:
    pages = pages_of(print_sheet(sample))
    number = issue(sample)[0].certificate_number.printed

    language = sample_drafts()[sample]["language"]
    page_word, of_word = {"en": ("Page", "of"), "fr": ("Page", "sur"), "es": ("Página", "de")}[language]
    refusal = {
        "en": "confirms what the chamber issued; customs or a bank may still refuse it",
        "fr": "confirme ce que la chambre a délivré ; la douane ou une banque peut néanmoins le refuser",
        "es": "confirma lo expedido por la cámara; la aduana o un banco pueden rechazarlo de todos modos",
    }[language]
    for index, text in enumerate(pages, start=1):
        assert number in text
        assert f"{page_word} {index} {of_word} {len(pages)}" in text
        assert "ref.example.jp" in text
        assert refusal in text


@pytest.mark.parametrize("rendering", [Rendering.ORIGINAL, Rendering.COPY])
@pytest.mark.parametrize("sample", ["coo-jp", "coo-jp-60-lines", "coo-foreign", "invoice", "signature"])
def test_the_qr_code_on_page_one_reads_back_at_300_dots_per_inch(
    print_sheet: Any, seal_url: str, sample: str, rendering: Rendering
) -> None:
    found = codes_of(print_sheet(sample, rendering))

    assert [code.text for code in found] == [seal_url]


@pytest.mark.parametrize("millimetres", [28, 30])
def test_the_qr_symbol_has_its_size_and_nothing_prints_into_its_quiet_zone(
    press: Press, issue: Any, seal_url: str, millimetres: int
) -> None:
    content, _ = issue("coo-jp")
    stationery = Stationery(check_host="ref.example.jp", qr_millimetres=millimetres)
    pdf = press.render(content, seal_url=seal_url, rendering=Rendering.ORIGINAL, stationery=stationery, pictures={})
    dots_per_mm = 600 / 25.4
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=600 / 72).to_pil().convert("L")
    document.close()
    (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    corner = code.position

    width = (corner.top_right.x - corner.top_left.x) / dots_per_mm
    assert width == pytest.approx(millimetres, abs=0.15)
    quiet = 4 * millimetres / 53 - 0.2
    left, top = corner.top_left.x, corner.top_left.y
    right, bottom = corner.bottom_right.x, corner.bottom_right.y
    zone = quiet * dots_per_mm
    outside = (
        (left - zone, top - zone, right + zone, top - 4),
        (left - zone, bottom + 4, right + zone, bottom + zone),
        (left - zone, top, left - 4, bottom),
        (right + 4, top, right + zone, bottom),
    )
    for box in outside:
        darkest, _ = picture.crop(tuple(round(edge) for edge in box)).getextrema()
        assert darkest == 255


def test_a_reference_copy_has_no_code_no_seal_no_signature_and_says_what_it_is(press: Press, issue: Any) -> None:
    content, _ = issue("coo-jp")
    red = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#00ff00" d="M0 0h9v9H0z"/></svg>'
    stationery = Stationery("ref.example.jp", chamber_seal=red, officer_signature=red, signatory_signature=red)
    pdf = press.render(content, seal_url=None, rendering=Rendering.REFERENCE_COPY, stationery=stationery, pictures={})

    text = pages_of(pdf)[0]
    assert "REFERENCE COPY – NOT AN ORIGINAL" in text
    assert codes_of(pdf) == []
    assert not _has_green(pdf)
    original = press.render(
        content,
        seal_url="HTTPS://REF.EXAMPLE.JP/V/AAAA",
        rendering=Rendering.ORIGINAL,
        stationery=stationery,
        pictures={},
    )
    assert _has_green(original), "the same pictures stand on the original"


def _has_green(pdf: bytes) -> bool:
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()
    return any(colour == (0, 255, 0) for _, colour in picture.getcolors(1 << 24))


def test_a_copy_says_copy_and_an_original_does_not(print_sheet: Any) -> None:
    assert "COPY" in pages_of(print_sheet("coo-jp", Rendering.COPY))[0]
    original = pages_of(print_sheet("coo-jp", Rendering.ORIGINAL))[0]
    assert "ORIGINAL" in original
    assert "COPY" not in original


def test_certificates_of_origin_say_non_preferential_and_their_marks(print_sheet: Any) -> None:
    text = pages_of(print_sheet("coo-jp", issued_retrospectively=True, replaces="TYO26-001233"))[0]

    assert "NON-PREFERENTIAL" in text
    assert "ISSUED RETROSPECTIVELY" in text
    assert "Replaces certificate TYO26-001233" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Certificate of Origin", "Consignee", "On or about 28 November 2026")),
        ("fr", ("Certificat d’origine", "Destinataire", "Le ou vers le 28 novembre 2026")),
        ("es", ("Certificado de origen", "Destinatario", "El o alrededor del 28 de noviembre de 2026")),
    ],
)
def test_labels_and_dates_follow_the_language_of_the_content(
    print_sheet: Any, language: str, words: tuple[str, ...]
) -> None:
    text = pages_of(print_sheet("coo-jp", language=language))[0]

    for word in words:
        assert word in text


def test_text_of_other_scripts_is_printed_and_can_be_copied(print_sheet: Any) -> None:
    text = pages_of(print_sheet("coo-jp-world-names"))[0]

    for part in (
        "株式会社",
        "精密ねじ研削盤",
        "磨削砂轮",
        "연삭",
        "Núñez Ibáñez",
        "Kraków",
        "Тест",
        "Giám định Đông Á",
    ):
        assert part in text
    assert "กรุงเทพมหานคร" in text.replace(" ", "")


def test_certified_text_is_data_and_never_markup(print_sheet: Any) -> None:
    tricky = 'Valve #panic("x") *bold* $x$ [y] // gone <label> @ref `raw` \\ end'
    text = pages_of(print_sheet("coo-jp", remarks=tricky))[0]

    assert tricky in text


def test_300_goods_lines_all_appear_in_order_with_repeated_heads_and_one_declaration_at_the_end(
    print_sheet: Any,
) -> None:
    line = sample_drafts()["coo-jp"]["goods"][1]
    goods = [{**copy.deepcopy(line), "description": f"Article number {index:03} of the list"} for index in range(300)]
    pages = pages_of(print_sheet("coo-jp", goods=goods))

    found = [part[:3] for part in " ".join(pages).split("Article number ")[1:]]
    assert found == [f"{index:03}" for index in range(300)]
    assert len(pages) > 10
    assert all("Number and kind of packages" in text for text in pages)
    assert ["Declaration by the exporter" in text for text in pages] == [False] * (len(pages) - 1) + [True]
    assert "End of goods list: 300 lines" in " ".join(pages)


def test_a_foot_without_room_below_the_goods_stands_at_the_bottom_of_a_page_of_its_own(print_sheet: Any) -> None:
    goods = sample_drafts()["coo-jp-60-lines"]["goods"]

    def declaration_of(lines: int) -> tuple[int, float, bool]:
        """Return the page of box 9, its height above the page's lower edge in points, and whether goods precede it."""
        document = pypdfium2.PdfDocument(print_sheet("coo-jp-60-lines", goods=goods[:lines]))
        count = len(document)
        text = document[count - 1].get_textpage()
        index, _ = text.search("Declaration by the exporter").get_next()
        height = text.get_charbox(index)[1]
        with_goods = "End of goods list" in text.get_text_range()
        document.close()
        return count, height, with_goods

    page, height, with_goods = declaration_of(4)
    assert (page, with_goods) == (1, True)
    for lines, expected in ((9, (2, False)), (20, (2, True))):
        page, other, with_goods = declaration_of(lines)
        assert (page, with_goods) == expected
        assert other == pytest.approx(height, abs=0.1)


def test_long_names_addresses_and_words_grow_their_boxes_and_nothing_leaves_the_sheet(print_sheet: Any) -> None:
    fields = sample_drafts()["coo-jp"]
    goods = fields["goods"]
    goods[0]["description"] = ("Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikationsanlage " * 20).strip()
    goods[1]["marks"] = {"text": "MARK" * 40 + "\n" + "\n".join(f"C/NO {index}" for index in range(60))}
    goods[2]["quantity"] = {"value": "123456789012345.123456", "unit": "C62", "name": "pieces " * 28 + "end"}
    exporter = {
        "name": "W" * 200,
        "address": "\n".join(f"Line {index} of an address" for index in range(8)),
        "country": "JP",
    }
    pdf = print_sheet(
        "coo-jp", goods=goods, exporter=exporter, remarks="x" * 1500, certifying_officer="O" * 200, statement="s" * 900
    )

    text = "".join(pages_of(pdf)).replace(" ", "")
    for whole in ("W" * 200, "x" * 1500, "O" * 200, "s" * 900, "MARK" * 40, "Line7ofanaddress", "C/NO59"):
        assert whole in text
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        words = page.get_textpage()
        boxes = [words.get_charbox(index) for index in range(words.count_chars())]
        # The frame stands 12 mm from each edge.
        assert max(right for _, _, right, _ in boxes) <= (210 - 12) * POINTS_PER_MM
        assert min(left for left, _, right, _ in boxes if right) >= 11.9 * POINTS_PER_MM
    document.close()


def test_a_word_too_long_for_its_column_does_not_run_into_the_next(print_sheet: Any) -> None:
    goods = sample_drafts()["coo-jp"]["goods"][:1]
    goods[0]["marks"] = {"text": "Ж" * 150}
    document = pypdfium2.PdfDocument(print_sheet("coo-jp", goods=goods))
    words = document[0].get_textpage()
    rights = [
        words.get_charbox(index)[2] for index in range(words.count_chars()) if words.get_text_range(index, 1) == "Ж"
    ]
    document.close()

    assert len(rights) == 150
    # Line number and marks take 8 mm and 37 mm from the frame at 12 mm.
    assert max(rights) <= (12 + 8 + 37) * POINTS_PER_MM


def test_same_input_gives_the_same_bytes_in_another_process(press: Press, print_sheet: Any) -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import pytest\n"
        "from importlib.util import spec_from_file_location, module_from_spec\n"
        "spec = spec_from_file_location('samples', sys.argv[2]); samples = module_from_spec(spec)\n"
        "spec.loader.exec_module(samples)\n"
        "from issuance.paper import Press, Rendering, Stationery\n"
        "press = Press(); issue = samples.issue.__wrapped__(press)\n"
        "content, pictures = issue('invoice')\n"
        "pdf = press.render(content, seal_url=samples.SEAL_URL, rendering=Rendering.ORIGINAL,"
        " stationery=Stationery(check_host=samples.HOST), pictures=pictures)\n"
        "print(hashlib.sha256(pdf).hexdigest())\n"
    )
    root = Path(__file__).parents[4]
    here = print_sheet("invoice")
    other = subprocess.run(
        [sys.executable, "-c", program, str(root), str(Path(__file__).with_name("conftest.py"))],
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
        env={"PYTHONPATH": str(root), "PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "LC_ALL": "C.UTF-8"},
    )

    assert other.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_threads_share_one_press(press: Press, stationery: Stationery, issue: Any, seal_url: str) -> None:
    content, _ = issue("coo-foreign")
    sheets: list[bytes] = []
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(3):
                sheets.append(
                    press.render(
                        content,
                        seal_url=seal_url,
                        rendering=Rendering.ORIGINAL,
                        stationery=stationery,
                        pictures={},
                    )
                )
        except RuntimeError as problem:  # what typst raises for a borrowed compiler
            problems.append(problem)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert len(sheets) == 12
    assert len(set(sheets)) == 1


@pytest.mark.parametrize(
    ("rendering", "url", "words"),
    [
        (Rendering.ORIGINAL, None, "no seal address was given"),
        (Rendering.COPY, None, "no seal address was given"),
        (Rendering.REFERENCE_COPY, "HTTPS://REF.EXAMPLE.JP/V/AAAA", "carries no QR code"),
        (Rendering.ORIGINAL, "HTTPS://EVIL.EXAMPLE/V/AAAA", "leads to 'evil.example'"),
        (Rendering.ORIGINAL, "HTTPS://REF.EXAMPLE.JP/V/" + "A" * 300, "325 characters"),
        (Rendering.ORIGINAL, "https://ref.example.jp/v/AAAA", "upper case"),
    ],
)
def test_an_unfit_seal_address_stops_the_sheet(
    press: Press, stationery: Stationery, issue: Any, rendering: Rendering, url: str | None, words: str
) -> None:
    content, _ = issue("coo-jp")

    with pytest.raises(PaperError, match=words):
        press.render(content, seal_url=url, rendering=rendering, stationery=stationery, pictures={})


def test_a_missing_or_exchanged_page_picture_stops_the_sheet(
    press: Press, stationery: Stationery, issue: Any, seal_url: str
) -> None:
    content, pictures = issue("invoice")
    first, second = content.document.page_images

    for wrong, words in (
        ({first: pictures[first]}, "page 2 .* was not handed over"),
        ({first: pictures[second], second: pictures[second]}, "page 1 .* was changed"),
    ):
        with pytest.raises(PaperError, match=words):
            press.render(
                content, seal_url=seal_url, rendering=Rendering.ORIGINAL, stationery=stationery, pictures=wrong
            )


def test_shipping_marks_may_be_a_picture(press: Press, stationery: Stationery, issue: Any, seal_url: str) -> None:
    output = io.BytesIO()
    Image.new("RGB", (40, 40), (0, 255, 0)).save(output, "PNG")
    mark = output.getvalue()
    sha256 = hashlib.sha256(mark).hexdigest()
    goods = sample_drafts()["coo-jp"]["goods"]
    goods[0]["marks"] = {"picture": sha256}
    content, _ = issue("coo-jp", goods=goods)

    pdf = press.render(
        content, seal_url=seal_url, rendering=Rendering.ORIGINAL, stationery=stationery, pictures={sha256: mark}
    )
    assert _has_green(pdf)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"GIF89a" + bytes(40), "PNG, JPEG or SVG was expected"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "cannot be read"),
        (png_head(30_000, 30_000), "30000 x 30000 pixels|exceeds limit"),
        (png_head(6_000, 6_000), "6000 x 6000 pixels"),
        (png_head(60, 60), "cannot be set"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g>", "cannot be set"),
        (b"<svg>" + b" " * 5_000_000, "at most 5000000"),
        (b"<svg><image href='/etc/hostname'/></svg>", "plain shapes"),
        (b"<svg><g id='a'/><use xlink:href='#a'/></svg>", "plain shapes"),
        (b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "plain shapes"),
    ],
)
def test_a_broken_seal_picture_stops_the_sheet_with_a_sentence(
    press: Press, issue: Any, seal_url: str, picture: bytes, words: str
) -> None:
    content, _ = issue("coo-jp")
    stationery = Stationery(check_host="ref.example.jp", chamber_seal=picture)

    with pytest.raises(PaperError, match=words):
        press.render(content, seal_url=seal_url, rendering=Rendering.ORIGINAL, stationery=stationery, pictures={})


def test_shipping_marks_are_never_a_drawing_that_a_browser_would_run(
    press: Press, stationery: Stationery, issue: Any, seal_url: str
) -> None:
    mark = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    sha256 = hashlib.sha256(mark).hexdigest()
    goods = sample_drafts()["coo-jp"]["goods"]
    goods[0]["marks"] = {"picture": sha256}
    content, _ = issue("coo-jp", goods=goods)

    with pytest.raises(PaperError, match="PNG or JPEG was expected"):
        press.render(
            content, seal_url=seal_url, rendering=Rendering.ORIGINAL, stationery=stationery, pictures={sha256: mark}
        )


@pytest.mark.parametrize("host", ["", "REF.example.jp", "https://ref.example.jp", "ref.example.jp/v", "réf.example"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(PaperError, match="no host name"):
        Stationery(check_host=host)


def test_a_size_of_the_code_that_was_never_tried_is_refused() -> None:
    with pytest.raises(PaperError, match="28 and 30"):
        Stationery(check_host="ref.example.jp", qr_millimetres=12)


def test_a_sheet_is_set_at_whatever_instant(press: Press) -> None:
    """A clock's instants have fractions of a second, which dates in a PDF have not: letters and faxes bring those."""
    instant = dt.datetime(2026, 11, 23, 8, 44, 12, 193333, tzinfo=dt.UTC)
    assert press.typeset("A letter", instant) == press.typeset("A letter", instant.replace(microsecond=0))
