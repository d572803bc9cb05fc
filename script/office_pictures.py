"""Takes the pictures of the office's pages in docs/pictures/: makes a demonstration, signs in, and photographs pages.

``script/pictures office`` runs it after the set-up; with names behind it, it takes those alone. A new picture is one
line in PICTURES; a page that waits for something to be filled in belongs into the walks of the tests.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Page, StorageState

from script.pictures import DESKTOP, FOLDER, MAX_BYTES, PHONE, small
from tests.servers.chromium import open_chromium
from tests.servers.process import free_port

SIGN_IN_BUTTON = "main form .govuk-button"


@dataclass(frozen=True)
class Picture:
    """A page to photograph. `who` says what somebody is in the demonstration's list; '' for visitors.

    `opens` is a link to follow from there, whose address only the demonstration knows; `presses` a button after that.
    """

    path: str
    language: str = "en"
    who: str = ""
    phone: bool = False
    opens: str = ""
    presses: str = ""


APPLICANT = "Administrator id of Tokyo Sample Trading Co., Ltd."
AGENT = "Administrator id of Kowan Forwarding Co., Ltd."


PICTURES = {
    "office-start": Picture("/", "ja"),
    "office-chamber": Picture("/TYO/", "en"),
    "office-chamber-phone": Picture("/TYO/", "ja", phone=True),
    "office-sign-in": Picture("/TYO/sign-in", "ja"),
    "office-overview": Picture("/TYO/", "ja", who="Registrar"),
    "office-register": Picture("/TYO/register", "en"),
    "office-register-phone": Picture("/TYO/register", "ja", phone=True),
    "office-queue": Picture("/TYO/desk/registrations", "ja", who="Registrar"),
    "office-filing": Picture(
        "/TYO/desk/registrations", "en", who="Registrar", opens="青海通商株式会社", presses="Take this filing"
    ),
    "office-organisations": Picture("/TYO/desk/organisations", "ja", who="Registrar"),
    "office-organisation": Picture("/TYO/desk/organisations", "en", who="Registrar", opens="東京見本貿易株式会社"),
    "office-registration": Picture("/TYO/registration", "en", who=APPLICANT),
    "office-signatories": Picture("/TYO/signatories", "ja", who=APPLICANT),
    "office-people-phone": Picture("/TYO/people", "ja", who=AGENT, phone=True),
    "office-my-id": Picture("/TYO/account", "en", who=APPLICANT),
    "office-demand": Picture("/TYO/desk/organisations?q=Ogura", who="Registrar", opens="小倉貿易"),
    "office-calendar": Picture("/TYO/admin/calendar", "ja", who="Administrator of the chamber"),
    "office-fees": Picture("/TYO/admin/fees", who="Administrator of the chamber"),
    "office-notice": Picture("/TYO/desk/notices/new", "ja", who="Operator"),
    "office-trail": Picture("/TYO/desk/trail", who="Auditor"),
    "office-federation": Picture("/federation/", who="Federation's operator"),
}


def main(names: list[str]) -> int:
    """Take the pictures of these names, or all; return the exit code."""
    unknown = set(names) - PICTURES.keys()
    if unknown:
        print(f"There is no picture {', '.join(sorted(unknown))}: it is one of {', '.join(PICTURES)}.", file=sys.stderr)
        return 64
    with open_chromium() as browser, served_demo() as (site, people):
        sessions: Sessions = {}
        for name in names or PICTURES:
            data = small(take(browser, site, PICTURES[name], people, sessions))
            (FOLDER / f"{name}.png").write_bytes(data)
            print(f"{name}.png: {len(data) // 1000} kB{' (too large)' if len(data) > MAX_BYTES else ''}")
    return 0


@contextmanager
def served_demo() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Make a demonstration and serve it: its address, and who can sign in."""
    with tempfile.TemporaryDirectory() as folder:
        office = [sys.executable, "-m", "issuance"]
        subprocess.run([*office, "demo", "--directory", folder], check=True, stdout=subprocess.DEVNULL)
        people = json.loads((Path(folder) / "demo" / "sign-ins.json").read_text(encoding="utf-8"))
        port = free_port()
        with subprocess.Popen(
            [*office, "serve", "--directory", folder, "--port", str(port)],
            stdout=subprocess.PIPE,
            text=True,
            # The photographer clicks as fast as a program does.
            env=os.environ | {"ISSUANCE_REQUESTS_PER_MINUTE": "0"},
        ) as server:
            assert server.stdout is not None  # noqa: S101  # it was asked for
            server.stdout.readline()  # says that it serves
            try:
                yield f"http://127.0.0.1:{port}", people
            finally:
                server.terminate()


Sessions = dict[str, StorageState]
"""Who has signed in already, by person: an id has one session, and a code of an app counts once."""


def take(browser: Browser, site: str, picture: Picture, people: list[dict[str, str]], sessions: Sessions) -> bytes:
    """Return a picture of the page as this person sees it."""
    known = sessions.get(picture.who)
    size = PHONE if picture.phone else DESKTOP
    context = browser.new_context(viewport=size, timezone_id="Asia/Tokyo", storage_state=known)
    page = context.new_page()
    if picture.who and known is None:
        chamber = picture.path.split("/")[1]
        code = "FED" if chamber == "federation" else chamber
        sign_in(
            page,
            f"{site}/{chamber}",
            next(each for each in people if (each["chamber"], each["who"]) == (code, picture.who)),
        )
        sessions[picture.who] = context.storage_state()
    page.goto(f"{site}{picture.path}{'&' if '?' in picture.path else '?'}lang={picture.language}")
    if picture.opens:
        page.get_by_role("link", name=picture.opens).first.click()
    if picture.presses:
        page.get_by_role("button", name=picture.presses).first.click()
    # What keeps to the window keeps to the page where the whole page is on a picture.
    page.evaluate(
        "document.querySelectorAll('.action-bar, .pane-stays').forEach(part => part.style.position = 'static')"
    )
    page.evaluate("document.querySelectorAll('.pane-stays').forEach(pane => pane.style.maxHeight = 'none')")
    page.wait_for_load_state("networkidle")
    data = page.screenshot(full_page=True)
    context.close()
    return data


def sign_in(page: Page, chamber: str, person: dict[str, str]) -> None:
    """Sign somebody in with his password and, where he has an app, its code of now."""
    page.goto(f"{chamber}/sign-in")
    page.locator("[name=login]").fill(person["login"])
    page.locator("[name=password]").fill(person["password"])
    page.locator(SIGN_IN_BUTTON).first.click()
    if person["totp"]:
        page.locator("[name=code]").fill(pyotp.TOTP(person["totp"]).at(dt.datetime.now(dt.UTC)))
        page.locator(SIGN_IN_BUTTON).first.click()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
