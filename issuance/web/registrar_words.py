"""What the registrar's pages call things: sections of a form, states, kinds, points to check."""

import re

from issuance.domain.ids import IdKind, IdState
from issuance.domain.messages import Channel, Delivery
from issuance.domain.registration.checklist import Check
from issuance.domain.registration.filing import FilingKind, FilingState
from issuance.domain.registration.form import LegalForm, SectionName
from issuance.domain.registration.measures import MeasureKind
from issuance.domain.registration.reach import national
from issuance.domain.registration.standing import Capacity
from issuance.domain.registration.states import State
from issuance.domain.signatories import SignatoryState
from issuance.domain.uploads import UploadState
from issuance.language import N_, _, spoken_language
from issuance.services.messages.posting import TemplateError, load_template
from issuance.services.registrar.wording import CAPACITIES, GROUNDS, say_capacities
from issuance.storage.desk_queue import Tray

_PLACEHOLDER = re.compile(r"\{\w+\}")
_SAYS_SOMETHING = re.compile(r"\w")

SECTIONS = {
    SectionName.ORGANISATION: N_("Organisation"),
    SectionName.ADDRESSES: N_("Addresses"),
    SectionName.CONTACTS: N_("Contacts"),
    SectionName.SIGNATORIES: N_("Signatories"),
    SectionName.PAPERS: N_("Papers"),
    SectionName.PLEDGE: N_("Pledge"),
}

FORMS = {
    LegalForm.CORPORATION: N_("corporation"),
    LegalForm.SOLE_TRADER: N_("sole trader"),
    LegalForm.BODY: N_("other body"),
}
KINDS = {
    FilingKind.NEW: N_("new registration"),
    FilingKind.RENEWAL: N_("renewal"),
    FilingKind.CHANGE: N_("change"),
}
TRAYS = {
    Tray.OPEN: N_("Waiting for us"),
    Tray.SUBMITTED: N_("Submitted"),
    Tray.IN_REVIEW: N_("In review"),
    Tray.RETURNED: N_("Returned"),
    Tray.APPROVED: N_("Approved"),
    Tray.REJECTED: N_("Rejected"),
}
FILING_STATES = {
    FilingState.DRAFT: (N_("draft"), "waiting"),
    FilingState.SUBMITTED: (N_("submitted"), "open"),
    FilingState.IN_REVIEW: (N_("in review"), "open"),
    FilingState.RETURNED: (N_("returned"), "waiting"),
    FilingState.APPROVED: (N_("approved"), "good"),
    FilingState.REJECTED: (N_("rejected"), "stopped"),
    FilingState.WITHDRAWN: (N_("withdrawn"), "ended"),
}
"""Word and kind of tag (`state_tag` of templates/work.html)."""
REGISTRATION_STATES = {
    State.DRAFT: (N_("draft"), "waiting"),
    State.SUBMITTED: (N_("submitted"), "open"),
    State.RETURNED: (N_("returned"), "waiting"),
    State.REJECTED: (N_("rejected"), "stopped"),
    State.DISCARDED: (N_("discarded"), "ended"),
    State.ACTIVE: (N_("in force"), "good"),
    State.RENEWAL_SUBMITTED: (N_("renewal submitted"), "open"),
    State.EXPIRED: (N_("expired"), "waiting"),
    State.SUSPENDED: (N_("suspended"), "stopped"),
    State.WITHDRAWN: (N_("registration withdrawn"), "ended"),
    State.TERMINATED: (N_("terminated"), "ended"),
}
UPLOAD_STATES = {
    UploadState.QUARANTINED: (N_("quarantined: not scanned for viruses yet"), "waiting"),
    UploadState.CLEAN: (N_("scanned, no virus"), "good"),
    UploadState.NOT_SCANNED: (N_("not scanned for viruses"), "waiting"),
    UploadState.INFECTED: (N_("virus found, removed"), "stopped"),
}
SIGNATORY_STATES = {
    SignatoryState.NAMED: (N_("to be checked"), "open"),
    SignatoryState.APPROVED: (N_("approved"), "good"),
    SignatoryState.REFUSED: (N_("refused"), "stopped"),
    SignatoryState.ENDED: (N_("ended"), "ended"),
}
ID_KINDS = {
    IdKind.ADMINISTRATOR: N_("administrator id"),
    IdKind.USER: N_("user id"),
    IdKind.SUB: N_("sub id"),
    IdKind.STAFF: N_("staff"),
    IdKind.FEDERATION: N_("federation"),
}
ID_STATES = {
    IdState.INVITED: (N_("invited"), "waiting"),
    IdState.ACTIVE: (N_("active"), "good"),
    IdState.LOCKED: (N_("locked"), "stopped"),
    IdState.CLOSED: (N_("closed"), "ended"),
}
MEASURES = {
    MeasureKind.SUSPENSION: N_("Suspension"),
    MeasureKind.DEMAND: N_("Demand"),
    MeasureKind.TERMINATION: N_("End of the registration"),
    MeasureKind.CONSENT: N_("Consent to a transfer"),
}
MEASURE_STATES = {
    "in force": (N_("in force"), "stopped"),
    "lifted": (N_("lifted"), "ended"),
    "overtaken by the end": (N_("overtaken by the end"), "ended"),
    "sent": (N_("sent"), "open"),
    "met": (N_("met"), "good"),
    "taken back": (N_("taken back"), "ended"),
    "led to the end": (N_("led to the end"), "stopped"),
    "proposed": (N_("proposed"), "waiting"),
    "decided": (N_("decided"), "stopped"),
    "turned down": (N_("turned down"), "ended"),
    "given": (N_("given"), "good"),
    "used": (N_("used"), "ended"),
}
CHANNELS = {Channel.MAIL: N_("mail"), Channel.FAX: N_("fax")}
DELIVERIES = {
    Delivery.WAITING: (N_("waiting"), "waiting"),
    Delivery.SENDING: (N_("being sent"), "open"),
    Delivery.SENT: (N_("sent"), "good"),
    Delivery.HANDED: (N_("handed to the gateway"), "good"),
    Delivery.CONFIRMED: (N_("confirmed"), "good"),
    Delivery.FAILED: (N_("refused by the server"), "stopped"),
    Delivery.GIVEN_UP: (N_("given up"), "stopped"),
}
CHECKS = {
    Check.CHANGES: N_("What has changed against the last approved state is right, and the papers prove it."),
    Check.NAME_AS_EXTRACT: N_("Name and corporate number are those of the registry extract."),
    Check.REPRESENTATIVE_AS_EXTRACT: N_("The representative stands in the registry extract."),
    Check.SEAL_CERTIFICATE: N_("The seal certificate is that of the representative, and younger than three months."),
    Check.TRADER_AS_RESIDENCE_RECORD: N_("Name and address are those of the residence record."),
    Check.PERSONAL_SEAL_CERTIFICATE: N_("The seal certificate is that of the trader, and younger than three months."),
    Check.BUSINESS_PROVEN: N_("The papers prove that the trader does business."),
    Check.NAME_AS_STATUTES: N_("The name is that of the statutes."),
    Check.REPRESENTATIVE_AS_OFFICERS: N_("The representative stands in the list of officers."),
    Check.ADDRESS: N_("The address is that of the papers."),
    Check.ENGLISH: N_("Name and address in English say the same, and can be printed on a certificate."),
    Check.MEMBERSHIP: N_("The membership was looked up in the chamber's list of members."),
    Check.SPECIMENS: N_("Each specimen signature can be read and shows the name of its signatory."),
}


def value_text(path: str, value: str) -> str:
    """Return a field's value as people read it."""
    name = path.rpartition(".")[2]
    if value and name in ("member", "letters_elsewhere", "agreed"):
        return _("yes") if value == "yes" else _("no")
    if name == "form" and value in tuple(LegalForm):
        return _(FORMS[LegalForm(value)])
    if name == "capacities":
        held = [Capacity(each) for each in value.split(", ") if each in tuple(Capacity)]
        return _(", ").join(_(CAPACITIES[each]) for each in held)
    if name == "language":
        return {"ja": _("Japanese"), "en": _("English")}.get(value, value)
    return national(value) if name in ("phone", "fax") else value


def subject_of(template: str) -> str:
    """Return the subject of a message in the language that is spoken, without the values of this one."""
    try:
        subject = _PLACEHOLDER.sub("…", load_template(template, spoken_language().code).subject)
    except TemplateError:
        return template  # of an older program, which is no reason to show no page
    # Of a notice of the board the subject is its title, which is a value.
    return subject if _SAYS_SOMETHING.search(subject) else _("Notice of the board")


def words() -> dict[str, object]:
    """Return what the templates of the registrar's pages name things with."""
    return {
        "CHANNELS": CHANNELS,
        "DELIVERIES": DELIVERIES,
        "FILING_STATES": FILING_STATES,
        "FORMS": FORMS,
        "GROUNDS": GROUNDS,
        "ID_KINDS": ID_KINDS,
        "ID_STATES": ID_STATES,
        "KINDS": KINDS,
        "MEASURES": MEASURES,
        "MEASURE_STATES": MEASURE_STATES,
        "REGISTRATION_STATES": REGISTRATION_STATES,
        "SIGNATORY_STATES": SIGNATORY_STATES,
        "TRAYS": TRAYS,
        "UPLOAD_STATES": UPLOAD_STATES,
        "say_capacities": say_capacities,
        "subject_of": subject_of,
    }
