"""The forms of trade registration. They take what is typed; `domain.registration.sections` says what is wrong."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectMultipleField, StringField

from issuance.domain.registration.form import LegalForm, SectionName
from issuance.domain.registration.standing import Capacity
from issuance.language import N_, _
from issuance.services.registration.wording import LABELS
from issuance.web.forms.base import OfficeForm, Required, choices
from issuance.web.forms.dates import DateBoxes

YES_NO = [("yes", N_("Yes")), ("no", N_("No"))]
LEGAL_FORMS = [
    (LegalForm.CORPORATION.value, N_("Corporation")),
    (LegalForm.SOLE_TRADER.value, N_("Sole trader")),
    (LegalForm.BODY.value, N_("Other body")),
]
CAPACITIES = [
    (Capacity.APPLICANT.value, N_("Applicant: applies for certificates of its own exports")),
    (Capacity.AGENT.value, N_("Agent: files for applicants, as a forwarder or customs broker does")),
]
LANGUAGES = [("ja", N_("Japanese")), ("en", N_("English"))]
_ORGANISATION, _ADDRESSES, _CONTACTS, _SIGNATORIES, _PLEDGE = (
    LABELS[name]
    for name in (
        SectionName.ORGANISATION,
        SectionName.ADDRESSES,
        SectionName.CONTACTS,
        SectionName.SIGNATORIES,
        SectionName.PLEDGE,
    )
)
_LONGEST_VERSION = 10


class SectionForm(OfficeForm):
    """A page of a filing. `mark` tells from which state of the section the page was made."""

    mark = HiddenField()

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by field."""
        own = {"csrf_token", "submission", "mark", "file"}
        return {
            name: [*field.data] if isinstance(field.data, list) else "" if field.data is None else str(field.data)
            for name, field in self._fields.items()
            if name not in own
        }

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, each with the name of its field: in a list by itself "Fill this in" says nothing."""
        labels = {field.id: str(field.label.text) for field in self}
        return [
            (key, _("%(field)s: %(problem)s", field=_(labels[key]), problem=text) if key in labels else text)
            for key, text in super().problems
        ]

    def show(self, problems: Mapping[str, str]) -> None:
        """Show a sentence beside each field that has a problem; others at the head."""
        for name, text in problems.items():
            if name in self._fields:
                self._fields[name].errors = [text]
            else:
                self.form_errors.append(text)


class OrganisationForm(SectionForm):
    """Who registers."""

    form = RadioField(_ORGANISATION["form"], choices=choices(LEGAL_FORMS))
    capacities = SelectMultipleField(_ORGANISATION["capacities"], choices=choices(CAPACITIES))
    name_ja = StringField(_ORGANISATION["name_ja"])
    name_kana = StringField(_ORGANISATION["name_kana"])
    name_en = StringField(_ORGANISATION["name_en"])
    corporate_number = StringField(_ORGANISATION["corporate_number"])
    representative_ja = StringField(_ORGANISATION["representative_ja"])
    representative_kana = StringField(_ORGANISATION["representative_kana"])
    representative_en = StringField(_ORGANISATION["representative_en"])
    representative_title = StringField(_ORGANISATION["representative_title"])
    member = RadioField(_ORGANISATION["member"], choices=choices(YES_NO))
    member_number = StringField(_ORGANISATION["member_number"])


class AddressesForm(SectionForm):
    """Where it is."""

    postal_code = StringField(_ADDRESSES["postal_code"])
    address_ja = StringField(_ADDRESSES["address_ja"])
    address_en = StringField(_ADDRESSES["address_en"])
    letters_elsewhere = RadioField(_ADDRESSES["letters_elsewhere"], choices=choices(YES_NO))
    letters_postal_code = StringField(_ADDRESSES["letters_postal_code"])
    letters_address = StringField(_ADDRESSES["letters_address"])


class ContactsForm(SectionForm):
    """Whom the chamber asks."""

    person = StringField(_CONTACTS["person"])
    person_kana = StringField(_CONTACTS["person_kana"])
    department = StringField(_CONTACTS["department"])
    phone = StringField(_CONTACTS["phone"])
    fax = StringField(_CONTACTS["fax"])
    mail = StringField(_CONTACTS["mail"])
    language = RadioField(_CONTACTS["language"], choices=choices(LANGUAGES))


class PledgeForm(SectionForm):
    """The pledge."""

    agreed = RadioField(_PLEDGE["agreed"], choices=choices([("yes", N_("Yes, we pledge this")), ("no", N_("No"))]))
    name = StringField(_PLEDGE["name"])
    version = HiddenField(_PLEDGE["version"])


class SignatoryForm(SectionForm):
    """One signatory."""

    name_ja = StringField(_SIGNATORIES["name_ja"])
    name_kana = StringField(_SIGNATORIES["name_kana"])
    name_en = StringField(_SIGNATORIES["name_en"])
    title_ja = StringField(_SIGNATORIES["title_ja"])
    title_en = StringField(_SIGNATORIES["title_en"])
    mail = StringField(_SIGNATORIES["mail"])
    file = FileField(N_("Specimen signature"))


class PaperForm(SectionForm):
    """One paper."""

    kind = RadioField(N_("Paper"), choices=[])
    issued = DateBoxes(N_("Day of issue"))
    file = FileField(N_("File"))


class StartForm(OfficeForm):
    """Begin a registration."""

    mail = StringField(N_("Your mail address"), validators=[Required(N_("Enter your mail address"))])


class AgainForm(OfficeForm):
    """Ask for a new link."""

    reference = StringField(N_("Reference number"), validators=[Required(N_("Enter the reference number"))])
    mail = StringField(N_("Mail address with which you began"), validators=[Required(N_("Enter your mail address"))])


class FaxCodeForm(OfficeForm):
    """The code of the test fax."""

    code = StringField(N_("Code on the test fax"), validators=[Required(N_("Enter the code"))])


class ActForm(OfficeForm):
    """A page that asks to confirm an act; `version` is what it showed."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version that the page showed; one that never was for anything else."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < _LONGEST_VERSION else -1


class WithdrawForm(ActForm):
    """The end of a registration at the organisation's own wish."""

    sure = BooleanField(
        N_("I have read what stops, and end the trade registration"),
        validators=[Required(N_("Tick the box if you want to end the registration"))],
    )


FORMS: Mapping[SectionName, type[SectionForm]] = {
    SectionName.ORGANISATION: OrganisationForm,
    SectionName.ADDRESSES: AddressesForm,
    SectionName.CONTACTS: ContactsForm,
    SectionName.PLEDGE: PledgeForm,
}
