"""The band of a sandbox: heard once, within the header, and as wide as the window on a phone, too."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from issuance.domain.actor import Actor
from issuance.storage.settings import add_settings
from tests.axe import violations
from tests.builders import NOW
from tests.office_databases import sqlite_urls
from tests.office_pages import DESKTOP, PHONE, SETTINGS
from tests.office_site import CHAMBER, OfficeSite
from tests.sandboxes import make_sandbox_office

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[str]:
    """Serve a sandbox's office; yield its address."""
    folder = tmp_path_factory.mktemp("sandbox") / "var"
    site = OfficeSite.over(make_sandbox_office(office_templates(NOW.year), folder, sqlite_urls(folder)))
    with site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
        add_settings(unit, 1, SETTINGS)
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    site.close()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_breaks_no_rule_and_fills_the_window(
    browser: Browser, sandbox: str, window: dict[str, int], language: str
) -> None:
    page = browser.new_page(viewport={"width": window["width"], "height": window["height"]})
    for path in ("/", f"/{CHAMBER}/", f"/{CHAMBER}/nothing"):
        page.goto(f"{sandbox}{path}?lang={language}")
        band = page.get_by_role("banner").locator(".sandbox-band")
        expect(band).to_have_count(1)
        box = band.bounding_box()
        assert box is not None
        assert (box["x"], box["y"], box["width"]) == (0, 0, window["width"])
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()
