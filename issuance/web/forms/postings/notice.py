"""The form of a notice."""

from collections.abc import Sequence

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from issuance.domain.messages import Channel
from issuance.domain.notices.notice import TITLE_LENGTH, Audience, Importance, NoticeText
from issuance.domain.texts import TEXT_LENGTH
from issuance.language import N_
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.forms.dates import DateBoxes

AUDIENCES = {
    Audience.ALL: N_("Everybody, visitors too"),
    Audience.APPLICANTS: N_("Applicants"),
    Audience.AGENTS: N_("Agents"),
    Audience.NAMED: N_("Named organisations"),
}
IMPORTANCES = {Importance.ORDINARY: N_("Ordinary"), Importance.IMPORTANT: N_("Important: stands first, and marked")}
CHANNELS = {Channel.MAIL: N_("E-mail"), Channel.FAX: N_("Fax")}


class NoticeForm(OfficeForm):
    """A notice in both languages."""

    title_ja = StringField(
        N_("Title of the notice in Japanese"), [Required(N_("Enter the title in Japanese")), AtMost(TITLE_LENGTH)]
    )
    body_ja = TextAreaField(N_("Text in Japanese"), [Required(N_("Enter the text in Japanese")), AtMost(TEXT_LENGTH)])
    title_en = StringField(
        N_("Title of the notice in English"), [Required(N_("Enter the title in English")), AtMost(TITLE_LENGTH)]
    )
    body_en = TextAreaField(N_("Text in English"), [Required(N_("Enter the text in English")), AtMost(TEXT_LENGTH)])
    importance = RadioField(
        N_("Importance"),
        choices=choices((key.value, text) for key, text in IMPORTANCES.items()),
        default=Importance.ORDINARY,
    )
    audience = RadioField(
        N_("For whom"), choices=choices((key.value, text) for key, text in AUDIENCES.items()), default=Audience.ALL
    )
    logins = TextAreaField(
        N_("Named organisations"),
        [AtMost(TEXT_LENGTH)],
        description=N_("For named organisations alone: the login of one id of each, one below the other."),
    )
    first_day = DateBoxes(N_("First day on the board"), [Required(N_("Enter the first day"))])
    last_day = DateBoxes(N_("Last day on the board"), [Optional()], description=N_("Empty: until it is withdrawn."))
    channels = SelectMultipleField(
        N_("Send it besides by"),
        choices=choices((key.value, text) for key, text in CHANNELS.items()),
        description=N_("To the address and number that the chamber has approved. For its effect the board is enough."),
    )
    public = BooleanField(N_("Show the title on the pages where certificates are checked"))


def filled(text: NoticeText, logins: Sequence[str]) -> dict[str, object]:
    """Return what the form of a draft shows."""
    return {
        "title_ja": text.title.ja,
        "title_en": text.title.en,
        "body_ja": text.body.ja,
        "body_en": text.body.en,
        "importance": text.importance.value,
        "audience": text.audience.value,
        "logins": "\n".join(logins),
        "first_day": text.first_day,
        "last_day": text.last_day,
        "channels": [channel.value for channel in text.channels],
        "public": text.public,
    }
