"""What a first visit costs: under 150 kB for everything that a page loads, as it would be without compression."""

import pytest
from playwright.sync_api import Browser, Response

from tests.reference_pages import PHONE, Served

MAX_BYTES = 150_000

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["home", "in force", "seal", "revoked"])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_first_visit_is_light(browser: Browser, served: Served, name: str, code: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    page.goto(served.page(name, code), wait_until="networkidle")
    sizes = {response.url.removeprefix(served.url): len(response.body()) for response in loaded}
    context.close()
    assert any(path.endswith(".css") for path in sizes)
    assert sum(sizes.values()) < MAX_BYTES, sizes
    assert len(sizes) <= 3, "page, style and icon"
