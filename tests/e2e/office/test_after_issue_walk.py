"""After the issue, by the people who do it, in a real browser, as anybody sees it who checks the certificate.

T14.3, T2.10: an exporter asks for a revocation, two officers decide, the job runs, and the reference service says
REVOKED within its bound; another certificate is replaced, and its page there names its successor.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from issuance.config import load_config
from issuance.demo.papers import sample_document
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.ledger import LedgerEntry
from issuance.office import Office
from issuance.paper import Press
from issuance.storage.applications import find_application_of_submission
from tests.demo import ROOT, Demo, ReferenceService
from tests.running_demo_office import RunningDemoOffice, looked_at
from tests.running_site import BUSY_MACHINE

pytestmark = pytest.mark.slow

EXPORTER = "User id of a signatory"
TEST = Actor.job("TYO", "test")
BOUND = 10.0
"""Seconds after which a reference service that was cut off says nothing any more (docs/threats.md)."""


@pytest.fixture(scope="module")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemoOffice]:
    """Serve a demonstration of this file's own."""
    folder = tmp_path_factory.mktemp("after-issue")
    with RunningDemoOffice(demo.copy_to(folder / "installation"), folder / "server") as running:
        yield running


@pytest.fixture(scope="module")
def reference(office: RunningDemoOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReferenceService]:
    """Serve what the public sees of it."""
    with ReferenceService(office.demo, tmp_path_factory.mktemp("reference")) as running:
        yield running


def opened(office: RunningDemoOffice) -> Office:
    """Open the office beside its server."""
    return Office(load_config(office.environment, directory=office.demo.directory))


def issued(office: RunningDemoOffice, token: str) -> tuple[Application, LedgerEntry]:
    """Return an application of the demonstration and its certificate."""
    with opened(office) as beside:
        with beside.units.look(TEST) as unit:
            found = find_application_of_submission(unit, token)
        assert found is not None
        entry = beside.store.of_reference("TYO", found.id)
    assert entry is not None
    return found, entry


def run_job(office: RunningDemoOffice) -> None:
    """Run the job that has the keys, a process of its own as beside the pages."""
    command = [sys.executable, "-m", "issuance", "issue-approved", "--directory", str(office.demo.directory)]
    # What the demonstration left stopped makes it end with 1; that is not the question here.
    subprocess.run(command, env=os.environ | office.environment | {"PYTHONPATH": str(ROOT)}, check=False)


def becomes(reference: ReferenceService, entry: LedgerEntry, reason: str) -> bool:
    """Ask as anybody does until the answer is this one; False where that takes longer than the bound."""
    address = f"{reference.address}/api/v1/certificates/{entry.number}/{entry.issue_date}"
    deadline = time.monotonic() + BOUND * BUSY_MACHINE
    while requests.get(address, timeout=10).json().get("reason") != reason:
        if time.monotonic() > deadline:
            return False
    return True


def go_on(page: Page, text: str) -> None:
    """Press or follow what looks like a button."""
    page.get_by_role("button", name=text).or_(page.get_by_role("link", name=text)).first.click()


def test_t14_3_from_the_exporters_request_to_revoked_in_the_reference_service(
    browser: Browser, office: RunningDemoOffice, reference: ReferenceService
) -> None:
    """T14.3, T2.10."""
    application, entry = issued(office, "demo-successor")
    assert becomes(reference, entry, "IN_FORCE")
    exporter, reviewer, approver = (office.window(browser, who) for who in (EXPORTER, "Reviewer", "Approver"))
    exporter.goto(office.page(f"/TYO/applications/{application.id}"))
    go_on(exporter, "Ask the chamber to revoke it")
    looked_at(exporter, "revocation-ask")
    exporter.get_by_label("incorrect content").check()
    exporter.get_by_label("What has happened").fill("The net weight of line 2 is wrong; the goods did not leave.")
    go_on(exporter, "Ask the chamber")
    looked_at(exporter, "revocation-asked")

    reviewer.goto(office.page("/TYO/desk/revocations"))
    looked_at(reviewer, "revocation-list")
    reviewer.get_by_role("link", name=entry.public_number).click()
    looked_at(reviewer, "revocation-case")
    go_on(reviewer, "Propose to revoke it")
    expect(reviewer.get_by_text("You have proposed this")).to_be_visible()
    approver.goto(reviewer.url)
    looked_at(approver, "revocation-decide")
    go_on(approver, "Revoke it for ever")
    expect(approver.get_by_text("Decided, being published.")).to_be_visible()

    run_job(office)

    assert becomes(reference, entry, "REVOKED")
    approver.reload()
    expect(approver.get_by_text("The register has said so since")).to_be_visible()
    looked_at(approver, "revocation-done")
    exporter.goto(office.page(f"/TYO/applications/{application.id}"))
    expect(exporter.get_by_text("This certificate was revoked.")).to_be_visible()
    looked_at(exporter, "revocation-revoked")
    office.deliver()
    told = [str(mail["Subject"]) for mail in office.mails(entry.public_number)]
    assert len([subject for subject in told if "取消し" in subject or "取り消され" in subject]) == 3


def test_t2_10_what_was_replaced_names_its_successor_wherever_it_is_looked_up(
    browser: Browser, office: RunningDemoOffice, reference: ReferenceService
) -> None:
    """T2.10, T14.3."""
    application, entry = issued(office, "demo-to-print")
    exporter, reviewer, approver = (office.window(browser, who) for who in (EXPORTER, "Reviewer", "Approver"))
    exporter.goto(office.page(f"/TYO/applications/{application.id}"))
    go_on(exporter, "Replace this certificate")
    looked_at(exporter, "replacement-begin")
    exporter.get_by_label("The chamber made an error").check()
    exporter.get_by_label("What is wrong in it").fill("The port of loading is not the one that we wrote.")
    go_on(exporter, "Begin the replacement")
    key = re.search(r"/applications/([0-9a-f]{16})", exporter.url)
    assert key is not None, exporter.url
    go_on(exporter, "Hand papers in or take them out")
    invoice = sample_document("commercial-invoice.pdf", Press())
    exporter.locator("[name=file]").set_input_files(
        {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": invoice}
    )
    go_on(exporter, "Hand it in")
    expect(exporter.get_by_text("invoice.pdf").first).to_be_visible()
    exporter.goto(office.page(f"/TYO/applications/{key[1]}/check"))
    exporter.locator("#declared").check()
    go_on(exporter, "Submit to the chamber")
    expect(exporter.get_by_text(f"It replaces {entry.public_number}.")).to_be_visible()

    reviewer.goto(office.page(f"/TYO/desk/applications/{key[1]}"))
    go_on(reviewer, "Take this application")
    go_on(reviewer, "The chamber erred: make it free of charge")
    expect(reviewer.get_by_text("It is free of charge: the chamber erred.")).to_be_visible()
    looked_at(reviewer, "replacement-review")
    go_on(reviewer, "Checked …")
    expect(reviewer.get_by_role("button", name="Everything is checked")).to_be_visible()
    for box in reviewer.locator("main [type=checkbox]").all():
        box.check()
    go_on(reviewer, "Everything is checked")
    approver.goto(office.page(f"/TYO/desk/applications/{key[1]}/approve"))
    approver.get_by_role("button", name="Approve", exact=True).click()
    expect(approver.get_by_text("Approved").first).to_be_visible()
    run_job(office)

    assert becomes(reference, entry, "REPLACED")
    with opened(office) as beside:
        successor = beside.store.successor_of(entry.public_number)
    assert successor is not None
    public = requests.get(f"{reference.address}/certificates/{entry.number}/{entry.issue_date}", timeout=10).text
    assert successor.public_number in public
    assert str(successor.number) not in public  # only whoever holds the new paper opens it
    exporter.goto(office.page(f"/TYO/applications/{application.id}"))
    expect(exporter.get_by_text(f"It is replaced by {successor.public_number}.")).to_be_visible()
    looked_at(exporter, "replacement-old")
    reviewer.goto(office.page(f"/TYO/desk/copies/{key[1]}"))
    go_on(reviewer, "Order")
    looked_at(reviewer, "copies")
    reviewer.goto(office.page(f"/TYO/desk/issue/{key[1]}"))
    looked_at(reviewer, "issue-desk-after")
