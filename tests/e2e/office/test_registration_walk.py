"""An administrator id looks at what is on file, has it changed, mends what the chamber returned, and could end it.

With `OFFICE_PICTURES` set to a folder, every page on the way is kept there as a picture.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from issuance.domain.ids import IdKind
from issuance.domain.registration.filing import Remarks
from tests.e2e.office.test_register_walk import looked_at
from tests.handed_in import pdf_of
from tests.office_pages import DESKTOP, PHONE, Served
from tests.office_people import PASSWORD, make_person
from tests.registrations import CHAMBER, ORGANISATION, REGISTRAR, RegistrationWorld, typed

pytestmark = pytest.mark.slow
NUMBERS = {"desktop": "8700110005901", "phone": "7000012050002"}


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Open a window of a reader of English."""
    context = browser.new_context(viewport=PHONE if request.param == "phone" else DESKTOP, locale="en")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_a_registration_is_read_changed_and_could_be_ended(page: Page, office: Served) -> None:
    site = office.site
    world = RegistrationWorld.over(site.office, site.office.clock())
    number = NUMBERS["phone" if (page.viewport_size or DESKTOP)["width"] < 600 else "desktop"]
    data = typed(world.now.date(), organisation=ORGANISATION | {"corporate_number": number})
    registration = world.approve(world.submit(world.begin(data))).registration
    holder = make_person(site.office.units, CHAMBER, IdKind.ADMINISTRATOR, of=registration.organisation)

    page.goto(f"{office.url}/TYO/sign-in?next=/TYO/registration")
    page.locator("[name=login]").fill(holder.login)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{office.url}/TYO/registration")
    expect(page.get_by_role("heading", name="Trade registration")).to_be_visible()
    looked_at(page, "on-file")

    page.get_by_role("button", name="Have something changed").click()
    page.get_by_role("link", name="Your organisation").click()
    page.get_by_label("Name in English").fill("Sample Global Trading Inc.")
    page.get_by_role("button", name="Save and finish later").click()
    page.get_by_role("link", name="Papers").click()
    page.get_by_label("Registry extract").check()
    page.set_input_files("[name=file]", {"name": "謄本.pdf", "mimeType": "application/pdf", "buffer": pdf_of(1)})
    for part, value in (("year", "令和8"), ("month", "3"), ("day", "1")):
        page.locator(f"[name='issued-{part}']").fill(value)
    page.get_by_role("button", name="Hand it in").click()
    page.get_by_role("link", name="Continue").click()
    looked_at(page, "check-change")
    page.get_by_role("button", name="Hand in to the chamber").click()
    expect(page.get_by_role("heading", name="We have received it")).to_be_visible()

    filing = world.desks.holders.read(world.administrator(registration)).open
    assert filing is not None
    remarks = Remarks("登記簿と商号が一致しません。", {"organisation.name_en": "As in the statutes, please."})
    world.desks.review.return_(REGISTRAR, filing.id, world.take(filing).version, remarks)
    page.reload()
    expect(page.get_by_role("heading", name="The chamber asks you to mend this")).to_be_visible()
    looked_at(page, "returned")
    page.get_by_role("link", name="Your organisation").click()
    expect(page.get_by_text("As in the statutes, please.")).to_be_visible()
    looked_at(page, "remark")

    page.goto(f"{office.url}/TYO/registration/withdraw")
    looked_at(page, "withdraw")
    page.get_by_role("link", name="Keep it").click()
    expect(page.get_by_text("in force")).to_be_visible()
