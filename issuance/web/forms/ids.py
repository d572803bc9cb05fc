"""Forms about signatories, sub ids and ids."""

from collections.abc import Callable

from flask_wtf.file import FileField
from wtforms import EmailField, Field, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from issuance.domain.accounts import Person
from issuance.domain.messages import MailAddress
from issuance.domain.registration.text import japanese, latin, line
from issuance.domain.signatories import SignatoryPerson
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices

MAX_REASON = 1000
_LANGUAGES = choices([("ja", "日本語"), ("en", "English")])


class Checked:
    """A text passes a check of the domain, whose sentence is told where it does not."""

    def __init__(self, check: Callable[[object], object]) -> None:
        self._check = check

    def __call__(self, form: Form, field: Field) -> None:
        """Raise `StopValidation` with the check's own sentence."""
        try:
            self._check(field.data)
        except (ValueError, RefusedError) as error:
            raise StopValidation(str(error)) from error


def _mail(value: object) -> object:
    return MailAddress(str(value))


class SpecimenForm(OfficeForm):
    """A picture of a signature."""

    specimen = FileField(N_("Specimen signature"))

    def validate_specimen(self, field: FileField) -> None:
        """Ask for a file."""
        if not field.data or not field.data.filename:
            raise StopValidation(_("Choose the file with the specimen signature"))


class SignatoryForm(SpecimenForm):
    """A new signatory."""

    name_ja = StringField(N_("Name in Japanese"), [Required(N_("Enter the name")), Checked(japanese(60))])
    name_en = StringField(
        N_("Name in Latin letters"),
        [Required(N_("Enter the name in Latin letters")), Checked(latin(60))],
        description=N_("As it is printed in the exporter's declaration, for example: Taro Yamada"),
    )
    title = StringField(
        N_("Title in English"),
        [Required(N_("Enter the title in English")), Checked(latin(60))],
        description=N_("For example: Export Manager"),
    )
    mail = EmailField(N_("E-mail"), [Required(N_("Enter the e-mail address")), AtMost(254), Checked(_mail)])
    language = RadioField(N_("Language of mails"), choices=_LANGUAGES, default="ja")

    @property
    def person(self) -> SignatoryPerson:
        """Who was entered."""
        values = (self.name_ja, self.name_en, self.title, self.mail, self.language)
        return SignatoryPerson(*(str(field.data) for field in values))


class PersonForm(OfficeForm):
    """The holder of a sub id."""

    name = StringField(N_("Name"), [Required(N_("Enter the person's name")), Checked(line(60))])
    mail = EmailField(N_("E-mail"), [Required(N_("Enter the e-mail address")), AtMost(254), Checked(_mail)])
    language = RadioField(N_("Language of mails"), choices=_LANGUAGES, default="ja")

    @property
    def person(self) -> Person:
        """Who was entered."""
        return Person(str(self.name.data), str(self.mail.data), str(self.language.data))


class SubIdForm(PersonForm):
    """A sub id: its holder and the signatory under whom it works."""

    signatory = SelectField(N_("Works under the signatory"), validate_choice=True)


class MoveForm(OfficeForm):
    """Another signatory for a sub id."""

    signatory = SelectField(N_("Works under the signatory"), validate_choice=True)


class PastedForm(OfficeForm):
    """Many people at once."""

    people = TextAreaField(N_("People"), [Required(N_("Paste the rows"))])


class ReasonedForm(OfficeForm):
    """An act that needs a reason."""

    reason = TextAreaField(N_("Reason"), [Required(N_("Say why")), AtMost(MAX_REASON)])
