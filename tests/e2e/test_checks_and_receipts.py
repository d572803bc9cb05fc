"""Many checks and their receipt in a real browser without JavaScript, and the receipt in the scanner's hands."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scanner.cli import main as scanner
from tests.builders import ChamberWorld, Issued
from tests.reference_site import ReferenceSite, page_of
from tests.servers.chromium import open_chromium
from tests.servers.reference import ReferenceServer

pytestmark = pytest.mark.slow


class Served:
    """A running site with a receipt key, what is published on it, and the trust folder of a scanner."""

    def __init__(self, site: ReferenceSite, url: str, trust: Path) -> None:
        world = site.world
        self.site, self.url, self.trust = site, url, trust
        self.in_force: Issued = site.publish(world.issue(1))
        self.revoked: Issued = site.publish(world.revoke(world.issue(2)))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an installation of today, and pin its root for the scanner."""
    site = ReferenceSite(
        tmp_path_factory.mktemp("served"), world=ChamberWorld(now=datetime.now(UTC).replace(microsecond=0))
    )
    site.write_receipt_key()
    trust = tmp_path_factory.mktemp("trust")
    root = site.config.trust_directory / "metadata" / "1.root.json"
    assert scanner(["trust", "init", str(root), "--trust", str(trust)]) == 0
    with ReferenceServer(site.directory) as server:
        yield Served(site, server.url, trust)
    site.close()


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    """Start Chromium without JavaScript."""
    with open_chromium() as browser:
        yield browser.new_context(java_script_enabled=False, accept_downloads=True)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Open a page and fail on anything that its security policy refused."""
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    yield page
    page.close()
    assert refused == []


def save(page: Page, link: str, folder: Path) -> Path:
    """Save what a link hands over, under the name that it gives."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def receipt_by_browser(served: Served, page: Page, folder: Path) -> Path:
    page.goto(f"{served.url}/batch")
    rows = [served.in_force, served.revoked]
    page.get_by_label("Or paste the rows here").fill("\n".join(f"{row.number} {row.issue_date}" for row in rows))
    page.get_by_role("button", name="Check them").click()
    return save(page, "Save the signed receipt", folder)


def test_a_list_in_and_a_table_out(served: Served, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "Number;Date\r\n"
        + f"{served.in_force.number};{served.in_force.issue_date}\r\n"
        + f"{served.revoked.number};{served.revoked.issue_date:%Y年%m月%d日}\r\n=1+1;2026-11-20\r\n",
        encoding="utf-16",
    )
    page.goto(f"{served.url}/batch")
    page.get_by_label("A CSV file").set_input_files(file)
    page.get_by_role("button", name="Check them").click()
    answers = page.locator("tbody tr .row-verdict")
    expect(answers).to_have_count(3)
    assert "Issued and in force" in answers.nth(0).inner_text()
    assert "Revoked" in answers.nth(1).inner_text()
    assert "Not looked up" in answers.nth(2).inner_text()
    table = save(page, "Save as CSV", tmp_path).read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    _, first, second, third = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), strict=True)
    assert (first[6], second[6], third[1]) == ("IN_FORCE", "REVOKED", "'=1+1")
    page.locator("a.number").first.click()
    expect(page).to_have_url(f"{served.url}{page_of(served.in_force)}")


def test_a_list_of_100_000_rows_is_refused_plainly(served: Served, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text("TYO26-001234-K7QM-3XW9,2026-11-20\r\n" * 100_000, encoding="utf-8")
    page.goto(f"{served.url}/batch")
    page.get_by_label("A CSV file").set_input_files(file)
    with page.expect_response(f"{served.url}/batch") as response:
        page.get_by_role("button", name="Check them").click()
    assert response.value.status == 413
    assert "larger than 500 kB" in page.get_by_role("alert").inner_text()


def test_a_receipt_goes_out_and_is_checked_again(served: Served, page: Page, tmp_path: Path) -> None:
    receipt = receipt_by_browser(served, page, tmp_path)
    page.goto(f"{served.url}/receipts")
    page.get_by_label("The receipt's file").set_input_files(receipt)
    page.get_by_role("button", name="Re-check it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A genuine receipt")
    expect(page.locator("tbody tr")).to_have_count(2)
    altered = tmp_path / "altered.cose"
    genuine = receipt.read_bytes()
    altered.write_bytes(genuine[:-1] + bytes([genuine[-1] ^ 1]))
    page.get_by_label("The receipt's file").set_input_files(altered)
    page.get_by_role("button", name="Re-check it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Altered or forged")
    expect(page.locator("tbody")).to_have_count(0)


def test_the_receipt_of_one_certificate_prints_on_one_sheet(served: Served, page: Page, tmp_path: Path) -> None:
    page.goto(f"{served.url}{page_of(served.revoked)}")
    page.get_by_role("link", name="Signed receipt").click()
    expect(page).to_have_url(f"{served.url}{page_of(served.revoked)}/receipt")
    expect(page.locator("tbody")).to_contain_text("Revoked")
    assert scanner(["receipt", "verify", str(save(page, "Save the signed receipt", tmp_path)), *trusting(served)]) == 0
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def trusting(served: Served) -> list[str]:
    return ["--trust", str(served.trust), "--reference", served.url]


def test_the_scanner_verifies_a_receipt_offline(
    served: Served, page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = receipt_by_browser(served, page, tmp_path)
    assert scanner(["receipt", "verify", str(receipt), *trusting(served)]) == 0
    said = capsys.readouterr().out
    assert "GENUINE RECEIPT" in said
    assert "IN_FORCE" in said
    assert "REVOKED" in said
    assert "may still refuse it" in " ".join(said.split())

    offline = ["--offline", "--trust", str(served.trust)]
    assert scanner(["receipt", "verify", str(receipt), "--json", *offline]) == 0
    fields = json.loads(capsys.readouterr().out)
    assert (fields["verdict"], fields["reason"]) == ("GENUINE", "SIGNED_BY_THE_SERVICE")
    assert [row["reason"] for row in fields["receipt"]["rows"]] == ["IN_FORCE", "REVOKED"]

    altered = tmp_path / "altered.cose"
    altered.write_bytes(receipt.read_bytes().replace(b"gREVOKED", b"gREVOKEB"))
    assert scanner(["receipt", "verify", str(altered), *offline]) == 1
    flipped = bytearray(receipt.read_bytes())
    flipped[-1] ^= 1
    altered.write_bytes(bytes(flipped))
    assert scanner(["receipt", "verify", str(altered), "--json", *offline]) == 1
    outputs = capsys.readouterr().out.splitlines()
    assert json.loads(outputs[-1])["receipt"] is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["receipt"], 64),
        (["receipt", "verify"], 64),
        (["receipt", "verify", "no-such-file.cose"], 2),
        (["receipt", "verify", "."], 2),
    ],
)
def test_what_the_scanner_cannot_read_is_no_verdict(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scanner(arguments) == code
    assert "Traceback" not in capsys.readouterr().err


def test_without_trust_files_the_scanner_cannot_tell(served: Served, page: Page, tmp_path: Path) -> None:
    receipt = receipt_by_browser(served, page, tmp_path)
    assert scanner(["receipt", "verify", str(receipt), "--offline", "--trust", str(tmp_path / "none")]) == 2
