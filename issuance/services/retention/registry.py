"""What becomes of the rows of every table of the office past retention, and why (terms, article 17-1; ADR 0043).

Who adds a table adds its line here: a test walks the metadata. `goes with` means: when that row goes, all rows that
refer to it go with it, by their foreign keys; nothing else has to be written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Table

from issuance.storage.tables import metadata


class Fate(StrEnum):
    """What becomes of rows."""

    APPLICATION = "goes with its application"
    CERTIFICATE = "goes with its certificate, or is emptied"
    ORGANISATION = "goes with its organisation"
    UPLOAD = "goes with whatever it was handed in for"
    VOUCHER = "kept for the years of vouchers"
    OWN = "goes by a rule of its own"
    KEPT = "stays"


@dataclass(frozen=True)
class Rule:
    """A table's line.

    `secret`: it proves who somebody is, and is shown to nobody, no court either. `staff`: it names ids of the staff
    alone, which stay.
    """

    fate: Fate
    why: str
    secret: bool = False
    staff: bool = False


_PERSON = "belongs to an id of the organisation"
_ACCESS = "lets an id of the organisation in"

RULES: Mapping[str, Rule] = {
    # What hangs on an application.
    "application": Rule(Fate.APPLICATION, "emptied and marked as purged while fee vouchers name it, else deleted"),
    "application_version": Rule(Fate.APPLICATION, "what was submitted"),
    "application_paper": Rule(Fate.APPLICATION, "which papers were handed in beside it"),
    "application_check": Rule(Fate.APPLICATION, "what officers checked of it"),
    "print_log": Rule(Fate.APPLICATION, "who printed its certificate"),
    "print_reminder": Rule(Fate.APPLICATION, "reminders to print its certificate"),
    "revocation": Rule(Fate.APPLICATION, "who asked that its certificate be revoked, and who decided"),
    "copy_order": Rule(Fate.APPLICATION, "copies of its certificate that were ordered at the counter"),
    "issue_try": Rule(Fate.APPLICATION, "what stood in the way of its issue"),
    "void_request": Rule(Fate.APPLICATION, "why its number was given up"),
    # What hangs on a certificate.
    "certificate": Rule(Fate.CERTIFICATE, "draft, content and original go; number, dates, kind and seal stay"),
    "certificate_picture": Rule(Fate.CERTIFICATE, "a picture goes with the last certificate that names it"),
    "record": Rule(Fate.KEPT, "what happened to the certificate, signed, without content; the register shows it"),
    "outbox": Rule(Fate.KEPT, "which records the register has got; no content"),
    "counter": Rule(Fate.KEPT, "numbers are never used twice"),
    # What hangs on an organisation.
    "organisation": Rule(Fate.ORGANISATION, "its names stay while fee vouchers name it"),
    "registration": Rule(Fate.ORGANISATION, "lasts as long as the organisation's certificates"),
    "registration_reminder": Rule(Fate.ORGANISATION, "of its registration"),
    "filing": Rule(Fate.ORGANISATION, "what it handed in to be registered"),
    "filing_key": Rule(Fate.ORGANISATION, "links to its filings", secret=True),
    "measure": Rule(Fate.ORGANISATION, "suspensions, demands, terminations"),
    "name_token": Rule(Fate.ORGANISATION, "blind indexes by which it is found", secret=True),
    "signatory": Rule(Fate.ORGANISATION, "its person; emptied while an application of fee vouchers names it"),
    "signatory_choice": Rule(Fate.ORGANISATION, "of its signatory"),
    "account": Rule(Fate.ORGANISATION, "its ids; emptied likewise. The staff's stay: they answer for their acts"),
    "account_role": Rule(Fate.ORGANISATION, _PERSON),
    "application_template": Rule(Fate.ORGANISATION, "what its people begin applications with"),
    "sub_id_offer": Rule(Fate.ORGANISATION, "ids that it offered or was offered"),
    "terms_shown": Rule(Fate.ORGANISATION, _PERSON),
    "leak": Rule(Fate.ORGANISATION, _PERSON),
    "credential": Rule(Fate.ORGANISATION, _ACCESS, secret=True),
    "invitation": Rule(Fate.ORGANISATION, _ACCESS, secret=True),
    "session": Rule(Fate.ORGANISATION, _ACCESS + "; each day takes old ones", secret=True),
    "past_session": Rule(Fate.ORGANISATION, _ACCESS + "; each day takes old ones", secret=True),
    "ceremony": Rule(Fate.ORGANISATION, _ACCESS + "; each day takes old ones", secret=True),
    "factor": Rule(Fate.ORGANISATION, _ACCESS, secret=True),
    "factor_reset": Rule(Fate.ORGANISATION, _ACCESS),
    "recovery_code": Rule(Fate.ORGANISATION, _ACCESS, secret=True),
    "api_grant": Rule(Fate.ORGANISATION, "what a holder of its ids has allowed a system"),
    "api_code": Rule(Fate.ORGANISATION, _ACCESS + " for a system; each day takes old ones", secret=True),
    "api_token": Rule(Fate.ORGANISATION, _ACCESS + " for a system; each day takes old ones", secret=True),
    "balance": Rule(Fate.ORGANISATION, "an organisation goes only when nothing is left on it"),
    "notice_delivery": Rule(Fate.ORGANISATION, "which message told it of a notice; goes with the message, too"),
    # Files.
    "upload": Rule(Fate.UPLOAD, "papers of applications, filings, signatories and disclosures"),
    "drawn_page": Rule(Fate.UPLOAD, "a page of it as a picture"),
    "paper_description": Rule(Fate.UPLOAD, "what was found in it"),
    # Vouchers.
    "charge": Rule(Fate.VOUCHER, "Corporation Tax Act Enforcement Regulations, article 59"),
    "movement": Rule(Fate.VOUCHER, "the same"),
    "card_payment": Rule(Fate.VOUCHER, "the same: how a movement came about"),
    "card_refund": Rule(Fate.VOUCHER, "the same"),
    "card_case": Rule(Fate.VOUCHER, "the same: what was decided about a payment"),
    "card_event": Rule(Fate.VOUCHER, "the same: names and sums alone"),
    "bank_line": Rule(Fate.VOUCHER, "the same: what the bank wrote of a movement"),
    # Rules of their own.
    "message": Rule(Fate.OWN, "retention from the day on which it was written; with its organisation at the latest"),
    "legal_hold": Rule(Fate.OWN, "retention from its end"),
    "disclosure": Rule(Fate.OWN, "retention from the day on which it was asked for; its file goes after seven days"),
    "disclosure_part": Rule(Fate.OWN, "seven days after the file was made"),
    "disclosure_fetch": Rule(Fate.OWN, "with its disclosure"),
    "inquiry_case": Rule(Fate.OWN, "retention from the day on which it was closed", staff=True),
    "inquiry_entry": Rule(Fate.OWN, "with its case", staff=True),
    "inquiry_file": Rule(Fate.OWN, "with its case, and the file too"),
    "inquiry_answer": Rule(Fate.OWN, "with its case", staff=True),
    "inquiry_letter": Rule(Fate.OWN, "with its answer"),
    "audit_entry": Rule(Fate.OWN, "loses its values after retention; what stays holds nothing personal, and its chain"),
    "api_request": Rule(Fate.OWN, "what a system's call was answered; goes after a day"),
    "api_tally": Rule(Fate.OWN, "how many calls there were in a minute; goes after a day"),
    "webhook_delivery": Rule(Fate.OWN, "names alone; goes thirty days after it was settled"),
    "attempt": Rule(Fate.OWN, "each day takes old ones"),
    "doomed_file": Rule(Fate.OWN, "as soon as the file is deleted"),
    # What stays.
    "audit_check": Rule(Fate.KEPT, "how far the trail was verified"),
    "purge_plan": Rule(Fate.KEPT, "proves what was purged when and who confirmed it; counts alone"),
    "counted_month": Rule(Fate.KEPT, "which months were counted"),
    "statistics_count": Rule(Fate.KEPT, "counts alone; nobody can be made out in them"),
    "import_file": Rule(Fate.KEPT, "which files of past certificates came in, and who took them in"),
    "earlier_certificate": Rule(Fate.KEPT, "number, day and state of a past certificate, as the register shows them"),
    "imprint": Rule(Fate.KEPT, "what stood on papers when: the chamber's seal, its officers' signatures", staff=True),
    "inquiry_reminder": Rule(Fate.KEPT, "days on which the chamber was reminded"),
    "account_counter": Rule(Fate.KEPT, "ids are never given out twice"),
    "application_overdue_notice": Rule(Fate.KEPT, "days on which the chamber was reminded"),
    "setting": Rule(Fate.KEPT, "what the chamber had set when"),
    "chamber": Rule(Fate.KEPT, "the chambers themselves"),
    "third_party": Rule(Fate.KEPT, "systems that the federation approved"),
    "third_party_client": Rule(Fate.KEPT, "how these systems connect", secret=True),
    "system_switch": Rule(Fate.KEPT, "which of these systems the chamber lets in"),
    "own_system": Rule(Fate.KEPT, "the chamber's own systems", secret=True),
    "webhook_endpoint": Rule(Fate.KEPT, "where these systems are told of events", staff=True),
    "webhook_secret": Rule(Fate.KEPT, "what signs to them; goes with its endpoint", secret=True),
    "notice": Rule(Fate.KEPT, "was public, and took effect"),
    "notice_spread": Rule(Fate.KEPT, "when a notice went out"),
    "terms_version": Rule(Fate.KEPT, "was public, and in force"),
    "pause": Rule(Fate.KEPT, "was public"),
    "bulletin_item": Rule(Fate.KEPT, "is public"),
}


def tables_of(fate: Fate) -> list[Table]:
    """Return the tables of a fate, each after those that it refers to."""
    return [table for table in metadata.sorted_tables if RULES[table.name].fate is fate]
