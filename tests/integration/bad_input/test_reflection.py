"""Whatever stands in a parameter comes back as text, in every language; in Chromium too nothing of it runs."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from reference_service.languages import LANGUAGES
from tests.integration.bad_input.conftest import Public
from tests.markup import MARK, PAYLOADS, markup_in
from tests.raw_http import PAGE, ask, fine
from tests.servers.chromium import open_chromium

pytestmark = pytest.mark.slow

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def addresses(payload: str, code: str) -> list[str]:
    """Return every address that a page could echo a payload of."""
    inside = quote(payload, safe="")
    fields = dict.fromkeys(("number", "day", "month", "year"), payload)
    return [
        "/?" + urlencode(fields | {"lang": code}),
        "/?" + urlencode({"number": payload, "lang": payload}),
        f"/certificates/{inside}/{inside}?lang={code}",
        f"/certificates/TYO26000001P56QEG7F/{inside}?lang={code}",
        f"/v/{inside}?lang={code}",
        f"/{inside}?lang={code}",
        f"/about?lang={inside}",
        f"/keys?{inside}={inside}&lang={code}",
        f"/static/{inside}",
        f"/batch?lang={inside}",
    ]


def test_a_page_that_forgot_to_escape_would_be_noticed() -> None:
    for payload in PAYLOADS[:6]:
        forgotten = (
            f"<p>{payload}</p><input value=\"{payload}\"><input value='{payload}'><textarea>{payload}</textarea>"
        )
        assert markup_in(forgotten), payload


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_addresses_come_back_as_text(public: Public, payload: str, code: str) -> None:
    for target in addresses(payload, code):
        answer = ask(public.url, "GET", target)
        fine(answer)
        if answer.kind == PAGE:
            assert markup_in(answer.text) == [], target


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_comes_back_as_text(public: Public, payload: str, code: str) -> None:
    echoed = 0
    fields = dict.fromkeys(("number", "day", "month", "year", "pasted"), payload)
    for path in ("/", "/batch"):
        answer = ask(public.url, "POST", f"{path}?lang={code}", urlencode(fields).encode(), FORM)
        fine(answer)
        assert markup_in(answer.text) == []
        echoed += MARK in answer.text
    name = payload.encode()
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name.replace(b'"', b"%22") + b'"\r\n\r\n'
    body += b"number;date\n" + name + b";" + name + b"\n\r\n--x--\r\n"
    for path in ("/batch", "/receipts"):
        answer = ask(
            public.url, "POST", f"{path}?lang={code}", body, {"Content-Type": "multipart/form-data; boundary=x"}
        )
        fine(answer)
        assert markup_in(answer.text) == []
    assert echoed, "a form gives back what was typed, so this test tests something"


def test_headers_come_back_as_text(public: Public) -> None:
    for payload in PAYLOADS[:6]:
        for name in ("Accept-Language", "User-Agent", "Referer", "X-Forwarded-For", "Cookie", "Origin"):
            answer = ask(public.url, "GET", "/", headers={name: payload})
            fine(answer)
            assert markup_in(answer.text) == []
            assert MARK not in answer.text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a window in which nothing may happen that a script could do."""
    context = browser.new_context()
    opened = context.new_page()
    happened: list[str] = []
    opened.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    opened.on("pageerror", lambda error: happened.append(str(error)))
    opened.on(
        "console",
        lambda message: happened.append(message.text) if "Content Security Policy" in message.text else None,
    )
    opened.on(
        "request",
        lambda request: happened.append(request.url) if urlsplit(request.url).path.endswith("/" + MARK) else None,
    )
    opened.on("popup", lambda popup: happened.append(popup.url))
    yield opened
    context.close()
    assert happened == []


@pytest.mark.parametrize("code", ["en", "ja", "ar"])
def test_no_payload_runs_in_a_browser(page: Page, public: Public, code: str) -> None:
    for payload in PAYLOADS:
        for target in addresses(payload, code)[:6]:
            page.goto(public.url + target)
        page.goto(f"{public.url}/?lang={code}")
        for name in ("number", "day", "month", "year"):
            page.locator(f"input[name={name}]").evaluate("(field) => field.removeAttribute('maxlength')")
            page.locator(f"input[name={name}]").fill(payload)
        with page.expect_navigation():
            page.locator("main button[type=submit]").first.click()
        assert page.locator("input[name=number]").input_value() == payload[:64].strip()
        page.goto(f"{public.url}/batch?lang={code}")
        page.locator("textarea[name=pasted]").fill(payload)
        with page.expect_navigation():
            page.locator("main button[type=submit]").first.click()
        assert page.locator("script:not([src])").count() == 0
        page.mouse.move(200, 200)
