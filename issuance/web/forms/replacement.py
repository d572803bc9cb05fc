"""Form of a replacement."""

from wtforms import RadioField, TextAreaField

from issuance.domain.application.order import LONGEST_WHY, Fault
from issuance.language import N_
from issuance.web.application_words import FAULTS
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices


class ReplaceForm(OfficeForm):
    """Beginning the application that replaces a certificate."""

    fault = RadioField(
        N_("Why it is replaced"),
        description=N_("Where the chamber made the error, an officer makes the replacement free of charge."),
        choices=choices((fault.value, FAULTS[fault]) for fault in Fault),
        validators=[Required(N_("Choose why it is replaced."))],
    )
    why = TextAreaField(N_("What is wrong in it (if any)"), validators=[AtMost(LONGEST_WHY)])
