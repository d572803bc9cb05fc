"""Forms of the officers' desk: the points that were checked, taking over, recalling.

Remarks and rejections are those of the registrar's desk.
"""

from collections.abc import Iterable

from wtforms import SelectMultipleField, TextAreaField

from issuance.domain.application.checklist import Check
from issuance.language import N_
from issuance.web.applications_desk_words import CHECKS
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.forms.review import LONGEST_REASON, LONGEST_REMARK, FilingForm, RejectForm

RemarksForm = FilingForm
"""Remarks are written and read in the same way on both desks."""


class CheckForm(OfficeForm):
    """What an officer has checked."""

    ticked = SelectMultipleField(N_("Checked"), choices=[], validate_choice=False)

    def offer(self, checks: Iterable[Check]) -> None:
        """Offer the points that this application's list has."""
        self.ticked.choices = choices((check.value, CHECKS[check]) for check in checks)

    def chosen(self) -> list[Check]:
        """Return the points that were ticked."""
        return [Check(text) for text in self.ticked.data or [] if text in tuple(Check)]


class TakeOverForm(OfficeForm):
    """Taking an application from another officer."""

    reason = TextAreaField(
        N_("Why you take it over"),
        validators=[Required(N_("Say why you take this application over.")), AtMost(LONGEST_REMARK)],
    )


class RecallForm(OfficeForm):
    """Taking an approval back."""

    reason = TextAreaField(
        N_("Reason, as the applicant reads it"),
        validators=[Required(N_("Say why the approval is taken back.")), AtMost(LONGEST_REASON)],
    )


__all__ = ["CheckForm", "RecallForm", "RejectForm", "RemarksForm", "TakeOverForm"]
