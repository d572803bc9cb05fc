"""Forms of the chamber's seal and of the officers' signatures."""

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import StopValidation

from issuance.domain.imprints import MOST_NAME, MOST_TITLE, Printed
from issuance.domain.registration.text import latin
from issuance.language import N_, _
from issuance.services.imprints.desk import LONGEST_REASON
from issuance.web.forms.base import AtMost, OfficeForm, Required
from issuance.web.forms.dates import DateBoxes
from issuance.web.forms.ids import Checked


class PictureForm(OfficeForm):
    """A picture."""

    picture = FileField(N_("Picture"))

    def validate_picture(self, field: FileField) -> None:
        """Ask for a file."""
        if not field.data or not field.data.filename:
            raise StopValidation(_("Choose the file with the picture"))


class SealForm(PictureForm):
    """The chamber's seal."""

    valid_from = DateBoxes(N_("On papers from"), [Required(N_("Enter the first day"))])


class SignatureForm(PictureForm):
    """An officer's own signature."""

    name = StringField(
        N_("Name as printed"), [Required(N_("Enter your name in Latin letters")), Checked(latin(MOST_NAME))]
    )
    title = StringField(
        N_("Title as printed"), [Required(N_("Enter your title in Latin letters")), Checked(latin(MOST_TITLE))]
    )

    @property
    def printed(self) -> Printed:
        """Name and title."""
        return Printed(self.name.data or "", self.title.data or "")


class WhyForm(OfficeForm):
    """Why one is refused or ended."""

    reason = TextAreaField(N_("Reason"), [Required(N_("Enter the reason: it goes on record")), AtMost(LONGEST_REASON)])
