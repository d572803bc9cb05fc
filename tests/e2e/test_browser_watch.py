"""The watch over browsers notices what it is there for: without it, a walk over all pages shows nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.browser_watch import complaints_of
from tests.servers.chromium import open_chromium

POLICY = {"Content-Security-Policy": "default-src 'none'; img-src 'self'; script-src 'self'"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as started:
        yield started


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>nothing</p>", None),
        ("<p style='color: red'>inline</p>", "Content Security Policy"),
        ("<script>alert(1)</script>", "Content Security Policy"),
        ("<img src='https://elsewhere.example/a.png'>", "Content Security Policy"),
        ("<img src='/missing.png'>", "404 for https://site.example/missing.png"),
        ("<img src='/broken.png'>", "net::ERR_FAILED for https://site.example/broken.png"),
        ("<script src='/throws.js'></script>", "exception: it broke"),
        ("<script src='/logs.js'></script>", "it complained"),
    ],
)
def test_a_complaint_is_noticed(browser: Browser, body: str, expected: str | None) -> None:
    scripts = {"/throws.js": "throw new Error('it broke')", "/logs.js": "console.error('it complained')"}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("https://site.example")
        if path == "/":
            route.fulfill(body=f"<!DOCTYPE html><title>x</title>{body}", headers=POLICY, content_type="text/html")
        elif path in scripts:
            route.fulfill(body=scripts[path], content_type="text/javascript")
        elif path == "/broken.png":
            route.abort()
        else:
            route.fulfill(status=404)

    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", answer)
    complaints = complaints_of(page)
    page.goto("https://site.example/", wait_until="networkidle")
    context.close()
    if expected is None:
        assert complaints == []
    else:
        assert any(expected in complaint for complaint in complaints), complaints
