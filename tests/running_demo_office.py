"""The demonstration's office as its people meet it: `issuance serve` (gunicorn), the clock of now, passwords and codes.

    with RunningDemoOffice(demo.copy_to(folder / "installation"), folder) as office:
        page = office.window(browser, "Registrar")          # signed in; the same window when asked again
        office.deliver()                                    # mails go out, the bulletin is published
        office.mails("registration_suspended")              # what went out

`looked_at(page, name)` tries a page in both languages, on a phone and on a desk; OFFICE_PICTURES=folder keeps pictures.
"""

import datetime as dt
import email
import json
import os
import re
import sys
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Self
from unittest.mock import patch

import pyotp
import requests
from playwright.sync_api import Browser, Page, expect

from issuance.cli import main as issuance
from tests.axe import violations
from tests.demo import ROOT, Demo
from tests.office_databases import DATABASES
from tests.office_pages import DESKTOP, PHONE
from tests.servers.process import ServerProcess, free_port

_CODE_SECONDS = 30


class RunningDemoOffice:
    """An office's server over a demonstration of its own, from entering to leaving."""

    def __init__(self, demo: Demo, folder: Path) -> None:
        self.demo = demo
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        listing = demo.directory / "demo" / "sign-ins.json"
        self._people = json.loads(listing.read_text(encoding="utf-8"))
        self._windows: dict[str, Page] = {}
        self._lent = ExitStack()
        moved = DATABASES.moved(f"sqlite:///{demo.directory}/office/office.sqlite", demo.directory)
        self.environment = {
            "ISSUANCE_DATABASE_URL": self._lent.enter_context(moved),
            "ISSUANCE_REQUESTS_PER_MINUTE": "0",
        }
        command = [sys.executable, "-m", "issuance", "serve", "--directory", str(demo.directory), "--port", str(port)]
        folder.mkdir(parents=True, exist_ok=True)
        self._process = ServerProcess(
            command, folder, environment=os.environ | self.environment | {"PYTHONPATH": str(ROOT)}
        )

    def __enter__(self) -> Self:
        self._process.wait_until(self._is_alive)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()
        self._lent.close()

    def _is_alive(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).ok
        except requests.RequestException:
            return False

    def person(self, who: str, chamber: str = "TYO") -> dict[str, str]:
        """Return the login, password and secret of somebody; `who` is the beginning of what the demo calls him."""
        found = (each for each in self._people if each["chamber"] == chamber and each["who"].startswith(who))
        return next(found)

    def page(self, path: str, language: str = "en") -> str:
        """Return a page's address in a language."""
        return f"{self.url}{path}{'&' if '?' in path else '?'}lang={language}"

    def window(self, browser: Browser, who: str, chamber: str = "TYO") -> Page:
        """Return the window in which somebody has signed in: once, for a code counts once."""
        if who not in self._windows:
            page = self._windows[who] = new_window(browser)
            person = self.person(who, chamber)
            home = "/federation" if chamber == "FED" else f"/{chamber}"
            self.sign_in(page, home, person["login"], person["password"], person["totp"])
            expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        return self._windows[who]

    def sign_in(self, page: Page, home: str, login: str, password: str, secret: str | None = None) -> None:
        """Type what a person types; what comes of it is the caller's to see."""
        page.goto(self.page(f"{home}/sign-in"))
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(password)
        page.keyboard.press("Enter")
        if secret:
            page.locator("[name=code]").fill(code_of(secret))
            page.keyboard.press("Enter")

    def deliver(self) -> None:
        """Send what is due and publish what is to be announced, as the command beside the server does."""
        with patch.dict(os.environ, self.environment):
            assert issuance(["deliver", "--directory", str(self.demo.directory)]) == 0

    def mails(self, words: str) -> list[EmailMessage]:
        """Return the mails that went out with these words in them, the oldest first."""
        files = sorted((self.demo.directory / "demo" / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [mail for mail in map(_read, files) if words in text_of(mail)]


def new_window(browser: Browser, size: dict[str, int] | None = None) -> Page:
    """Open a window of a reader of English, without a session."""
    width_and_height = size or DESKTOP
    context = browser.new_context(
        viewport={"width": width_and_height["width"], "height": width_and_height["height"]},
        locale="en",
        timezone_id="Asia/Tokyo",
    )
    return context.new_page()


def code_of(secret: str, *, later: int = 0) -> str:
    """Return what an app for codes shows now; with `later`, what it shows so many codes later."""
    return pyotp.TOTP(secret).at(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=later * _CODE_SECONDS))


def text_of(mail: EmailMessage) -> str:
    """Return a mail's subject and text."""
    return f"{mail['Subject']}\n{mail.get_content()}"


def looked_at(page: Page, name: str) -> None:
    """Try the page that is shown: in Japanese on a phone, then in English on a desk, where it stays."""
    here = re.sub(r"[?&]lang=\w+", "", page.url)
    for language, kind, size in (("ja", "phone", PHONE), ("en", "desk", DESKTOP)):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.goto(f"{here}{'&' if '?' in here else '?'}lang={language}")
        keep(page, f"{name}-{language}-{kind}")
        assert page.locator("html").get_attribute("lang") == language, name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, language, kind)
        assert page.locator("h1").count() == 1, name
        assert violations(page) == [], (name, language, kind)


def keep(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("OFFICE_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _read(file: Path) -> EmailMessage:
    mail = email.message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail
