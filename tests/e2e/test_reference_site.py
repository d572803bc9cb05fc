"""The reference site in a real browser, as a customs officer and a bank clerk use it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from signing.content import Kind
from signing.number import parse_number
from tests.builders import ChamberWorld, Issued
from tests.reference_pages import DESKTOP, PHONE
from tests.reference_site import PNG, ReferenceSite, page_of, qr_page_of
from tests.servers.chromium import open_chromium
from tests.servers.reference import ReferenceServer

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Served:
    """A running site and what is published on it."""

    url: str
    in_force: Issued
    long: Issued
    invoice: Issued
    revoked: Issued
    replaced: Issued
    never_published: Issued


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an installation whose certificates are of today."""
    world = ChamberWorld(now=dt.datetime.now(dt.UTC).replace(microsecond=0))
    site = ReferenceSite(tmp_path_factory.mktemp("served"), world=world)
    (line,) = world.fields(1)["goods"]  # type: ignore[misc]  # the sample has one line
    picture = site.documents.put(PNG, max_bytes=1000)
    document = {"title": "Commercial invoice", "pages": 1, "sha256": "ab" * 32, "page_images": [picture]}
    world.now -= dt.timedelta(days=4)
    never_published = world.issue(90)
    world.now += dt.timedelta(days=4)
    published = {
        "in_force": site.publish(world.issue(1)),
        "long": site.publish(world.issue(2, goods=[line] * 300)),
        "invoice": site.publish(world.issue(3, Kind.INVOICE, document=document)),
        "revoked": site.publish(world.revoke(world.issue(4))),
        "replaced": site.publish(world.replace(world.issue(5), world.number(6))),
    }
    with ReferenceServer(site.directory) as server:
        yield Served(server.url, never_published=never_published, **published)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with open_chromium() as started:
        yield started


@pytest.fixture(params=["script on", "script off"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Open a desktop window, with and without JavaScript. A page that logs an error or breaks its policy fails."""
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=request.param == "script on")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    # A browser also logs each 404 and 422 as an error; those are asked for.
    assert [text for text in complaints if "server responded with a status of 4" not in text] == []


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open a small phone without JavaScript."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, has_touch=True)
    yield context.new_page()
    context.close()


def type_in(page: Page, url: str, number: str, date: dt.date) -> None:
    """Fill in and send the form with the keyboard alone."""
    page.goto(url)
    page.get_by_label("Certificate number").focus()
    for text in (number, str(date.day), str(date.month), str(date.year)):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_number_and_date_lead_to_the_certificate(page: Page, served: Served) -> None:
    issued = served.in_force
    type_in(page, served.url, parse_number(issued.number).printed.lower(), issued.issue_date)
    expect(page).to_have_url(served.url + page_of(issued))
    expect(page.get_by_role("heading", level=1)).to_have_text("Issued and in force")
    expect(page.get_by_text("Now compare what is written below")).to_be_visible()
    expect(page.get_by_text("Nordwind Handels GmbH")).to_be_visible()


def test_a_slip_is_told_beside_the_field_and_mended(page: Page, served: Served) -> None:
    number = served.in_force.number
    type_in(page, served.url, number[:-2] + ("4" if number[-2] != "4" else "5") + number[-1], dt.date(2026, 1, 1))
    expect(page.get_by_role("alert").get_by_text("A character of the number is mistyped")).to_be_visible()
    assert page.url == served.url + "/"
    page.get_by_role("link", name="A character of the number is mistyped").click()
    page.get_by_label("Certificate number").fill(number)
    for label, value in (("Day", "day"), ("Month", "month"), ("Year", "year")):
        page.get_by_label(label, exact=True).fill(str(getattr(served.in_force.issue_date, value)))
    page.get_by_role("button", name="Show the certificate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Issued and in force")


def test_the_qr_code_leads_to_the_certificate_without_redirect(page: Page, served: Served) -> None:
    address = served.url + qr_page_of(served.in_force)
    response = page.goto(address)
    assert response is not None
    assert response.request.redirected_from is None
    assert page.url == address
    assert page.get_by_role("heading", level=1).inner_text() == "Issued and in force"
    expect(page.get_by_text("Came here by a QR code?")).to_be_visible()


def test_revoked_and_replaced_say_so_first(page: Page, served: Served) -> None:
    page.goto(served.url + page_of(served.revoked))
    assert page.get_by_role("heading", level=1).inner_text().startswith("Revoked on ")
    page.goto(served.url + page_of(served.replaced))
    assert page.get_by_role("heading", level=1).inner_text().startswith("Replaced by TYO")


def test_a_genuine_seal_never_published_is_an_alarm(page: Page, served: Served) -> None:
    page.goto(served.url + qr_page_of(served.never_published))
    assert page.get_by_role("heading", level=1).inner_text().startswith("Alarm")


def test_the_certified_pages_are_shown(page: Page, served: Served) -> None:
    page.goto(served.url + page_of(served.invoice))
    picture = page.get_by_role("img", name="Picture of page 1 of 1 of the certified document")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()


def test_every_field_has_a_label_and_every_page_a_language_and_one_main_heading(page: Page, served: Served) -> None:
    for path in ("/", "/keys", page_of(served.in_force), qr_page_of(served.revoked), "/nothing"):
        page.goto(served.url + path)
        assert page.locator("html[lang]").count() == 1
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1
        for field in page.locator("input").all():
            assert page.locator(f"label[for='{field.get_attribute('id')}']").count() == 1
        assert page.locator("img:not([alt])").count() == 0


def test_on_a_phone_verdict_and_number_stand_above_the_fold(phone: Page, served: Served) -> None:
    for issued in (served.in_force, served.revoked, served.replaced):
        for path in (page_of(issued), qr_page_of(issued)):
            phone.goto(served.url + path)
            for part in ("#verdict", ".panel-number", ".panel-next"):
                box = phone.locator(part).bounding_box()
                assert box is not None
                assert box["y"] + box["height"] <= PHONE["height"]


def test_nothing_is_wider_than_a_phone(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    for path in ("/", "/keys", page_of(served.long), page_of(served.invoice), qr_page_of(served.revoked)):
        page.goto(served.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_three_hundred_goods_lines_keep_their_numbers_and_labels_on_a_phone(phone: Page, served: Served) -> None:
    phone.goto(served.url + page_of(served.long))
    rows = phone.locator(".goods tbody tr")
    assert rows.count() == 300
    last = rows.nth(299)
    last.scroll_into_view_if_needed()
    assert last.locator(".line-number").inner_text() == "300"
    assert "960 pieces" in last.inner_text()
    assert last.locator(".amount").get_attribute("data-label") == "8. Quantity"
