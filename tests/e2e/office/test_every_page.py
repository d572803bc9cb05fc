"""Every page of the office in both languages, wide and on a phone: for eye, keyboard and screen reader."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.office_pages import DESKTOP, PAGES, PHONE, Served

pytestmark = pytest.mark.slow

FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Open a window."""
    context = browser.new_context(viewport=PHONE if request.param == "phone" else DESKTOP)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_page_breaks_a_rule_or_is_wider_than_the_window(page: Page, office: Served, language: str) -> None:
    for name, path in PAGES.items():
        page.goto(office.page(path, language))
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        assert page.locator("h1").count() == 1, name
        assert page.locator("html").get_attribute("lang") == language, name


def test_the_problems_of_a_form_break_no_rule_and_lead_to_their_fields(page: Page, office: Served) -> None:
    page.goto(office.page(PAGES["parts of forms"], "en"))
    page.get_by_role("button", name="Send to the chamber").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert violations(page) == []
    for link in summary.locator("a").all():
        link.press("Enter")
        target = (link.get_attribute("href") or "#").removeprefix("#")
        assert page.evaluate(FOCUSED) == target
        box = page.locator(f"[id='{target}']").bounding_box()
        assert box is not None
        bar = page.locator(".action-bar").bounding_box()
        assert bar is not None
        if page.locator(".action-bar").evaluate("element => getComputedStyle(element).position") == "sticky":
            assert box["y"] + box["height"] <= bar["y"], f"{target} is hidden behind the bar of buttons"


def test_the_keyboard_comes_to_the_chamber_soon(page: Page, office: Served) -> None:
    page.goto(office.page("/", "en"))
    walked = []
    for _ in range(5):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.textContent.trim().split('\\n')[0]"))
    assert walked[:4] == ["Skip to the content", "OriginSeal issuing office", "日本語", "English"]
    assert walked[4].startswith("TYO")


def test_the_language_is_kept_from_page_to_page(page: Page, office: Served) -> None:
    page.goto(f"{office.url}/")
    page.get_by_role("link", name="日本語").click()
    page.locator(".chambers a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator(".site-name")).to_have_text("東京見本商工会議所")


def test_a_page_loads_its_sheet_and_nothing_from_elsewhere(page: Page, office: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(office.page("/", "en"), wait_until="networkidle")
    assert len(asked) <= 3, asked
    assert all(url.startswith(office.url) for url in asked)
