"""Form of the counter."""

from wtforms import IntegerField
from wtforms.validators import NumberRange

from issuance.domain.settings.fees import MOST_COPIES
from issuance.language import N_
from issuance.web.forms.base import OfficeForm, Required


class CopiesForm(OfficeForm):
    """Ordering further copies."""

    copies = IntegerField(
        N_("How many further copies"),
        default=1,
        validators=[
            Required(N_("Write how many copies are wanted.")),
            NumberRange(1, MOST_COPIES, N_("Write a number from 1 to 99.")),
        ],
    )
