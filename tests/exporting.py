"""How people of the demonstration's office apply and decide in a browser, for walks of applications.

key, reference = apply(office.window(browser, EXPORTER), office, Kind.COO_JP)
take_and_check(browser, office, key)
approve(browser, office, key)
"""

import datetime as dt
import re

from playwright.sync_api import Browser, Page, expect

from issuance.demo.office.typed import typed_sample
from issuance.demo.papers import sample_document
from issuance.domain.application.application import PaperRole
from issuance.domain.application.entry import Entry
from issuance.domain.calendar import japan_date
from issuance.paper import Press
from signing.content import Kind
from tests.running_demo_office import RunningDemoOffice, looked_at

EXPORTER, CLERK, FORWARDER = "User id of a signatory", "Sub id of own staff", "Sub id of an agent's staff"
PAPERS = {
    Kind.COO_JP: {PaperRole.INVOICE: "commercial-invoice.pdf"},
    Kind.COO_FOREIGN: {
        PaperRole.INVOICE: "commercial-invoice.pdf",
        PaperRole.MAKERS_CERTIFICATE: "commercial-invoice.pdf",
    },
    Kind.INVOICE: {PaperRole.INVOICE: "commercial-invoice.pdf", PaperRole.DOCUMENT: "commercial-invoice.pdf"},
    Kind.SIGNATURE: {PaperRole.INVOICE: "commercial-invoice.pdf", PaperRole.DOCUMENT: "power-of-attorney.pdf"},
}


def fill(page: Page, entry: Entry) -> None:
    """Type what an exporter types: the fields that the form shows, and the first goods line."""
    fields = dict(entry.fields)
    if entry.goods:
        fields |= {f"goods.1.{name}": text for name, text in entry.goods[0].items()}
    if "origin" in fields:
        fields["origin"] = entry.goods[0]["origin"]
    for name, text in fields.items():
        field = page.locator(f"[name='{name}']")
        if not text or not field.count() or not field.first.is_visible():
            continue
        if field.first.evaluate("each => each.tagName") == "SELECT":
            field.first.select_option(text)
        else:
            field.first.fill(text)


def go_on(page: Page, text: str) -> None:
    """Press or follow what looks like a button."""
    page.get_by_role("button", name=text).or_(page.get_by_role("link", name=text)).first.click()


def hand_in(page: Page, role: PaperRole, name: str, data: bytes) -> None:
    page.get_by_label("Which paper it is").select_option(role.value)
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": data})
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_role("button", name="Hand it in")).to_be_visible()
    expect(page.get_by_text(name).first).to_be_visible()


def apply(
    page: Page, office: RunningDemoOffice, kind: Kind, invoice: str = "", *, looks: bool = True
) -> tuple[str, str]:
    """Apply as an exporter does, looking at each page; return the application's id and reference."""
    page.goto(office.page("/TYO/applications/new"))
    page.locator(f"form:has([name=kind][value='{kind.slug}']):not(:has([name=template]))").get_by_role("button").click()
    key = re.search(r"/applications/([0-9a-f]{16})", page.url)
    assert key is not None, page.url
    form = f"/TYO/applications/{key[1]}/form"
    fill(page, typed_sample(kind, japan_date(dt.datetime.now(dt.UTC)), invoice=invoice or f"WALK-{kind.slug}"))
    page.get_by_role("button", name="Hand papers in or take them out").click()
    for role, name in PAPERS[kind].items():
        hand_in(page, role, f"{role.name.lower()}.pdf", sample_document(name, Press()))
    page.goto(office.page(form))
    if looks:
        looked_at(page, f"application-form-{kind.slug}")
    page.get_by_role("button", name="Check and submit …").click()
    if looks:
        looked_at(page, f"application-check-{kind.slug}")
    page.locator("#declared").check()
    page.get_by_role("button", name="Submit to the chamber").click()
    reference = page.locator("h1 .login").inner_text()
    expect(page.get_by_text("submitted").first).to_be_visible()
    return key[1], reference


def take_and_check(browser: Browser, office: RunningDemoOffice, key: str) -> Page:
    """Let the reviewer take an application, look and tick all points; return the reviewer's window."""
    reviewer = take(browser, office, key)
    looked_at(reviewer, "application-desk")
    go_on(reviewer, "Checked …")
    expect(reviewer.get_by_role("button", name="Everything is checked")).to_be_visible()
    for box in reviewer.locator("main [type=checkbox]").all():
        box.check()
    reviewer.get_by_role("button", name="Everything is checked").click()
    expect(reviewer.get_by_text("is checked. Another officer approves it.")).to_be_visible()
    return reviewer


def take(browser: Browser, office: RunningDemoOffice, key: str) -> Page:
    """Let the reviewer take an application; return the reviewer's window, where it is open."""
    reviewer = office.window(browser, "Reviewer")
    reviewer.goto(office.page(f"/TYO/desk/applications/{key}"))
    reviewer.get_by_role("button", name="Take this application").click()
    return reviewer


def approve(browser: Browser, office: RunningDemoOffice, key: str) -> None:
    """Let the approver approve what was checked."""
    approver = office.window(browser, "Approver")
    approver.goto(office.page(f"/TYO/desk/applications/{key}/approve"))
    approver.get_by_role("button", name="Approve", exact=True).click()
    expect(approver.get_by_text("Approved").first).to_be_visible()
