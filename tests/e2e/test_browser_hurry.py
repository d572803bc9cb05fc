"""People in a hurry, and files made to do harm: the answer that stands there is always the one to the last question."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.demo import Demo
from tests.papers import first_page, write
from tests.reference_pages import DESKTOP

SECONDS = 1000
SWALLOW = """
window.swallow = true;
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...more) {
  if (message.kind === "look" && window.swallow) { document.documentElement.dataset.swallowed = "yes"; return; }
  return post.call(this, message, ...more);
};
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def page(browser: Browser, reference_service: str) -> Iterator[Page]:
    """Open /check-file; a page that breaks fails."""
    context = browser.new_context(viewport=DESKTOP)
    opened = context.new_page()
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.goto(f"{reference_service}/check-file?lang=en")
    yield opened
    context.close()
    assert broken == []


def test_a_yes_that_is_taken_back_at_once_never_turns_green(page: Page, demo: Demo, tmp_path: Path) -> None:
    page.locator("#file").set_input_files(write(first_page(demo.pdf("coo-jp")), tmp_path / "paper.png"))
    page.locator(".answer--compare").wait_for(timeout=60 * SECONDS)
    held: list[Route] = []
    page.route("**/api/v1/seals/*", lambda route: held.append(route))
    with page.expect_request("**/api/v1/seals/*"):
        page.get_by_role("button", name="Yes, everything is the same").click()
    page.get_by_role("button", name="No, something differs").click()
    page.locator(".answer--invalid").wait_for()
    with page.expect_response("**/api/v1/seals/*") as response:
        held[0].continue_()
    response.value.finished()
    block = page.locator(".answer-block").element_handle()
    # Another file goes the same way, so what was asked before has been dealt with once that is answered.
    page.unroute("**/api/v1/seals/*")
    page.locator("#file").set_input_files(write(first_page(demo.pdf("coo-foreign")), tmp_path / "other.png"))
    page.locator(".answer--compare").wait_for(timeout=60 * SECONDS)
    assert block.query_selector(".answer--invalid") is not None
    assert block.query_selector(".answer--valid") is None


def test_the_answer_to_one_file_never_stands_under_the_next_one(page: Page, demo: Demo) -> None:
    held: list[Route] = []
    page.route("**/api/v1/documents/*", lambda route: held.append(route))
    for name in ("coo-jp", "coo-jp-revoked"):
        with page.expect_request("**/api/v1/documents/*"):
            page.locator("#file").set_input_files(demo.pdf(name))
    # The first file's answer comes first, and goes the same way as the second one's: it would be there before it.
    for route in held:
        with page.expect_response(route.request.url) as response:
            route.continue_()
        response.value.finished()
    expect(page.locator(".answer__label")).to_have_text(["Not valid"], timeout=60 * SECONDS)
    page.locator("#progress:empty").wait_for(state="attached")
    assert page.locator(".answer__number").all_inner_texts() == [demo.listed("coo-jp-revoked")["number"]]


def test_a_picture_that_stops_the_reader_is_given_up_and_the_next_one_is_read(
    page: Page, demo: Demo, tmp_path: Path
) -> None:
    page.add_init_script(SWALLOW)
    page.clock.install()
    page.reload()
    picture = write(first_page(demo.pdf("coo-jp")), tmp_path / "paper.png")
    page.locator("#file").set_input_files(picture)
    page.locator("html[data-swallowed]").wait_for()
    page.clock.fast_forward(31 * SECONDS)
    expect(page.locator(".file-note")).to_contain_text("Page 1 could not be drawn and was not read.")
    page.evaluate("window.swallow = false")
    # A browser tells of no change where the same file is chosen again.
    page.locator("#file").set_input_files(picture.rename(tmp_path / "again.png"))
    expect(page.locator(".answer__label")).to_have_text("In force: now compare", timeout=60 * SECONDS)
