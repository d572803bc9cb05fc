"""Cases from outside with officers who work on them, over an office whose applicant has a certificate in force.

desk = Inquiring.make(office)
receipt = desk.report(Report(CaseKind.DOCUMENT, number=desk.number, what="…"))
case = desk.taken(receipt)                       # with the reviewer
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from issuance.domain.actor import Actor
from issuance.domain.inquiries.case import Case
from issuance.domain.inquiries.report import Asker, CaseKind, Report
from issuance.domain.settings import ChamberSettings, Contact
from issuance.domain.texts import Bilingual
from issuance.office import Office
from issuance.services.inquiries.files import SentFile
from issuance.services.inquiries.reporting import Receipt
from issuance.storage.inquiries import find_case
from issuance.storage.settings import NOTHING_SET, add_settings, newest_settings
from issuance.storage.tables.inquiries import case as table
from issuance.storage.tables.messages import message
from signing.number import parse_number
from tests.offices import draft
from tests.paid import CHAMBER, JOB, Trade

VISITOR = Actor.visitor(CHAMBER, "192.0.2.7")
CHAMBER_MAIL = "office@chamber.example.jp"
INQUIRY = Report(
    CaseKind.INQUIRY,
    asker=Asker.CUSTOMS,
    what="Did your chamber issue this certificate?",
    name="K. Albrecht",
    organisation="Hauptzollamt Musterstadt",
    mail="k.albrecht@example.org",
    file_number="ZA 4711",
)


@dataclass
class Inquiring:
    """An office with a certificate in force, and two officers."""

    office: Office
    trade: Trade
    number: str
    """As printed."""
    tokens: "count[int]"

    @classmethod
    def make(cls, office: Office) -> "Inquiring":
        """Register the people, and issue one certificate."""
        with office.units.act(JOB) as unit:
            if newest_settings(unit).version == NOTHING_SET:
                names = Bilingual(ja="東京見本商工会議所", en="Tokyo Sample Chamber")
                add_settings(unit, 1, ChamberSettings(names=names, contact=Contact(mail=CHAMBER_MAIL)))
        trade = Trade.make(office)
        key = trade.apply(draft())
        office.delivery.job.issue(CHAMBER, key)
        number = parse_number(trade.application(key).certificate or "")
        return cls(office, trade, number.printed, count(1))

    @property
    def reviewer(self) -> Actor:
        """Who takes cases here."""
        return self.trade.officers[0]

    @property
    def approver(self) -> Actor:
        """The other officer."""
        return self.trade.officers[1]

    def token(self) -> str:
        """Return what a form carries once."""
        return f"token-{next(self.tokens)}"

    def report(self, report: Report, files: Sequence[SentFile] = (), *, language: str = "en") -> Receipt:
        """Send a report as a visitor; each from an address of its own."""
        visitor = Actor.visitor(CHAMBER, f"192.0.2.{next(self.tokens) % 250}")
        return self.office.inquiries.reporting.receive(visitor, report, files, language, self.token())

    def case(self, receipt: Receipt) -> Case:
        """Return a case as it stands."""
        with self.office.units.look(JOB) as unit:
            found = find_case(unit, table.c.reference == receipt.reference)
        assert found is not None
        return found

    def taken(self, receipt: Receipt) -> Case:
        """Let the reviewer take a case."""
        case = self.case(receipt)
        self.office.inquiries.cases.take(self.reviewer, case.id, case.version)
        return self.case(receipt)

    def mails(self, template: str) -> list[dict[str, str]]:
        """Return the values of the mails of one template that were written."""
        with self.office.units.look(JOB) as unit:
            rows = unit.rows(unit.select(message).where(message.c.template == template))
            return [unit.open(message.c.content, row["id"], row["content"])["values"] for row in rows]


__all__ = ["CHAMBER_MAIL", "INQUIRY", "VISITOR", "Inquiring"]
