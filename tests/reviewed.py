"""The registrar's desk under test: filings with real files, and registrars who sign in.

desk = ReviewDesk.open(OfficeSite.make(…))
filing = desk.filed(name_ja="東京商事株式会社")     # submitted, with papers that are there
registrar = desk.registrar("Aoki Hanako")
client = desk.signed_in(registrar)
"""

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from werkzeug.test import TestResponse

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.registration.filing import Filing
from issuance.domain.registration.record import Registration
from issuance.domain.staff import Role
from issuance.domain.uploads import Purpose
from tests.handed_in import picture
from tests.office_people import Holder, make_person
from tests.office_site import ENGLISH, OfficeSite, token_in
from tests.registrations import (
    CONTACTS,
    CORPORATION_PAPERS,
    ORGANISATION,
    SIGNATORY,
    VISITOR,
    RegistrationWorld,
    StoredUploads,
    typed,
)

CHAMBER = "TYO"
_VERSION = re.compile(r'name="version" value="(\d+)"')
NUMBERS = ("5835678256246", "7000012050002", "2000012100001", "8000012130001", "1000012090001", "4000012090001")
"""Corporate numbers whose check digit is right."""


@dataclass
class ReviewDesk:
    """An office's site with the desks of registration."""

    site: OfficeSite
    world: RegistrationWorld
    counted: int = field(default=0)

    @classmethod
    def open(cls, site: OfficeSite) -> "ReviewDesk":
        """Use the site's own office and clock; acts follow one another."""
        world = RegistrationWorld(site.office, site.office.clock(), StoredUploads(), site.office.registration, [], [])
        site.office.clock = world.tick
        return cls(site, world)

    def at(self, moment: dt.datetime) -> None:
        """Set the clock."""
        self.world.now = moment

    def upload(self, data: bytes, name: str, purpose: Purpose) -> str:
        """Hand a file in; return its id."""
        return self.site.office.uploads.receive(VISITOR, io.BytesIO(data), name, purpose).id

    def data(self, **organisation: Any) -> dict[str, Any]:
        """Return all that a corporation types, with files that are there."""
        today = self.world.now.date().isoformat()
        papers = [
            {
                "kind": kind,
                "upload": self.upload(paper(kind), f"{kind}.pdf", Purpose.DOCUMENT),
                "filename": f"{kind}.pdf",
                "issued": today,
            }
            for kind in CORPORATION_PAPERS
        ]
        specimen = self.upload(picture("PNG"), "signature.png", Purpose.SPECIMEN)
        return typed(
            self.world.now.date(),
            organisation={**ORGANISATION, **organisation},
            papers=papers,
            signatories=[{**SIGNATORY, "specimen": specimen}],
        )

    def filed(self, **organisation: Any) -> Filing:
        """Return a filing that was submitted; each has a corporate number of its own."""
        number = NUMBERS[self.counted % len(NUMBERS)]
        self.counted += 1
        mail = f"trade{self.counted}@example.co.jp"
        data = {**self.data(**{"corporate_number": number, **organisation}), "contacts": {**CONTACTS, "mail": mail}}
        return self.world.submit(self.world.begin(data, mail=mail))

    def approved(self, holder: Holder, **organisation: Any) -> Registration:
        """Return a registration that a registrar has approved."""
        filing = self.filed(**organisation)
        actor = actor_of(holder)
        review = self.site.office.registration.review
        taken = review.take(actor, filing.id, filing.version)
        return review.approve(actor, filing.id, taken.version).registration

    def registrar(self, name: str = "Aoki Hanako", *roles: Role) -> Holder:
        """Add a member of the staff."""
        return make_person(
            self.site.office.units,
            CHAMBER,
            IdKind.STAFF,
            roles=roles or (Role.REGISTRAR,),
            name=name,
            mail="s@example.jp",
        )

    def signed_in(self, holder: Holder) -> FlaskClient:
        """Return a browser in which somebody has signed in; it speaks English."""
        client = self.site.client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = ENGLISH["Accept-Language"]
        self.world.now += dt.timedelta(minutes=2)  # a code counts once
        self.site.sign_in(client, holder)
        return client


def paper(title: str, pages: int = 2) -> bytes:
    """Return a PDF that looks like a paper of an authority from afar."""
    drawn = []
    for number in range(pages):
        page = Image.new("L", (620, 877), 255)
        pen = ImageDraw.Draw(page)
        pen.text((60, 60), f"{title.title()}  {number + 1}/{pages}", fill=0, font_size=28)
        for line in range(22):
            pen.line((60, 140 + 30 * line, 560 - (line * 37) % 160, 140 + 30 * line), fill=120, width=3)
        pen.ellipse((440, 740, 540, 840), outline=90, width=4)
        drawn.append(page)
    output = io.BytesIO()
    drawn[0].save(output, "PDF", save_all=True, append_images=drawn[1:])
    return output.getvalue()


def actor_of(holder: Holder) -> Actor:
    """Return who acts as the holder of an id."""
    return Actor(CHAMBER, holder.login, holder.account.id, holder.account.kind, holder.account.organisation)


def send(client: FlaskClient, page: str, to: str | None = None, **fields: Any) -> TestResponse:
    """Open a page and send its form, with the page's own token and version."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.text[:400]
    version = _VERSION.search(shown.text)
    hidden = {"csrf_token": token_in(shown), "version": version[1] if version else ""}
    return client.post(to or page, data={**hidden, **fields})
