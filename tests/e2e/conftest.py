"""What the tests in a browser share: one Chromium and one site with every page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.reference_pages import Served, serve_pages
from tests.servers.chromium import open_chromium

# A deadline, not a delay: Playwright's own five seconds are short for a browser on a busy machine.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for a file of tests."""
    with open_chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve every page once for a file of tests."""
    with serve_pages(tmp_path_factory.mktemp("pages")) as running:
        yield running
