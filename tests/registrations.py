"""Trade registrations in tests: what an applicant types, and the way from the first mail to the approval.

world = RegistrationWorld.at(installation)
access = world.begin(CORPORATION)                    # link opened, every section filled, all confirmed
filing = world.submit(access)
approved = world.approve(filing)
"""

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.registration.filing import Filing, FilingKind
from issuance.domain.registration.form import SectionName
from issuance.domain.registration.pledge import VERSION
from issuance.domain.registration.record import Registration
from issuance.domain.uploads import FileKind, Purpose, Upload, UploadState
from issuance.office import Office
from issuance.services.registration.access import Access
from issuance.services.registration.desks import RegistrationDesks
from issuance.services.registration.drafts import mark_of
from issuance.services.registration.review import Approved
from issuance.storage.filings import get_filing
from issuance.storage.registrations import find_registration
from issuance.storage.tables.messages import message
from issuance.storage.unit import Unit
from tests.office_staff import employ
from tests.offices import Installation

CHAMBER = "TYO"
SITE = "https://office.example"
MAIL = "trade@example.co.jp"
VISITOR = Actor.visitor(CHAMBER, "192.0.2.7")
REGISTRAR = Actor(CHAMBER, "TYO-C000001-1", "c" * 16, IdKind.STAFF)
OTHER_REGISTRAR = Actor(CHAMBER, "TYO-C000002-2", "d" * 16, IdKind.STAFF)

ORGANISATION: dict[str, Any] = {
    "form": "corporation",
    "capacities": ["applicant"],
    "name_ja": "株式会社サンプル貿易",
    "name_kana": "カブシキガイシャサンプルボウエキ",
    "name_en": "Sample Trading Co., Ltd.",
    "corporate_number": "5835678256246",
    "representative_ja": "山田　太郎",
    "representative_kana": "ヤマダ タロウ",
    "representative_en": "Taro Yamada",
    "representative_title": "代表取締役",
    "member": "yes",
    "member_number": "T-102345",
}
ADDRESSES: dict[str, Any] = {
    "postal_code": "100-0005",
    "address_ja": "東京都千代田区丸の内３丁目２番２号",
    "address_en": "3-2-2 Marunouchi, Chiyoda-ku, Tokyo 100-0005, Japan",
    "letters_elsewhere": "no",
}
CONTACTS: dict[str, Any] = {
    "person": "佐藤 花子",
    "person_kana": "サトウ ハナコ",
    "department": "貿易部",
    "phone": "03-3283-7500",
    "mail": MAIL,
    "language": "ja",
}
SIGNATORY: dict[str, Any] = {
    "key": "5" * 16,
    "name_ja": "鈴木 一郎",
    "name_kana": "スズキ イチロウ",
    "name_en": "Ichiro Suzuki",
    "title_ja": "貿易部長",
    "title_en": "Manager, Trade Department",
    "mail": "suzuki@example.co.jp",
    "specimen": "a" * 16,
}
PLEDGE: dict[str, Any] = {"agreed": "yes", "name": "山田　太郎", "version": VERSION}
CORPORATION_PAPERS = ("registry extract", "seal certificate")


def papers(kinds: tuple[str, ...], issued: dt.date) -> list[dict[str, Any]]:
    """Return papers as the pages store them."""
    return [
        {"kind": kind, "upload": hashlib.sha256(kind.encode()).hexdigest()[:16], "issued": issued.isoformat()}
        for kind in kinds
    ]


def typed(issued: dt.date, **sections: Any) -> dict[str, Any]:
    """Return all that a corporation types into its first filing; `sections` put others in place."""
    return {
        "organisation": ORGANISATION,
        "addresses": ADDRESSES,
        "contacts": CONTACTS,
        "signatories": [SIGNATORY],
        "papers": papers(CORPORATION_PAPERS, issued),
        "pledge": PLEDGE,
        **sections,
    }


def waiting_messages(office: Office, template: str, to: str | None = None) -> list[dict[str, str]]:
    """Return the values of the messages of one kind that wait, or of those to one address; the oldest first."""
    with office.units.look(VISITOR) as unit:
        rows = unit.rows(unit.select(message).where(message.c.template == template).order_by(message.c.written_at))
        opened = [unit.open(message.c.content, row["id"], row["content"]) for row in rows]
    return [content["values"] for content in opened if to is None or content["to"] == to]


@dataclass
class StoredUploads:
    """Stands for the uploads where no file is wanted: knows every id, and which were infected."""

    infected: set[str] = field(default_factory=set)

    def get(self, unit: Unit, id_: str) -> Upload:
        """Return a file that was scanned."""
        state = UploadState.INFECTED if id_ in self.infected else UploadState.CLEAN
        return Upload(id_, state, FileKind.PDF, 1, bytes(32), 1000, "paper.pdf", Purpose.DOCUMENT, None, unit.now, None)


@dataclass
class RegistrationWorld:
    """An office with its desks of registration and a clock that the test sets."""

    office: Office
    now: dt.datetime
    uploads: StoredUploads
    desks: RegistrationDesks
    issued: list[Approved]
    ended: list[Registration]

    @classmethod
    def at(cls, installation: Installation, now: dt.datetime | None = None) -> "RegistrationWorld":
        """Open an installation's office; `now` is an instant in UTC."""
        return cls.over(installation.open(), now or installation.clock())

    @classmethod
    def over(cls, office: Office, now: dt.datetime) -> "RegistrationWorld":
        """Work over an office that is open; its clock goes on from `now`."""
        issued: list[Approved] = []
        ended: list[Registration] = []
        uploads = StoredUploads()
        desks = RegistrationDesks.of(
            office.units,
            uploads,
            SITE,
            after_approval=lambda _, approved: issued.append(approved),
            at_the_end=lambda _, registration: ended.append(registration),
        )
        world = cls(office, now, uploads, desks, issued, ended)
        office.clock = world.tick
        for registrar in (REGISTRAR, OTHER_REGISTRAR):
            employ(office.units, registrar)
        return world

    def tick(self) -> dt.datetime:
        """Return the next instant: acts follow one another."""
        self.now += dt.timedelta(microseconds=1)
        return self.now

    def begin(self, data: Mapping[str, Any] | None = None, mail: str = MAIL) -> Access:
        """Start, open the link, fill in everything, papers of today."""
        self.desks.links.start(VISITOR, mail, "ja", secrets.token_hex(12))
        access = self.desks.links.open(VISITOR, self.last_token())
        self.fill(VISITOR, access, data or typed(self.now.date()))
        return access

    def fill(self, actor: Actor, access: Access, data: Mapping[str, Any]) -> None:
        """Save each section."""
        for name, section in data.items():
            if isinstance(section, list):
                for item in section:
                    self.desks.drafts.save_item(actor, access, SectionName(name), item, "")
            else:
                self.save(actor, access, SectionName(name), section)

    def save(self, actor: Actor, access: Access, name: SectionName, section: Mapping[str, Any]) -> Filing:
        """Save a section from a page that was just opened."""
        filing, _ = self.desks.drafts.read(actor, access)
        return self.desks.drafts.save(actor, access, name, section, mark_of(filing.data.get(name.value)))

    def submit(self, access: Access, actor: Actor = VISITOR, submission: str | None = None) -> Filing:
        """Hand in what is there."""
        filing, _ = self.desks.drafts.read(actor, access)
        return self.desks.submissions.submit(actor, access, filing.version, submission or secrets.token_hex(12))

    def take(self, filing: Filing, registrar: Actor = REGISTRAR) -> Filing:
        """Take a filing in review as it stands."""
        return self.desks.review.take(registrar, filing.id, self.filing(filing.id).version)

    def approve(self, filing: Filing) -> Approved:
        """Take a filing and approve it."""
        return self.desks.review.approve(REGISTRAR, filing.id, self.take(filing).version)

    def registered(self) -> tuple[Actor, Registration]:
        """Return the administrator id of a corporation that was registered just now, and its registration."""
        approved = self.approve(self.submit(self.begin()))
        return self.administrator(approved.registration), approved.registration

    def administrator(self, registration: Registration) -> Actor:
        """Return who acts as the administrator id of an organisation."""
        return Actor(CHAMBER, "TYO-A000001-1", "e" * 16, IdKind.ADMINISTRATOR, registration.organisation)

    def renew(self, actor: Actor) -> Filing:
        """Hand in a renewal with fresh papers."""
        access = Access(self.desks.holders.begin(actor, FilingKind.RENEWAL).id)
        self.fill(actor, access, {"papers": papers(CORPORATION_PAPERS, self.now.date()), "pledge": PLEDGE})
        return self.submit(access, actor)

    def filing(self, id_: str) -> Filing:
        """Return a filing as it is stored."""
        with self.office.units.look(VISITOR) as unit:
            return get_filing(unit, id_)

    def registration(self, id_: str) -> Registration:
        """Return a registration as it is stored."""
        with self.office.units.look(VISITOR) as unit:
            found = find_registration(unit, id_)
        assert found is not None
        return found

    def messages(self) -> list[tuple[str, str, dict[str, str]]]:
        """Return every message that waits: template, address, values; the oldest first."""
        with self.office.units.look(VISITOR) as unit:
            rows = unit.rows(unit.select(message).order_by(message.c.written_at))
            opened = [(row, unit.open(message.c.content, row["id"], row["content"])) for row in rows]
        return [(row["template"], content["to"], content["values"]) for row, content in opened]

    def last_token(self, template: str = "registration_link") -> str:
        """Return the token of the link in the message that was sent last (each test sends one at a time)."""
        links = [values["link"] for name, _, values in self.messages() if name == template]
        found = re.search(r"/TYO/register/(?:link|confirm)/([\w-]+)$", links[-1])
        assert found is not None
        return found.group(1)
