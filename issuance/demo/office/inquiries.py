"""The demo's reports and inquiries: late, new, looked into, with an answer proposed, answered, ended in each way."""

import datetime as dt
from dataclasses import dataclass

from issuance.demo.office.company import specimen
from issuance.demo.office.reviews import officer
from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.inquiries.answer import Fact, Statement
from issuance.domain.inquiries.case import Case, CaseState
from issuance.domain.inquiries.certified import Box
from issuance.domain.inquiries.report import Asker, CaseKind, Report
from issuance.office import Office
from issuance.services.inquiries.files import SentFile
from issuance.storage.applications import find_application_of_submission
from issuance.storage.inquiries import change_case, find_case
from issuance.storage.tables.inquiries import case as table
from signing.number import parse_number

_DEMO = Actor.job(CHAMBER, "demo")


@dataclass(frozen=True)
class _Told:
    """One report, how long ago it came, in which language it is answered."""

    report: Report
    days_ago: int = 0
    language: str = "en"
    picture: bool = False


def make_inquiries(office: Office, say: object) -> None:
    """Make what is missing, and lead on what is new; what was led on before is left alone."""
    del say
    made = {token: _received(office, token, told) for token, told in _told(office).items()}
    reviewer, approver = officer(office, "Reviewer"), officer(office, "Approver")
    for token in ("taken", "asked", "confirmed", "proposed", "closed"):
        case = made[f"demo-case-{token}"]
        if case.state is CaseState.OPEN:
            office.inquiries.cases.take(reviewer, case.id, case.version)
            made[f"demo-case-{token}"] = _lead_on(office, token, _again(office, case), reviewer, approver)
    merged, spam = made["demo-case-again"], made["demo-case-spam"]
    if merged.state is CaseState.OPEN:
        office.inquiries.cases.merge(reviewer, merged.id, merged.version, made["demo-case-taken"].reference)
    if spam.state is CaseState.OPEN:
        office.inquiries.cases.discard(reviewer, spam.id, spam.version, "広告メールです。", "demo-case-spam-note")
    for _outcome in office.inquiries.job.round(CHAMBER):
        pass


def _lead_on(office: Office, then: str, case: Case, reviewer: Actor, approver: Actor) -> Case:
    desk, answers = office.inquiries.cases, office.inquiries.answers
    if then == "taken":
        note = "取次店に確認中。原本は先方の銀行が保管している。"
        desk.note(reviewer, case.id, note, "demo-case-taken-note")
    elif then == "asked":
        text = "Thank you. Please send us a picture of the whole first page, its QR code included."
        desk.reply(reviewer, case.id, case.version, text, "demo-case-asked-reply", settles=False)
    elif then == "proposed":
        differs = Statement(Fact.OTHER_CONTENT, (Box.CONSIGNEE, Box.GOODS))
        answers.propose(reviewer, case.id, case.version, differs)
    elif then == "confirmed":
        answers.propose(reviewer, case.id, case.version, Statement(Fact.ISSUED, (Box.EXPORTER, Box.INVOICE)))
        answers.confirm(approver, case.id, _again(office, case).version)
    elif then == "closed":
        text = "Thank you. The site was reported to its provider and is no longer reachable."
        desk.reply(reviewer, case.id, case.version, text, "demo-case-closed-reply", settles=True)
        case = _again(office, case)
        desk.close(reviewer, case.id, case.version)
    return _again(office, case)


def _told(office: Office) -> dict[str, _Told]:
    number = _number(office)
    seen = "The goods lines are in another type than the rest, and the QR code does not scan."
    bank = "The beneficiary presented this certificate under a letter of credit. Did your chamber issue it?"
    customs = "On our copy the consignee is another company, and the quantity is ten times as large."
    reports = {
        "late": _Told(Report(CaseKind.DOCUMENT, number="TYO26-00?4?1", issued="3 May 2026", what=seen, country="AE",
                             name="Layla Haddad", organisation="Gulf Freight Forwarding LLC",
                             mail="layla.haddad@gulf-freight.example"), 21, picture=True),
        "new": _Told(Report(CaseKind.SITE, site="https://certificate-check.example-chamber.example/tyo/login",
                            what="A mail asked me to “renew the certificate” there by card."), 1),
        "taken": _Told(Report(CaseKind.DOCUMENT, number=number, what="印影がにじみ、日付の書体が異なります。",
                              country="CN", organisation="上海見本貿易有限公司"), 4, "ja", picture=True),
        "asked": _Told(Report(CaseKind.DOCUMENT, what="A buyer sent me half a page by messenger. Is this yours?",
                              country="BR", mail="rafael@import-santos.example"), 6),
        "proposed": _Told(Report(CaseKind.INQUIRY, asker=Asker.CUSTOMS, number=number, issued="as printed",
                                 what=customs, country="DE", name="K. Albrecht", file_number="ZA-2026/4711",
                                 organisation="Hauptzollamt Musterstadt", mail="k.albrecht@zoll.example"), 3),
        "confirmed": _Told(Report(CaseKind.INQUIRY, asker=Asker.BANK, number=number, what=bank, country="SG",
                                  name="Mei Ling Tan", organisation="Straits Sample Bank Ltd.",
                                  file_number="LC 88-0213", mail="trade.ops@straits-sample.example"), 2),
        "closed": _Told(Report(CaseKind.SITE, site="http://tokyo-chamber-certificates.example",
                               what="It looks like your reference page.", mail="j.moreau@transit.example"), 40),
        "again": _Told(Report(CaseKind.DOCUMENT, number=number, what="Same paper as my colleague reported.",
                              country="CN"), 3),
        "spam": _Told(Report(CaseKind.DOCUMENT, what="Best prices for SEO! Buy now!"), 5),
    }  # fmt: skip
    return {f"demo-case-{token}": told for token, told in reports.items()}


def _received(office: Office, token: str, told: _Told) -> Case:
    with office.units.look(_DEMO) as unit:
        there = find_case(unit, table.c.submission == token)
    if there is not None:
        return there
    # Each from an address of its own: nobody sends so much.
    visitor = Actor.visitor(CHAMBER, f"192.0.2.{len(token)}")
    files = [SentFile(specimen("paper"), "photograph.png")] if told.picture else []
    receipt = office.inquiries.reporting.receive(visitor, told.report, files, told.language, token)
    with office.units.act(_DEMO) as unit:
        case = find_case(unit, table.c.reference == receipt.reference)
        if case is None:
            raise LookupError(f"The demonstration's case {token} was not kept.")
        earlier = dt.timedelta(days=told.days_ago)
        return change_case(unit, case, {"received_at": case.received_at - earlier, "due_on": case.due_on - earlier})


def _again(office: Office, case: Case) -> Case:
    with office.units.look(_DEMO) as unit:
        return find_case(unit, table.c.id == case.id) or case


def _number(office: Office) -> str:
    """Return a certificate of the demonstration, as it is printed."""
    with office.units.look(_DEMO) as unit:
        found = find_application_of_submission(unit, "demo-to-print")
    if found is None or found.certificate is None:
        return "TYO26-000001"
    return parse_number(found.certificate).printed
