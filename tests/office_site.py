"""The office's web application over an installation in a temporary folder: one chamber (TYO), a clock that stands.

    site = OfficeSite.make(folder, template)
    page = site.client().get("/TYO/", headers=JAPANESE)
    site.post(client, "/TYO/leak", login="…", mail="…")     # with the page's own token
    site.sign_in(client, make_person(site.office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR]))

Views of a test's own are added with `site.app` before the first request.
"""

import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuance.office import Office
from issuance.setup import make_web_secret
from issuance.web.app import create_app
from issuance.web.config import WebConfig, load_web_config
from tests.office_databases import DATABASES
from tests.office_people import Holder, quick_access, sign_in_path
from tests.offices import Installation

CHAMBER = "TYO"
ENGLISH = {"Accept-Language": "en"}
JAPANESE = {"Accept-Language": "ja"}
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass
class OfficeSite:
    """An installation, its office and its application."""

    installation: Installation
    office: Office
    app: Flask
    config: WebConfig
    lent: ExitStack = field(default_factory=ExitStack)
    """What goes back when the site closes: its databases."""

    @classmethod
    def make(cls, folder: Path, template: Path, **environment: str) -> "OfficeSite":
        """Copy the template's keys (fixture `office_templates`), take databases, build the application."""
        lent = ExitStack()
        urls = lent.enter_context(DATABASES.lent(folder))
        site = cls.over(Installation.make(template, folder, urls), **environment)
        site.lent = lent
        return site

    @classmethod
    def over(cls, installation: Installation, **environment: str) -> "OfficeSite":
        """Build the application over an installation that is there, on whatever database."""
        office = installation.open()
        quick_access(office)
        make_web_secret(office)
        # A test's people click as fast as a program does; those about the limits set them.
        settings = {"ISSUANCE_REQUESTS_PER_MINUTE": "0"} | environment
        config = load_web_config(office.config, settings, reference_url="http://127.0.0.1:8000")
        app = create_app(office, config)
        # Errors become pages here too, as they do for people.
        app.config.update(PROPAGATE_EXCEPTIONS=False)
        return cls(installation, office, app, config)

    def client(self) -> FlaskClient:
        """Return a browser of its own, without cookies yet."""
        return self.app.test_client()

    def post(self, client: FlaskClient, path: str, **fields: str) -> TestResponse:
        """Open a page and send its form with these fields."""
        return client.post(path, data={"csrf_token": token_in(client.get(path)), **fields})

    def sign_in(self, client: FlaskClient, holder: Holder) -> TestResponse:
        """Sign somebody in through the pages, with his app's code where he has one; return the last answer."""
        path = sign_in_path(holder.chamber)
        answer = self.post(client, path, login=holder.login, password=holder.password)
        if holder.secret is None or answer.status_code != HTTPStatus.SEE_OTHER:
            return answer
        return self.post(client, answer.location, code=holder.code(self.office.clock()))

    def close(self) -> None:
        """Close the databases, and give back those that were lent."""
        self.office.close()
        self.lent.close()


def token_in(page: TestResponse) -> str:
    """Return the token of the page's first form."""
    found = _TOKEN.search(page.text)
    assert found is not None, f"a form with a token was expected on this page ({page.status}): {page.text[-600:]}"
    return found.group(1)
