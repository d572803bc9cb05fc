"""Applications before the chamber: an applicant, its people, officers, and applications that were submitted.

world = ReviewWorld.open(office)
application = world.submitted()
checked = world.checked(world.submitted())

They are submitted past the applicant's desk: what that desk does has tests of its own.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from issuance.desks.review import Review
from issuance.domain.accounts import Account, Person
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.checklist import Check
from issuance.domain.application.entry import Entry
from issuance.domain.application.states import Event, State
from issuance.domain.ids import IdKind, IdState
from issuance.domain.settings import ChamberSettings
from issuance.domain.settings.chamber import Contact
from issuance.domain.staff import Role
from issuance.domain.texts import Bilingual
from issuance.office import Office
from issuance.services.review.decisions import points_of
from issuance.storage.accounts import add_account, set_state
from issuance.storage.applications import add_application, add_version, get_application, move_application
from issuance.storage.settings import NOTHING_SET, add_settings, newest_settings
from issuance.storage.staff import store_roles
from issuance.storage.tables.messages import message
from issuance.storage.tables.parties import signatory
from issuance.storage.unit import Unit, new_id
from signing.canonical import JsonObject
from signing.content import Kind
from tests.office_ids import CHAMBER, HANAKO, STAFF, add_organisation
from tests.offices import draft

SETTINGS = ChamberSettings(
    names=Bilingual(ja="東京見本商工会議所", en="Tokyo Sample Chamber"),
    contact=Contact(mail="certificates@chamber.example"),
    watched={"KP": Bilingual(ja="輸出規制の対象です。", en="Export controls apply.")},
)
OFFICERS = (
    ("reviewer", "Takahashi Aoi", (Role.REVIEWER,)),
    ("approver", "Ishibashi Haruka", (Role.APPROVER,)),
    ("both", "Sato Ken", (Role.REVIEWER, Role.APPROVER)),
    ("another", "Mori Yui", (Role.REVIEWER, Role.APPROVER)),
)
FIELDS = {
    "consignee.name": "Hamburg Import GmbH",
    "consignee.address": "Speicherstadt 1\n20457 Hamburg",
    "consignee.country": "DE",
    "invoice.number": "INV-2026-77",
    "invoice.date": "2026-03-02",
}
GOODS = ({"description": "Machine tools", "quantity": "3", "unit": "sets", "hs": "845710"},)


@dataclass
class ReviewWorld:
    """A chamber with officers, one applicant, one agent and one signatory."""

    office: Office
    review: Review
    applicant: str
    agent: str
    filer: str
    signatory: str
    officers: dict[str, Actor] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    counted: int = 0

    @classmethod
    def open(cls, office: Office, settings: ChamberSettings = SETTINGS) -> "ReviewWorld":
        """Set it up in an office that has nothing yet."""
        with office.units.act(STAFF) as unit:
            if newest_settings(unit).version == NOTHING_SET:
                add_settings(unit, NOTHING_SET + 1, settings)
            applicant = add_organisation(unit, "東京見本貿易")
            agent = add_organisation(unit, "Yokohama Forwarding")
            signer = new_id()
            about = {"name_ja": "山田太郎", "name_en": "Taro Yamada", "title": "Manager", "mail": "taro@example.co.jp"}
            person = unit.seal(signatory.c.person, signer, {**about, "refusal": ""})
            unit.insert(
                signatory, id=signer, organisation=applicant, state="approved", person=person, named_at=unit.now
            )
            filer = add_account(unit, IdKind.SUB, HANAKO, organisation=applicant, signatory=signer)
            taro = Person("山田太郎", "taro@example.co.jp", "ja")
            set_state(
                unit, add_account(unit, IdKind.USER, taro, organisation=applicant, signatory=signer), IdState.ACTIVE
            )
            world = cls(office, office.review, applicant, agent, filer.id, signer)
            for name, called, roles in OFFICERS:
                world.add_officer(unit, name, called, roles)
        return world

    def add_officer(self, unit: Unit, name: str, called: str, roles: Collection[Role], mail: str = "") -> Actor:
        """Add an officer; by default nobody else has his mail address."""
        held = add_account(unit, IdKind.STAFF, Person(called, mail or f"{name}@chamber.example", "ja"))
        set_state(unit, held, IdState.ACTIVE)
        store_roles(unit, held.id, tuple(roles))
        self.accounts[name] = held
        self.officers[name] = Actor(CHAMBER, held.login, held.id, IdKind.STAFF, place="127.0.0.1")
        return self.officers[name]

    def submitted(self, kind: Kind = Kind.COO_JP, **columns: Any) -> Application:
        """Submit an application; `columns` are what else its row says: `rush`, `destination`, `due_at`, `agent`."""
        self.counted += 1
        columns = {"destination": "DE", "due_at": self.office.clock() + dt.timedelta(days=1), **columns}
        content: JsonObject = columns.pop("draft", None) or draft(kind)
        entry = columns.pop("entry", None) or Entry(fields=FIELDS, goods=GOODS)
        with self.office.units.act(STAFF) as unit:
            made = add_application(
                unit,
                kind,
                organisation=columns.pop("organisation", self.applicant),
                agent=columns.pop("agent", None),
                signatory=self.signatory,
                created_by=columns.pop("created_by", self.filer),
                language="ja",
                entry=entry,
                replaces=columns.pop("replaces", None),
            )
            return self._submit(unit, made, content, {"submitted_at": unit.now, **columns})

    def submit_again(self, returned: Application, **changed: str) -> Application:
        """Submit a returned application anew, some fields changed."""
        with self.office.units.act(STAFF) as unit:
            return self._submit(unit, get_application(unit, returned.id), draft(returned.kind), {}, **changed)

    def _submit(
        self, unit: Unit, found: Application, content: JsonObject, columns: dict[str, Any], **changed: str
    ) -> Application:
        add_version(unit, found, content, self.filer)
        number = {"version_submitted": found.version_submitted + 1, "submitted_by": self.filer}
        del changed  # what the entry says is the applicant's desk's to keep
        return move_application(unit, found, Event.SUBMIT, columns={**number, **columns})

    def taken(self, application: Application, by: str = "reviewer") -> Application:
        """Let an officer take it."""
        return self.review.holding.take(self.officers[by], application.id, application.version)

    def checked(self, application: Application, by: str = "reviewer") -> Application:
        """Let an officer take it and check all of it."""
        taken = self.taken(application, by)
        return self.review.decisions.check(self.officers[by], taken.id, taken.version, self.points(taken))

    def approved(self, application: Application) -> Application:
        """Lead it through both pairs of eyes."""
        checked = self.checked(application)
        return self.review.decisions.approve(self.officers["approver"], checked.id, checked.version)

    def points(self, application: Application) -> tuple[Check, ...]:
        """Return what has to be checked of it."""
        with self.office.units.look(STAFF) as unit:
            return points_of(unit, application)

    def now(self, application: Application) -> Application:
        """Return it as it stands."""
        with self.office.units.look(STAFF) as unit:
            return get_application(unit, application.id)

    def state(self, application: Application) -> State:
        """Return where it stands."""
        return self.now(application).state

    def change_settings(self, **changes: Any) -> None:
        """Change the chamber's settings."""
        with self.office.units.act(STAFF) as unit:
            current = newest_settings(unit)
            add_settings(unit, current.version + 1, current.settings.model_copy(update=changes))

    def mails(self) -> list[tuple[str, str, dict[str, str]]]:
        """Return the mails that wait: template, address, values; in the order in which they were written."""
        with self.office.units.look(STAFF) as unit:
            rows = unit.rows(unit.select(message).order_by(message.c.written_at, message.c.template))
            opened = [(row["template"], unit.open(message.c.content, row["id"], row["content"])) for row in rows]
        return [(template, content["to"], content["values"]) for template, content in opened]
