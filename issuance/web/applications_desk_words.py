"""What the officers' pages of applications call things: trays, points to check, hints."""

import datetime as dt
from collections.abc import Mapping

import pycountry

from issuance.domain.application.checklist import Check
from issuance.domain.application.hints import Hint, HintKind
from issuance.domain.application.order import fault_in
from issuance.language import N_, _, ngettext, spoken_language
from issuance.services.applications.wording import KINDS, ROLES, STATES
from issuance.storage.application_trays import Tray
from issuance.web.application_words import FAULTS
from issuance.web.registrar_words import UPLOAD_STATES

TRAYS = {
    Tray.OPEN: N_("Waiting for us"),
    Tray.SUBMITTED: N_("Submitted"),
    Tray.IN_REVIEW: N_("In review"),
    Tray.CHECKED: N_("To be approved"),
    Tray.RETURNED: N_("Returned"),
    Tray.APPROVED: N_("Approved"),
    Tray.STOPPED: N_("Issue stopped"),
    Tray.ISSUED: N_("Issued certificates"),
    Tray.ENDED: N_("Rejected or withdrawn"),
    Tray.ALL: N_("All"),
}

CHECKS = {
    Check.EXPORTER: N_("The exporter is the one of the registration, and stands in the papers."),
    Check.SIGNATORY: N_("The signatory may sign for the exporter, and the declaration names him."),
    Check.INVOICE: N_("Invoice number, date and consignee are those of the commercial invoice."),
    Check.GOODS: N_("Marks, packages, description and quantities are those of the invoice."),
    Check.ORIGIN_JAPAN: N_("The goods originate in Japan, as far as the papers and the kind of goods tell."),
    Check.ORIGIN_FOREIGN: N_("The maker's or a foreign chamber's certificate proves the origin of each line."),
    Check.TRANSPORT: N_("Transport, ports and date agree with the papers."),
    Check.AMOUNT: N_("Currency and total are those of the document."),
    Check.DOCUMENT: N_("The document to be certified is complete, and each page can be read."),
    Check.DOCUMENT_SIGNED: N_("The signature on the document is that of the registered signatory."),
    Check.DOCUMENT_HARMLESS: N_("The document says nothing that the chamber must not put its name to."),
    Check.REPLACED: N_("The certificate to be replaced is the right one, and the reason is clear."),
    Check.WATCHED: N_("The note on the watched destination was read, and nothing stands against it."),
}


def hint_text(hint: Hint) -> str:
    """Return a hint's sentence in the language that is spoken."""
    values = hint.values
    if hint.kind is HintKind.SAME_INVOICE:
        if values["certified"]:
            text = _("The same invoice number was certified before.")
        else:
            text = _("Another application about the same invoice number is on its way.")
        if values["others"]:
            text += " " + _("It is of another exporter.")
        return text
    if hint.kind is HintKind.WATCHED:
        return _(
            "The chamber watches this destination (%(country)s): %(note)s",
            country=country_name(str(values["country"])),
            note=_note(values),
        )
    if hint.kind is HintKind.HAND_SIGNED:
        return _(
            "This destination (%(country)s) is known to want a paper signed by hand: %(note)s",
            country=country_name(str(values["country"])),
            note=_note(values),
        )
    if hint.kind is HintKind.SHIPPED_LONG_AGO:
        return _(
            "The goods were shipped on %(day)s, more than six months ago: more papers are needed.",
            day=_day(values["day"]),
        )
    return _invoice_text(hint.kind, values) or _count_text(hint.kind, values)


def _invoice_text(kind: HintKind, values: Mapping[str, object]) -> str:
    """Return what was read in the text of an invoice, as a guess; '' for other hints."""
    if kind is HintKind.INVOICE_NUMBER:
        return _("The invoice number %(number)s was not found in the text of the invoice.", number=values["number"])
    if kind is HintKind.INVOICE_TOTAL:
        return _("The total %(total)s was not found in the text of the invoice.", total=values["total"])
    if kind is HintKind.INVOICE_LINES:
        return _(
            "Lines that look like goods: %(invoice)s on the invoice, %(application)s in the application.",
            invoice=values["invoice"],
            application=values["application"],
        )
    return ""


def _count_text(kind: HintKind, values: Mapping[str, object]) -> str:
    count, of = int(str(values.get("count", 0))), values.get("of", 0)
    if kind is HintKind.REVOKED_BEFORE:
        return ngettext(
            "%(count)s of this exporter's last %(of)s applications led to a certificate that was revoked.",
            "%(count)s of this exporter's last %(of)s applications led to certificates that were revoked.",
            count,
            of=of,
        )
    if kind is HintKind.RETURNED_BEFORE:
        return ngettext(
            "%(count)s of this exporter's last %(of)s applications was returned or rejected.",
            "%(count)s of this exporter's last %(of)s applications were returned or rejected.",
            count,
            of=of,
        )
    return _("This is the first application of this exporter.")


def _day(value: object) -> str:
    return spoken_language().day_text(value) if isinstance(value, dt.date) else str(value)


def _note(values: Mapping[str, object]) -> str:
    note = values["note"]
    text = getattr(note, "text", None)
    return str(text(spoken_language().code)) if callable(text) else str(note)


def country_name(code: str) -> str:
    """Return a country's English short name with its code, the code alone where it is none."""
    country = pycountry.countries.get(alpha_2=code)
    return code if country is None else f"{getattr(country, 'common_name', country.name)} ({code})"


def words() -> dict[str, object]:
    """Return what the templates say things with."""
    return {
        "CHECKS": CHECKS,
        "FAULTS": FAULTS,
        "KINDS": KINDS,
        "ROLES": ROLES,
        "STATES": STATES,
        "TRAYS": TRAYS,
        "UPLOAD_STATES": UPLOAD_STATES,
        "country_name": country_name,
        "fault_in": fault_in,
        "hint_text": hint_text,
    }
