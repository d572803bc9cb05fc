"""Every page in English, Japanese and Arabic in a real browser, with and without JavaScript, wide and on a phone."""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from reference_service.languages import LANGUAGES
from signing.content import Kind
from tests.builders import ChamberWorld
from tests.reference_site import PNG, ReferenceSite, page_of, qr_page_of
from tests.servers.reference import ReferenceServer

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
DESKTOP = {"width": 1180, "height": 950}
PHONE = {"width": 360, "height": 640}
NAMES = ("home", "mistyped", "in force", "long", "revoked", "replaced", "invoice", "seal", "bad seal", "keys", "none")
NAMES += ("about", "batch", "docs", "receipts", "report")
HEADINGS = {
    "in force": {"en": "Issued and in force", "ja": "発給済み・現在有効", "ar": "صادرة وسارية"},
    "bad seal": {
        "en": "Not a code of this system",
        "ja": "このシステムのコードではありません",
        "ar": "ليس رمزاً من رموز هذا النظام",
    },
    "none": {"en": "There is no such page", "ja": "このページはありません", "ar": "لا توجد صفحة كهذه"},
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists() and shutil.which("chromium") is None, reason="chromium is not installed"),
]


@dataclass(frozen=True)
class Served:
    """A running site and the paths of its pages by name."""

    url: str
    paths: dict[str, str]
    number: str
    day: dt.date

    def page(self, name: str, code: str) -> str:
        """Return a page's address in a language."""
        path = self.paths[name]
        return f"{self.url}{path}{'&' if '?' in path else '?'}lang={code}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an installation whose certificates are of today."""
    world = ChamberWorld(now=dt.datetime.now(dt.UTC).replace(microsecond=0))
    site = ReferenceSite(tmp_path_factory.mktemp("languages"), world=world)
    (line,) = world.fields(1)["goods"]  # type: ignore[misc]  # the sample has one line
    picture = site.documents.put(PNG, max_bytes=1000)
    document = {"title": "Commercial invoice", "pages": 1, "sha256": "ab" * 32, "page_images": [picture]}
    in_force = site.publish(world.issue(1))
    revoked = site.publish(world.revoke(world.issue(4)))
    paths = {
        "home": "/",
        "mistyped": f"/?number={in_force.number[:-1]}0&day=31&month=2&year=2026",
        "in force": page_of(in_force),
        "long": page_of(site.publish(world.issue(2, goods=[line] * 30))),
        "revoked": page_of(revoked),
        "replaced": page_of(site.publish(world.replace(world.issue(5), world.number(6)))),
        "invoice": page_of(site.publish(world.issue(3, Kind.INVOICE, document=document))),
        "seal": qr_page_of(in_force),
        "bad seal": "/v/x",
        "keys": "/keys",
        "none": "/nothing",
        **{name: f"/{name}" for name in ("about", "batch", "docs", "receipts", "report")},
    }
    with ReferenceServer(site.directory) as server:
        yield Served(server.url, paths, in_force.number, in_force.issue_date)
    site.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else Path(shutil.which("chromium") or "")
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@pytest.fixture(params=["script on", "script off"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Tell whether JavaScript runs."""
    return bool(request.param == "script on")


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, scripts: bool) -> Iterator[Page]:
    """Open a window. A page that logs an error or breaks its policy fails."""
    size = PHONE if request.param == "phone" else DESKTOP
    context = browser.new_context(viewport=size, java_script_enabled=scripts)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield opened
    cookies = context.cookies()
    context.close()
    assert cookies == []
    # A browser also logs each 404 and 422 as an error; those are asked for.
    assert [text for text in complaints if "server responded with a status of 4" not in text] == []


@pytest.mark.parametrize("code", ["en", "ja", "ar"])
def test_every_page_speaks_the_language_and_fits_the_window(page: Page, served: Served, code: str) -> None:
    window = page.viewport_size
    assert window is not None
    for name in NAMES:
        page.goto(served.page(name, code))
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (code, "rtl" if code == "ar" else "ltr")
        if name in HEADINGS:
            assert page.get_by_role("heading", level=1).inner_text() == HEADINGS[name][code]
        for selector in ("main", "header.site", "h1"):
            box = page.locator(selector).bounding_box()
            assert box is not None
            assert box["x"] >= 0, name
            assert box["x"] + box["width"] <= window["width"], name
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"], name


@pytest.mark.parametrize("code", ["en", "ja", "ar"])
def test_verdict_and_next_step_stand_above_the_fold_of_a_phone(browser: Browser, served: Served, code: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    for name in ("in force", "revoked", "replaced", "seal"):
        page.goto(served.page(name, code))
        for part in ("#verdict", ".panel-number", ".panel-next"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= PHONE["height"], (name, part)
    context.close()


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_ordinary_certificate_is_printed_on_one_sheet(browser: Browser, served: Served, code: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    for name in ("in force", "revoked"):
        page.goto(served.page(name, code))
        assert len(pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))) == 1, name
    context.close()


def test_arabic_begins_at_the_right_and_the_certificate_as_on_the_paper(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(served.page("in force", "ar"))
    x = {
        part: box["x"]
        for part in (".verdict-icon", ".panel-meta", ".column-side", ".form-paper", ".box-1", ".box-3", ".site-name")
        if (box := page.locator(part).bounding_box()) is not None
    }
    assert x[".verdict-icon"] > x[".panel-meta"]
    assert x[".form-paper"] > x[".column-side"]
    assert x[".site-name"] > DESKTOP["width"] / 2
    assert x[".box-1"] < x[".box-3"], "box 1 stands to the left of box 3 on the paper, so it does here"
    # Numbers read from left to right: their groups come in the order in which they are printed.
    groups = [box["x"] for group in page.locator(".panel-number .number span").all() if (box := group.bounding_box())]
    assert len(groups) == 4
    assert groups == sorted(groups)
    context.close()


def test_a_reader_changes_the_language_and_keeps_it(browser: Browser, served: Served, scripts: bool) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=scripts, locale="ja-JP")
    page = context.new_page()
    page.goto(served.url)
    assert page.get_by_role("heading", level=1).inner_text() == "証明書の照会", "the browser asks for Japanese"
    page.get_by_role("link", name="العربية").click()
    assert page.url == served.url + "/?lang=ar"
    page.get_by_label("رقم الشهادة").fill(served.number)
    for label, value in (("اليوم", served.day.day), ("الشهر", served.day.month), ("السنة", served.day.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    with page.expect_navigation():
        page.get_by_role("button", name="اعرض الشهادة").click()
    assert page.url == f"{served.url}{served.paths['in force']}?lang=ar"
    assert page.get_by_role("heading", level=1).inner_text() == HEADINGS["in force"]["ar"]
    page.get_by_role("link", name="English").click()
    assert page.url == f"{served.url}{served.paths['in force']}?lang=en"
    assert page.get_by_role("heading", level=1).inner_text() == HEADINGS["in force"]["en"]
    context.close()
