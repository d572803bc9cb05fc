"""The watch list of destinations as lines of text.

`KP: 輸出規制の対象です。 / Export controls apply.`
"""

from wtforms import Field, TextAreaField

from issuance.domain.settings import ChamberSettings
from issuance.language import N_
from issuance.web.forms.administration.country_lines import read_notes, show_notes
from issuance.web.forms.administration.texts import Clean
from issuance.web.forms.base import AtMost, OfficeForm


class WatchedForm(OfficeForm):
    """A line for each destination: its code, a colon, the note in Japanese, a slash, the note in English."""

    lines = TextAreaField(N_("Destinations, one on each line"), [AtMost(60_000), Clean()])

    def validate_lines(self, field: Field) -> None:
        """Say which line cannot be read."""
        read_notes(field.data or "")


def show_watched(settings: ChamberSettings) -> dict[str, object]:
    """Return what the form shows of the settings."""
    return {"lines": show_notes(settings.watched)}


def change_watched(form: OfficeForm, settings: ChamberSettings) -> ChamberSettings:
    """Return the settings with what the form says."""
    return settings.model_copy(update={"watched": read_notes(form["lines"].data or "")})
