"""The form of a version of the terms."""

from wtforms import BooleanField, StringField, TextAreaField

from issuance.domain.notices.terms import MAX_TEXT, TermsText
from issuance.domain.texts import LINE_LENGTH
from issuance.language import N_
from issuance.web.forms.base import AtMost, OfficeForm, Required
from issuance.web.forms.dates import DateBoxes


class TermsForm(OfficeForm):
    """One version in both languages."""

    name = StringField(
        N_("Name of the version"),
        [Required(N_("Enter a name")), AtMost(LINE_LENGTH)],
        description=N_("For example 2027-04."),
    )
    ja = TextAreaField(N_("Text in Japanese"), [Required(N_("Enter the text in Japanese")), AtMost(MAX_TEXT)])
    en = TextAreaField(N_("Text in English"), [Required(N_("Enter the text in English")), AtMost(MAX_TEXT)])
    effective_on = DateBoxes(N_("It applies from"), [Required(N_("Enter the first day on which it applies"))])
    minor = BooleanField(N_("The change is minor"))
    harmless = BooleanField(N_("The change is not disadvantageous to applicants and agents"))
    reason = StringField(N_("Why it is minor and not disadvantageous"), [AtMost(LINE_LENGTH)])


def terms_of(form: TermsForm) -> dict[str, object]:
    """Return what was entered, as `TermsText` reads it."""
    return {**{name: form[name].data for name in TermsText.model_fields}, "reason": form.reason.data or ""}
