"""What a registration says: one strict model per section, with the limits of every field.

Models are made of texts as they were typed; what they refuse, they say in a sentence for the person, by field
(`problems_of`). A line's limits are in characters. What `model_dump(mode="json")` returns is what is stored.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from issuance.domain.registration import reach
from issuance.domain.registration.standing import Capacity
from issuance.domain.registration.text import Check, japanese, kana, latin, line
from issuance.language import _

MAX_SIGNATORIES = 30
MAX_PAPERS = 20


class LegalForm(StrEnum):
    """What kind of organisation it is."""

    CORPORATION = "corporation"
    SOLE_TRADER = "sole trader"
    BODY = "other body"


class SectionName(StrEnum):
    """The parts of a filing, in the order in which they are asked."""

    ORGANISATION = "organisation"
    ADDRESSES = "addresses"
    CONTACTS = "contacts"
    SIGNATORIES = "signatories"
    PAPERS = "papers"
    PLEDGE = "pledge"


def _or_none(check: Check) -> BeforeValidator:
    def optional(value: object) -> str | None:
        return None if value is None or (isinstance(value, str) and not value.strip()) else check(value)

    return BeforeValidator(optional)


UploadId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Section(BaseModel):
    """Nothing but its own fields, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Organisation(Section):
    """Who registers, and as what. Of a sole trader, the representative is the trader."""

    form: LegalForm
    capacities: tuple[Capacity, ...]
    name_ja: Annotated[str, BeforeValidator(japanese(100))]
    name_kana: Annotated[str, BeforeValidator(kana(150))]
    name_en: Annotated[str, BeforeValidator(latin(120))]
    corporate_number: Annotated[str | None, _or_none(reach.corporate_number)] = None
    representative_ja: Annotated[str, BeforeValidator(japanese(60))]
    representative_kana: Annotated[str, BeforeValidator(kana(100))]
    representative_en: Annotated[str, BeforeValidator(latin(80))]
    representative_title: Annotated[str | None, _or_none(japanese(60))] = None
    member: bool
    member_number: Annotated[str | None, _or_none(line(30))] = None

    @field_validator("capacities", mode="before")
    @classmethod
    def _some_capacity(cls, value: object) -> object:
        if not value:
            raise ValueError(_("Choose applicant, agent or both."))
        return sorted({str(each) for each in value}) if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _as_the_form_demands(self) -> Self:
        if self.form is LegalForm.CORPORATION and self.corporate_number is None:
            raise _at("corporate_number", _("Give the corporate number: 13 digits, as on the registry extract."))
        if self.form is LegalForm.SOLE_TRADER and self.corporate_number is not None:
            raise _at("corporate_number", _("A sole trader has no corporate number: leave this empty."))
        if self.form is not LegalForm.SOLE_TRADER and self.representative_title is None:
            raise _at("representative_title", _("Fill this in."))
        if self.member and self.member_number is None:
            raise _at("member_number", _("Give the member number, or answer that you are no member."))
        return self


class Addresses(Section):
    """Where it is, and where letters go if elsewhere."""

    postal_code: Annotated[str, BeforeValidator(reach.postal_code)]
    address_ja: Annotated[str, BeforeValidator(japanese(150))]
    address_en: Annotated[str, BeforeValidator(latin(200))]
    letters_elsewhere: bool
    letters_postal_code: Annotated[str | None, _or_none(reach.postal_code)] = None
    letters_address: Annotated[str | None, _or_none(japanese(150))] = None

    @model_validator(mode="after")
    def _where_letters_go(self) -> Self:
        for name in ("letters_postal_code", "letters_address"):
            if self.letters_elsewhere and getattr(self, name) is None:
                raise _at(name, _("Fill this in."))
        return self


class Contacts(Section):
    """Whom the chamber asks, and where notices go (terms, article 6). Numbers are E.164: `+81312345678`."""

    person: Annotated[str, BeforeValidator(japanese(60))]
    person_kana: Annotated[str, BeforeValidator(kana(100))]
    department: Annotated[str | None, _or_none(japanese(80))] = None
    phone: Annotated[str, BeforeValidator(reach.phone_number)]
    fax: Annotated[str | None, _or_none(reach.fax_number)] = None
    mail: Annotated[str, BeforeValidator(reach.mail_address)]
    language: Annotated[str, Field(pattern=r"^(ja|en)$")]


class Signatory(Section):
    """One whose signature stands in the exporter's declaration (terms, article 2(7))."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    """Names it within the filing."""
    name_ja: Annotated[str, BeforeValidator(japanese(60))]
    name_kana: Annotated[str, BeforeValidator(kana(100))]
    name_en: Annotated[str, BeforeValidator(latin(80))]
    title_ja: Annotated[str, BeforeValidator(japanese(60))]
    title_en: Annotated[str, BeforeValidator(latin(80))]
    mail: Annotated[str, BeforeValidator(reach.mail_address)]
    specimen: UploadId
    """Picture of the specimen signature."""


class Paper(Section):
    """A paper that was handed in. `kind` is a `documents.PaperKind`; `issued` is the day that stands on it."""

    kind: Annotated[str, Field(max_length=30)]
    upload: UploadId
    filename: Annotated[str, Field(max_length=200)] = ""
    issued: dt.date | None = None


class Pledge(Section):
    """That the rules are kept, under the version of the text that was shown."""

    agreed: Annotated[bool, BeforeValidator(lambda value: _agreed(value))]
    name: Annotated[str, BeforeValidator(japanese(60))]
    version: Annotated[str, Field(max_length=40)]


class RegistrationForm(Section):
    """The whole of a submitted filing."""

    organisation: Organisation
    addresses: Addresses
    contacts: Contacts
    signatories: tuple[Signatory, ...] = Field(default=(), max_length=MAX_SIGNATORIES)
    papers: tuple[Paper, ...] = Field(default=(), max_length=MAX_PAPERS)
    pledge: Pledge | None = None


class _FieldError(ValueError):
    """What is wrong with one field as it stands beside others."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def _at(field: str, message: str) -> _FieldError:
    return _FieldError(field, message)


def _agreed(value: object) -> bool:
    if value not in (True, "yes"):
        raise ValueError(_("Without the pledge nobody can be registered."))
    return True


def problems_of(error: ValidationError) -> Mapping[str, str]:
    """Return a sentence for each field that was refused; the first one counts."""
    found: dict[str, str] = {}
    for entry in error.errors(include_url=False, include_input=False):
        cause = entry.get("ctx", {}).get("error")
        field = cause.field if isinstance(cause, _FieldError) else ".".join(str(part) for part in entry["loc"])
        found.setdefault(field, str(cause) if isinstance(cause, ValueError) else _built_in(entry["type"]))
    return found


def _built_in(kind: str) -> str:
    if kind == "missing":
        return _("Fill this in.")
    if kind in ("enum", "bool_parsing", "bool_type", "string_pattern_mismatch"):
        return _("Choose one of the answers.")
    if kind.startswith("date"):
        return _("Give a date with year, month and day, such as 2026 4 1.")
    return _("This cannot be read: write it anew.")
