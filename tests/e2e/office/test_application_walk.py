"""From the blank form to the paper under a scanner, for each kind, by the people who do it, in a real browser.

T2.5, T11, T14.3, T2.10: an exporter applies, two officers decide, the cashier records the fee, the job issues, the
exporter prints, and whoever gets the print finds it valid.
"""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from issuance.config import load_config
from issuance.demo.office.typed import typed_sample
from issuance.demo.papers import sample_document
from issuance.domain.application.entry import Entry
from issuance.domain.calendar import japan_date
from issuance.office import Office
from issuance.paper import Press
from signing.content import Kind
from tests.degrade import photocopy
from tests.demo import ROOT, Demo
from tests.exporting import CLERK, EXPORTER, FORWARDER, apply, approve, take, take_and_check
from tests.keyboard import Keyboard
from tests.papers import write
from tests.running_demo_office import RunningDemoOffice, looked_at
from tests.scan import Scan, check

pytestmark = pytest.mark.slow

DOTS_PER_INCH = 150
"""Of a scanner that nobody has set up."""


@pytest.fixture(scope="module")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemoOffice]:
    """Serve a demonstration of this file's own."""
    folder = tmp_path_factory.mktemp("application")
    with RunningDemoOffice(demo.copy_to(folder / "installation"), folder / "server") as running:
        yield running


def pay(browser: Browser, office: RunningDemoOffice, reference: str) -> None:
    """Let the cashier record what came in at the counter."""
    cashier = office.window(browser, "Cashier")
    cashier.goto(office.page("/TYO/desk/fees/"))
    cashier.get_by_role("row", name=reference).get_by_role("link").first.click()
    cashier.get_by_role("row", name=reference).get_by_role("link", name="Came in …").click()
    cashier.get_by_role("button", name="Record", exact=True).click()
    expect(cashier.get_by_text("goes on to its issue")).to_be_visible()


def issue(office: RunningDemoOffice) -> None:
    """Run the job that has the keys, a process of its own as beside the pages."""
    command = [sys.executable, "-m", "issuance", "issue-approved", "--directory", str(office.demo.directory)]
    subprocess.run(command, env=os.environ | office.environment | {"PYTHONPATH": str(ROOT)}, check=True)


def content_of(office: RunningDemoOffice, key: str, folder: Path) -> Path:
    """Return the published content, which an officer far from the network would have beside the paper."""
    with Office(load_config(office.environment, directory=office.demo.directory)) as opened:
        entry = opened.store.of_reference("TYO", key)
    assert entry is not None
    assert entry.content is not None
    file = folder / "content.json"
    file.write_bytes(entry.content)
    return file


def scanned(file: Path, trust: Path, content: Path) -> Scan:
    """Check a file as a person does, in another thread: the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(check, file, trust=trust, content=content).result()


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.slug)
def test_t2_5_from_the_blank_form_to_the_paper_under_a_scanner(
    browser: Browser, office: RunningDemoOffice, trust: Path, tmp_path: Path, kind: Kind
) -> None:
    """T2.5, T11, T14.3, T2.10."""
    exporter = office.window(browser, EXPORTER)
    key, reference = apply(exporter, office, kind)
    take_and_check(browser, office, key)
    approve(browser, office, key)
    pay(browser, office, reference)
    issue(office)
    exporter.goto(office.page(f"/TYO/printing/{key}"))
    looked_at(exporter, f"printing-{kind.slug}")
    with exporter.expect_download() as fetched:
        exporter.get_by_role("button", name="Fetch the PDF of").first.click()
    paper = tmp_path / "original.pdf"
    fetched.value.save_as(paper)

    content = content_of(office, key, tmp_path)
    whole = scanned(paper, trust, content)
    assert {(each["verdict"], each["reason"]) for each in whole.results} == {("VALID", "IN_FORCE")}
    document = pypdfium2.PdfDocument(paper)
    for index, page in enumerate(document):
        picture = np.array(page.render(scale=DOTS_PER_INCH / 72).to_numpy()[:, :, :3], dtype=np.uint8)
        copied = photocopy(picture, np.random.default_rng(index))
        copy = scanned(write(copied, tmp_path / f"{index}.png"), trust, content)
        assert copy.verdict[:2] == ("VALID", "IN_FORCE"), index
    document.close()
    office.deliver()
    number = whole.results[0]["number"]
    assert any(reference in mail.get_content() for mail in office.mails(number.rsplit("-", 2)[0]))


def test_without_a_mouse_a_sub_id_writes_what_its_signatory_sends_back_and_submits(
    browser: Browser, office: RunningDemoOffice
) -> None:
    """T2.5: the chamber gets it from the signatory alone; who filed it sees what is to be changed, and where."""
    signatory, clerk = office.window(browser, EXPORTER), office.window(browser, CLERK)
    wishes(signatory, office, "see-first")
    address = written_by_keys(clerk, office)
    Keyboard(clerk).follows("Check and submit")
    expect(clerk.get_by_role("button", name="Submit to the chamber")).to_have_count(0)
    Keyboard(clerk).follows("Ask the signatory first")
    reference = clerk.locator("h1 .login").inner_text()

    signatory.goto(office.page("/TYO/applications"))
    signatory.get_by_role("link", name=reference).click()
    signatory.get_by_role("link", name="Look at it").click()
    looked_at(signatory, "application-signatory")
    signatory.get_by_label("What is to be changed").fill("The street has another number.")
    signatory.get_by_text("Remarks beside fields").click()
    signatory.locator("[name='remark:consignee.address']").fill("It is number 42: see the order.")
    signatory.get_by_role("button", name="Send it back").click()

    clerk.goto(office.page(f"{address}/form"))
    expect(clerk.get_by_text("It is number 42: see the order.")).to_be_visible()
    looked_at(clerk, "application-sent-back")
    keys = Keyboard(clerk)
    keys.to("[name='consignee.address']")
    keys.types("Speicherstrasse 42\n20457 Hamburg")
    keys.follows("Check and submit")
    keys.follows("Ask the signatory first")

    signatory.goto(office.page(f"{address}/check"))
    keys = Keyboard(signatory)
    keys.to("#declared")
    signatory.keyboard.press("Space")
    keys.follows("Submit to the chamber")
    expect(signatory.get_by_text(f"{reference} was submitted to the chamber.")).to_be_visible()
    wishes(signatory, office, "at-once")


def wishes(page: Page, office: RunningDemoOffice, answer: str) -> None:
    """Choose as a signatory whether one sees applications first."""
    page.goto(office.page("/TYO/applications/signature"))
    page.locator(f"#{answer}").check()
    page.get_by_role("button", name="Keep my choice").click()


def written_by_keys(page: Page, office: RunningDemoOffice) -> str:
    """Write an application from the blank form with keys alone, the paper too; return its path."""
    page.goto(office.page("/TYO/applications"))
    keys = Keyboard(page)
    keys.follows("New application")
    keys.follows("Begin with a blank form")
    entry = typed_sample(Kind.COO_JP, japan_date(dt.datetime.now(dt.UTC)), invoice="WALK-KEYS")
    for name in re.findall(r'name="([^"]+)"', page.locator("[data-application]").inner_html()):
        field, text = page.locator(f"[name='{name}']").first, _typed(entry, name)
        if text and field.is_visible() and field.input_value() != text:
            keys.to(f"[name='{name}']")
            keys.types(text)
    keys.follows("Hand papers in")
    with page.expect_file_chooser() as chooser:
        keys.to("[name=file]")
        page.keyboard.press("Enter")
    paper = sample_document("commercial-invoice.pdf", Press())
    chooser.value.set_files({"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": paper})
    keys.follows("Hand it in")
    keys.follows("Back to the form")
    return page.url.removeprefix(office.url).partition("/form")[0]


def _typed(entry: Entry, name: str) -> str:
    if not name.startswith("goods."):
        return entry.get(name)
    __, number, column = name.split(".")
    return entry.goods[0].get(column, "") if number == "1" else ""


def test_an_agent_answers_remarks_and_the_officers_see_what_changed(
    browser: Browser, office: RunningDemoOffice
) -> None:
    """T2.9, T2.5: filed for one applicant, returned with a remark at a field, put right, approved as version 2."""
    agent = office.window(browser, FORWARDER)
    key, reference = apply(agent, office, Kind.COO_JP, "WALK-RETURNED", looks=False)
    expect(agent.get_by_text("Tokyo Sample Trading Co., Ltd.").first).to_be_visible()
    reviewer = take(browser, office, key)
    beside = reviewer.get_by_role("row", name="Invoice number")
    beside.locator("summary").click()
    beside.locator("textarea").fill("The invoice says WALK-CORRECTED.")
    reviewer.locator("[name=general]").fill("See the number.")
    reviewer.get_by_role("button", name="Return with remarks").click()

    agent.goto(office.page("/TYO/applications"))
    agent.get_by_role("link", name=reference).click()
    looked_at(agent, "application-returned")
    agent.get_by_role("link", name="Go on with the form").click()
    expect(agent.get_by_text("The invoice says WALK-CORRECTED.")).to_be_visible()
    agent.locator("[name='invoice.number']").fill("WALK-CORRECTED")
    agent.get_by_role("button", name="Check and submit …").click()
    expect(agent.locator(".before")).to_have_text("WALK-RETURNED")
    agent.locator("#declared").check()
    agent.get_by_role("button", name="Submit to the chamber").click()
    expect(agent.get_by_text("was submitted to the chamber.")).to_be_visible()

    reviewer = take_and_check(browser, office, key)
    approver = office.window(browser, "Approver")
    approver.goto(office.page(f"/TYO/desk/applications/{key}"))
    changed = approver.get_by_role("table", name="Changed since version 1")
    expect(changed.locator(".before")).to_have_text("WALK-RETURNED")
    expect(changed.locator(".after")).to_have_text("WALK-CORRECTED")
    approve(browser, office, key)
    agent.goto(office.page(f"/TYO/applications/{key}"))
    expect(agent.get_by_text("fee due").first).to_be_visible()
