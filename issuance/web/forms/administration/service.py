"""Forms of stops and of the end of the service (terms, article 24)."""

from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from issuance.language import N_, _
from issuance.web.chamber_words import STOPPED
from issuance.web.forms.administration.sections import TEXT
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.forms.dates import DateBoxes


class _SaysWhy(OfficeForm):
    """Reason and alternatives, each in one language at least as far as it is needed."""

    reason_ja = TextAreaField(N_("Reason in Japanese"), TEXT)
    reason_en = TextAreaField(N_("Reason in English"), TEXT)
    alternatives_ja = TextAreaField(N_("What people can do instead, in Japanese"), TEXT)
    alternatives_en = TextAreaField(N_("What people can do instead, in English"), TEXT)

    def validate_reason_en(self, field: Field) -> None:
        """One of the two languages is enough; the notice shows it in both places."""
        if not field.data and not self.reason_ja.data:
            raise ValidationError(_("Say why, in Japanese or English: it goes into the notice."))


class StopForm(_SaysWhy):
    """Nothing new of a kind is accepted, from all or some."""

    what = RadioField(N_("What is stopped"), choices=choices((each.value, text[0]) for each, text in STOPPED.items()))
    whom = RadioField(
        N_("For whom"),
        choices=choices([("all", N_("All organisations")), ("some", N_("The organisations named below"))]),
        default="all",
    )
    logins = TextAreaField(N_("Administrator ids of the organisations, one on each line"), [AtMost(4000)])
    confirmed = HiddenField()

    def validate_logins(self, field: Field) -> None:
        """Ask for ids where some organisations are meant."""
        if self.whom.data == "some" and not (field.data or "").split():
            raise ValidationError(
                _("Name at least one organisation by its administrator id, for example TYO-A000123-4.")
            )


class EndForm(_SaysWhy):
    """The chamber ends its service."""

    last_day = DateBoxes(N_("Last day of the service"), [Required(N_("Enter the last day"))])
    code = StringField(N_("Type the chamber's code to confirm"), [AtMost(10)])
    understood = BooleanField(N_("The notice goes to all organisations at once"))
