"""What a browser keeps for the scanning pages may be damaged, refused or of another time: the checks go on.

The wrong clock and the refusing database are put into the browser before the page's own script runs.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from issuance.cli import main as issuance
from tests.demo import Demo, ReferenceService
from tests.reference_pages import DESKTOP

NOT_KEPT = "This browser keeps nothing for this site"
CLOCK = "This device's clock has shown a later time before"
SECONDS = 1000

PUT = """([key, value]) => new Promise((done, failed) => {
  const request = indexedDB.open("originseal-trust", 1);
  request.onsuccess = () => {
    const transaction = request.result.transaction("kept", "readwrite");
    transaction.objectStore("kept").put(value, key);
    transaction.oncomplete = () => { request.result.close(); done(); };
    transaction.onabort = () => failed(transaction.error);
  };
})"""

REFUSALS = {
    "no database": "Object.defineProperty(window, 'indexedDB', { value: null });",
    "opening is refused": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };",
    "it never opens": "IDBFactory.prototype.open = () => ({});",
    "the disk is full": (
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    ),
    "another program's database": (
        "const open = IDBFactory.prototype.open;"
        "IDBFactory.prototype.open = function (name) { return open.call(this, `${name}-other`, 2); };"
        "IDBDatabase.prototype.createObjectStore = () => {};"
    ),
    "no locks": "LockManager.prototype.request = () => Promise.reject(new DOMException('no', 'SecurityError'));",
}

pytestmark = pytest.mark.slow


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a browser's profile of its own."""
    opened = browser.new_context(viewport=DESKTOP)
    yield opened
    opened.close()


@pytest.fixture
def broken() -> Iterator[list[str]]:
    """Return what broke in pages; anything fails."""
    errors: list[str] = []
    yield errors
    assert errors == []


@pytest.fixture
def page(context: BrowserContext, broken: list[str]) -> Page:
    """Open a page."""
    opened = context.new_page()
    opened.on("pageerror", lambda error: broken.append(str(error)))
    return opened


def check(page: Page, file: Path) -> None:
    """Choose the chamber's own file and wait for green."""
    page.locator("#file").set_input_files(file)
    page.locator(".answer--valid").wait_for(timeout=60 * SECONDS)


@pytest.mark.parametrize(
    "value",
    [None, "trust", 7, {}, {"roots": []}, {"roots": "x", "metadata": {}, "files": {}, "refreshedAt": 1}],
    ids=["nothing", "a text", "a number", "empty", "without roots", "of another shape"],
)
def test_damaged_data_are_no_data(page: Page, demo: Demo, reference_service: str, value: object) -> None:
    page.goto(f"{reference_service}/scan?lang=en")
    page.locator("#kept").wait_for(timeout=30 * SECONDS)
    page.evaluate(PUT, ["trust", value])
    page.evaluate(PUT, ["highest", value])
    page.reload()
    page.locator("#kept").wait_for(timeout=30 * SECONDS)
    check(page, demo.pdf("coo-jp"))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_browser_that_keeps_nothing_checks_all_the_same(
    page: Page, demo: Demo, reference_service: str, name: str
) -> None:
    page.add_init_script(REFUSALS[name])
    page.goto(f"{reference_service}/scan?lang=en")
    if name == "no locks":
        page.locator("#kept").wait_for(timeout=30 * SECONDS)
    else:
        expect(page.get_by_text(NOT_KEPT)).to_be_visible()
        expect(page.locator("#kept")).to_be_hidden()
    check(page, demo.pdf("coo-jp"))
    page.goto(f"{reference_service}/check-file?lang=en")
    check(page, demo.pdf("coo-jp"))


def test_a_clock_that_was_once_far_ahead_is_told_and_mends_itself(page: Page, demo: Demo, tmp_path: Path) -> None:
    own = demo.copy_to(tmp_path / "installation")
    with ReferenceService(own, tmp_path / "service") as service:
        page.goto(f"{service.address}/scan?lang=en")
        page.locator("#kept").wait_for(timeout=30 * SECONDS)
        page.clock.set_system_time(dt.datetime.now(dt.UTC) + dt.timedelta(days=800))
        page.reload()
        # By then no file of the chamber counts: what is kept is loaded as it is, and the time is remembered.
        page.locator("#kept").wait_for(timeout=30 * SECONDS)

        page.clock.set_system_time(dt.datetime.now(dt.UTC))
        page.goto(f"{service.address}/check-file?lang=en")
        page.locator("#file").set_input_files(own.pdf("coo-jp"))
        expect(page.get_by_text(CLOCK)).to_be_visible(timeout=60 * SECONDS)

        assert issuance(["trust", "refresh", "--directory", str(own.directory)]) == 0
        page.reload()
        check(page, own.pdf("coo-jp"))
        assert page.get_by_text(CLOCK).count() == 0
