"""The answer to a report or an inquiry as a letter: what the chamber states, about which paper, and what it quotes."""

import datetime as dt
import json
from dataclasses import dataclass
from importlib import resources

from issuance.domain.calendar import japan_date
from issuance.domain.inquiries.answer import Fact, Statement
from issuance.domain.inquiries.case import Case
from issuance.domain.inquiries.certified import Box
from issuance.domain.settings import ChamberSettings
from issuance.language import N_, _, speaking
from issuance.letters.charge import KIND_WORDS
from issuance.letters.credentials import written_date
from issuance.paper import PaperError, unprintable
from issuance.paper.fonts import FAMILIES
from issuance.paper.press import Press
from signing.content import Kind
from signing.record import Event

BOXES = {
    Box.EXPORTER: N_("Exporter"),
    Box.CONSIGNEE: N_("Consignee"),
    Box.INVOICE: N_("Invoice"),
    Box.ORIGIN: N_("Origin"),
    Box.TRANSPORT: N_("Transport"),
    Box.GOODS: N_("Goods"),
    Box.DOCUMENT: N_("Certified document"),
    Box.SIGNATORY: N_("Signatory"),
}


@dataclass(frozen=True)
class Quoted:
    """The certificate of which a letter speaks."""

    number: str
    """Public: the access code stays with who holds the paper."""
    kind: Kind
    issued: dt.date
    boxes: dict[Box, list[str]]
    ended: tuple[Event, dt.date] | None
    """What ended it and when, in the chamber's zone."""
    successor: str | None = None
    """The public number of what replaced it."""


def print_answer(
    press: Press, case: Case, statement: Statement, quoted: Quoted | None, settings: ChamberSettings, now: dt.datetime
) -> bytes:
    """Return the letter as PDF/A-2b, yet unsigned, in the reporter's language.

    Raises `PaperError` where a character of it is in no font: it would be printed as a box.
    """
    with speaking(case.language):
        data = _data(case, statement, quoted, settings, now)
    text = json.dumps(data, ensure_ascii=False)
    lacking = unprintable(text)
    if lacking is not None:
        raise PaperError(f"No font of this office has the character U+{ord(lacking):04X} of the letter ({lacking}).")
    files = {"main.typ": (resources.files("issuance.letters") / "answer.typ").read_bytes(), "data.json": text.encode()}
    return press.typeset_files(files, now)


def stated(statement: Statement, quoted: Quoted | None, number: str, language: str) -> str:
    """Return the sentence that the letter states, in the language that is spoken."""
    if quoted is None or statement.fact is Fact.NOT_ISSUED:
        return (
            _("The chamber has issued no certificate under the number %(number)s.", number=number)
            if number
            else _("The chamber did not issue the document that was described to it.")
        )
    values = {"number": quoted.number, "day": written_date(quoted.issued, language)}
    if statement.fact is Fact.OTHER_CONTENT:
        return _(
            "The chamber issued the certificate %(number)s on %(day)s, with other content than the document that was "
            "described to it. What it certified is quoted below.",
            **values,
        )
    if statement.fact is Fact.REVOKED and quoted.ended is not None:
        event, day = quoted.ended
        values["ended"] = written_date(day, language)
        if event is Event.REPLACE:
            values["successor"] = quoted.successor or "–"
            return _(
                "The chamber issued the certificate %(number)s on %(day)s and replaced it on %(ended)s by the "
                "certificate %(successor)s. It is no longer in force.",
                **values,
            )
        return _(
            "The chamber issued the certificate %(number)s on %(day)s and revoked it on %(ended)s. "
            "It is no longer in force.",
            **values,
        )
    return _("The chamber issued the certificate %(number)s on %(day)s, and it is in force.", **values)


def _data(
    case: Case, statement: Statement, quoted: Quoted | None, settings: ChamberSettings, now: dt.datetime
) -> dict[str, object]:
    language, report = case.language, case.report
    sender = settings.names.text(language)
    contact = settings.contact
    facts = [
        (_("Our case"), case.reference),
        (_("Received"), written_date(japan_date(case.received_at), language)),
    ]
    if report.file_number:
        facts.append((_("Your file"), report.file_number))
    if quoted is not None:
        facts.append((_("Certificate"), f"{quoted.number} · {_(KIND_WORDS[quoted.kind])}"))
    elif report.number:
        facts.append((_("Number as you wrote it"), report.number))
    boxes = {box: quoted.boxes[box] for box in Box if quoted and box in statement.boxes and box in quoted.boxes}
    return {
        "language": language,
        "families": list(FAMILIES),
        "title": _("Answer to your inquiry"),
        "address": [line for line in (report.organisation, report.name) if line],
        "sender": [sender, *settings.address.text(language).split("\n")],
        "date": written_date(japan_date(now), language),
        "facts": [{"label": label, "value": value} for label, value in facts],
        "stated": stated(statement, quoted, report.number, language),
        "quote_head": _("What the chamber certified") if boxes else "",
        "boxes": [{"label": _(BOXES[box]), "value": lines} for box, lines in boxes.items()],
        "words": statement.words.split("\n\n") if statement.words else [],
        "limits": _limits(quoted),
        "signed": _(
            "This letter is signed electronically by the chamber and valid without a seal. A reader of PDF files shows "
            "the signature; any change of the file breaks it."
        ),
        "foot": [sender, " · ".join(text for text in (contact.department.text(language), contact.mail) if text)],
    }


def _limits(quoted: Quoted | None) -> str:
    limits = _("This confirms what the chamber issued. Customs or a bank may still refuse it.")
    if quoted is not None and quoted.kind.is_origin:
        return f"{limits} {_('It is a non-preferential certificate of origin: it gives no right to a reduced duty.')}"
    return limits
