"""Forms of the issue desk."""

from wtforms import TextAreaField

from issuance.language import N_
from issuance.services.delivery.stops import LONGEST_REASON
from issuance.web.forms.base import AtMost, OfficeForm, Required


class VoidForm(OfficeForm):
    """Giving up a number that cannot be finished."""

    reason = TextAreaField(
        N_("Why the number is given up"),
        validators=[Required(N_("Say why the number is given up.")), AtMost(LONGEST_REASON)],
    )
