"""An office over the years: certificates of long ago, and a clock that stands past their retention.

world = Retained.make(folder, template, urls)       # `then`: 10 March 2026; `now`: 2 April 2029
key = world.issued()
world.later(); world.plan(); list(world.office.retention.job.run("TYO"))
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask.testing import FlaskClient

from issuance.config import load_config
from issuance.demo.profile import CHAMBER, demo_chamber
from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.settings import ChamberSettings
from issuance.domain.staff import Role
from issuance.domain.texts import Bilingual
from issuance.files import write_durably
from issuance.office import Office
from issuance.setup import make_chamber_key, make_receipt_key, make_vault, pdf_anchor
from issuance.storage.accounts import add_account, set_state
from issuance.storage.purge_plans import get_plan
from issuance.storage.settings import add_settings
from issuance.storage.staff import store_roles
from issuance.trust.repository import TRUST_LIST_TARGET
from issuance.trust.trust_list import FORMAT
from reference_service.app import create_app
from reference_service.config import load_config as load_public_config
from reference_service.trust import TrustDirectory
from register.documents import DocumentStore
from register.reader import RegisterReader
from signing.content import Kind
from signing.trust import TrustList
from tests.builders import BASE, NOW
from tests.office_databases import Urls
from tests.offices import PASSPHRASE, Installation, Plug, draft
from tests.paid import Trade

THEN = NOW
PURGE_DAY = dt.date(2029, 4, 1)
LATER = dt.datetime(2029, 4, 2, 3, 0, tzinfo=dt.UTC)
PLANNED = dt.datetime(2029, 3, 20, 3, 0, tzinfo=dt.UTC)


@dataclass
class Moved:
    """A clock that tests move."""

    now: dt.datetime = THEN

    def __call__(self) -> dt.datetime:
        """Return the instant."""
        return self.now


def make_long_template(folder: Path) -> Path:
    """Make keys of 2026 and 2029, and a trust repository that is good then."""
    config = load_config({}, directory=folder)
    write_durably(config.passphrase_file, PASSPHRASE)
    office = Office(config)
    office.clock = lambda: LATER
    make_vault(office)
    years = (THEN.year, LATER.year)
    anchors = [pdf_anchor(office, CHAMBER, demo_chamber(None).name, year) for year in years]
    keys = tuple(make_chamber_key(office, CHAMBER, year, tuple(Kind)) for year in years)
    receipt = make_receipt_key(office, LATER.year)
    trust_list = TrustList(
        format=FORMAT, version=1, ref_base=BASE.url, chambers=(demo_chamber(anchors[0]),), keys=(*keys, receipt)
    )
    office.trust_office.init({TRUST_LIST_TARGET: trust_list.encode()}, LATER)
    return folder


@dataclass
class Retained:
    """The office, its applicant, two administrators."""

    installation: Installation
    clock: Moved
    office: Office
    trade: Trade
    administrators: list[Actor] = field(default_factory=list)

    @classmethod
    def make(cls, folder: Path, template: Path, urls: Urls) -> "Retained":
        """Open it on 10 March 2026."""
        clock = Moved()
        installation = Installation.make(template, folder, urls, clock)
        office = installation.open()
        with office.units.act(Actor.job(CHAMBER, "test")) as unit:
            add_settings(unit, 1, ChamberSettings(names=Bilingual(ja="東京", en="Tokyo")))
            staff = []
            for name in ("first", "second"):
                held = add_account(unit, IdKind.STAFF, Person(name, f"{name}@chamber.example", "en"))
                set_state(unit, held, IdState.ACTIVE)
                store_roles(unit, held.id, (Role.CHAMBER_ADMINISTRATOR,))
                staff.append(Actor(CHAMBER, held.login, held.id, IdKind.STAFF))
        return cls(installation, clock, office, Trade.make(office), staff)

    def issued(self, number: int = 1, **apply: object) -> str:
        """Issue a certificate; return its application's id."""
        invoice = {"number": f"INV-{number}", "date": "2026-03-02"}
        key = self.trade.apply(draft(invoice=invoice), **apply)  # type: ignore[arg-type]  # as `Trade.apply` takes them
        self.office.delivery.job.issue(CHAMBER, key)
        return key

    def later(self, now: dt.datetime = LATER) -> None:
        """Let the years pass."""
        self.clock.now = now

    def plan(self, day: dt.date = PURGE_DAY) -> str:
        """Let one administrator propose a purge some days before, and another one confirm it; return the plan's id."""
        desk, before = self.office.retention.desk, self.clock.now
        self.clock.now = min(before, PLANNED.replace(year=day.year))
        key = desk.propose(self.administrators[0], day)
        with self.office.units.look(self.administrators[1]) as unit:
            version = get_plan(unit, key).version
        desk.confirm(self.administrators[1], key, version)
        self.clock.now = before
        return key

    def purge(self, plug: Plug | None = None) -> None:
        """Purge, as a process of its own would."""
        with self.installation.open(plug) as office:
            list(office.retention.job.run(CHAMBER))

    def public_site(self) -> FlaskClient:
        """Return a browser of the real reference service over the same register, at the clock's time."""
        config = self.installation.config
        public = load_public_config({}, directory=config.directory)
        app = create_app(
            replace(public, register_url=config.register_url),
            reader=RegisterReader.open(config.register_url, clock=self.clock),
            documents=DocumentStore.open(config.documents_url),
            trust=TrustDirectory(config.trust_repository),
            clock=self.clock,
        )
        return app.test_client()
