"""What templates of applications need: words for states, kinds and papers."""

import datetime as dt
from typing import Any

from issuance.domain.application.fields import label_of
from issuance.domain.application.order import COPIES, FAULT, REPLACES, RUSH, WHY, Fault, fault_in
from issuance.domain.uploads import UploadState
from issuance.language import N_, _, day_text
from issuance.services.applications.lists import Tray
from issuance.services.applications.wording import KINDS, ROLES, STATES
from issuance.web.registrar_words import UPLOAD_STATES
from signing.content import Kind
from signing.number import parse_number

TRAYS = {
    Tray.WAITING: N_("Waiting for you"),
    Tray.DRAFTS: N_("Drafts"),
    Tray.CHAMBER: N_("With the chamber"),
    Tray.DONE: N_("Settled"),
    Tray.ALL: N_("All"),
}

NEXT = {
    "draft": N_("It is written. Check it and submit it when it is complete."),
    "awaiting signatory": N_("The signatory looks at it, then submits it or sends it back."),
    "submitted": N_("It waits for an officer of the chamber."),
    "in review": N_("An officer of the chamber reviews it."),
    "returned": N_("The chamber wants something changed: see the remarks, change it and submit it again."),
    "checked": N_("It was reviewed; another officer decides."),
    "fee due": N_("It is approved. It is issued as soon as the fee is paid."),
    "paid": N_("It is about to be issued."),
    "issuing": N_("It is being issued."),
    "issue stopped": N_("The issue could not be finished. The chamber looks after it; you need do nothing."),
    "delivered": N_("It is issued: print it within 14 days."),
    "print closed": N_("It is issued, and the time for printing is over."),
    "rejected": N_("The chamber rejected it."),
    "withdrawn": N_("It was withdrawn."),
}
"""What happens next, by the state's value."""

ABOUT_KINDS = {
    Kind.COO_JP: N_("For goods made in Japan. Have the commercial invoice at hand."),
    Kind.COO_FOREIGN: N_(
        "For goods made in another country. Have the commercial invoice at hand, and the maker's certificate or the "
        "certificate of origin of a foreign chamber."
    ),
    Kind.INVOICE: N_("The certification stands on the invoice itself. Have it at hand as a PDF."),
    Kind.SIGNATURE: N_(
        "The certification of a signature stands on the document itself. Have it at hand as a PDF, and the commercial "
        "invoice."
    ),
}
"""What a kind is for, and what it needs, for who begins an application."""

CAUTION = N_("A certificate confirms what the chamber issued. Customs or a bank may still refuse it.")
CAUTION_ORIGIN = N_("Certificates of origin are non-preferential: they give no right to a reduced duty.")
"""Terms, article 28(3): on every form."""


ORDER = {
    COPIES: N_("Further sheets (COPY)"),
    RUSH: N_("Rush"),
    REPLACES: N_("It replaces the certificate with the number"),
    FAULT: N_("Why it is replaced"),
    WHY: N_("What is wrong in the old one"),
}

FAULTS = {
    Fault.EXPORTER: N_("Something was wrong in our application"),
    Fault.CHAMBER: N_("The chamber made an error"),
}


_ANCHORS = {"": "main", "document": "papers", "exporter": "part-parties", "signatory": "part-declaration"}
"""Where on the form one looks for what has no field of its own; a signatory stands in every kind's last section."""


def application_words() -> dict[str, Any]:
    """Return what templates of these pages use besides what all have."""
    return {
        "KINDS": KINDS,
        "KIND_LIST": tuple(Kind),
        "ABOUT_KINDS": ABOUT_KINDS,
        "APPLICATION_STATES": STATES,
        "ROLES": ROLES,
        "TRAYS": TRAYS,
        "NEXT": NEXT,
        "UPLOAD_STATES": UPLOAD_STATES,
        "UploadState": UploadState,
        "FAULTS": FAULTS,
        "fault_in": fault_in,
        "field_label": field_label,
        "anchor_of": anchor_of,
        "printed_number": printed_number,
        "caution": caution,
    }


def field_label(path: str) -> str:
    """Return what a field is called, in the language that is spoken."""
    return _(ORDER[path]) if path in ORDER else label_of(path)


def date_shown(typed: str) -> str:
    """Return a date that was typed as `2026-11-23` as all dates are written; any other way of typing it as it is."""
    try:
        return day_text(dt.datetime.strptime(typed.strip(), "%Y-%m-%d").date())  # noqa: DTZ007  # a date has no zone
    except ValueError:
        return typed


def anchor_of(path: str) -> str:
    """Return the id of the element of the form to which a problem's link leads."""
    return _ANCHORS.get(path) or path.replace(".", "-")


def printed_number(canonical: str) -> str:
    """Return a certificate's number as it is printed."""
    return parse_number(canonical).printed


def caution(kind: Kind | None) -> str:
    """Return what every form says of what a certificate is worth (terms, article 28(3))."""
    return f"{_(CAUTION)} {_(CAUTION_ORIGIN)}" if kind is None or kind.is_origin else _(CAUTION)
