"""An applicant, an agent and a registrar of an office under test, to be walked through in a browser.

Applicants and agents are administrator ids with a valid registration; the registrar has a second factor.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from issuance.domain.ids import IdKind
from issuance.domain.registration.standing import Capacity
from issuance.domain.staff import Role
from tests.office_ids import STAFF, add_organisation
from tests.office_pages import Served
from tests.office_people import Holder, make_person

AGENT_NAME = "横浜フォワーディング株式会社"


def signature() -> bytes:
    """Return a picture of a signature."""
    picture = Image.new("RGB", (600, 200), "white")
    ImageDraw.Draw(picture).line([(40, 150), (160, 40), (220, 160), (340, 60), (420, 150), (560, 90)], "black", 6)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


@dataclass(frozen=True)
class Parties:
    """Who takes part."""

    applicant: Holder
    agent: Holder
    registrar: Holder


def make_parties(served: Served) -> Parties:
    """Make them."""
    units = served.site.office.units
    with units.act(STAFF) as unit:
        ours = add_organisation(unit, "株式会社東京見本貿易")
        agents = add_organisation(unit, AGENT_NAME, capacities=(Capacity.AGENT,))
    return Parties(
        make_person(units, "TYO", of=ours, name="佐藤花子", mail="hanako@tokyo.example"),
        make_person(units, "TYO", of=agents, name="高橋健", mail="admin@forwarder.example"),
        make_person(units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR], name="田中由美", mail="tanaka@chamber.example"),
    )


def window_of(browser: Browser, served: Served, holder: Holder, language: str = "en") -> Page:
    """Open a window in which a person is signed in."""
    page = browser.new_context(viewport={"width": 1180, "height": 950}).new_page()
    page.goto(served.page("/TYO/sign-in", language))
    page.locator("[name=login]").fill(holder.login)
    page.locator("[name=password]").fill(holder.password)
    page.locator("main [type=submit], main button.govuk-button").first.click()
    if holder.secret is not None:
        page.locator("[name=code]").fill(holder.code(served.site.office.clock()))
        page.locator("main button.govuk-button").first.click()
    page.goto(served.page("/TYO/", language))
    return page
