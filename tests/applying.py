"""An applicant, its signatory's user id, sub ids of its own and of an agent: who applies, made without the pages.

cast = Applying.make(office)
draft = cast.draft(cast.user)                     # complete, papers handed in
office.applications.submissions.submit(cast.user, draft.id, draft.version, "token-1")
"""

import datetime as dt
import io
from dataclasses import dataclass

from issuance.demo.office.company import Company, specimen, written
from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, PaperRole
from issuance.domain.application.entry import Entry
from issuance.domain.ids import IdKind, IdState
from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import RegistrationForm
from issuance.domain.registration.sections import Draft
from issuance.domain.registration.standing import Capacity
from issuance.domain.settings import ChamberSettings
from issuance.domain.signatories import SignatoryPerson, SignatoryState
from issuance.domain.texts import Bilingual
from issuance.office import Office
from issuance.storage.accounts import add_account, set_state
from issuance.storage.filings import add_filing
from issuance.storage.registrations import registration_of
from issuance.storage.settings import NOTHING_SET, add_settings, newest_settings
from issuance.storage.signatories import add_signatory, decide_signatory
from issuance.storage.tables.filings import filing as filings
from issuance.storage.tables.parties import registration
from issuance.storage.unit import Unit
from signing.content import Kind
from tests.applications import entry
from tests.office_ids import CHAMBER, SPECIMEN, STAFF, add_organisation

NAMES = Bilingual(ja="東京商工会議所", en="The Tokyo Chamber of Commerce and Industry")
DATES = {"invoice.date": "2026-03-02", "transport.date": "2026-03-20", "declaration.date": ""}
"""In the days of the tests' clock."""


def typed(kind: Kind = Kind.COO_JP, **changes: str) -> Entry:
    """Return the sample of a kind, typed in the days of the tests' clock; `invoice__number=…` changes a field."""
    return entry(kind, DATES | {name.replace("__", "."): text for name, text in changes.items()})


@dataclass
class Applying:
    """Who applies. Actors act in the chamber TYO."""

    office: Office
    company: str
    agency: str
    signatory: str
    user: Actor
    clerk: Actor
    """A sub id of the applicant's own staff."""
    forwarder: Actor
    """A sub id of the agent's staff."""

    @classmethod
    def make(cls, office: Office) -> "Applying":
        """Make everybody, with valid registrations."""
        with office.units.act(STAFF) as unit:
            if newest_settings(unit).version == NOTHING_SET:
                add_settings(unit, 1, ChamberSettings(names=NAMES))
            company = registered(unit, office.clock())
            agency = add_organisation(unit, "Kowan Forwarding Co., Ltd.", capacities=(Capacity.AGENT,))
            signatory = approved(unit, company, "Taro Yamada")
            user = _id(unit, IdKind.USER, company, signatory)
            clerk = _id(unit, IdKind.SUB, company, signatory)
            forwarder = _id(unit, IdKind.SUB, company, signatory, agency)
        return cls(office, company, agency, signatory, user, clerk, forwarder)

    def another(self, kind: IdKind = IdKind.SUB, *, agent: str | None = None, signatory: str | None = None) -> Actor:
        """Return one more id of the applicant."""
        with self.office.units.act(STAFF) as unit:
            return _id(unit, kind, self.company, signatory or self.signatory, agent)

    def begun(self, actor: Actor, kind: Kind = Kind.COO_JP, mark: str = "begun") -> Application:
        """Return a blank draft of somebody."""
        return self.office.applications.drafts.start(actor, kind, f"{mark}-{actor.account}"[:32])

    def draft(self, actor: Actor, kind: Kind = Kind.COO_JP, mark: str = "draft", **changes: str) -> Application:
        """Return a draft that is complete, its invoice handed in."""
        drafts = self.office.applications.drafts
        found = self.begun(actor, kind, mark)
        saved = drafts.save(actor, found.id, found.version, typed(kind, **changes))
        self.hand_in(actor, saved.id, PaperRole.INVOICE)
        return saved

    def hand_in(self, actor: Actor, application: str, role: PaperRole) -> str:
        """Hand a picture in as a paper; return its id."""
        return self.office.applications.papers.add(actor, application, specimen("paper"), "paper.png", role).id

    def submitted(self, actor: Actor, kind: Kind = Kind.COO_JP, mark: str = "sent", **changes: str) -> Application:
        """Return an application that the chamber has."""
        found = self.draft(actor, kind, mark, **changes)
        return self.office.applications.submissions.submit(actor, found.id, found.version, f"{mark}-s"[:32])

    def validity(self, organisation: str, until: dt.date) -> None:
        """Let a registration be valid until a day."""
        with self.office.units.act(STAFF) as unit:
            found = registration_of(unit, organisation)
            assert found is not None
            unit.update(registration, found.id, valid_until=until)


def registered(unit: Unit, now: dt.datetime, number: int = 1) -> str:
    """Return an applicant whose approved filing says where it is."""
    company = Company(number, f"見本貿易{number}", "ミホンボウエキ", f"Mihon Trading {number}")
    key = add_organisation(unit, company.name_en)
    held = registration_of(unit, key)
    assert held is not None
    draft = Draft(FilingKind.NEW, written(company, now, SPECIMEN, SPECIMEN))
    form: RegistrationForm = draft.complete()
    found = add_filing(unit, FilingKind.NEW, language="ja", data={}, registration=held.id)
    sealed = unit.seal(filings.c.submitted, found.id, form.model_dump(mode="json"))
    unit.update(filings, found.id, state="approved", submitted=sealed)
    unit.update(registration, held.id, approved_filing=found.id)
    return key


def approved(unit: Unit, organisation: str, name: str) -> str:
    """Return a signatory whose specimen the chamber has approved."""
    mail = f"{name.split()[0].lower()}@example.co.jp"
    named = add_signatory(unit, organisation, SignatoryPerson("山田太郎", name, "Export Manager", mail), None)
    decide_signatory(unit, named, SignatoryState.APPROVED)
    return named.id


def _id(unit: Unit, kind: IdKind, organisation: str, signatory: str, agent: str | None = None) -> Actor:
    who = "agent" if agent else kind.value
    person = Person(f"Person of the {who}", f"{who}@example.co.jp", "en")
    held = add_account(unit, kind, person, organisation=organisation, signatory=signatory, agent=agent)
    set_state(unit, held, IdState.ACTIVE)
    return Actor(CHAMBER, held.login, held.id, kind, organisation, "127.0.0.1")


def paper_file() -> io.BytesIO:
    """Return a picture of a paper."""
    return specimen("paper")
