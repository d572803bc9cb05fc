"""The auditor's search."""

import datetime as dt
from typing import Any

from flask import request
from wtforms import DateField, StringField
from wtforms.validators import Optional, ValidationError

from issuance.domain.calendar import japan_midnight
from issuance.language import N_
from issuance.services.trail.reading import Search
from issuance.web.forms.base import AtMost, OfficeForm

_LONGEST = 60


class TrailSearchForm(OfficeForm):
    """Filters in the page's address, so that a search can be kept and sent to a colleague. It changes nothing."""

    class Meta(OfficeForm.Meta):
        """A search needs no token: it is a question."""

        csrf = False

    id = StringField(N_("Id"), validators=[AtMost(30)])
    act = StringField(N_("Act"), validators=[AtMost(40)])
    subject = StringField(N_("Subject"), validators=[AtMost(_LONGEST)])
    since = DateField(N_("From day"), validators=[Optional()])
    until = DateField(N_("To day"), validators=[Optional()])
    organisation = StringField(N_("Organisation"), validators=[AtMost(16)])

    def validate_until(self, field: DateField) -> None:
        """Refuse a last day before the first."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(N_("The last day is before the first."))

    @classmethod
    def of_request(cls) -> "TrailSearchForm":
        """Return the form with what the address (or, for an export, the form that was sent) says."""
        return cls(formdata=request.values)

    def search(self) -> Search:
        """Return what was asked for. Days are Japan's, both included."""
        until = self.until.data + dt.timedelta(days=1) if self.until.data else None
        return Search(
            actor_name=_name(self.id.data),
            act=(self.act.data or "").lower() or None,
            subject=self.subject.data or None,
            organisation=self.organisation.data or None,
            since=japan_midnight(self.since.data) if self.since.data else None,
            until=japan_midnight(until) if until else None,
        )

    @property
    def asked(self) -> dict[str, Any]:
        """What was filled in, for addresses."""
        fields = (self.id, self.act, self.subject, self.since, self.until, self.organisation)
        return {field.name: field._value() for field in fields if field._value()}


def _name(typed: str | None) -> str | None:
    """Return an id as it is kept: logins in capitals, `visitor` and `job:…` in small letters."""
    if not typed:
        return None
    small = typed.lower()
    return small if small == "visitor" or small.startswith("job:") else typed.upper()
