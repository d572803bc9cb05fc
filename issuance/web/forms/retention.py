"""Forms of retention and disclosure."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, StringField, TextAreaField

from issuance.domain.retention.hold import HoldKind
from issuance.language import N_
from issuance.web.forms.administration.sections import LINE, TEXT
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.forms.dates import DateBoxes

_NAMED = N_("The certificate's number, the application's reference (A-…), or the organisation's administrator id")


class HoldForm(OfficeForm):
    """What is to be kept, until when and why."""

    kind = RadioField(
        N_("What is kept"),
        choices=choices((kind.value, kind.value) for kind in HoldKind),
        default=HoldKind.CERTIFICATE.value,
    )
    named = StringField(N_("Which one"), [Required(N_("Enter which one")), AtMost(60)], description=_NAMED)
    ends_on = DateBoxes(N_("Last day on which it is kept"), [Required(N_("Enter the last day"))])
    reason = TextAreaField(N_("Reason"), [Required(N_("Enter the reason")), *TEXT])


class DisclosureForm(OfficeForm):
    """Whose data are asked for, by whom, on which legal ground."""

    kind = RadioField(
        N_("What is disclosed"),
        choices=choices((kind.value, kind.value) for kind in (HoldKind.CERTIFICATE, HoldKind.ORGANISATION)),
        default=HoldKind.CERTIFICATE.value,
    )
    named = StringField(
        N_("Which one"),
        [Required(N_("Enter which one")), AtMost(60)],
        description=N_("The certificate's number, or the organisation's administrator id"),
    )
    authority = StringField(N_("Court or authority"), [Required(N_("Enter who asks for the data")), *LINE])
    reference = StringField(N_("Its reference"), [Required(N_("Enter the reference of the request")), *LINE])
    ground = TextAreaField(
        N_("Legal ground"),
        [Required(N_("Enter the law by which the data are asked for")), *TEXT],
        description=N_("The law and its article, and what was asked for"),
    )
    paper = FileField(N_("The request as it was received"), [FileRequired(N_("Choose the file of the request"))])
    may_be_told = BooleanField(N_("The organisation may be told"))
