"""/scan in a real browser: a film of a paper is held before its camera, and the page says what the seal is worth.

The certificates, the service and the verification are the real ones; only the camera is Chromium's own fake one.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests import degrade
from tests.camera_film import hold, nothing, write_film
from tests.codes import Picture, paper, qr
from tests.demo import Demo, ReferenceService
from tests.papers import first_page
from tests.reference_pages import DESKTOP
from tests.servers.chromium import open_chromium

FAKE_CAMERA = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"
ANSWER = ".answer"
SECONDS = 1000

pytestmark = pytest.mark.slow

Counter = Callable[[list[Picture]], AbstractContextManager[Page]]


@contextmanager
def counter(film: Path, address: str, language: str = "en") -> Iterator[Page]:
    """Open /scan before a camera that sees `film`, and start it. A page that breaks fails."""
    with open_chromium(FAKE_CAMERA, ALLOWED, f"--use-file-for-fake-video-capture={film}") as browser:
        page = browser.new_page(viewport=DESKTOP)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/scan?lang={language}")
        page.locator("#start").click()
        yield page
        assert broken == []
        # A blob is a picture that the page has already.
        others = [url for url in asked if not url.startswith((address, f"blob:{address}"))]
        assert others == [], "only this site is ever asked"


def text_in(picture: Picture) -> str:
    """Return what the paper's code says."""
    (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)


def forged(text: str) -> str:
    """Return the text with one bit of the signature changed: still a seal by its form."""
    at = len(text) - 20
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


@pytest.mark.parametrize(
    ("name", "label", "title"),
    [
        ("coo-jp", "In force: now compare", "Issued and in force"),
        ("invoice", "In force: now compare", "Issued and in force"),
        ("coo-jp-revoked", "Not valid", "Revoked on "),
        ("coo-jp-replaced", "Not valid", "Replaced by "),
    ],
)
def test_a_paper_before_the_camera(
    demo: Demo, reference_service: str, tmp_path: Path, name: str, label: str, title: str
) -> None:
    film = write_film(hold(first_page(demo.pdf(name))), tmp_path / "paper.y4m")
    with counter(film, reference_service) as page:
        answer = page.locator(ANSWER)
        answer.wait_for()
        assert answer.locator(".answer__label").text_content() == label
        assert (answer.locator(".answer__title").text_content() or "").startswith(title)
        assert answer.locator(".answer__number").inner_text() == demo.listed(name)["number"]
        assert demo.listed(name)["number"] in (page.locator("#announcement").text_content() or "")
        assert page.locator("#video").evaluate("video => video.paused"), "the picture stands still"
        # Green is never given by the code alone.
        assert page.locator(".answer--valid").count() == 0


def test_a_photograph_in_low_light(demo: Demo, reference_service: str, tmp_path: Path) -> None:
    dark = degrade.low_light(first_page(demo.pdf("coo-jp")), np.random.default_rng(5))
    with counter(write_film(hold(dark), tmp_path / "dark.y4m"), reference_service) as page:
        page.locator(".answer--compare").wait_for()


def test_green_only_after_the_person_has_compared(demo: Demo, reference_service: str, tmp_path: Path) -> None:
    film = write_film(hold(first_page(demo.pdf("coo-jp"))), tmp_path / "paper.y4m")
    with counter(film, reference_service) as page:
        page.locator(".answer--compare").wait_for()
        form = page.locator(".form-paper")
        for words in ("Hansen & Brandt Werkzeugmaschinen GmbH", "SPM-2026-10477", "CNC vertical machining centre"):
            expect(form.get_by_text(words).first).to_be_visible()
        # Comparing takes its time; what was revoked meanwhile must not turn green.
        with page.expect_request("**/api/v1/seals/*"):
            page.get_by_role("button", name="Yes, everything is the same").click()
        page.locator(".answer--valid").wait_for()
        assert page.locator(".answer__label").text_content() == "In force and compared"
        assert page.locator(".answer--compare").count() == 0


def test_a_difference_that_the_person_finds(demo: Demo, reference_service: str, tmp_path: Path) -> None:
    film = write_film(hold(first_page(demo.pdf("coo-jp"))), tmp_path / "paper.y4m")
    with counter(film, reference_service) as page:
        page.get_by_role("button", name="No, something differs").click()
        page.locator(".answer--invalid").wait_for()
        assert page.locator(".answer__label").text_content() == "Paper differs"


def test_one_answer_until_the_paper_leaves_the_view(demo: Demo, reference_service: str, tmp_path: Path) -> None:
    film = write_film(hold(first_page(demo.pdf("coo-jp"))), tmp_path / "paper.y4m")
    with counter(film, reference_service) as page:
        page.locator(ANSWER).wait_for()
        # The way on has the focus, so that the keyboard alone will do.
        page.keyboard.press("Enter")
        page.get_by_text("This code was shown just now").wait_for()
        assert page.locator(ANSWER).count() == 0


def test_an_answer_never_stands_beside_a_camera_that_was_started_anew(
    demo: Demo, reference_service: str, tmp_path: Path
) -> None:
    film = write_film(hold(first_page(demo.pdf("coo-jp"))), tmp_path / "paper.y4m")
    with counter(film, reference_service) as page:
        page.locator(ANSWER).evaluate("one => { one.dataset.before = 'yes'; }")
        page.locator("#stop").click()
        expect(page.locator(ANSWER)).to_have_count(1)
        page.locator("#start").click()
        page.get_by_text("This code was shown just now").or_(page.locator(ANSWER)).first.wait_for()
        assert page.locator("[data-before]").count() == 0


def test_the_next_paper_is_answered_in_its_turn(demo: Demo, reference_service: str, tmp_path: Path) -> None:
    first, second = (list(hold(first_page(demo.pdf(name)))) for name in ("coo-jp", "coo-jp-revoked"))
    gap = list(nothing()) * 25
    film = write_film([*first * 3, *gap, *second * 3, *gap], tmp_path / "papers.y4m")
    with counter(film, reference_service) as page:
        numbers = []
        for _ in range(2):
            page.locator(ANSWER).wait_for()
            numbers.append(page.locator(".answer__number").inner_text())
            page.locator("#next").click()
        assert sorted(numbers) == sorted(demo.listed(name)["number"] for name in ("coo-jp", "coo-jp-revoked"))


def test_a_forged_seal(demo: Demo, reference_service: str, tmp_path: Path) -> None:
    text = forged(text_in(first_page(demo.pdf("coo-jp"))))
    with counter(write_film(hold(qr(text, 6)), tmp_path / "forged.y4m"), reference_service) as page:
        page.locator(".answer--invalid").wait_for()
        assert page.locator(".answer__title").text_content() == "This is not the chamber's seal"
        assert page.locator(".form-paper").count() == 0, "nothing of it is shown"


def test_a_code_of_another_site_is_named_and_never_opened(reference_service: str, tmp_path: Path) -> None:
    code = qr("https://trade-certificates.example/v/ABCDEFG", 8)
    with counter(write_film(hold(code), tmp_path / "foreign.y4m"), reference_service) as page:
        page.locator(ANSWER).wait_for()
        assert page.locator(".answer__host").text_content() == "trade-certificates.example"
        assert page.locator("a[href*='trade-certificates']").count() == 0


def test_a_text_that_is_no_address_and_looks_like_a_page(reference_service: str, tmp_path: Path) -> None:
    code = qr("<img src=x onerror=alert(1)>", 8)
    with counter(write_film(hold(code), tmp_path / "script.y4m"), reference_service) as page:
        page.locator(ANSWER).wait_for()
        assert page.locator("#answers img").count() == 0


def test_two_codes_the_couriers_and_the_seal(demo: Demo, reference_service: str, tmp_path: Path) -> None:
    seal = qr(text_in(first_page(demo.pdf("coo-jp"))), 5)
    sheet = paper(720, 1280)
    sheet[100 : 100 + seal.shape[0], 60 : 60 + seal.shape[1]] = seal
    courier = qr("https://courier.example/track/123", 6)
    sheet[200 : 200 + courier.shape[0], 800 : 800 + courier.shape[1]] = courier
    with counter(write_film([sheet], tmp_path / "two.y4m"), reference_service) as page:
        page.locator(ANSWER).wait_for()
        assert page.locator(".answer__label").text_content() == "In force: now compare"


def side_by_side(left: Picture, right: Picture) -> Picture:
    """Return a desk with two codes."""
    sheet = paper(720, 1280)
    for code, x in ((left, 40), (right, 700)):
        sheet[100 : 100 + code.shape[0], x : x + code.shape[1]] = code
    return sheet


def test_two_certificates_in_view_are_both_answered_and_the_worst_comes_first(
    demo: Demo, reference_service: str, tmp_path: Path
) -> None:
    good, ended = (qr(text_in(first_page(demo.pdf(name))), 5) for name in ("coo-jp", "coo-jp-revoked"))
    with counter(write_film([side_by_side(good, ended)], tmp_path / "two.y4m"), reference_service) as page:
        expect(page.locator(".answer__label")).to_have_text(["Not valid", "In force: now compare"])
        assert "Codes read: 2." in page.locator(".several__lead").inner_text()
        assert "Codes read: 2." in (page.locator("#announcement").text_content() or "")
        ways = page.locator(".several a")
        numbers = [demo.listed(name)["number"] for name in ("coo-jp-revoked", "coo-jp")]
        assert [way.inner_text().split(" · ")[1] for way in ways.all()] == numbers
        page.get_by_role("button", name="Yes, everything is the same").click()
        expect(ways).to_have_text([f"Not valid · {numbers[0]}", f"In force and compared · {numbers[1]}"])
        ways.nth(1).click()
        expect(page.locator("#answer-2")).to_be_in_viewport()
        # Both have been answered: neither comes again while they lie there.
        page.locator("#next").click()
        page.get_by_text("This code was shown just now").wait_for()
        assert page.locator(ANSWER).count() == 0


@pytest.mark.parametrize(
    ("grey", "hint"), [(150, "Nothing read yet. Go closer"), (15, "It is too dark")], ids=["light", "dark"]
)
def test_hints_when_nothing_is_read(reference_service: str, tmp_path: Path, grey: int, hint: str) -> None:
    with counter(write_film(nothing(grey=grey), tmp_path / "desk.y4m"), reference_service) as page:
        page.get_by_text(hint).wait_for(timeout=20 * SECONDS)
        assert page.locator(ANSWER).count() == 0


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [((FAKE_CAMERA,), "This site may not use the camera"), ((ALLOWED,), "No camera was found on this device")],
    ids=["refused", "none"],
)
def test_without_a_camera_a_sentence_says_what_to_do(
    demo: Demo, reference_service: str, flags: tuple[str, ...], sentence: str
) -> None:
    with open_chromium(*flags) as browser:
        page = browser.new_page(viewport=DESKTOP)
        page.goto(f"{reference_service}/scan?lang=en")
        page.locator("#start").click()
        page.get_by_role("alert").get_by_text(sentence).wait_for()
        # The other way still works.
        page.locator("#file").set_input_files(demo.pdf("coo-jp"))
        page.locator(".answer--valid").wait_for()


@pytest.mark.parametrize(
    ("language", "label"), [("ja", "有効：照合してください"), ("ar", "سارية: قارن الآن")], ids=["ja", "ar"]
)
def test_other_languages(demo: Demo, reference_service: str, tmp_path: Path, language: str, label: str) -> None:
    film = write_film(hold(first_page(demo.pdf("coo-jp-world-names"))), tmp_path / "paper.y4m")
    with counter(film, reference_service, language) as page:
        page.locator(ANSWER).wait_for()
        assert page.locator(".answer__label").text_content() == label
        # The certificate stands as on the paper, with a gloss beside its titles.
        assert page.locator(".form-paper").get_attribute("lang") == "en"
        assert page.locator(".form-paper dt").nth(2).locator(".gloss").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]


def test_nothing_of_a_certificate_is_kept_and_the_rest_works_without_network(demo: Demo, tmp_path: Path) -> None:
    film = write_film(hold(first_page(demo.pdf("coo-jp"))), tmp_path / "paper.y4m")
    revoked = write_film(hold(first_page(demo.pdf("coo-jp-revoked"))), tmp_path / "revoked.y4m")
    for paper_film, expected in ((film, "Genuine seal; more cannot be told without network"), (revoked, "Revoked")):
        with open_chromium(FAKE_CAMERA, ALLOWED, f"--use-file-for-fake-video-capture={paper_film}") as browser:
            page = browser.new_page(viewport=DESKTOP)
            with ReferenceService(demo, tmp_path / paper_film.stem) as service:
                page.goto(f"{service.address}/scan?lang=en")
                page.locator("#kept").wait_for(timeout=30 * SECONDS)
                page.locator("#start").click()
                page.locator(ANSWER).wait_for()
                kept = page.evaluate(
                    "(async () => { const found = []; for (const name of await caches.keys())"
                    " for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);"
                    " return found; })()"
                )
                assert {path.split("/")[1] for path in kept} == {"scan", "static"}
            # The service is gone; what is left is this device.
            page.goto(f"{service.address}/scan?lang=ja")
            assert page.locator("html").get_attribute("lang") == "ja", "every language is kept"
            page.goto(f"{service.address}/scan?lang=en")
            page.locator("#start").click()
            page.locator(ANSWER).wait_for()
            assert page.locator(".answer__title").text_content() == expected
            assert page.locator(".answer--valid, .answer--compare").count() == 0
            assert "minute" in page.locator(".answer__times").inner_text(), "the age of the list is shown"
