"""How a filing's sections, states and values are called on the applicant's pages."""

import datetime as dt

from issuance.domain.registration.filing import FilingKind, FilingState
from issuance.domain.registration.form import SectionName
from issuance.domain.registration.reach import national
from issuance.domain.registration.states import State
from issuance.language import N_, _, spoken_language
from issuance.web.forms.registration import (
    LANGUAGES,
    LEGAL_FORMS,
    YES_NO,
)

SECTIONS = {
    SectionName.ORGANISATION: N_("Your organisation"),
    SectionName.ADDRESSES: N_("Addresses"),
    SectionName.CONTACTS: N_("Contacts"),
    SectionName.SIGNATORIES: N_("Signatories and specimen signatures"),
    SectionName.PAPERS: N_("Papers"),
    SectionName.PLEDGE: N_("Pledge"),
}
KINDS = {
    FilingKind.NEW: N_("New registration"),
    FilingKind.RENEWAL: N_("Renewal"),
    FilingKind.CHANGE: N_("Change"),
}
FILING_STATES = {
    FilingState.DRAFT: (N_("being written"), "open"),
    FilingState.SUBMITTED: (N_("handed in"), "waiting"),
    FilingState.IN_REVIEW: (N_("in review"), "waiting"),
    FilingState.RETURNED: (N_("returned with remarks"), "open"),
    FilingState.APPROVED: (N_("approved"), "good"),
    FilingState.REJECTED: (N_("rejected"), "ended"),
    FilingState.WITHDRAWN: (N_("taken back"), "ended"),
}
"""What a state is called, and the kind of its tag (`state_tag` of work.html)."""
REGISTRATION_STATES = {
    State.DRAFT: (N_("being written"), "open"),
    State.SUBMITTED: (N_("waiting for approval"), "waiting"),
    State.RETURNED: (N_("returned with remarks"), "open"),
    State.REJECTED: (N_("rejected"), "ended"),
    State.DISCARDED: (N_("taken back"), "ended"),
    State.ACTIVE: (N_("in force"), "good"),
    State.RENEWAL_SUBMITTED: (N_("renewal handed in"), "waiting"),
    State.EXPIRED: (N_("expired"), "stopped"),
    State.SUSPENDED: (N_("suspended"), "stopped"),
    State.WITHDRAWN: (N_("registration withdrawn"), "ended"),
    State.TERMINATED: (N_("terminated"), "ended"),
}
_CAPACITIES = {"applicant": N_("Applicant"), "agent": N_("Agent")}
_WORDS = {
    "form": dict(LEGAL_FORMS),
    "language": dict(LANGUAGES),
    "member": dict(YES_NO),
    "letters_elsewhere": dict(YES_NO),
    "agreed": dict(YES_NO),
}


def value_text(path: str, value: str) -> str:
    """Return a stored value in words: answers, capacities, days and numbers as people read them; '' for none."""
    field = path.rpartition(".")[2]
    if not value:
        return ""
    if field == "capacities":
        return _(", ").join(_(_CAPACITIES.get(each, each)) for each in value.split(", "))
    if field in _WORDS:
        return _(_WORDS[field].get(value, value))
    if field in ("phone", "fax"):
        return national(value)
    return spoken_language().day_text(dt.date.fromisoformat(value)) if field == "issued" else value
