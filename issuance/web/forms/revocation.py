"""Forms of revocations."""

from wtforms import RadioField, SelectField, TextAreaField

from issuance.domain.revocation import OF_CHAMBERS, OF_EXPORTERS
from issuance.language import N_
from issuance.services.reasons import LONGEST_REASON
from issuance.services.revocation.wording import REASONS
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices

_PUBLIC = N_("Everybody who checks the certificate reads this reason.")


class AskForm(OfficeForm):
    """An exporter asks for a revocation."""

    reason = RadioField(
        N_("Reason"),
        description=_PUBLIC,
        choices=choices((reason.value, REASONS[reason]) for reason in OF_EXPORTERS),
        validators=[Required(N_("Choose the reason."))],
    )
    words = TextAreaField(
        N_("What has happened"),
        description=N_("For the chamber alone: what is wrong, or why the certificate is not needed."),
        validators=[Required(N_("Say in a sentence what has happened.")), AtMost(LONGEST_REASON)],
    )


class OpenForm(OfficeForm):
    """An officer opens a case."""

    reason = RadioField(
        N_("Reason"),
        description=_PUBLIC,
        choices=choices((reason.value, REASONS[reason]) for reason in OF_CHAMBERS),
        validators=[Required(N_("Choose the reason."))],
    )
    words = TextAreaField(
        N_("What has happened"),
        description=N_("For the second officer, who decides by it. The exporter does not read it."),
        validators=[Required(N_("Say what has happened: the second officer decides by it.")), AtMost(LONGEST_REASON)],
    )


class ProposeForm(OfficeForm):
    """An officer proposes what was asked for."""

    reason = SelectField(
        N_("Reason in the register"),
        description=_PUBLIC,
        choices=choices((reason.value, REASONS[reason]) for reason in OF_CHAMBERS),
    )
    words = TextAreaField(N_("Note for the second officer (if any)"), validators=[AtMost(LONGEST_REASON)])


class DeclineForm(OfficeForm):
    """An officer declines a case."""

    reason = TextAreaField(
        N_("Why it is not revoked"),
        validators=[Required(N_("Say why the certificate is not revoked.")), AtMost(LONGEST_REASON)],
    )
