"""Passkeys in a real browser: set up, used to sign in, removed; another's and another site's are refused.

Chromium's virtual authenticator (its protocol's WebAuthn domain) stands for the security key.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from tests.axe import violations
from tests.office_pages import Served, serve_office
from tests.office_parties import window_of
from tests.office_people import Holder, make_person

pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[Served]:
    """Serve an office of the test's own, by the name for which browsers offer passkeys."""
    with serve_office(tmp_path / "var", office_templates) as running:
        named = replace(running, url=running.url.replace("127.0.0.1", "localhost"))
        move_to(named, named.url)
        yield named


def move_to(served: Served, address: str) -> None:
    """Let the office believe that browsers see it at an address: it is known only once the port is."""
    passkeys = served.site.office.access.passkeys
    passkeys._site = address


class Key:
    """A security key in a browser's window."""

    def __init__(self, page: Page) -> None:
        self.protocol: CDPSession = page.context.new_cdp_session(page)
        self.protocol.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.name = {"authenticatorId": made["authenticatorId"]}

    def credentials(self) -> list[dict[str, Any]]:
        """Return what lies on it, private keys included."""
        found: list[dict[str, Any]] = self.protocol.send("WebAuthn.getCredentials", self.name)["credentials"]
        return found

    def put(self, credential: dict[str, Any]) -> None:
        """Copy a credential onto it."""
        self.protocol.send("WebAuthn.addCredential", {**self.name, "credential": credential})


def set_up_passkey(page: Page, served: Served) -> Key:
    """Set a passkey up on the page of the own id."""
    key = Key(page)
    page.goto(served.page("/TYO/account/", "en"))
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_label("Name of this passkey").fill("Blue key")
    page.get_by_role("button", name="Set up a passkey").click()
    # A first factor comes with recovery codes, and the way on leads back to the page of the id.
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Set up a passkey")
    page.goto(served.page("/TYO/account/", "en"))
    expect(page.get_by_role("cell", name="Blue key")).to_be_visible()
    return key


def by_passkey(page: Page, served: Served) -> None:
    """Press the button of the sign-in page, and the one of the page after it."""
    page.goto(served.page("/TYO/sign-in", "en"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.locator("form[data-passkey=get] button").click()


@pytest.fixture
def holder(served: Served) -> Holder:
    return make_person(served.site.office.units, "TYO", name="Sato Hanako")


def test_a_passkey_is_set_up_signs_in_alone_and_is_removed(browser: Browser, served: Served, holder: Holder) -> None:
    page = window_of(browser, served, holder)
    key = set_up_passkey(page, served)
    assert [credential["rpId"] for credential in key.credentials()] == ["localhost"]
    assert violations(page) == []

    page.context.clear_cookies()
    by_passkey(page, served)
    expect(page).to_have_url(f"{served.url}/TYO/")
    page.goto(served.page("/TYO/account/", "en"))
    expect(page.get_by_text(holder.login).first).to_be_visible()

    page.get_by_role("row", name="Blue key").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The second factor is removed.")).to_be_visible()
    page.context.clear_cookies()
    by_passkey(page, served)
    expect(page.get_by_text("This passkey was not taken.").first).to_be_visible()


def test_it_is_the_second_factor_after_the_password(browser: Browser, served: Served) -> None:
    officer = make_person(served.site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR])
    page = window_of(browser, served, officer)
    set_up_passkey(page, served)
    page.context.clear_cookies()
    page.goto(served.page("/TYO/sign-in", "en"))
    page.locator("[name=login]").fill(officer.login)
    page.locator("[name=password]").fill(officer.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use the passkey").click()
    expect(page).to_have_url(f"{served.url}/TYO/")


def test_anothers_passkey_is_no_second_factor(browser: Browser, served: Served, holder: Holder) -> None:
    """The browser is made to offer it all the same: its id on the key is that of the one awaited."""
    other = make_person(served.site.office.units, "TYO", name="Kato Jiro", mail="jiro@example.co.jp")
    mine, foreign = window_of(browser, served, holder), window_of(browser, served, other)
    key, foreign_key = set_up_passkey(mine, served), set_up_passkey(foreign, served)
    mine_id = key.credentials()[0]["credentialId"]
    key.protocol.send("WebAuthn.clearCredentials", key.name)
    key.put({**foreign_key.credentials()[0], "credentialId": mine_id})
    mine.context.clear_cookies()
    by_passkey(mine, served)
    expect(mine.get_by_text("This passkey was not taken.").first).to_be_visible()


def test_what_was_answered_to_another_site_is_refused(browser: Browser, served: Served, holder: Holder) -> None:
    """As a page that looks like ours would hand it on: the browser signs the address it sees."""
    page = window_of(browser, served, holder)
    set_up_passkey(page, served)
    page.context.clear_cookies()
    move_to(served, "https://office.example")
    by_passkey(page, served)
    expect(page.get_by_text("This passkey was not taken.").first).to_be_visible()
    move_to(served, served.url)
    by_passkey(page, served)
    expect(page).to_have_url(f"{served.url}/TYO/")


def test_an_answer_counts_once(browser: Browser, served: Served, holder: Holder) -> None:
    page = window_of(browser, served, holder)
    set_up_passkey(page, served)
    page.context.clear_cookies()
    answers: list[str] = []
    page.on("request", lambda request: answers.append(request.post_data or "") if request.method == "POST" else None)
    by_passkey(page, served)
    expect(page).to_have_url(f"{served.url}/TYO/")
    assert json.dumps(answers).count("credential=") == 1
    status = page.request.post(
        f"{served.url}/TYO/sign-in/passkey",
        data=answers[-1],
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert status.status in (400, 422) or status.url.endswith("/sign-in")
