"""Forms of a pause and of the end of the system."""

import datetime as dt
import re
import unicodedata

from wtforms import Field, Form, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from issuance.domain.calendar import ZONE
from issuance.domain.notices.pauses import Ground
from issuance.domain.texts import TEXT_LENGTH
from issuance.language import N_, _
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.forms.dates import DateBoxes
from issuance.web.forms.postings.notice import CHANNELS
from signing.bulletin import MAX_TEXT_LENGTH, ServicePart

GROUNDS = {
    Ground.MAINTENANCE: N_("Maintenance of the system (article 22-1(1))"),
    Ground.EQUIPMENT: N_("Work on the operator's equipment (22-1(2))"),
    Ground.FAULT: N_("Fault, or to prevent one (22-1(3)): may have begun already"),
    Ground.ATTACK: N_("Attack or another compelling reason (22-3): may have begun already"),
}
PARTS = {ServicePart.OFFICE: N_("This office"), ServicePart.REFERENCE: N_("The pages where certificates are checked")}
_TIME = re.compile(r"([01]?\d|2[0-3]):?([0-5]\d)")


class TimeOfDay:
    """A time such as 22:00; 2200 and full-width figures are understood."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise `ValidationError` for anything else."""
        del form
        if read_time(field.data or "") is None:
            raise ValidationError(_("Enter a time of day, for example 22:00."))


def read_time(typed: str) -> dt.time | None:
    """Return a time of day, None where it is none."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    return None if found is None else dt.time(int(found[1]), int(found[2]))


class PauseForm(OfficeForm):
    """When the system pauses, and why. Times are Japan's."""

    begins_day = DateBoxes(N_("It begins on"), [Required(N_("Enter the day on which it begins"))])
    begins_time = StringField(N_("at (Japan time)"), [Required(N_("Enter the time at which it begins")), TimeOfDay()])
    ends_day = DateBoxes(N_("It ends on"), [Required(N_("Enter the day on which it ends"))])
    ends_time = StringField(N_("at (Japan time)"), [Required(N_("Enter the time at which it ends")), TimeOfDay()])
    ground = RadioField(N_("Why"), choices=choices((key.value, text) for key, text in GROUNDS.items()))
    reason_ja = TextAreaField(
        N_("Explanation in Japanese"), [Required(N_("Explain it in Japanese")), AtMost(MAX_TEXT_LENGTH)]
    )
    reason_en = TextAreaField(
        N_("Explanation in English"), [Required(N_("Explain it in English")), AtMost(MAX_TEXT_LENGTH)]
    )
    stops = SelectMultipleField(
        N_("What pauses"),
        choices=choices((key.value, text) for key, text in PARTS.items()),
        default=[ServicePart.OFFICE.value],
    )
    channels = SelectMultipleField(
        N_("Tell organisations besides by"), choices=choices((key.value, text) for key, text in CHANNELS.items())
    )


class EndingForm(OfficeForm):
    """The end of the system, or of a part of it."""

    ends_on = DateBoxes(N_("Last day of service"), [Required(N_("Enter the last day"))])
    what_ja = StringField(N_("What ends, in Japanese"), [Required(N_("Say what ends, in Japanese")), AtMost(100)])
    what_en = StringField(N_("What ends, in English"), [Required(N_("Say what ends, in English")), AtMost(100)])
    alternatives_ja = TextAreaField(N_("What to use instead, in Japanese"), [AtMost(TEXT_LENGTH // 4)])
    alternatives_en = TextAreaField(N_("What to use instead, in English"), [AtMost(TEXT_LENGTH // 4)])
    why_late_ja = TextAreaField(N_("Where it is less than a year ahead: why, in Japanese"), [AtMost(TEXT_LENGTH // 4)])
    why_late_en = TextAreaField(N_("Where it is less than a year ahead: why, in English"), [AtMost(TEXT_LENGTH // 4)])
    channels = SelectMultipleField(
        N_("Tell organisations besides by"), choices=choices((key.value, text) for key, text in CHANNELS.items())
    )


def instant_of(day: dt.date | None, typed: str | None) -> dt.datetime | None:
    """Return the instant of a day and a time in Japan."""
    time = read_time(typed or "")
    return None if day is None or time is None else dt.datetime.combine(day, time, ZONE)
