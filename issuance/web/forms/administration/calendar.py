"""Forms of the calendar: hours, closures, days on which the chamber is open after all."""

import datetime as dt
import re
import unicodedata

from wtforms import Field, Form, StringField
from wtforms.validators import ValidationError

from issuance.language import N_, _
from issuance.web.forms.administration.sections import LINE
from issuance.web.forms.base import AtMost, OfficeForm, Required
from issuance.web.forms.dates import DateBoxes

_TIME = re.compile(r"([01]?\d|2[0-3]):?([0-5]\d)")


def read_time(typed: str) -> dt.time:
    """Read `8:30`, `08:30`, `0830` or their full-width forms; raise `ValidationError` for anything else."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        raise ValidationError(_("Enter a time of 24 hours, for example 8:30 or 17:30."))
    return dt.time(int(found[1]), int(found[2]))


class IsTime:
    """The text is a time of day."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise `ValidationError` where it is none."""
        del form
        read_time(field.data or "")


class HoursForm(OfficeForm):
    """From when to when the chamber works on its business days."""

    opens = StringField(N_("Opens at"), [Required(N_("Enter when the chamber opens")), AtMost(10), IsTime()])
    closes = StringField(N_("Closes at"), [Required(N_("Enter when the chamber closes")), AtMost(10), IsTime()])

    def validate_closes(self, field: Field) -> None:
        """Refuse closing before opening."""
        if read_time(self.opens.data or "") >= read_time(field.data):
            raise ValidationError(_("The chamber closes after it opens, on the same day."))


class ClosureForm(OfficeForm):
    """Days on which the chamber is closed beyond the usual ones."""

    first = DateBoxes(N_("First day"), [Required(N_("Enter the first day"))])
    last = DateBoxes(N_("Last day"))
    reason_ja = StringField(N_("Reason in Japanese"), LINE)
    reason_en = StringField(N_("Reason in English"), LINE)

    def validate_last(self, field: Field) -> None:
        """Refuse a day before the first one; nothing stands for the first one."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_("The last day is the first day or a later one."))

    def validate_reason_en(self, field: Field) -> None:
        """One of the two languages is enough."""
        if not field.data and not self.reason_ja.data:
            raise ValidationError(_("Say why, in Japanese or English: people read it in the calendar."))


class OpenDayForm(OfficeForm):
    """A day on which the chamber is open although it would be closed."""

    day = DateBoxes(N_("Day"), [Required(N_("Enter the day"))])
