"""A chamber administrator and a federation operator at their work, in a real browser. Terms T3.1, T11, T24, A4, T18.

With PICTURES=folder each page is kept there as a picture, for somebody to look at.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.axe import violations
from tests.office_cast import HERE, Cast
from tests.office_pages import DESKTOP, PHONE, Served

PICTURES = os.environ.get("PICTURES")
PARTS = (
    "", "staff", "staff/invite", "functions", "calendar", "fees", "fees/new", "contact", "texts", "rules", "keys",
    "stops", "stops/new", "end", "history", "resets",
)  # fmt: skip


@pytest.fixture(scope="module")
def cast(office: Served) -> Cast:
    return Cast.make(office.site)


def context_of(browser: Browser, office: Served, cast: Cast, name: str, size: dict[str, int]) -> BrowserContext:
    """Return a browser's context in which somebody is signed in."""
    client = cast.sign_in(name)
    cookie = client.get_cookie("id")
    assert cookie is not None
    context = browser.new_context(viewport=size, locale="en")
    context.add_cookies([{"name": "id", "value": cookie.value, "url": office.url}])
    return context


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def administrator(browser: Browser, office: Served, cast: Cast) -> Iterator[Page]:
    """Open a page of the chamber administrator."""
    context = context_of(browser, office, cast, f"{HERE} administrator", DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def federation(browser: Browser, office: Served, cast: Cast) -> Iterator[Page]:
    """Open a page of an operator of the federation."""
    context = context_of(browser, office, cast, "federation", DESKTOP)
    yield context.new_page()
    context.close()


def test_t3_1_functions_are_switched_and_a_version_is_restored(administrator: Page, office: Served) -> None:
    page = administrator
    page.goto(office.page(f"/{HERE}/admin/functions", "en"))
    box = page.get_by_label("Signature certifications")
    expect(box).to_be_checked()
    box.uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Signature certifications")).not_to_be_checked()
    page.get_by_role("link", name="History").click()
    picture(page, "history-en")
    page.get_by_role("button", name="Restore this version").first.click()
    expect(page.get_by_text("The settings are again as in version 1.")).to_be_visible()
    page.get_by_role("link", name="Functions", exact=True).click()
    expect(page.get_by_label("Signature certifications")).to_be_checked()


def test_a4_a_closure_is_entered_and_stands_in_the_year(administrator: Page, office: Served) -> None:
    page = administrator
    page.goto(office.page(f"/{HERE}/admin/calendar?year=2026", "en"))
    form = page.locator("form", has=page.get_by_role("button", name="Add the closure"))
    for label, value in (("Day", "13"), ("Month", "8"), ("Year", "2026")):
        form.get_by_role("group", name="First day").get_by_label(label).fill(value)
    for label, value in (("Day", "14"), ("Month", "8"), ("Year", "2026")):
        form.get_by_role("group", name="Last day").get_by_label(label).fill(value)
    form.get_by_label("Reason in English").fill("Summer closure")
    form.get_by_role("button").click()
    expect(page.get_by_text("The calendar was changed.")).to_be_visible()
    expect(page.locator("time[datetime='2026-08-13']").first).to_be_visible()
    expect(page.locator("td.closed-own")).to_have_count(2)
    picture(page, "calendar-closure-en")
    page.get_by_role("button", name="Take out").first.click()
    expect(page.locator("td.closed-own")).to_have_count(0)


def test_t11_prices_are_entered_with_a_preview(administrator: Page, office: Served) -> None:
    page = administrator
    page.goto(office.page(f"/{HERE}/admin/fees/new", "en"))
    for label, value in (("Day", "1"), ("Month", "4"), ("Year", "2026")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Certificate of origin, Japanese goods, Certificate – Members").fill("１，１００円")
    page.get_by_label("Certificate of origin, Japanese goods, Each copy – Members").fill("¥550")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="What people would pay")).to_be_visible()
    expect(page.get_by_role("cell", name="¥2,420").first).to_be_visible()
    picture(page, "fees-preview-en")
    page.get_by_role("button", name="Enter these prices").click()
    expect(page.get_by_text("The prices are entered")).to_be_visible()
    picture(page, "fees-entered-en")
    page.get_by_role("button", name="Take this table out").click()
    expect(page.get_by_text("was taken out")).to_be_visible()


def test_t24_a_stop_is_previewed_sent_and_lifted(administrator: Page, office: Served) -> None:
    page = administrator
    page.goto(office.page(f"/{HERE}/admin/stops/new", "en"))
    page.get_by_label("New trade registrations").check()
    page.get_by_label("Reason in English").fill("A fault of the system")
    page.get_by_role("button", name="Preview the notice").click()
    expect(page.get_by_text("This notice goes out")).to_be_visible()
    expect(page.get_by_text("A fault of the system").first).to_be_visible()
    picture(page, "stop-preview-en")
    page.get_by_role("button", name="Stop, and post the notice").click()
    expect(page.get_by_text("Stopped. The notice was posted.")).to_be_visible()
    picture(page, "stops-en")
    page.get_by_role("button", name="Lift this stop").click()
    expect(page.get_by_text("Nothing is stopped.")).to_be_visible()


def test_a_person_is_invited_and_roles_that_do_not_go_together_are_refused(administrator: Page, office: Served) -> None:
    page = administrator
    page.goto(office.page(f"/{HERE}/admin/staff/invite", "en"))
    page.get_by_label("Name").fill("Mori Aoi")
    page.get_by_label("E-mail").fill("aoi.mori@chamber.example")
    page.get_by_label("Auditor").check()
    page.get_by_label("Cashier").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("An auditor holds no other role").first).to_be_visible()
    picture(page, "invite-refused-en")
    page.get_by_label("Auditor").uncheck()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("Mori Aoi was invited")).to_be_visible()
    page.get_by_role("link", name="Mori Aoi").click()
    picture(page, "member-en")


def test_t18_the_federation_sees_counts_and_enters_a_third_party(federation: Page, office: Served) -> None:
    page = federation
    page.goto(office.page("/federation/", "en"))
    expect(page.get_by_role("link", name=HERE, exact=True)).to_be_visible()
    picture(page, "federation-en")
    page.get_by_role("link", name=HERE, exact=True).click()
    expect(page.get_by_role("heading", name="Certificates in the register")).to_be_visible()
    picture(page, "federation-chamber-en")
    page.get_by_role("link", name="Systems of third parties").click()
    page.get_by_label("Name of the system").fill("TradeDocs")
    page.get_by_label("Company that runs it").fill("Example Systems K.K.")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_text("waits for approval").last).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("approved", exact=True)).to_be_visible()
    picture(page, "third-parties-en")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_is_wider_than_its_window(
    browser: Browser, office: Served, cast: Cast, language: str, size: dict[str, int]
) -> None:
    context = context_of(browser, office, cast, f"{HERE} administrator", size)
    page = context.new_page()
    for part in PARTS:
        page.goto(office.page(f"/{HERE}/admin/{part}", language))
        width = page.evaluate("document.documentElement.scrollWidth")
        name = re.sub("/", "-", part) or "home"
        picture(page, f"{name}-{language}-{size['width']}")
        assert width <= size["width"], f"{part} is {width} wide"
        assert size is DESKTOP or violations(page) == [], part
    context.close()
