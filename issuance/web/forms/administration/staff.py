"""Forms about the chamber's staff."""

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField

from issuance.domain.staff import Role
from issuance.language import N_
from issuance.web.chamber_words import ROLES
from issuance.web.forms.administration.sections import LINE, Mail
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices

_ROLES = choices((role.value, ROLES[role][0]) for role in Role)


class InviteForm(OfficeForm):
    """A new member of the staff."""

    name = StringField(N_("Name"), [Required(N_("Enter the person's name")), *LINE])
    mail = StringField(N_("E-mail"), [Required(N_("Enter the person's e-mail address")), AtMost(254), Mail()])
    language = RadioField(N_("Language of mails"), choices=choices([("ja", "日本語"), ("en", "English")]), default="ja")
    roles = SelectMultipleField(N_("Roles"), choices=_ROLES)


class RolesForm(OfficeForm):
    """The roles of a member of the staff."""

    roles = SelectMultipleField(N_("Roles"), choices=_ROLES)


class ReasonForm(OfficeForm):
    """An act that asks for a reason: lock, close, reset. `act` says which."""

    act = HiddenField()
    reason = StringField(N_("Reason"), [Required(N_("Enter the reason: it goes on record")), *LINE])
