"""Forms of the federation's console."""

from wtforms import StringField

from issuance.language import N_
from issuance.web.forms.administration.sections import LINE
from issuance.web.forms.base import OfficeForm, Required


class ThirdPartyForm(OfficeForm):
    """A system of a third party."""

    name = StringField(N_("Name of the system"), [Required(N_("Enter the system's name")), *LINE])
    operator = StringField(N_("Company that runs it"), [Required(N_("Enter the company that runs it")), *LINE])
