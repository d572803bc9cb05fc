"""Countries: how the chamber prints their names, and which of them want papers signed by hand."""

from wtforms import Field, TextAreaField

from issuance.domain.settings import ChamberSettings
from issuance.language import N_
from issuance.web.forms.administration.country_lines import read_names, read_notes, show_names, show_notes
from issuance.web.forms.administration.texts import Clean
from issuance.web.forms.base import AtMost, OfficeForm

_LINES = [AtMost(60_000), Clean()]


class CountriesForm(OfficeForm):
    """Two lists, a line for each country."""

    hand_signed = TextAreaField(N_("Destinations that want a paper signed by hand"), _LINES)
    names = TextAreaField(N_("Names as they are printed"), _LINES)

    def validate_hand_signed(self, field: Field) -> None:
        """Say which line cannot be read."""
        read_notes(field.data or "")

    def validate_names(self, field: Field) -> None:
        """Say which line cannot be read."""
        read_names(field.data or "")


def show_countries(settings: ChamberSettings) -> dict[str, object]:
    """Return what the form shows of the settings."""
    return {"hand_signed": show_notes(settings.hand_signed), "names": show_names(settings.country_names)}


def change_countries(form: OfficeForm, settings: ChamberSettings) -> ChamberSettings:
    """Return the settings with what the form says."""
    return settings.model_copy(
        update={
            "hand_signed": read_notes(form["hand_signed"].data or ""),
            "country_names": read_names(form["names"].data or ""),
        }
    )
