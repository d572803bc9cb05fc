"""A chamber's administrator, operator and auditor at their work on the running office, with mails that really go out.

T24 (stop of new registrations), T5 (terms, 14 days ahead), T6 (notices), T8.2 (leak), T8.4 (audit trail).
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.demo import Demo
from tests.office_pages import PHONE
from tests.running_demo_office import RunningDemoOffice, code_of, keep, looked_at, new_window, text_of

pytestmark = pytest.mark.slow

PASSWORD = "larks over seven fields 31"
LINK = re.compile(r"https?://\S+/welcome/\S+")


@pytest.fixture(scope="module")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemoOffice]:
    """Serve a demonstration of this file's own."""
    folder = tmp_path_factory.mktemp("chamber")
    with RunningDemoOffice(demo.copy_to(folder / "installation"), folder / "server") as running:
        yield running


def choose_a_password(page: Page, office: RunningDemoOffice, to: str) -> None:
    """Follow the link of the last mail to somebody, and choose a password."""
    office.deliver()
    mail = next(each for each in reversed(office.mails("/welcome/")) if to in str(each["To"]))
    found = LINK.search(text_of(mail))
    assert found is not None
    page.goto(office.page(urlsplit(found[0]).path))
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()


def test_a_person_is_invited_and_sees_what_his_role_opens(browser: Browser, office: RunningDemoOffice) -> None:
    administrator = office.window(browser, "Administrator of the chamber")
    administrator.goto(office.page("/TYO/admin/staff/invite"))
    looked_at(administrator, "invite")
    administrator.get_by_label("Name").fill("Mori Aoi")
    administrator.get_by_label("E-mail").fill("aoi.mori@chamber.example")
    administrator.get_by_label("English", exact=True).check()
    administrator.get_by_label("Auditor").check()
    administrator.get_by_role("button", name="Send the invitation").click()
    expect(administrator.get_by_text("Mori Aoi was invited")).to_be_visible()
    administrator.goto(office.page("/TYO/admin/staff"))
    looked_at(administrator, "staff")
    login = administrator.get_by_role("row", name="Mori Aoi").get_by_text(re.compile(r"TYO-C\d{6}-\w")).inner_text()

    invited = new_window(browser)
    choose_a_password(invited, office, "aoi.mori@chamber.example")
    office.sign_in(invited, "/TYO", login, PASSWORD)
    expect(invited.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    keep(invited, "second-factor")
    assert violations(invited) == []
    invited.get_by_text("I cannot scan it").click()
    secret = invited.locator(".secret").inner_text().replace(" ", "")
    invited.locator("[name=code]").fill(code_of(secret))
    invited.get_by_role("button", name="Set up and sign in").click()
    expect(invited.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
    assert violations(invited) == []
    invited.get_by_role("button", name="I have kept them").or_(
        invited.get_by_role("link", name="I have kept them")
    ).click()
    menu = invited.get_by_role("navigation")
    expect(menu.get_by_role("link", name="Audit trail")).to_be_visible()
    expect(menu.get_by_role("link", name="Administration")).to_have_count(0)


def test_t24_new_registrations_are_stopped_and_visitors_read_why(browser: Browser, office: RunningDemoOffice) -> None:
    administrator = office.window(browser, "Administrator of the chamber")
    administrator.goto(office.page("/TYO/admin/stops/new"))
    administrator.get_by_label("New trade registrations").check()
    administrator.get_by_label("Reason in English").fill("The counter is being rebuilt.")
    administrator.get_by_label("Reason in Japanese").fill("窓口を改装しています。")
    administrator.get_by_role("button", name="Preview the notice").click()
    expect(administrator.get_by_text("This notice goes out")).to_be_visible()
    assert violations(administrator) == []
    keep(administrator, "stop-preview")
    administrator.get_by_role("button", name="Stop, and post the notice").click()
    expect(administrator.get_by_text("Stopped. The notice was posted.")).to_be_visible()
    looked_at(administrator, "stops")

    visitor = new_window(browser, PHONE)
    visitor.goto(office.page("/TYO/register"))
    expect(visitor.get_by_text("The counter is being rebuilt.").first).to_be_visible()
    expect(visitor.get_by_role("button", name="Send me the link")).to_have_count(0)
    keep(visitor, "register-stopped")
    assert violations(visitor) == []
    visitor.goto(office.page("/TYO/notices"))
    expect(visitor.get_by_text("The counter is being rebuilt.").first).to_be_visible()
    administrator.get_by_role("button", name="Lift this stop").click()
    expect(administrator.get_by_text("Nothing is stopped.")).to_be_visible()
    visitor.goto(office.page("/TYO/register"))
    expect(visitor.get_by_role("button", name="Send me the link")).to_be_visible()


def test_t6_a_notice_in_two_languages_is_looked_at_posted_and_read(browser: Browser, office: RunningDemoOffice) -> None:
    operator = office.window(browser, "Operator")
    operator.goto(office.page("/TYO/desk/notices/new"))
    operator.get_by_role("button", name="Keep the draft").click()
    expect(operator.locator(".govuk-error-summary")).to_be_focused()
    looked_at(operator, "notice-new")
    # What was sent in vain is no page of its own, to which looking about could come back.
    operator.goto(office.page("/TYO/desk/notices/new"))
    operator.get_by_label("Title of the notice in Japanese").fill("年末の受付について")
    operator.get_by_label("Text in Japanese").fill("年末は12月28日正午まで受け付けます。")
    operator.get_by_label("Title of the notice in English").fill("Before the New Year")
    operator.get_by_label("Text in English").fill("Applications are taken until noon of 28 December.")
    operator.get_by_label("E-mail").check()
    operator.get_by_role("button", name="Keep the draft").click()
    expect(operator.get_by_text("Nobody else sees it yet.").first).to_be_visible()
    looked_at(operator, "notice-draft")
    visitor = new_window(browser, PHONE)
    visitor.goto(office.page("/TYO/notices"))
    expect(visitor.get_by_text("Before the New Year")).to_have_count(0)
    operator.get_by_role("button", name="Post it now").click()
    expect(operator.get_by_text("Posted. The notice has taken effect.")).to_be_visible()
    for language, words in (("en", "until noon of 28 December"), ("ja", "12月28日正午まで")):
        visitor.goto(office.page("/TYO/notices", language))
        visitor.locator("details", has_text=words).locator("summary").click()
        expect(visitor.get_by_text(words)).to_be_visible()
    office.deliver()
    assert office.mails("12月28日正午まで"), "organisations whose notices are in Japanese"
    operator.reload()
    looked_at(operator, "notice-posted")


def test_t5_terms_are_posted_fourteen_days_ahead(browser: Browser, office: RunningDemoOffice) -> None:
    operator = office.window(browser, "Operator")
    operator.goto(office.page("/TYO/desk/terms/new"))
    earliest = operator.get_by_label("Day", exact=True).input_value()
    operator.get_by_label("Name of the version").fill("2030-01")
    operator.get_by_label("Text in Japanese").fill("第1条 この規約は…")
    operator.get_by_label("Text in English").fill("Article 1. These terms…")
    operator.get_by_label("Year", exact=True).fill("2020")
    operator.get_by_role("button", name="Keep the draft").click()
    if operator.locator(".govuk-error-summary").count() == 0:  # a draft may say anything: posting is refused
        operator.get_by_role("button", name="Post it now").click()
    expect(operator.get_by_text("14 days").or_(operator.get_by_text("ahead")).first).to_be_visible()
    keep(operator, "terms-too-soon")
    assert violations(operator) == []
    assert earliest
    operator.goto(office.page("/TYO/desk/terms/new"))
    operator.get_by_label("Name of the version").fill("2030-02")
    operator.get_by_label("Text in Japanese").fill("第1条 この規約は…")
    operator.get_by_label("Text in English").fill("Article 1. These terms…")
    operator.get_by_role("button", name="Keep the draft").click()
    operator.get_by_role("button", name="Post it now").click()
    expect(operator.get_by_text("Posted. Everybody can read it now.")).to_be_visible()
    looked_at(operator, "terms-posted")


def test_t8_2_a_reported_leak_locks_the_id_until_the_chamber_has_looked(
    browser: Browser, office: RunningDemoOffice
) -> None:
    person = office.person("Administrator id of Tokyo Sample Trading")
    clerk, thief = new_window(browser, PHONE), new_window(browser)
    office.sign_in(thief, "/TYO", person["login"], person["password"])
    expect(thief.get_by_role("button", name="Sign out")).to_be_visible()
    clerk.goto(office.page("/TYO/leak"))
    clerk.get_by_label("Login").fill(person["login"])
    clerk.get_by_label("E-mail address on file").fill("trade1@example.co.jp")
    clerk.get_by_label("What happened").fill("My bag was stolen.")
    clerk.get_by_role("button", name="Lock the id").click()
    expect(clerk.get_by_role("heading", name="Your report is taken")).to_be_visible()
    assert violations(clerk) == []
    registrar = office.window(browser, "Registrar")
    registrar.get_by_role("navigation").get_by_role("link", name="Reported leaks").click()
    looked_at(registrar, "leaks")
    thief.goto(office.page("/TYO/registration"))
    expect(thief.get_by_text("a leak of this id was reported").first).to_be_visible()
    office.sign_in(clerk, "/TYO", person["login"], person["password"])
    expect(clerk.get_by_text("This id is locked.").first).to_be_visible()
    registrar.get_by_role("link", name=person["login"]).click()
    looked_at(registrar, "leak")
    registrar.get_by_label("What you found out").fill("He called, and we called back.")
    registrar.get_by_label("A fresh credential by mail").check()
    registrar.get_by_role("button", name="End the review").click()
    expect(registrar.get_by_text("The review is done.")).to_be_visible()
    choose_a_password(clerk, office, "trade1@example.co.jp")
    office.sign_in(clerk, "/TYO", person["login"], person["password"])
    expect(clerk.get_by_role("button", name="Sign out")).to_have_count(0)
    office.sign_in(clerk, "/TYO", person["login"], PASSWORD)
    expect(clerk.get_by_role("button", name="Sign out")).to_be_visible()


def test_t8_4_the_auditor_searches_the_trail_and_verifies_it(browser: Browser, office: RunningDemoOffice) -> None:
    auditor = office.window(browser, "Auditor")
    auditor.goto(office.page("/TYO/"))
    auditor.get_by_role("navigation").get_by_role("link", name="Audit trail").click()
    for _ in range(20):  # each click verifies some thousand entries
        auditor.get_by_role("button", name="Verify now").click()
        expect(auditor.get_by_text("The trail holds up to entry")).to_be_visible()
        if auditor.get_by_text("up to entry").count():
            break
    looked_at(auditor, "trail")
    auditor.get_by_label("Act", exact=True).fill("registration.demand")
    auditor.keyboard.press("Enter")
    rows = auditor.locator("tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() == 2, "the demonstration's demands"
    rows.first.get_by_role("link").first.click()
    expect(auditor.get_by_text("Verified", exact=True).first).to_be_visible()
    looked_at(auditor, "trail-entry")
    auditor.goto(office.page("/TYO/desk/trail?act=registration.demand"))
    with auditor.expect_download() as download:
        auditor.get_by_role("button", name="Export as CSV").click()
    assert download.value.suggested_filename == "trail-TYO.csv"
