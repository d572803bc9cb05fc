"""All verdict vectors and Ed25519's edge cases in a real browser, whose cryptography is another library than Node's."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser_code import tools
from tests.servers.chromium import open_chromium
from tests.unit.signing.vector_files import committed, public

PAGE = "http://localhost/"
"""Never connected to: every request is answered here. Browsers give cryptography to pages of this name without TLS."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """Yield an empty page that can import the tools."""
    script = (tools() / "judgeAll.js").read_bytes()

    def answer(route: Route) -> None:
        if route.request.url == f"{PAGE}tools.js":
            route.fulfill(body=script, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>Empty</title>", content_type="text/html")

    with open_chromium() as browser:
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(PAGE)
        yield page


def ask(page: Page, task: str, question: Any) -> Any:
    """Return what a task answers inside the page."""
    call = "async ([task, question]) => JSON.stringify(await (await import('/tools.js'))[task](JSON.parse(question)))"
    return json.loads(page.evaluate(call, [task, json.dumps(question)]))


def test_the_browser_can_verify(page: Page) -> None:
    assert ask(page, "canVerify", None) is True


def test_every_verdict_vector(page: Page) -> None:
    vectors = committed("verdicts.json")

    outcomes = ask(page, "judgeAll", vectors)

    expected = [
        case["expected"] | {"established": sorted(case["expected"]["established"])} for case in vectors["cases"]
    ]
    different = [
        (case["name"], outcome, wanted)
        for case, outcome, wanted in zip(vectors["cases"], outcomes, expected, strict=True)
        if outcome != wanted
    ]
    assert different == []
    assert len(outcomes) > 180


def test_objects_of_the_format_are_refused_here_too(page: Page) -> None:
    """The text rules rest on the browser's own edition of Unicode, the trust list on its own time zones."""
    texts = {"content": committed("content.json"), "trust list": committed("trust-list.json")}
    readings = [
        (outcome, {"kind": kind, "data": base64.b64encode(vector[field].encode("utf-8")).decode()})
        for kind, file in texts.items()
        for outcome in ("accepted", "refused")
        for vector in file[outcome]
        for field in ({"content", "list"} & vector.keys())
    ]

    outcomes = ask(page, "readAll", [reading for _, reading in readings])

    wrong = [
        (reading, outcome)
        for (wanted, reading), outcome in zip(readings, outcomes, strict=True)
        if (outcome == "accepted") != (wanted == "accepted")
    ]
    assert wrong == []


def test_wycheproof_ed25519_151_of_151(page: Page) -> None:
    groups = json.loads(public("wycheproof-ed25519.json")[0].read_bytes())["testGroups"]
    questions = [
        {"key": group["publicKey"]["pk"], "signature": test["sig"], "message": test["msg"]}
        for group in groups
        for test in group["tests"]
    ]
    wanted = [test["result"] == "valid" for group in groups for test in group["tests"]]
    assert len(wanted) == 151

    assert ask(page, "verifyAll", questions) == wanted
