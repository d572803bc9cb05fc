"""Takes the pictures of the office's manual, docs/office.md and docs/office/: each in English and in Japanese.

``script/pictures manual`` runs it after the set-up; with names behind it, it takes those alone. A new picture is one
line in SHOTS, and stands in both languages of the manual (tests/unit/test_manual.py).
"""

import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, StorageState

from script.office_pictures import served_demo, sign_in
from script.pictures import FOLDER, small
from tests.servers.chromium import open_chromium

HERE = FOLDER / "manual"
LANGUAGES = ("en", "ja")
WIDTH, HEIGHT = 1180, 760
MAX_BYTES = 120_000


@dataclass(frozen=True)
class Shot:
    """A page as somebody of the demonstration sees it: its first screen.

    `clicks` are selectors of what to press on the way, none of which changes what is shown. `who` is what the list of
    sign-ins calls somebody, '' for visitors.
    """

    path: str
    who: str = ""
    clicks: tuple[str, ...] = ()
    height: int = HEIGHT


USER = "User id of a signatory"
CHAMBERS = "Administrator of the chamber"
OPENS = "table .opens"
SHOTS = {
    "register": Shot("/TYO/register"),
    "signatories": Shot("/TYO/signatories", "Administrator id of Tokyo Sample Trading Co., Ltd."),
    "people": Shot("/TYO/people", "Administrator id of Tokyo Sample Trading Co., Ltd."),
    "applications": Shot("/TYO/applications?tray=all", USER),
    "new": Shot("/TYO/applications/new", USER),
    "form": Shot("/TYO/applications?tray=drafts", USER, (OPENS, "main .govuk-button[href*='/form']")),
    "check": Shot(
        "/TYO/applications?tray=drafts",
        USER,
        (OPENS, "main .govuk-button[href*='/form']", "button[value=check]:visible"),
    ),
    "returned": Shot(
        "/TYO/applications?tray=waiting",
        USER,
        ("tr:has(.tag-stopped) .opens", "main .govuk-button[href*='/form']"),
        height=1250,
    ),
    "fees": Shot("/TYO/fees/", USER),
    "print": Shot("/TYO/printing", USER, (OPENS,)),
    "agent": Shot("/TYO/people", "Administrator id of Kowan Forwarding Co., Ltd."),
    "filings": Shot("/TYO/desk/registrations", "Registrar"),
    "filing": Shot("/TYO/desk/registrations?kind=new", "Registrar", (OPENS,)),
    "organisation": Shot("/TYO/desk/organisations?state=active", "Registrar", (OPENS,)),
    "queue": Shot("/TYO/desk/applications", "Reviewer"),
    "review": Shot("/TYO/desk/applications?tray=in+review", "Reviewer", (OPENS,)),
    "changed": Shot("/TYO/desk/applications", "Reviewer", ("tr:has([data-label] > time + .second-name) .opens",)),
    "approve": Shot("/TYO/desk/applications?tray=checked", "Approver", (OPENS, "main .govuk-button[href*='/approve']")),
    "issue": Shot("/TYO/desk/issue", "Approver"),
    "charges": Shot("/TYO/desk/fees/", "Cashier"),
    "bank": Shot("/TYO/desk/fees/bank", "Cashier"),
    "notices": Shot("/TYO/desk/notices", "Operator"),
    "trail": Shot("/TYO/desk/trail", "Auditor"),
    "administration": Shot("/TYO/admin/", CHAMBERS),
    "staff": Shot("/TYO/admin/staff", CHAMBERS),
    "calendar": Shot("/TYO/admin/calendar", CHAMBERS),
    "federation": Shot("/federation/", "Federation's operator"),
}


def main(names: list[str]) -> int:
    """Take the pictures of these names, or all; return the exit code."""
    unknown = set(names) - SHOTS.keys()
    if unknown:
        print(f"There is no picture {', '.join(sorted(unknown))}: it is one of {', '.join(SHOTS)}.", file=sys.stderr)
        return 64
    with open_chromium() as browser, served_demo() as (site, people):
        sessions: dict[str, StorageState] = {}
        for name in names or SHOTS:
            for language in LANGUAGES:
                data = small(take(browser, site, SHOTS[name], language, people, sessions))
                (HERE / f"{name}.{language}.png").write_bytes(data)
                print(f"{name}.{language}.png: {len(data) // 1000} kB{' (too large)' if len(data) > MAX_BYTES else ''}")
    return 0


def take(
    browser: Browser,
    site: str,
    shot: Shot,
    language: str,
    people: list[dict[str, str]],
    sessions: dict[str, StorageState],
) -> bytes:
    """Return the picture of a page in a language."""
    known = sessions.get(shot.who)
    context = browser.new_context(
        viewport={"width": WIDTH, "height": shot.height}, timezone_id="Asia/Tokyo", storage_state=known
    )
    page = context.new_page()
    chamber = shot.path.split("/")[1]
    if shot.who and known is None:
        code = "FED" if chamber == "federation" else chamber
        person = next(each for each in people if (each["chamber"], each["who"]) == (code, shot.who))
        sign_in(page, f"{site}/{chamber}", person)
        page.wait_for_load_state("networkidle")
        sessions[shot.who] = context.storage_state()
    page.goto(f"{site}{shot.path}{'&' if '?' in shot.path else '?'}lang={language}")
    for click in shot.clicks:
        page.locator(click).first.click()
    page.wait_for_load_state("networkidle")
    data = page.screenshot()
    context.close()
    return data


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
