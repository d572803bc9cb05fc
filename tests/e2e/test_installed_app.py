"""The scanning page as an app: it opens without a network, and a new version takes over at the next start."""

import datetime as dt
import socket
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, Error, Page, expect
from werkzeug.serving import make_server

from tests.builders import ChamberWorld
from tests.reference_pages import DESKTOP
from tests.reference_site import ReferenceSite

pytestmark = pytest.mark.slow

CACHES = "caches.keys()"


class Host:
    """One address at which versions of the site follow each other, or connections are cut."""

    def __init__(self, directory: Path) -> None:
        self.site = ReferenceSite(directory, world=ChamberWorld(now=dt.datetime.now(dt.UTC).replace(microsecond=0)))
        self.serve("First name")
        self.reachable = True
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def serve(self, name: str) -> None:
        """Put the version with this name of the site in place."""
        self._app = self.site.app(replace(self.site.config, site_name=name))

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.site.close()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self.reachable:
            return self._app(environ, start_response)
        # Stopping the server would leave it on the connections that the browser keeps open.
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return []

    def page(self, code: str = "en") -> str:
        """Return the address of the scanning page."""
        return f"http://127.0.0.1:{self._server.server_port}/scan?lang={code}"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """Serve a site in this process."""
    served = Host(tmp_path)
    yield served
    served.close()


@pytest.fixture
def page(browser: Browser, host: Host) -> Iterator[Page]:
    """Open the page once, until it is kept."""
    context = browser.new_context(viewport=DESKTOP)
    opened = context.new_page()
    opened.goto(host.page())
    opened.locator("#kept").wait_for(timeout=30_000)
    yield opened
    context.close()


def test_it_opens_without_a_network_in_every_language(page: Page, host: Host) -> None:
    host.reachable = False
    for code, direction in (("en", "ltr"), ("ja", "ltr"), ("ar", "rtl")):
        page.goto(host.page(code))
        assert page.locator("html").get_attribute("dir") == direction
        expect(page.locator("#start"), "its scripts came, too").to_be_visible()
        assert page.locator(".viewer").evaluate("one => getComputedStyle(one).borderStyle") == "solid", "and its style"


def test_what_pdfs_need_is_kept_once_it_was_used(page: Page, host: Host, tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "blank.pdf")
    for _ in range(2):
        page.locator("#file").set_input_files(tmp_path / "blank.pdf")
        page.locator(".answer").wait_for()
        assert page.locator(".answer__title").inner_text() == "No code was found"
        host.reachable = False
        page.goto(host.page())


def test_without_a_language_it_opens_in_the_readers(browser: Browser, page: Page, host: Host) -> None:
    context = browser.new_context(locale="ja-JP")
    opened = context.new_page()
    opened.goto(host.page("en"))
    opened.locator("#kept").wait_for(timeout=30_000)
    host.reachable = False
    opened.goto(host.page().partition("?")[0])
    assert opened.locator("html").get_attribute("lang") == "ja"
    context.close()


def test_other_pages_are_never_kept(page: Page, host: Host) -> None:
    page.goto(host.page().replace("/scan", "/v/ABCDEFG"))
    page.goto(host.page())
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.map(one => one.scope))") == [
        host.page().partition("?")[0]
    ]
    host.reachable = False
    with pytest.raises(Error, match="net::ERR_"):
        page.goto(host.page().replace("/scan", "/v/ABCDEFG"))


def test_with_a_network_the_page_is_the_present_one(page: Page, host: Host) -> None:
    host.serve("Second name")
    page.goto(host.page())
    assert page.locator(".site-name").inner_text() == "Second name"


def test_a_new_version_takes_over_at_the_next_start_and_the_old_one_is_deleted(page: Page, host: Host) -> None:
    (before,) = page.evaluate(CACHES)
    host.serve("Second name")
    page.goto(host.page())
    page.evaluate("navigator.serviceWorker.ready.then(one => one.update())")
    waiting = "navigator.serviceWorker.ready.then(one => one.waiting ? one.waiting.state : '')"
    while page.evaluate(waiting) != "installed":
        page.wait_for_timeout(50)
    assert before in page.evaluate(CACHES), "a page that is open keeps what it is made of"
    context = page.context
    page.close()
    host.reachable = False
    # The next start, without any network.
    started = context.new_page()
    started.goto(host.page())
    assert started.locator(".site-name").inner_text() == "Second name"
    while len(left := started.evaluate(CACHES)) > 1:
        started.wait_for_timeout(50)
    assert before not in left
