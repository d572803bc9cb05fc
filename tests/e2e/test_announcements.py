"""What the office announces, on the pages of the running service: within two seconds, in six languages."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser

from issuance.cli import main as issuance
from tests.demo import Demo, ReferenceService
from tests.reference_pages import PHONE

VISIBLE_WITHIN_SECONDS = 2.0
LANGUAGES = ("en", "ja", "zh", "es", "fr", "ar")
PAGES = ("/", "/batch", "/receipts", "/about", "/report", "/keys", "/docs", "/service", "/no-such-page")


@pytest.fixture(scope="module")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Return an installation of its own, which these tests change."""
    return demo.copy_to(tmp_path_factory.mktemp("announcing") / "installation")


@pytest.fixture(scope="module")
def address(office: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the service that runs over it."""
    with ReferenceService(office, tmp_path_factory.mktemp("service")) as service:
        yield service.address


def bulletin(office: Demo, *arguments: str) -> None:
    assert issuance(["bulletin", *arguments, "--directory", str(office.directory)]) == 0


def seconds_until(address: str, text: str, *, there: bool, at_most: float) -> float:
    """Ask again and again until the text is on the first page (or gone from it); return how long that took."""
    begun = time.monotonic()
    while (text in requests.get(f"{address}/?lang=en", timeout=5).text) != there:
        taken = time.monotonic() - begun
        assert taken < at_most, f"after {taken:.1f} s {text!r} is {'not there' if there else 'still there'}"
    return time.monotonic() - begun


def instant(from_now: dt.timedelta) -> str:
    return (dt.datetime.now(dt.UTC) + from_now).isoformat(timespec="seconds")


def test_a_demo_says_so_on_every_page(demo: Demo, reference_service: str) -> None:
    del demo
    for page in PAGES:
        assert "This is a demonstration." in requests.get(f"{reference_service}{page}?lang=en", timeout=5).text, page
    assert "No month has been reported yet." in requests.get(f"{reference_service}/service?lang=en", timeout=5).text


def test_a_notice_is_on_the_pages_within_two_seconds_and_gone_as_fast(office: Demo, address: str) -> None:
    text = "Our telephone is out of order."
    assert text not in requests.get(f"{address}/?lang=en", timeout=5).text
    bulletin(office, "notice", "add", "--until", instant(dt.timedelta(days=1)), "--text", f"en={text}", "--publish")
    seconds_until(address, text, there=True, at_most=VISIBLE_WITHIN_SECONDS)
    bulletin(office, "notice", "withdraw", "notice-2", "--publish")
    seconds_until(address, text, there=False, at_most=VISIBLE_WITHIN_SECONDS)


def test_a_planned_window_is_on_every_page_in_every_language(office: Demo, address: str) -> None:
    texts = {code: f"Maintenance text in {code}." for code in LANGUAGES}
    span = ("--from", instant(dt.timedelta(days=13)), "--until", instant(dt.timedelta(days=13, hours=4)))
    said = [argument for code, text in texts.items() for argument in ("--text", f"{code}={text}")]
    later = ("--from", instant(dt.timedelta(days=15)), "--until", instant(dt.timedelta(days=16)))
    bulletin(office, "window", "add", *later, "--text", "en=Not announced on pages yet.")
    bulletin(office, "window", "add", *span, *said, "--publish")
    seconds_until(address, texts["en"], there=True, at_most=VISIBLE_WITHIN_SECONDS)
    certificate = office.listed("coo-jp")
    pages = (*PAGES, f"/certificates/{certificate['number'].replace('-', '')}/{certificate['issue_date']}")
    for page in pages:
        for code, text in texts.items():
            shown = requests.get(f"{address}{page}?lang={code}", timeout=5).text
            assert text in shown, (page, code)
            assert ("Not announced on pages yet." in shown) == (page == "/service"), (page, code)
    answer = requests.get(f"{address}/api/v1/service", timeout=5).json()
    assert [window["text"]["en"] for window in answer["windows"]] == [texts["en"], "Not announced on pages yet."]


def test_what_is_announced_never_pushes_the_answer_off_a_phone(office: Demo, address: str, browser: Browser) -> None:
    begin, end = (instant(dt.timedelta(days=3, hours=hours)) for hours in (0, 6))
    text = " ".join(["The database is moved to new machines."] * 4)
    bulletin(office, "window", "add", "--from", begin, "--until", end, "--text", f"en={text}", "--publish")
    seconds_until(address, text, there=True, at_most=VISIBLE_WITHIN_SECONDS)
    page = browser.new_page(viewport=PHONE)
    for name in ("coo-jp", "coo-jp-revoked"):
        certificate = office.listed(name)
        path = f"/certificates/{certificate['number'].replace('-', '')}/{certificate['issue_date']}"
        for code in ("en", "ja", "ar"):
            page.goto(f"{address}{path}?lang={code}")
            box = page.locator(".panel-next").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= PHONE["height"], (name, code)
            assert page.locator(".posted").get_by_text("The database is moved").is_visible()
    page.close()


def test_a_window_under_way_ends_by_itself(office: Demo, address: str) -> None:
    span = ("--from", instant(-dt.timedelta(hours=1)), "--until", instant(dt.timedelta(seconds=6)))
    bulletin(office, "window", "add", *span, "--emergency", "--text", "en=A cable was cut.", "--publish")
    seconds_until(address, "A cable was cut.", there=True, at_most=VISIBLE_WITHIN_SECONDS)
    assert "Unplanned maintenance, now" in requests.get(f"{address}/?lang=en", timeout=5).text
    seconds_until(address, "A cable was cut.", there=False, at_most=6 + VISIBLE_WITHIN_SECONDS)


def test_a_damaged_bulletin_takes_nothing_with_it(office: Demo, address: str) -> None:
    folder = Path(office.repository) / "targets" / "status"
    bulletin(
        office,
        "notice",
        "add",
        "--until",
        instant(dt.timedelta(days=1)),
        "--text",
        "en=Before the damage.",
        "--publish",
    )
    seconds_until(address, "Before the damage.", there=True, at_most=VISIBLE_WITHIN_SECONDS)
    before = set(folder.glob("*.bulletin.json"))
    bulletin(office, "publish")
    (newest,) = set(folder.glob("*.bulletin.json")) - before
    # Whether the service has read it already or not, it must not stumble.
    newest.write_bytes(newest.read_bytes()[:100])
    certificate = office.listed("coo-jp")
    api = f"{address}/api/v1/certificates/{certificate['number'].replace('-', '')}/{certificate['issue_date']}"
    assert requests.get(api, timeout=5).json()["reason"] == "IN_FORCE"
    assert "Before the damage." in requests.get(f"{address}/?lang=en", timeout=5).text
