"""Chromium without a window, asking nobody but the pages that it opens."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.servers.programs import require_program

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def open_chromium(*flags: str) -> Iterator[Browser]:
    """Start Chromium with further command line flags; without it the test is skipped, and fails in CI."""
    path = require_program("chromium", "chromium", ("usr/bin/chromium",))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *flags])
        yield browser
        browser.close()
