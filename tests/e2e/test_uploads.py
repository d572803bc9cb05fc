"""Files sent to a running site by a browser without JavaScript, and what the site does with them meanwhile."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from signing.qr import qr_text
from tests.axe import violations
from tests.builders import ChamberWorld, Issued
from tests.codes import A4, paper
from tests.reference_site import ReferenceSite, page_of
from tests.scanned import BLANK, pdf_of, scan_of, small_scan_of
from tests.servers.reference import ReferenceServer

pytestmark = pytest.mark.slow

LANGUAGES = ["en", "ja", "ar"]
GONE_SECONDS = 60
"""A deadline, not a delay: the process that reads ends with the page that it is at."""


class Served:
    """A running site and what is published on it."""

    def __init__(self, site: ReferenceSite, url: str) -> None:
        self.site, self.url = site, url
        self.in_force: Issued = site.publish(site.world.issue(1))
        self.revoked: Issued = site.publish(site.world.revoke(site.world.issue(2)))

    def text_of(self, issued: Issued) -> str:
        """Return what the certificate's code says."""
        return qr_text(issued.seal, self.site.world.base)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReferenceSite]:
    """Make an installation of today."""
    now = datetime.now(UTC).replace(microsecond=0)
    made = ReferenceSite(tmp_path_factory.mktemp("served"), world=ChamberWorld(now=now))
    made.write_receipt_key()
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(site: ReferenceSite) -> Iterator[Served]:
    """Serve it."""
    with ReferenceServer(site.directory) as server:
        yield Served(site, server.url)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Let no script run."""
    without = browser.new_context(java_script_enabled=False, accept_downloads=True)
    yield without
    without.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Open a page of its own."""
    opened = context.new_page()
    yield opened
    opened.close()


def send(page: Page, address: str, file: Path) -> None:
    """Choose a file on the form at an address, and send it."""
    page.goto(address)
    page.set_input_files("input[type=file]", file)
    page.click("main button[type=submit]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_of_scans_gives_rows_a_table_and_a_receipt(
    served: Served, page: Page, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "scans.pdf"
    revoked = small_scan_of(served.text_of(served.revoked))
    file.write_bytes(pdf_of(scan_of(served.in_force, served.site.world.base), BLANK, revoked))
    send(page, f"{served.url}/batch?lang={language}", file)
    rows = page.locator("table tbody tr")
    # They arrive at the end of a page that is sent while the file is read.
    expect(rows).to_have_count(3)
    assert [row.locator("td").first.inner_text().strip() for row in rows.all()] == ["1", "2", "3"]
    for row, look in enumerate((".row-compare", ".row-unread", ".row-invalid")):
        expect(rows.nth(row).locator(look)).to_be_visible()
    expect(page.locator(".reading-steps"), "what the results replace is hidden").to_be_hidden()
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    with page.expect_download() as download:
        page.locator("a[download$='.cose']").click()
    assert download.value.path().stat().st_size > 100


def test_the_last_step_is_seen_while_the_file_is_read(served: Served, page: Page, tmp_path: Path) -> None:
    """A list that is still arriving has no `:last-child` in Chromium: a style that relied on it showed no step."""
    file = tmp_path / "many.pdf"
    file.write_bytes(pdf_of(*[BLANK] * 12))
    page.goto(f"{served.url}/batch?lang=en")
    page.set_input_files("input[type=file]", file)
    page.locator("main button[type=submit]").click(no_wait_after=True)
    step = page.locator(".reading-steps li:visible")
    step.first.wait_for()
    assert step.count() == 1
    page.locator(".counts").wait_for()
    expect(step).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_file_is_the_chambers_own_or_a_scan_or_neither(
    served: Served, page: Page, tmp_path: Path, language: str
) -> None:
    own, scan, other = (tmp_path / name for name in ("own.pdf", "scan.pdf", "other.pdf"))
    own.write_bytes(served.in_force.pdf)
    scan.write_bytes(pdf_of(scan_of(served.in_force, served.site.world.base)))
    other.write_bytes(pdf_of(BLANK))
    panels = []
    for file in (own, scan, other):
        send(page, f"{served.url}/check-file?lang={language}", file)
        panels.append((page.locator(".panel").get_attribute("class"), page.locator("h1").inner_text()))
    kinds = [kind for kind, _ in panels]
    assert kinds == ["panel panel-valid", "panel panel-compare", "panel panel-indeterminate"]
    assert len({title for _, title in panels}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_ticks_box_after_box_and_the_page_counts_without_any_script(
    served: Served, page: Page, language: str
) -> None:
    page.goto(f"{served.url}{page_of(served.in_force)}?lang={language}")
    page.locator("a[href*='/compare']").click()
    page.wait_for_url("**/compare?*", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ticks = page.locator(".compare-tick input")
    finished = page.locator(".compare-all")
    expect(finished).to_be_hidden()
    for tick in ticks.all():
        tick.check()
    expect(finished).to_be_visible()
    ticks.first.uncheck()
    expect(finished).to_be_hidden()
    assert asked == [], "no tick is told to anybody"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_answers_about_files_break_no_rule_of_accessibility(
    served: Served, browser: Browser, tmp_path: Path, language: str
) -> None:
    files = {
        "own": served.in_force.pdf,
        "scan": pdf_of(small_scan_of(served.text_of(served.in_force))),
        "bad": b"%PDF-",
    }
    page = browser.new_page()
    for address in ("check-file", "batch"):
        for name, data in files.items():
            file = tmp_path / name
            file.write_bytes(data)
            # A form of ours, for the site's own would check the file in the browser where scripts run.
            page.set_content(
                f'<form method="post" action="{served.url}/{address}?lang={language}" enctype="multipart/form-data">'
                '<input type="file" name="file"><button type="submit">Send</button></form>'
            )
            page.set_input_files("input", file)
            with page.expect_navigation(url=re.compile(f"^{re.escape(served.url)}/{address}")):
                page.click("button")
            assert violations(page) == [], (address, name)
    page.close()


def test_what_has_ended_is_not_compared(served: Served, page: Page) -> None:
    page.goto(f"{served.url}{page_of(served.revoked)}/compare")
    assert page.url == f"{served.url}{page_of(served.revoked)}"


def test_rows_arrive_while_the_rest_is_read(served: Served) -> None:
    data = pdf_of(*[paper(*A4)] * 8)
    with requests.post(f"{served.url}/batch", files={"file": ("s.pdf", data)}, stream=True, timeout=60) as response:
        assert response.status_code == 200
        pieces = response.iter_content(None)
        seen = next(pieces).decode()
        assert "Page 1 of 8" in seen
        assert "Page 8 of 8" not in seen
        seen += b"".join(pieces).decode()
        assert "Page 8 of 8" in seen
        assert seen.rstrip().endswith("</html>")


def test_a_site_that_is_killed_leaves_no_process_and_no_file(
    site: ReferenceSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    data = pdf_of(*[paper(*A4)] * 60)
    with ReferenceServer(site.directory) as server:
        response = requests.post(f"{server.url}/batch", files={"file": ("s.pdf", data)}, stream=True, timeout=60)
        next(response.iter_content(None))
        readers = psutil.Process(server.process.pid).children(recursive=True)
        assert readers, "the file is being read in a process of its own"
        server.process.kill()
        _, alive = psutil.wait_procs(readers, timeout=GONE_SECONDS)
        response.close()
    assert not alive
    assert list(tmp_path.iterdir()) == []
