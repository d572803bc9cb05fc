"""Two registrars at one chamber, and the organisations about which they decide; on the running office.

Review side by side (T2.1), suspension and lifting (T16), a demand and the end of a registration by two people (T26).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.demo import Demo
from tests.office_pages import PHONE
from tests.running_demo_office import RunningDemoOffice, keep, looked_at, new_window, text_of

pytestmark = pytest.mark.slow

SUSPENDED, ENDED = "Tokyo Sample Trading", "Ogura Boeki"
REASON = "代表者の電話に何度かけてもつながりません。"


@pytest.fixture(scope="module")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemoOffice]:
    """Serve a demonstration of this file's own."""
    folder = tmp_path_factory.mktemp("measures")
    with RunningDemoOffice(demo.copy_to(folder / "installation"), folder / "server") as running:
        yield running


def open_organisation(page: Page, office: RunningDemoOffice, name: str) -> None:
    """Find an organisation as a registrar does: by a part of its name."""
    page.goto(office.page("/TYO/desk/organisations"))
    page.get_by_label("Name or corporate number").fill(name)
    page.keyboard.press("Enter")
    page.get_by_role("row", name=name).get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text(name)


def test_t2_1_two_registrars_open_one_filing_and_one_of_them_decides(
    browser: Browser, office: RunningDemoOffice
) -> None:
    first, second = office.window(browser, "Registrar"), office.window(browser, "Second registrar")
    for page in (first, second):
        page.goto(office.page("/TYO/desk/registrations"))
        page.get_by_role("row", name="Yamate Industries").get_by_role("link").click()
        expect(page.get_by_role("button", name="Take this filing")).to_be_visible()
    first.get_by_role("button", name="Take this filing").click()
    second.get_by_role("button", name="Take this filing").click()
    expect(second.get_by_text("somebody else was faster")).to_be_visible()
    expect(second.get_by_text("has had this open since")).to_be_visible()
    keep(second, "filing-too-late")
    assert violations(second) == []
    second.goto(office.page("/TYO/desk/registrations"))
    looked_at(second, "queue")
    second.get_by_role("row", name="Yamate Industries").get_by_role("link").click()
    expect(second.get_by_text("has had this open since")).to_be_visible()
    expect(second.get_by_role("link", name="Approve …")).to_have_count(0)

    department = first.get_by_role("row", name="Department")
    expect(department).to_contain_text("changed")
    expect(department.locator(".before")).to_have_text("貿易部")
    expect(department.locator(".after")).to_contain_text("輸出管理部")
    first.get_by_label("only changes").check()
    expect(first.get_by_role("row", name="Postal code")).to_be_hidden()
    expect(department).to_be_visible()
    looked_at(first, "filing")
    first.get_by_role("link", name="Approve …").click()
    expect(first.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    looked_at(first, "approve")
    for box in first.get_by_role("checkbox").all():
        box.check()
    first.get_by_role("button", name="Approve", exact=True).click()
    expect(first.get_by_text("Approved: 山手工業株式会社.")).to_be_visible()
    expect(first.get_by_text("輸出管理部").first).to_be_visible()


def test_t16_a_suspension_ends_the_session_says_why_and_is_lifted(browser: Browser, office: RunningDemoOffice) -> None:
    person = office.person(f"Administrator id of {SUSPENDED}")
    clerk = new_window(browser, PHONE)
    office.sign_in(clerk, "/TYO", person["login"], person["password"])
    expect(clerk.get_by_role("button", name="Sign out")).to_be_visible()
    registrar = office.window(browser, "Registrar")
    open_organisation(registrar, office, SUSPENDED)
    registrar.get_by_role("link", name="Suspend …").click()
    registrar.get_by_role("button", name="Suspend").click()
    expect(registrar.locator(".govuk-error-summary")).to_be_focused()
    looked_at(registrar, "suspend")
    registrar.get_by_label("Reason", exact=True).fill(REASON)
    registrar.get_by_role("button", name="Suspend").click()
    expect(registrar.get_by_text("Suspended. The notice is on its way.")).to_be_visible()

    clerk.goto(office.page("/TYO/registration"))
    expect(clerk.get_by_text("the chamber has suspended the registration")).to_be_visible()
    keep(clerk, "signed-out-by-suspension")
    assert violations(clerk) == []
    office.sign_in(clerk, "/TYO", person["login"], person["password"])
    expect(clerk.get_by_text("The registration that this id belongs to is suspended.").first).to_be_visible()
    assert violations(clerk) == []
    office.deliver()
    (told,) = office.mails(REASON)
    assert "trade1@example.co.jp" in str(told["To"])

    registrar.reload()
    looked_at(registrar, "organisation-suspended")
    registrar.get_by_role("link", name="Lift …").click()
    looked_at(registrar, "lift")
    registrar.get_by_label("Reason", exact=True).fill("新しい住所の届出がありました。")
    registrar.get_by_role("button", name="Lift the suspension").click()
    expect(registrar.get_by_text("Lifted. The ids work again.")).to_be_visible()
    office.sign_in(clerk, "/TYO", person["login"], person["password"])
    expect(clerk.get_by_role("button", name="Sign out")).to_be_visible()


def test_t26_a_demand_that_is_not_met_ends_a_registration_by_two_people(
    browser: Browser, office: RunningDemoOffice
) -> None:
    person = office.person(f"Administrator id of {ENDED}")
    clerk = new_window(browser, PHONE)
    office.sign_in(clerk, "/TYO", person["login"], person["password"])
    expect(clerk.get_by_role("button", name="Sign out")).to_be_visible()
    first, second = office.window(browser, "Registrar"), office.window(browser, "Second registrar")
    first.goto(office.page("/TYO/desk/registrations"))
    first.get_by_role("link", name="A person has to decide what follows").click()
    looked_at(first, "demands")
    expect(first.get_by_role("row", name=ENDED)).to_contain_text("the 14 days are over")
    first.get_by_role("row", name=ENDED).get_by_role("link").click()
    first.get_by_role("link", name="Propose the end …").click()
    looked_at(first, "propose")
    first.get_by_label("was not met in 14 days").check()
    first.get_by_label("Applicant").check()
    first.get_by_label("Reason", exact=True).fill("利用料が支払われませんでした。")
    first.get_by_role("button", name="Propose the end").click()
    expect(first.get_by_text("Proposed. Another person has to decide.")).to_be_visible()
    expect(first.get_by_role("link", name="Decide the end …")).to_have_count(0)

    open_organisation(second, office, ENDED)
    looked_at(second, "organisation-proposed")
    second.get_by_role("link", name="Decide the end …").click()
    looked_at(second, "decide")
    address = second.url
    first.goto(address)  # the same address by the one who proposed it
    first.get_by_role("button", name="End the registration").click()
    expect(first.get_by_text("The registration has ended as proposed.")).to_have_count(0)
    keep(first, "decide-refused")
    assert violations(first) == []
    second.get_by_role("button", name="End the registration").click()
    expect(second.get_by_text("The registration has ended as proposed.")).to_be_visible()
    looked_at(second, "organisation-ended")
    clerk.goto(office.page("/TYO/registration"))
    expect(clerk.get_by_text("the chamber has ended the registration")).to_be_visible()
    keep(clerk, "signed-out-by-the-end")
    office.deliver()
    assert [text_of(mail) for mail in office.mails("利用料が支払われませんでした。")]


def test_t26_2_a_demand_is_sent_and_noted_as_met(browser: Browser, office: RunningDemoOffice) -> None:
    registrar = office.window(browser, "Registrar")
    open_organisation(registrar, office, "Futaba Shoji")
    registrar.get_by_role("link", name="Demand …").click()
    looked_at(registrar, "demand")
    registrar.get_by_label("What must be put right").fill("代表者の変更を届け出てください。")
    registrar.get_by_role("button", name="Send the demand").click()
    expect(registrar.get_by_text("Its 14 days run.")).to_be_visible()
    expect(registrar.get_by_text("14 days left, until the end of")).to_be_visible()
    registrar.get_by_role("link", name="Note as met …").click()
    registrar.get_by_label("Reason", exact=True).fill("届出がありました。")
    registrar.get_by_role("button", name="Note as met").click()
    expect(registrar.get_by_text("Noted as met.")).to_be_visible()
    expect(registrar.get_by_text("None is open.")).to_be_visible()
