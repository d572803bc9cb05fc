"""Every page in English, Japanese and Arabic in a real browser, with and without JavaScript, wide and on a phone."""

from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from reference_service.languages import LANGUAGES
from tests.browser_watch import complaints_of
from tests.reference_pages import DESKTOP, EVERY_PAGE, PHONE, Served

HEADINGS = {
    "in force": {"en": "Issued and in force", "ja": "発給済み・現在有効", "ar": "صادرة وسارية"},
    "bad seal": {
        "en": "Not a code of this system",
        "ja": "このシステムのコードではありません",
        "ar": "ليس رمزاً من رموز هذا النظام",
    },
    "none": {"en": "There is no such page", "ja": "このページはありません", "ar": "لا توجد صفحة كهذه"},
}

pytestmark = pytest.mark.slow


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
    complaints = complaints_of(opened)
    yield opened
    cookies = context.cookies()
    context.close()
    assert cookies == []
    assert complaints == []


@pytest.mark.parametrize("code", ["en", "ja", "ar"])
def test_every_page_speaks_the_language_and_fits_the_window(page: Page, served: Served, code: str) -> None:
    window = page.viewport_size
    assert window is not None
    for name in EVERY_PAGE:
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
    for name in ("full", "revoked"):
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
    heading = page.get_by_role("heading", level=1)
    expect(heading, "the browser asks for Japanese").to_have_text("証明書の照会")
    page.get_by_role("link", name="العربية").click()
    expect(page).to_have_url(f"{served.url}/?lang=ar")
    page.get_by_label("رقم الشهادة").fill(served.number)
    for label, value in (("اليوم", served.day.day), ("الشهر", served.day.month), ("السنة", served.day.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_role("button", name="اعرض الشهادة").click()
    expect(page).to_have_url(f"{served.url}{served.paths['in force']}?lang=ar")
    expect(heading).to_have_text(HEADINGS["in force"]["ar"])
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{served.url}{served.paths['in force']}?lang=en")
    expect(heading).to_have_text(HEADINGS["in force"]["en"])
    context.close()
