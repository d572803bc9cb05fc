"""The browser believes signatures, not answers: a service that lies, is cut off or replaced never makes a paper good.

The lies are told between the real service and a real browser; a picture of a paper is checked.
"""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.demo import Demo
from tests.papers import first_page, write
from tests.reference_pages import DESKTOP
from tests.reference_site import PNG

SEALS = "**/api/v1/seals/**"
NO_ED25519 = """
const importKey = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...more) {
  if (algorithm === "Ed25519") return Promise.reject(new DOMException("none", "NotSupportedError"));
  return importKey.call(this, format, data, algorithm, ...more);
};
"""

pytestmark = pytest.mark.slow

Answer = dict[str, Any]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a window; a page that breaks fails."""
    context = browser.new_context(viewport=DESKTOP)
    opened = context.new_page()
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    yield opened
    context.close()
    assert broken == []


@pytest.fixture
def check(page: Page, demo: Demo, reference_service: str, tmp_path: Path) -> Callable[[str], str]:
    """Return a function that checks a picture of a sample and returns the title of the answer."""

    def checked(name: str) -> str:
        page.goto(f"{reference_service}/check-file?lang=en")
        page.locator("#file").set_input_files(write(first_page(demo.pdf(name)), tmp_path / f"{name}.png"))
        page.locator(".answer").wait_for()
        return page.locator(".answer__title").inner_text()

    return checked


def lie(page: Page, change: Callable[[Answer], None]) -> None:
    """Change what the service answers of seals on its way to the browser."""

    def changed(route: Route) -> None:
        response = route.fetch()
        answer = response.json()
        change(answer)
        route.fulfill(response=response, body=json.dumps(answer))

    page.route(SEALS, changed)


def other_consignee(answer: Answer) -> None:
    """Write another consignee into the content."""
    content = base64.b64decode(answer["certificate"]["content"])
    altered = content.replace(b"Hansen & Brandt", b"Harsen & Brandt")
    assert altered != content
    answer["certificate"]["content"] = base64.b64encode(altered).decode()


def no_revocation(answer: Answer) -> None:
    """Drop the record that ends the certificate, and say that it is in force."""
    answer["records"] = answer["records"][:1]
    answer["verdict"], answer["reason"] = "VALID", "IN_FORCE"


def test_altered_content_is_found_and_not_shown(page: Page, check: Callable[[str], str]) -> None:
    lie(page, other_consignee)
    assert check("coo-jp") == "This is not what the chamber signed"
    assert page.locator(".form-paper").count() == 0


def test_a_hidden_revocation_is_known_from_the_signed_list(page: Page, check: Callable[[str], str]) -> None:
    lie(page, no_revocation)
    assert check("coo-jp-revoked") == "Revoked"
    assert page.locator(".answer--invalid").count() == 1


def test_pages_of_a_certified_document_are_shown_by_their_sealed_hashes(
    page: Page, check: Callable[[str], str]
) -> None:
    check("invoice")
    pictures = page.locator(".document img")
    # Each picture comes in for itself.
    pages = page.locator(".document figure").count()
    assert pages > 0
    expect(pictures).to_have_count(pages)
    assert pictures.first.evaluate("image => image.naturalWidth") > 100
    page.route("**/documents/*.png", lambda route: route.fulfill(content_type="image/png", body=PNG))
    check("invoice")
    expect(page.get_by_text("is not the one that was sealed")).to_have_count(pages)
    assert pictures.count() == 0


def test_anothers_answer_is_no_answer_to_this(page: Page, demo: Demo, check: Callable[[str], str]) -> None:
    other = demo.listed("coo-foreign")
    by_number = f"/api/v1/certificates/{other['number'].replace('-', '')}/{other['issue_date']}"

    def answered(route: Route) -> None:
        origin = route.request.url.split("/api/")[0]
        route.fulfill(response=page.request.get(origin + by_number))

    page.route(SEALS, answered)
    assert check("coo-jp") == "This is not what the chamber signed"


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (503, "application/problem+json", "{}"),
        (200, "text/html", "<h1>Sign in to the network</h1>"),
        (200, "application/json", "["),
    ],
    ids=["out of order", "a network's page", "cut off"],
)
def test_no_usable_answer_says_nothing_of_the_certificate(
    page: Page, check: Callable[[str], str], status: int, kind: str, body: str
) -> None:
    page.route(SEALS, lambda route: route.fulfill(status=status, content_type=kind, body=body))
    assert check("coo-jp") == "Cannot tell now"
    assert page.locator(".answer--indeterminate").count() == 1


def test_a_redirect_is_not_followed(page: Page, check: Callable[[str], str]) -> None:
    page.route(SEALS, lambda route: route.fulfill(status=302, headers={"Location": "https://elsewhere.example/"}))
    assert check("coo-jp") == "Genuine seal; more cannot be told without network"
    assert page.locator(".answer--valid, .answer--compare").count() == 0


def test_without_keys_nothing_is_said(page: Page, check: Callable[[str], str]) -> None:
    page.route("**/trust/**", lambda route: route.abort())
    assert check("coo-jp") == "The chambers' keys could not be loaded"


def test_altered_keys_are_no_keys(page: Page, check: Callable[[str], str]) -> None:
    def altered(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.body().replace(b'"active"', b'"retired"'))

    page.route("**/trust/targets/*trust-list.json", altered)
    assert check("coo-jp") == "The chambers' keys could not be loaded"


def test_a_browser_that_cannot_verify_says_so(page: Page, check: Callable[[str], str]) -> None:
    page.add_init_script(NO_ED25519)
    assert check("coo-jp") == "This browser cannot verify seals"
