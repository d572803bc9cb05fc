"""What a browser complains of while a page is open, so that a test fails that would not have looked."""

import re

from playwright.sync_api import Page, Request, Response

_ASKED_FOR = "server responded with a status of 4"
"""A browser also logs each 404 and 422 of a page as an error; tests ask for those."""

_NEXT_ROOT = re.compile(r"/trust/metadata/[0-9]+\.root\.json")
"""A client of TUF asks for the next root until there is none (specification 5.3.3): its 404 is the ordinary answer."""


def complaints_of(page: Page) -> list[str]:
    """Return a list that grows with every complaint of this page from now on.

    Those are errors in the console (a broken Content Security Policy is one), exceptions of scripts, requests that
    fail, and parts of a page that are not there.
    """
    complaints: list[str] = []

    def of_response(response: Response) -> None:
        no_newer_root = response.status == 404 and _NEXT_ROOT.search(response.url)
        if response.status >= 400 and not no_newer_root and not response.request.is_navigation_request():
            complaints.append(f"{response.status} for {response.url}")

    def of_failure(request: Request) -> None:
        # Leaving a page ends what it still loads, and a download ends its navigation.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"{request.failure} for {request.url}")

    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type == "error" and _ASKED_FOR not in message.text else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.on("requestfailed", of_failure)
    page.on("response", of_response)
    return complaints
