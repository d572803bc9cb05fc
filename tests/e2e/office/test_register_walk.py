"""A clerk of a company registers it in a real browser, from the mail to handing in; wide and on a phone.

With `OFFICE_PICTURES` set to a folder, every page on the way is kept there as a picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.handed_in import pdf_of, picture
from tests.office_pages import DESKTOP, PHONE, Served
from tests.registrations import ADDRESSES, CONTACTS, ORGANISATION, PLEDGE, SIGNATORY, waiting_messages

pytestmark = pytest.mark.slow


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Open a window of a reader of English."""
    size = PHONE if request.param == "phone" else DESKTOP
    context = browser.new_context(viewport=size, locale="en")
    yield context.new_page()
    context.close()


def looked_at(page: Page, name: str) -> None:
    """Keep a picture of a page where it is asked for; whoever walks by checks its rules and its width."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    if folder := os.environ.get("OFFICE_PICTURES"):
        width = "phone" if (page.viewport_size or DESKTOP)["width"] < 600 else "desktop"
        page.screenshot(path=Path(folder) / f"register-{name}-{width}.png", full_page=True)


def fill(page: Page, section: dict[str, object]) -> None:
    for name, value in section.items():
        for each in value if isinstance(value, list) else [value]:
            choice = page.locator(f"input[name='{name}'][value='{each}']:not([type=hidden])")
            if choice.count() and choice.first.get_attribute("type") in ("radio", "checkbox"):
                choice.check()
            elif page.locator(f"input[name='{name}']:not([type=hidden])").count():
                page.locator(f"[name='{name}']").fill(str(each))


def test_t2_1_a_company_registers(page: Page, office: Served) -> None:
    """T2.1: by the pages alone, on a computer and on a phone."""
    mail = f"trade-{(page.viewport_size or DESKTOP)['width']}@example.co.jp"
    messages = office.site.office
    page.goto(f"{office.url}/TYO/register")
    looked_at(page, "start")
    page.get_by_label("Your mail address").fill(mail)
    page.get_by_role("button", name="Send me the link").click()
    looked_at(page, "sent")
    link = waiting_messages(messages, "registration_link", mail)[-1]["link"]
    page.goto(office.url + link.removeprefix(office.site.office.config.public_url))
    looked_at(page, "link")
    page.get_by_role("button", name="Open the form").click()
    looked_at(page, "tasks")

    page.get_by_role("link", name="Your organisation").click()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    looked_at(page, "organisation-lacking")
    fill(page, ORGANISATION)
    page.get_by_role("button", name="Save and continue").click()
    fill(page, ADDRESSES)
    fax = "03-3283-7501" if "1180" in mail else "03-3283-7502"
    looked_at(page, "addresses")
    page.get_by_role("button", name="Save and continue").click()
    fill(page, CONTACTS | {"mail": mail, "fax": fax})
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Confirm your contacts")).to_be_visible()
    page.get_by_role("button", name="Send a test fax").click()
    looked_at(page, "confirm")
    page.get_by_label("Code on the test fax").fill(
        waiting_messages(messages, "registration_fax_code", f"+81{fax[1:].replace('-', '')}")[-1]["code"]
    )
    page.get_by_role("button", name="Confirm the fax number").click()
    page.get_by_role("button", name="Continue").or_(page.get_by_role("link", name="Continue")).click()

    page.get_by_role("link", name="Name a signatory").click()
    fill(page, SIGNATORY)
    page.set_input_files("[name=file]", {"name": "sign.png", "mimeType": "image/png", "buffer": picture("PNG")})
    looked_at(page, "signatory")
    page.get_by_role("button", name="Save the signatory").click()
    expect(page.get_by_role("heading", name="Ichiro Suzuki")).to_be_visible()
    looked_at(page, "signatories")
    page.get_by_role("link", name="Continue").click()

    today = office.site.office.clock()
    for kind in ("Registry extract", "Seal certificate"):
        page.get_by_label(kind, exact=True).check()
        page.set_input_files("[name=file]", {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": pdf_of(2)})
        for part, value in (("year", today.year), ("month", today.month), ("day", today.day)):
            page.locator(f"[name='issued-{part}']").fill(str(value))
        page.get_by_role("button", name="Hand it in").click()
    looked_at(page, "papers")
    page.get_by_role("link", name="Continue").click()
    fill(page, PLEDGE)
    looked_at(page, "pledge")
    page.get_by_role("button", name="Save and continue").click()
    looked_at(page, "check")
    page.get_by_role("button", name="Hand in to the chamber").click()
    expect(page.get_by_role("heading", name="We have received it")).to_be_visible()
    looked_at(page, "received")
    page.go_back()
    expect(page.get_by_role("heading", name="We have received it")).to_be_visible()
