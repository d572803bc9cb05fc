"""Every page for those who do not see it, or use no mouse: axe-core's rules, and the keyboard alone.

axe-core finds what a program can find; the order of the keyboard, and what the words say, are tested by hand here.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.reference_pages import DESKTOP, EVERY_PAGE, PHONE, Served

FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"

pytestmark = pytest.mark.slow


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Open a window."""
    context = browser.new_context(viewport=PHONE if request.param == "phone" else DESKTOP)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("code", ["en", "ja", "ar"])
def test_no_rule_is_broken_on_any_page(page: Page, served: Served, code: str) -> None:
    for name in EVERY_PAGE:
        page.goto(served.page(name, code))
        assert violations(page) == [], name


def test_axe_finds_what_is_wrong(page: Page, served: Served) -> None:
    """The test above would pass on every page if axe did not run."""
    page.goto(served.page("home", "en"))
    page.evaluate("document.querySelector('label').remove()")
    assert "label" in {text.split(":")[0] for text in violations(page)}


@pytest.mark.parametrize("code", ["en", "ar"])
def test_results_of_a_list_break_no_rule(page: Page, served: Served, code: str) -> None:
    page.goto(served.page("batch", code))
    revoked = served.paths["revoked"].split("/")
    page.locator("#pasted").fill(f"{served.number} {served.day}\n{revoked[2]} {revoked[3]}\nTYO26-000001 2026-02-31")
    page.locator("form .govuk-button").click()
    # The click has sent the form; the page with the results comes when it comes.
    expect(page.locator(".row-verdict")).to_have_count(3)
    assert violations(page) == []
    page.locator("#main a[download]").first.wait_for()
    page.goto(served.page("batch", code))
    page.locator("form .govuk-button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert violations(page) == []


def test_the_keyboard_walks_from_the_skip_link_to_the_button(page: Page, served: Served) -> None:
    page.goto(served.page("home", "en"))
    walked = []
    for _ in range(40):
        page.keyboard.press("Tab")
        walked.append(page.evaluate(FOCUSED))
        if walked[-1] == "Show the certificate":
            break
    languages = ["English", "日本語", "简体中文", "Español", "Français", "العربية"]
    assert walked[0] == "Skip to the content"
    assert walked[2:8] == languages
    assert walked[8] == "Check a certificate"
    assert walked[-5:] == ["number", "day", "month", "year", "Show the certificate"]


def test_the_skip_link_is_seen_and_leads_to_the_first_field(page: Page, served: Served) -> None:
    page.goto(served.page("home", "en"))
    skip = page.get_by_role("link", name="Skip to the content")
    page.keyboard.press("Tab")
    box = skip.bounding_box()
    assert box is not None
    assert box["height"] > 20
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "number"


def test_a_form_with_mistakes_opens_on_their_summary_which_leads_to_the_fields(page: Page, served: Served) -> None:
    page.goto(served.page("mistyped", "en"))
    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    for field in ("number", "day"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == f"#{field}"
        assert page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
    assert page.locator("#number").get_attribute("aria-describedby") == "number-hint number-error"
    assert page.locator("#number-error").inner_text().startswith("Error:")


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_every_control_is_reached_by_tab_and_shows_it(browser: Browser, served: Served, name: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(served.page(name, "ar"))
    controls = page.locator("a[href]:visible, button:visible, input:visible, textarea:visible").count()
    # A page with mistakes opens with the focus on their summary: the walk begins at the top on each.
    page.evaluate("document.querySelector('.govuk-skip-link').focus(); window.seen = [document.activeElement]")
    for _ in range(controls - 1):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => {
                const here = document.activeElement;
                const style = getComputedStyle(here);
                window.seen.push(here);
                return style.outlineStyle !== "none" || style.boxShadow !== "none";
            }"""
        ), name
    assert page.evaluate("new Set(window.seen).size") == controls, "a control was met twice, another one never"
    assert page.evaluate("window.seen.includes(document.body)") is False
    context.close()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_reader_with_own_colours_sees_shape_and_word(browser: Browser, served: Served, code: str) -> None:
    context = browser.new_context(viewport=PHONE, forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    page.goto(served.page("revoked", code))
    colour = "part => getComputedStyle(part)"
    shape = page.locator('.panel .verdict-icon [fill="currentColor"]').evaluate(f"{colour}.fill")
    cross = page.locator(".panel .verdict-icon .cut").evaluate(f"{colour}.stroke")
    assert "none" not in (shape, cross)
    assert shape != cross, "the cross is drawn in the ground's colour"
    assert page.locator(".panel-verdict").is_visible()
    assert violations(page) == []
    context.close()
