"""Applications that are paid and wait for their issue, made without the pages that make them in real life.

trade = Trade.make(office)
key = trade.apply(draft=draft())                    # PAID
office.delivery.job.issue("TYO", key)
"""

import datetime as dt
import io
from dataclasses import dataclass

from issuance.demo.office.company import specimen as specimen_of
from issuance.demo.papers import sample_document
from issuance.domain.accounts import Account, Person
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, PaperRole
from issuance.domain.application.entry import Entry
from issuance.domain.application.states import Event
from issuance.domain.ids import IdKind, IdState
from issuance.domain.signatories import SignatoryState
from issuance.domain.staff import Role
from issuance.domain.uploads import Purpose
from issuance.office import Office
from issuance.paper import Press
from issuance.storage.accounts import add_account, get_account, set_state
from issuance.storage.application_papers import add_paper, note_submitted
from issuance.storage.applications import add_application, add_version, get_application, move_application
from issuance.storage.signatories import add_signatory, decide_signatory
from issuance.storage.staff import store_roles
from issuance.storage.unit import Unit
from signing.canonical import JsonObject
from signing.content import Kind
from tests.office_ids import TARO, add_organisation

CHAMBER = "TYO"
JOB = Actor.job(CHAMBER, "test")


@dataclass
class Trade:
    """One applicant with its signatory, and the officers of the chamber."""

    office: Office
    organisation: str
    signatory: str
    user: Account
    reviewer: Account
    approver: Account

    @classmethod
    def make(cls, office: Office, *, valid_until: dt.date = dt.date(2027, 3, 9), specimen: bool = True) -> "Trade":
        """Register an applicant whose signatory's specimen the chamber has approved."""
        with office.units.act(JOB) as unit:
            organisation = add_organisation(unit, valid_until=valid_until)
            upload = None
            if specimen:
                file = specimen_of("signature")
                upload = office.uploads.take(unit, file, "signature.png", Purpose.SPECIMEN, organisation).id
            signatory = add_signatory(unit, organisation, TARO, upload)
            decide_signatory(unit, signatory, SignatoryState.APPROVED)
            person = Person("山田太郎", "taro@example.co.jp", "en")
            user = add_account(unit, IdKind.USER, person, organisation=organisation, signatory=signatory.id)
            set_state(unit, user, IdState.ACTIVE)
            reviewer, approver = (_officer(unit, role) for role in (Role.REVIEWER, Role.APPROVER))
            user = get_account(unit, user.id)
        return cls(office, organisation, signatory.id, user, reviewer, approver)

    @property
    def actor(self) -> Actor:
        """The signatory's user id."""
        return Actor(CHAMBER, self.user.login, self.user.id, IdKind.USER, self.organisation)

    @property
    def officers(self) -> tuple[Actor, Actor]:
        """The reviewer and the approver."""
        first, second = (Actor(CHAMBER, each.login, each.id, IdKind.STAFF) for each in (self.reviewer, self.approver))
        return first, second

    def apply(
        self,
        draft: JsonObject,
        *,
        copies: int = 0,
        kind: Kind = Kind.COO_JP,
        document: bytes | None = None,
        marks: str | None = None,
        replaces: str | None = None,
    ) -> str:
        """Add an application about a draft that is approved and paid; return its id. `marks` is an upload."""
        with self.office.units.act(JOB) as unit:
            found = add_application(
                unit,
                kind,
                organisation=self.organisation,
                agent=None,
                signatory=self.signatory,
                created_by=self.user.id,
                language="en",
                entry=Entry(),
                replaces=replaces,
            )
            if document is not None:
                file = io.BytesIO(document)
                upload = self.office.uploads.take(unit, file, "invoice.pdf", Purpose.DOCUMENT, self.organisation)
                paper = add_paper(unit, found, upload.id, PaperRole.DOCUMENT, self.user.id)
                note_submitted(unit, [paper], 1)
            if marks is not None:
                note_submitted(unit, [add_paper(unit, found, marks, PaperRole.MARKS, self.user.id)], 1)
            add_version(unit, found, draft, self.user.id)
            self._pay(unit, found, copies)
        return found.id

    def _pay(self, unit: Unit, found: Application, copies: int) -> None:
        submitted = {"version_submitted": 1, "submitted_at": unit.now, "copies": copies}
        approved = {
            "version_approved": 1,
            "checked_by": self.reviewer.id,
            "decided_by": self.approver.id,
            "decided_at": unit.now,
        }
        for event, columns in (
            (Event.SUBMIT, submitted),
            (Event.TAKE, {}),
            (Event.CHECK, {}),
            (Event.APPROVE, approved),
            (Event.SETTLE, {}),
        ):
            found = move_application(unit, found, event, columns=columns)

    def application(self, key: str) -> Application:
        """Return an application as it stands."""
        with self.office.units.look(JOB) as unit:
            return get_application(unit, key)


def _officer(unit: Unit, role: Role) -> Account:
    officer = add_account(unit, IdKind.STAFF, Person(role.value, f"{role.value}@chamber.example", "en"))
    set_state(unit, officer, IdState.ACTIVE)
    store_roles(unit, officer.id, (role,))
    return get_account(unit, officer.id)


def sample_invoice() -> bytes:
    """Return the demonstration's commercial invoice."""
    return sample_document("commercial-invoice.pdf", Press())
