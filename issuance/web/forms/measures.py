"""Forms of the measures that a chamber takes about a registration."""

from collections.abc import Iterable

from wtforms import Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from issuance.domain.registration.measures import Ground
from issuance.domain.registration.standing import Capacity
from issuance.language import N_, _, day_text
from issuance.services.reasons import LONGEST_REASON
from issuance.services.registrar.wording import CAPACITIES, GROUNDS
from issuance.storage.measures import Measure
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.forms.dates import DateBoxes

_REASON_MISSING = N_("Write the reason: it is recorded, and the organisation reads it.")


class ReasonForm(OfficeForm):
    """A measure that needs a reason alone."""

    reason = TextAreaField(N_("Reason"), validators=[Required(_REASON_MISSING), AtMost(LONGEST_REASON)])


class DemandForm(OfficeForm):
    """A demand."""

    reason = TextAreaField(
        N_("What must be put right"),
        validators=[Required(N_("Write what must be put right: the organisation reads it.")), AtMost(LONGEST_REASON)],
    )
    way = RadioField(
        N_("How it is sent"),
        choices=choices(
            [
                ("now", N_("now, by mail (and by fax where there is a number)")),
                ("letter", N_("it was posted as a letter")),
            ]
        ),
        default="now",
    )
    posted_on = DateBoxes(N_("Day of posting"))

    def validate_posted_on(self, field: Field) -> None:
        """Ask for the day of posting of a letter."""
        if self.way.data == "letter" and field.data is None:
            raise ValidationError(_("Enter the day on which the letter was posted."))


class EndForm(OfficeForm):
    """A proposal to end a registration."""

    because = RadioField(N_("Ground"), choices=[], validators=[Required(N_("Choose the ground."))])
    ends = SelectMultipleField(
        N_("What ends"), choices=[], validators=[Required(N_("Choose what ends."))], validate_choice=False
    )
    reason = TextAreaField(N_("Reason"), validators=[Required(_REASON_MISSING), AtMost(LONGEST_REASON)])

    def offer(self, held: frozenset[Capacity], demands: Iterable[Measure]) -> None:
        """Offer the six grounds, the demands whose time is over, and the capacities that are held."""
        grounds = [(ground.value, f"({ground.item}) {_(GROUNDS[ground])}") for ground in Ground]
        unmet = [(each.id, _demand_text(each)) for each in demands]
        self.because.choices = choices([*unmet, *grounds])
        self.ends.choices = choices((each.value, CAPACITIES[each]) for each in Capacity if each in held)


class ConsentForm(OfficeForm):
    """A consent to the transfer of a registration."""

    other_name = StringField(
        N_("Legal entity that takes over"),
        validators=[Required(N_("Name the legal entity to which the registration may pass.")), AtMost(200)],
    )
    other_number = StringField(N_("Its corporate number"), validators=[AtMost(20)])
    reason = TextAreaField(N_("Reason"), validators=[Required(_REASON_MISSING), AtMost(LONGEST_REASON)])


class DecideForm(OfficeForm):
    """A decision that needs no words: those of the proposal stand."""


def _demand_text(demand: Measure) -> str:
    sent = day_text(demand.deadline.sent_on) if demand.deadline else ""
    return _("Article 26-2: the demand of %(day)s was not met in 14 days", day=sent)
