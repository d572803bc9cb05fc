"""Applications that were approved, their fee table, and a cashier: what the tests of fees begin with."""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.entry import Entry
from issuance.domain.application.states import Event
from issuance.domain.ids import IdKind
from issuance.domain.settings import CertificateFee, ChamberSettings, FeeTable, Payment, Price
from issuance.domain.staff import Role
from issuance.domain.texts import Bilingual
from issuance.office import Office
from issuance.services.fees.billing import bill
from issuance.storage.accounts import add_account
from issuance.storage.applications import add_application, move_application
from issuance.storage.settings import NOTHING_SET, add_settings
from issuance.storage.staff import store_roles
from issuance.storage.tables.parties import signatory
from issuance.storage.unit import Unit
from signing.content import Kind
from tests.office_ids import CHAMBER, HANAKO, JOHN, STAFF, add_organisation

TABLE = FeeTable(
    valid_from=dt.date(2026, 1, 1),
    tax_percent=10,
    certificates={
        kind.slug: CertificateFee(
            first=Price(member=1000, other=2000), each_copy=Price(member=100, other=200), rush=Price(other=500)
        )
        for kind in Kind
    },
    system=Price(member=50, other=99),
    system_agent=Price(member=30, other=70),
)

ALONE = 2308
"""Yen that one certificate costs who is no member: 2,000 and 99, and 10 % of both rounded down."""

PAYMENT = Payment(
    registration_number="T1234567890123",
    bank_account=Bilingual(
        ja="みほん銀行 丸の内支店 普通 1234567\nトウキョウミホンショウコウカイギショ",
        en="Mihon Bank, Marunouchi branch, ordinary 1234567",
    ),
)


@dataclass
class Till:
    """A chamber with a fee table, an applicant, an agent and a cashier."""

    office: Office
    applicant: str
    agent: str
    filer: str
    signatory: str
    cashier: Actor

    @classmethod
    def open(cls, office: Office, fees: FeeTable | None = TABLE) -> "Till":
        """Set it up in an office that has nothing yet."""
        with office.units.act(STAFF) as unit:
            settings = ChamberSettings(
                names=Bilingual(ja="東京見本商工会議所", en="Tokyo Sample Chamber"),
                fees=(fees,) if fees else (),
                payment=PAYMENT,
            )
            add_settings(unit, NOTHING_SET + 1, settings)
            applicant = add_organisation(unit, "Tokyo Trading Co., Ltd.")
            agent = add_organisation(unit, "Yokohama Forwarding")
            person = unit.seal(signatory.c.person, "5" * 16, {"name_en": "Taro Yamada"})
            unit.insert(
                signatory, id="5" * 16, organisation=applicant, state="approved", person=person, named_at=unit.now
            )
            filer = add_account(unit, IdKind.SUB, HANAKO, organisation=applicant)
            clerk = add_account(unit, IdKind.STAFF, JOHN)
            store_roles(unit, clerk.id, (Role.CASHIER,))
        cashier = Actor(CHAMBER, clerk.login, clerk.id, IdKind.STAFF, place="127.0.0.1")
        return cls(office, applicant, agent, filer.id, "5" * 16, cashier)

    def approved(
        self, *, copies: int = 0, rush: bool = False, by_agent: bool = False, free_of_charge: bool = False
    ) -> Application:
        """Bring an application to the moment of its approval, and bill it."""
        with self.office.units.act(STAFF) as unit:
            made = self.approve(unit, copies=copies, rush=rush, by_agent=by_agent, free_of_charge=free_of_charge)
            return bill(unit, made)

    def approve(
        self, unit: Unit, *, copies: int = 0, rush: bool = False, by_agent: bool = False, free_of_charge: bool = False
    ) -> Application:
        """Bring an application to its approval, before it is billed."""
        made = add_application(
            unit,
            Kind.COO_JP,
            organisation=self.applicant,
            agent=self.agent if by_agent else None,
            signatory=self.signatory,
            created_by=self.filer,
            language="ja",
            entry=Entry(),
        )
        ordered = {"copies": copies, "rush": rush, "free_of_charge": free_of_charge}
        for event, columns in ((Event.SUBMIT, ordered), (Event.TAKE, {}), (Event.APPROVE, {})):
            made = move_application(unit, made, event, columns=columns)
        return made
