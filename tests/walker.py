"""Somebody in front of the office's pages, who reads them in one language.

What a walk presses and reads is written in English, the language of the sources; in Japanese the walker looks for what
the catalogue says. Each page on which he looks around has to be accessible and as wide as the window.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from issuance.language import _, speaking
from tests.axe import violations
from tests.office_pages import DESKTOP, PHONE
from tests.office_people import Holder
from tests.running_office import RunningOffice

PICTURES = os.environ.get("OFFICE_PICTURES")
"""A folder in which every page that was looked at is kept as a picture."""


@dataclass
class Walker:
    """One person with a browser of his own."""

    page: Page
    office: RunningOffice
    language: str
    name: str

    @classmethod
    @contextmanager
    def sits_down(
        cls, browser: Browser, office: RunningOffice, language: str, name: str, *, phone: bool = False
    ) -> "Iterator[Walker]":
        """Open a window; nothing may go wrong in it unseen."""
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP, locale=language, timezone_id="Asia/Tokyo", has_touch=phone
        )
        context.set_default_timeout(45_000)
        yield cls(context.new_page(), office, language, name)
        context.close()

    def says(self, text: str, /, **values: object) -> str:
        """Return a text of the sources in the reader's language."""
        with speaking(self.language):
            return _(text, **values)

    def opens(self, address: str) -> None:
        """Open a page by its path, or a link of a mail."""
        self.page.goto(address if address.startswith("http") else f"{self.office.url}{address}")

    def presses(self, button: str) -> None:
        """Press the button with exactly these words."""
        self.page.get_by_role("button", name=self.says(button), exact=True).first.click()

    def follows(self, link: str) -> None:
        """Follow the link with exactly these words."""
        self.page.get_by_role("link", name=self.says(link), exact=True).first.click()

    def goes(self, onward: str) -> None:
        """Press or follow what looks like a button: links that do are announced as buttons, or as links."""
        words = self.says(onward)
        button = self.page.get_by_role("button", name=words, exact=True)
        button.or_(self.page.get_by_role("link", name=words, exact=True)).first.click()

    def fills(self, fields: Mapping[str, Any]) -> None:
        """Fill fields in, by their names: texts are typed, choices made, files chosen."""
        for name, value in fields.items():
            for each in value if isinstance(value, list | tuple) else [value]:
                self._fills_one(name, each)

    def _fills_one(self, name: str, value: Any) -> None:
        field = self.page.locator(f"[name='{name}']:not([type=hidden])").first
        kind = field.get_attribute("type")
        if isinstance(value, dict):
            field.set_input_files(value)  # type: ignore[arg-type]  # Playwright's own shape of a file
        elif kind in ("radio", "checkbox"):
            self.page.locator(f"[name='{name}'][value='{value}']").check()
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))

    def sees(self, text: str, /, **values: object) -> None:
        """Expect a text of the office on the page."""
        expect(self.page.get_by_text(self.says(text, **values)).first).to_be_visible()

    def reads(self, text: str) -> Locator:
        """Expect a text that a person wrote on the page."""
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def is_at(self, heading: str) -> None:
        """Expect the page with this heading."""
        expect(self.page.get_by_role("heading", name=self.says(heading)).first).to_be_visible()

    def looks_around(self, name: str) -> None:
        """See that the page is accessible and fits the window; keep a picture where one is asked for."""
        assert violations(self.page) == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        if PICTURES:
            folder = Path(PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            # On a picture of the whole page, what stays at the window's foot would lie over the middle.
            self.page.evaluate("document.querySelectorAll('.action-bar').forEach(bar => bar.style.position = 'static')")
            self.page.screenshot(path=folder / f"{self.name}-{name}-{self.language}.png", full_page=True)

    def signs_in(self, login: str, password: str) -> None:
        """Sign in with a password alone."""
        self.opens(f"/TYO/sign-in?lang={self.language}")
        self.fills({"login": login, "password": password})
        self.presses("Sign in")

    def signs_in_as_staff(self, holder: Holder) -> None:
        """Sign in with the password and the app's code."""
        self.signs_in(holder.login, holder.password)
        self.fills({"code": holder.code(self.office.office.clock())})
        self.presses("Go on")
        expect(self.page.get_by_role("button", name=self.says("Sign out"))).to_be_visible()

    def chooses_a_password(self, mail: str, password: str) -> str:
        """Open the one-time link in the newest mail, choose a password; return the login, which the page names."""
        self.opens(f"{self.office.link_in_mail(mail)}?lang={self.language}")
        login = re.search(r"TYO-[A-Z]\d{6}-\w", self.page.inner_text("main"))
        assert login is not None, self.page.inner_text("main")
        self.fills({"password": password, "again": password})
        self.looks_around("choose-password")
        self.presses("Set the password")
        return login.group()
