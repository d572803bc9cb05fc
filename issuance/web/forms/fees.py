"""Forms of the cashier."""

import re
import unicodedata

from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from issuance.domain.fees.movement import MOST_YEN_AT_ONCE, Way
from issuance.language import N_, _
from issuance.services.fees.cashier import LONGEST_NOTE
from issuance.web.fee_words import WAYS_AT_THE_DESK
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.forms.dates import DateBoxes

_YEN = re.compile(r"[¥￥]?([0-9]{1,3}(?:,?[0-9]{3})*|[0-9]+)円?")


class Yen(StringField):
    """Whole yen as people write them: 1200, 1,200, ￥１，２００. `yen` is the number."""

    yen: int | None = None

    def post_validate(self, form: object, validation_stopped: bool) -> None:  # WTForms' own signature
        """Read the number."""
        del form
        if validation_stopped or not self.data:
            return
        found = _YEN.fullmatch(unicodedata.normalize("NFKC", self.data).replace(" ", ""))
        self.yen = (
            None if found is None or len(found[1]) > len(f"{MOST_YEN_AT_ONCE:,}") else int(found[1].replace(",", ""))
        )
        if self.yen is None or not 1 <= self.yen <= MOST_YEN_AT_ONCE:
            raise ValidationError(_("Enter whole yen in figures, for example 2,200."))


def _yen_field(label: str) -> Yen:
    return Yen(label, validators=[Required(N_("Enter the amount.")), AtMost(20)])


class ReceiveForm(OfficeForm):
    """Money that came in."""

    amount = _yen_field(N_("Amount in yen"))
    way = RadioField(
        N_("How it came"),
        choices=choices((way.value, word) for way, word in WAYS_AT_THE_DESK.items()),
        default=Way.COUNTER.value,
    )
    received_on = DateBoxes(N_("Day on which it came in"), validators=[Required(N_("Enter the day."))])
    note = StringField(N_("Note"), validators=[AtMost(LONGEST_NOTE)])
    charge = HiddenField(validators=[AtMost(16)])


class TopUpForm(OfficeForm):
    """What is paid by card beside the charges that are ticked."""

    top_up = Yen(N_("In advance, in yen"), validators=[AtMost(20)])


class CardRefundForm(OfficeForm):
    """Money that goes back to a card."""

    amount = _yen_field(N_("Amount in yen"))
    reason = StringField(
        N_("Why it goes back"), validators=[Required(N_("Write why it goes back.")), AtMost(LONGEST_NOTE)]
    )


class CaseForm(OfficeForm):
    """What is said when a case is closed, or a lost payment taken back."""

    reason = StringField(
        N_("What became of it"), validators=[Required(N_("Write what became of it.")), AtMost(LONGEST_NOTE)]
    )


class RefundForm(OfficeForm):
    """Money that goes back."""

    amount = _yen_field(N_("Amount in yen"))
    note = TextAreaField(
        N_("Why, and how it goes back"),
        validators=[Required(N_("Write why the money goes back, and how.")), AtMost(LONGEST_NOTE)],
    )


class CorrectForm(OfficeForm):
    """A movement that was recorded wrongly."""

    reason = TextAreaField(
        N_("What was wrong"), validators=[Required(N_("Write what was wrong.")), AtMost(LONGEST_NOTE)]
    )


class BankFileForm(OfficeForm):
    """A bank's file."""

    file = FileField(N_("The bank's CSV file"), validators=[FileRequired(N_("Choose the file."))])


class SetAsideForm(OfficeForm):
    """A line that is no payment of a fee."""

    reason = StringField(
        N_("What it is instead"), validators=[Required(N_("Write what it is instead.")), AtMost(LONGEST_NOTE)]
    )


def yen_of(field: Field) -> int:
    """Return the number of a field that was validated."""
    if not isinstance(field, Yen) or field.yen is None:
        raise TypeError("the form was not validated")
    return field.yen
