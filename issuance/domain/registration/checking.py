"""How the sections of a draft are checked and compared: functions on what was typed, by section or item."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from issuance.domain.registration.documents import MAX_AGE_MONTHS, PaperKind, is_fresh, oldest_issue
from issuance.domain.registration.form import (
    Addresses,
    Contacts,
    Organisation,
    Paper,
    Pledge,
    RegistrationForm,
    Section,
    SectionName,
    problems_of,
)
from issuance.domain.registration.reach import national
from issuance.language import _, day_text

Data = Mapping[str, Any]
Problems = dict[str, str]
"""A sentence by field: `name_en`; in a list by the item's own name too: `3f…e1.mail`, `statutes`."""

MODELS: Mapping[SectionName, type[Section]] = {
    SectionName.ORGANISATION: Organisation,
    SectionName.ADDRESSES: Addresses,
    SectionName.CONTACTS: Contacts,
    SectionName.PLEDGE: Pledge,
}
IDENTITY = (SectionName.ORGANISATION, SectionName.ADDRESSES)
"""Sections that papers prove."""
COMPARED = (*IDENTITY, SectionName.CONTACTS)
"""Sections that a change can change; papers and the pledge are brought anew, signatories have a page of their own."""


def with_confirmed(data: Data, what: str, address: str) -> dict[str, Any]:
    """Return a filing's data with the note that a `mail` address or `fax` number was shown to reach its contact."""
    return {**data, "confirmed": {**data.get("confirmed", {}), what: address}}


def as_typed(form: RegistrationForm) -> dict[str, dict[str, Any]]:
    """Return the sections that a renewal or a change begins with, as somebody would type them."""
    said = form.model_dump(mode="json", include={name.value for name in COMPARED})
    return {name: {field: _typed(field, value) for field, value in section.items()} for name, section in said.items()}


def _typed(field: str, value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    return national(str(value)) if field in ("phone", "fax") else value


def problem_of_paper(item: Data, today: dt.date) -> str | None:
    """Return what is wrong with a paper that is handed in on a day in Japan."""
    found = check(Paper, item)
    if found:
        return next(iter(found.values()))
    paper = Paper.model_validate(item)
    return None if is_fresh(PaperKind(paper.kind), paper.issued, today) else _too_old(paper.issued, today)


def _too_old(issued: dt.date | None, today: dt.date) -> str:
    if issued is None:
        return _("Give the day on which it was issued.")
    if issued > today:
        return _("This day has not come yet: give the day of issue that stands on the paper.")
    return _(
        "Issued on %(issued)s, this is older than %(months)s months: hand in one of %(oldest)s or later.",
        issued=day_text(issued),
        months=MAX_AGE_MONTHS,
        oldest=day_text(oldest_issue(today)),
    )


def check(model: type[Section], values: Mapping[str, Any]) -> Problems:
    """Return what a section or item that was typed has wrong, by field."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        return dict(problems_of(error))
    return {}


def checked(model: type[Section], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a section that has no problems as it is stored."""
    return model.model_validate(values).model_dump(mode="json")


def check_contacts(values: Mapping[str, Any]) -> Contacts | None:
    """Return the contacts, None where something is wrong with them."""
    try:
        return Contacts.model_validate(values)
    except ValidationError:
        return None


def said_of(section: object) -> object:
    """Return a section without what says nothing, so that a field left empty equals one that is not there."""
    if isinstance(section, Mapping):
        return {name: said_of(value) for name, value in section.items() if value not in (None, "", [], ())}
    return section
