"""Forms of the registrar's desk: remarks on a filing, taking it over, rejecting and approving it."""

from collections.abc import Iterable

from flask import request
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError

from issuance.domain.registration.checklist import Check
from issuance.language import N_, _
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.registrar_words import CHECKS

LONGEST_REMARK = 1000
LONGEST_REASON = 4000
REMARK = "remark:"
"""Before the path of a field in the name of its remark's box."""


class FilingForm(OfficeForm):
    """Remarks on a filing: one on the whole, one beside each field (`remark:organisation.name_en`)."""

    general = TextAreaField(N_("Remark on the whole"), validators=[AtMost(LONGEST_REASON)])

    def remarks_typed(self) -> dict[str, str]:
        """Return the remarks beside fields, those that say something, by path."""
        if not request.form:
            return {}
        texts = {name.removeprefix(REMARK): text.strip() for name, text in request.form.items() if _is_remark(name)}
        return {path: text for path, text in texts.items() if text}

    def validate_general(self, _field: TextAreaField) -> None:
        """Refuse a remark beside a field that is too long, naming how long it may be."""
        if any(len(text) > LONGEST_REMARK for text in self.remarks_typed().values()):
            raise ValidationError(
                _("A remark beside a field has %(most)s characters at most: write the rest here.", most=LONGEST_REMARK)
            )


class TakeOverForm(OfficeForm):
    """Taking a filing from another registrar."""

    reason = TextAreaField(
        N_("Why you take it over"),
        validators=[Required(N_("Say why you take this filing over.")), AtMost(LONGEST_REMARK)],
    )


class RejectForm(OfficeForm):
    """Rejecting a filing."""

    reason = TextAreaField(
        N_("Reason, as the applicant reads it"),
        validators=[Required(N_("Give the reason, which the applicant is told.")), AtMost(LONGEST_REASON)],
    )


class ApproveForm(OfficeForm):
    """Approving a filing: what was checked."""

    ticked = SelectMultipleField(N_("Checked"), choices=[], validate_choice=False)

    def offer(self, checks: Iterable[Check]) -> None:
        """Offer the points that this filing's list has."""
        self.ticked.choices = choices((check.value, CHECKS[check]) for check in checks)


def _is_remark(name: str) -> bool:
    return name.startswith(REMARK)
