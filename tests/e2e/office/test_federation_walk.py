"""The federation pauses the office: announced ahead, then begun; the public pages tell of it. Terms, T22, T23.

On the running office beside the running reference service, both over one installation.
"""

import datetime as dt
import time
from collections.abc import Iterator
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.demo import Demo, ReferenceService
from tests.office_pages import PHONE
from tests.running_demo_office import RunningDemoOffice, keep, looked_at, new_window

pytestmark = pytest.mark.slow

JAPAN = ZoneInfo("Asia/Tokyo")
SOON_SECONDS = 30.0
ENOUGH = 20
"""Answers in a row, after which every process has given some."""
AHEAD, NOW = "New servers are put in.", "A disk failed, and we put in another."


@pytest.fixture(scope="module")
def installation(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo.copy_to(tmp_path_factory.mktemp("federation") / "installation")


@pytest.fixture(scope="module")
def office(installation: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemoOffice]:
    with RunningDemoOffice(installation, tmp_path_factory.mktemp("office-server")) as running:
        yield running


@pytest.fixture(scope="module")
def public(installation: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ReferenceService(installation, tmp_path_factory.mktemp("reference-server")) as service:
        yield service.address


def announce(page: Page, begins: dt.datetime, ends: dt.datetime, ground: str, english: str) -> None:
    """Fill the form in and send it."""
    for number, moment in enumerate((begins, ends)):
        day = page.locator("form .pane").nth(number)
        for label, value in (("Day", moment.day), ("Month", moment.month), ("Year", moment.year)):
            day.get_by_label(label, exact=True).fill(str(value))
        day.get_by_label("at (Japan time)").fill(f"{moment:%H:%M}")
    page.get_by_label(ground).check()
    page.get_by_label("Explanation in Japanese").fill("機器を交換します。")
    page.get_by_label("Explanation in English").fill(english)
    page.get_by_role("button", name="Announce it now").click()
    expect(page.get_by_text("Announced. The notice stands on the board.")).to_be_visible()


def wait_for(address: str, status: int, words: str = "") -> requests.Response:
    """Ask until the page answers so; each process learns of it within some seconds."""
    give_up = time.monotonic() + SOON_SECONDS
    while True:
        answer = requests.get(address, timeout=5)
        if answer.status_code == status and words in answer.text:
            return answer
        assert time.monotonic() < give_up, f"{answer.status_code} and {answer.text[:300]}"


def test_t22_a_pause_is_announced_ahead_and_the_public_pages_tell_of_it(
    browser: Browser, office: RunningDemoOffice, public: str
) -> None:
    federation = office.window(browser, "Federation", "FED")
    looked_at(federation, "federation")
    federation.goto(office.page("/federation/pauses/new"))
    federation.get_by_role("button", name="Announce it now").click()
    expect(federation.locator(".govuk-error-summary")).to_be_focused()
    looked_at(federation, "pause-new")
    begins = (dt.datetime.now(JAPAN) + dt.timedelta(days=8)).replace(hour=22, minute=0)
    announce(federation, begins, begins + dt.timedelta(hours=8), "Maintenance of the system", AHEAD)
    looked_at(federation, "pauses")
    visitor = new_window(browser, PHONE)
    visitor.goto(office.page("/TYO/notices"))
    expect(visitor.get_by_text(AHEAD).first).to_be_visible()
    office.deliver()
    wait_for(f"{public}/?lang=en", HTTPStatus.OK, AHEAD)
    federation.get_by_role("row", name=AHEAD).get_by_role("button", name="Call it off").click()
    expect(federation.get_by_text("Called off.")).to_be_visible()


def meet_the_pause(page: Page, address: str) -> None:
    """Open a page until a process answers that has seen the pause: on a busy machine one may look seldom."""
    give_up = time.monotonic() + SOON_SECONDS
    while (answer := page.goto(address)) is None or answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
        assert time.monotonic() < give_up, "one process has not seen the pause"


def test_t22_during_a_pause_the_office_answers_503_with_the_page_and_opens_when_it_is_ended(
    browser: Browser, office: RunningDemoOffice, public: str
) -> None:
    federation = office.window(browser, "Federation", "FED")
    federation.goto(office.page("/federation/pauses/new"))
    begun = dt.datetime.now(JAPAN) - dt.timedelta(minutes=5)
    announce(federation, begun, begun + dt.timedelta(hours=3), "Fault, or to prevent one", NOW)
    answer = wait_for(office.page("/TYO/"), HTTPStatus.SERVICE_UNAVAILABLE, NOW)
    assert int(answer.headers["Retry-After"]) > 0
    # Each of the server's processes looks for itself, every few seconds.
    give_up, in_a_row = time.monotonic() + SOON_SECONDS, 0
    while in_a_row < ENOUGH:
        status = requests.get(office.page("/TYO/"), timeout=5).status_code
        in_a_row = in_a_row + 1 if status == HTTPStatus.SERVICE_UNAVAILABLE else 0
        assert time.monotonic() < give_up, "one process has not seen the pause"
    clerk = new_window(browser, PHONE)
    for language, words in (("ja", "機器を交換します。"), ("en", NOW)):
        meet_the_pause(clerk, office.page("/TYO/register", language))
        expect(clerk.get_by_text(words)).to_be_visible()
        assert clerk.evaluate("document.styleSheets[0].cssRules.length"), "the page comes with its sheet"
        keep(clerk, f"paused-{language}-phone")
        assert violations(clerk) == []
    office.deliver()
    wait_for(f"{public}/?lang=en", HTTPStatus.OK, NOW)
    visitor = new_window(browser)
    visitor.goto(f"{public}/?lang=en")
    keep(visitor, "public-paused")
    federation.goto(office.page("/federation/pauses"))
    looked_at(federation, "pause-under-way")
    federation.get_by_role("button", name="End it now").click()
    expect(federation.get_by_text("Ended. The office is open again.")).to_be_visible()
    wait_for(office.page("/TYO/"), HTTPStatus.OK)
    office.deliver()
    give_up = time.monotonic() + SOON_SECONDS
    while NOW in requests.get(f"{public}/?lang=en", timeout=5).text:
        assert time.monotonic() < give_up, "the public pages still tell of the pause"
