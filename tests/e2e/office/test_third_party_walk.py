"""A third party's program connects by way of a real browser, reads a status, and is turned away when told to (T3.5)."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from authlib.integrations.requests_client import OAuth2Session
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from issuance.domain.actor import Actor
from tests.axe import violations
from tests.builders import NOW
from tests.connected import BACK, VERIFIER, Connected
from tests.office_databases import DATABASES
from tests.office_pages import DESKTOP, PHONE
from tests.office_site import CHAMBER, OfficeSite
from tests.offices import Installation
from tests.servers.process import free_port
from tests.servers.webhooks import Receiver

pytestmark = pytest.mark.slow
PICTURES = os.environ.get("OFFICE_PICTURES")


@pytest.fixture(scope="module")
def world(office_templates: Callable[[int], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """Serve a chamber that lets a system in, at the address which the system knows it by."""
    port, folder = free_port(), tmp_path_factory.mktemp("connected") / "office"
    with DATABASES.lent(folder) as urls:
        installation = Installation.make(office_templates(NOW.year), folder, urls)
        installation.config = replace(installation.config, public_url=f"http://127.0.0.1:{port}")
        site = OfficeSite.over(installation)
        server = make_server("127.0.0.1", port, site.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Connected.make(site)
        server.shutdown()
        thread.join()
        server.server_close()
        site.close()


def window(browser: Browser, world: Connected, actor: Actor, size: dict[str, int] = DESKTOP) -> BrowserContext:
    """Return the window of somebody who has just signed in; the system's own pages are played for him."""
    cookie = world.browser(actor).get_cookie("id")
    assert cookie is not None
    context = browser.new_context(locale="en", viewport=size)
    context.add_cookies([{"name": "id", "value": cookie.value, "url": world.site.office.config.public_url}])
    context.route("https://tradedocs.example/**", lambda route: route.fulfill(body="You are connected."))
    return context


def looked_at(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to see it; the page is accessible and no wider than its window."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")


@pytest.fixture
def program(world: Connected, monkeypatch: pytest.MonkeyPatch) -> Iterator[OAuth2Session]:
    """Yield the third party's program: Authlib's client, told by the chamber where to ask."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the way to this very machine has no TLS
    with OAuth2Session(
        world.system, world.secret, redirect_uri=BACK, scope="status:read", code_challenge_method="S256"
    ) as session:
        yield session


def test_t3_5_a_program_connects_reads_a_status_and_is_turned_away(
    browser: Browser, world: Connected, program: OAuth2Session
) -> None:
    home = world.site.office.config.public_url
    sent = world.cast.submitted(world.cast.user)
    known = program.get(f"{home}/.well-known/oauth-authorization-server/{CHAMBER}", withhold_token=True).json()
    address, state = program.create_authorization_url(known["authorization_endpoint"], code_verifier=VERIFIER)
    context = window(browser, world, world.cast.user)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="May TradeDocs act for your id?")).to_be_visible()
    expect(page.get_by_text("tradedocs.example")).to_be_visible()
    expect(page.get_by_text(world.cast.user.name)).to_have_count(2)  # in the head, and in the question
    looked_at(page, "consent")
    page.get_by_role("button", name="Allow it", exact=True).click()
    expect(page.get_by_text("You are connected.")).to_be_visible()
    program.fetch_token(known["token_endpoint"], authorization_response=page.url, state=state, code_verifier=VERIFIER)
    answer = program.get(f"{home}/api/v1/applications/{sent.id}/status")
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    page.goto(f"{home}/{CHAMBER}/account/")
    page.get_by_role("link", name="See connected systems").click()
    looked_at(page, "connections")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back: the system can do nothing more for your id.")).to_be_visible()
    looked_at(page, "connections-ended")
    assert program.get(f"{home}/api/v1/applications/{sent.id}/status").status_code == 401
    context.close()


def test_a_chamber_lets_its_own_system_be_told_and_sees_how_it_goes(browser: Browser, world: Connected) -> None:
    home, (own, _) = world.site.office.config.public_url, world.own()
    with Receiver(answers=[204, 503, 410]) as receiver:
        for size in (DESKTOP, PHONE):
            context = window(browser, world, world.administrator, size)
            page = context.new_page()
            page.goto(f"{home}/{CHAMBER}/admin/systems/{own}/webhooks")
            page.get_by_role("link", name="Enter a web address").click()
            page.get_by_label("Web address").fill(f"{receiver.url}/{size['width']}")
            page.get_by_label("A certificate was delivered").check()
            page.get_by_label("An application was returned with remarks").check()
            page.get_by_role("button", name="Enter it").click()
            expect(page.get_by_text("whsec_")).to_be_visible()
            looked_at(page, f"webhook-secret-{size['width']}")
            page.get_by_role("link", name="I have copied it: back to the list").click()
            for _ in range(2 if size is DESKTOP else 1):
                page.get_by_role("button", name="Send a test message").last.click()
                expect(page.get_by_text("A test message goes out with the next round")).to_be_visible()
                world.site.office.postings.webhooks.round()
            page.goto(f"{home}/{CHAMBER}/admin/systems/{own}/webhooks")
            expect(page.get_by_text("msg_")).to_have_count(2 if size is DESKTOP else 3)
            looked_at(page, f"webhooks-{size['width']}")
            context.close()
    assert {came.path for came in receiver.received} >= {f"/hooks/{DESKTOP['width']}"}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_who_decides_finds_it_on_every_screen(
    browser: Browser, world: Connected, language: str, size: dict[str, int]
) -> None:
    home = world.site.office.config.public_url
    of_whom = {
        world.cast.user: {"consent": f"{world.asking()}&lang={language}"},
        world.administrator: {
            "systems": f"/{CHAMBER}/admin/systems?lang={language}",
            "system-new": f"/{CHAMBER}/admin/systems/new?lang={language}",
        },
        world.federation: {
            "federation-system": f"/federation/third-parties/{world.system}?lang={language}",
            "webhook-new": f"/federation/third-parties/{world.system}/webhooks/new?lang={language}",
        },
    }
    for actor, pages in of_whom.items():
        context = window(browser, world, actor, size)
        page = context.new_page()
        for name, path in pages.items():
            page.goto(f"{home}{path}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            looked_at(page, f"{name}-{language}-{size['width']}")
        context.close()
