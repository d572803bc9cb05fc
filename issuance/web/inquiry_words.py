"""Words of cases: what reporters and officers read for kinds, states, facts and boxes."""

from functools import cache

import pycountry

from issuance.domain.application.codes.countries import printed_name
from issuance.domain.inquiries.answer import AnswerState, Fact
from issuance.domain.inquiries.case import CaseState, EntryKind
from issuance.domain.inquiries.report import Asker, CaseKind
from issuance.language import N_
from issuance.letters.answer import BOXES
from issuance.letters.charge import KIND_WORDS
from issuance.services.inquiries.queue import Tray
from issuance.services.inquiries.telling import KINDS
from issuance.web.registrar_words import UPLOAD_STATES
from signing.record import State as InForce

STATES = {
    CaseState.OPEN: (N_("new case"), "waiting"),
    CaseState.ASSIGNED: (N_("being looked into"), "open"),
    CaseState.ANSWERED: (N_("answered"), "good"),
    CaseState.CLOSED: (N_("case closed"), "ended"),
    CaseState.MERGED: (N_("merged with another case"), "ended"),
    CaseState.SPAM: (N_("spam"), "ended"),
}

TO_REPORTER = {
    CaseState.OPEN: (N_("received"), "waiting"),
    CaseState.ASSIGNED: (N_("being looked into"), "open"),
    CaseState.ANSWERED: (N_("answered"), "good"),
    CaseState.CLOSED: (N_("case closed"), "ended"),
    CaseState.MERGED: (N_("closed: the chamber had heard of this before"), "ended"),
    # Whoever sends rubbish need not learn how it was told apart.
    CaseState.SPAM: (N_("case closed"), "ended"),
}

CHOICES = {
    CaseKind.DOCUMENT: (
        N_("I hold a suspicious document"),
        N_("A certificate that looks altered, or differs from what the reference site shows, or is not known there."),
    ),
    CaseKind.SITE: (
        N_("I saw a look-alike site"),
        N_("A site or a mail that pretends to be the chamber or the reference site."),
    ),
    CaseKind.INQUIRY: (
        N_("I ask officially"),
        N_("For customs, a bank, an embassy or another authority. The answer is a letter that the chamber signs."),
    ),
}

ASKERS = {
    Asker.CUSTOMS: N_("Customs"),
    Asker.BANK: N_("Bank"),
    Asker.EMBASSY: N_("Embassy or consulate"),
    Asker.AUTHORITY: N_("Another authority"),
}

FACTS = {
    Fact.ISSUED: N_("The chamber issued this certificate, and it is in force"),
    Fact.NOT_ISSUED: N_("The chamber did not issue this document"),
    Fact.OTHER_CONTENT: N_("The chamber issued this certificate with other content"),
    Fact.REVOKED: N_("The chamber issued this certificate, and revoked or replaced it"),
}

ANSWER_STATES = {
    AnswerState.PROPOSED: (N_("waits for another officer"), "waiting"),
    AnswerState.CONFIRMED: (N_("is being signed"), "open"),
    AnswerState.SIGNED: (N_("signed"), "good"),
    AnswerState.STOPPED: (N_("could not be signed"), "stopped"),
    AnswerState.WITHDRAWN: (N_("withdrawn"), "ended"),
}

ENTRIES = {
    EntryKind.MORE: N_("The reporter"),
    EntryKind.REPLY: N_("To the reporter"),
    EntryKind.NOTE: N_("Note, for officers alone"),
}

TRAYS = {
    Tray.WAITING: N_("Waiting for the chamber"),
    Tray.ANSWERED: N_("Answered"),
    Tray.ENDED: N_("Closed"),
    Tray.ALL: N_("All"),
}

STANDINGS = {
    InForce.IN_FORCE: (N_("in force"), "good"),
    InForce.REVOKED: (N_("revoked"), "stopped"),
    InForce.REPLACED: (N_("replaced"), "ended"),
    InForce.RETENTION_OVER: (N_("retention period over"), "ended"),
    InForce.VOID: (N_("void"), "ended"),
}


def case_words() -> dict[str, object]:
    """Return what templates of cases need."""
    return {
        "KINDS": KINDS,
        "CHOICES": CHOICES,
        "STATES": STATES,
        "TO_REPORTER": TO_REPORTER,
        "ASKERS": ASKERS,
        "FACTS": FACTS,
        "BOXES": BOXES,
        "ANSWER_STATES": ANSWER_STATES,
        "ENTRIES": ENTRIES,
        "TRAYS": TRAYS,
        "STANDINGS": STANDINGS,
        "CERTIFICATE_KINDS": KIND_WORDS,
        "UPLOAD_STATES": UPLOAD_STATES,
        "country_name": country_name,
    }


def country_name(code: str, language: str) -> str:
    """Return a country's name in a language of the office; the code where it is none."""
    return dict(countries(language)).get(code, code)


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return codes and names of all countries, by name."""
    pairs = [(each.alpha_2, printed_name(each.alpha_2, {}, language)) for each in pycountry.countries]
    return tuple(sorted(pairs, key=lambda pair: pair[1]))
