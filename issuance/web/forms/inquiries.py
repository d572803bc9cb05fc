"""Forms of the public report and of what follows; each kind of report asks for its own fields."""

import datetime as dt

from itsdangerous import BadSignature, Signer
from wtforms import BooleanField, HiddenField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from issuance.domain.inquiries.report import MOST_ADDRESS, MOST_LINE, MOST_MAIL, MOST_TEXT, Asker, CaseKind, Report
from issuance.domain.messages import MailAddress
from issuance.errors import RefusedError
from issuance.language import N_, _, spoken_language
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.inquiry_words import ASKERS, countries

QUICKEST = dt.timedelta(seconds=3)
"""Nobody reads and fills the form in less; programs do."""

_LINE = [Optional(), AtMost(MOST_LINE)]
_NOT_TAKEN = N_("This was not sent: it looked as if a program had filled it in. Look it over, and send it once more.")
_PAPER = (CaseKind.DOCUMENT, CaseKind.INQUIRY)

FIELDS_OF = {
    CaseKind.DOCUMENT: ("number", "issued", "what", "country", "files", "name", "organisation", "mail"),
    CaseKind.SITE: ("site", "what", "files", "name", "organisation", "mail"),
    CaseKind.INQUIRY: (
        "asker", "name", "organisation", "mail", "file_number", "number", "issued", "what", "country", "files"
    ),
}  # fmt: skip
"""In the order of the page."""


class ReportForm(OfficeForm):
    """What a visitor reports or asks. `homepage` is for programs alone: people do not see it."""

    asker = RadioField(N_("For whom you ask"), choices=choices((each.value, text) for each, text in ASKERS.items()),
                       validate_choice=False)  # fmt: skip
    number = StringField(N_("Number of the certificate"), _LINE)
    issued = StringField(N_("Issue date, as it stands on the paper"), _LINE)
    what = TextAreaField(N_("What you see, or what you ask"), [Optional(), AtMost(MOST_TEXT)])
    country = SelectField(N_("Where the paper was presented"), validate_choice=False)
    site = StringField(N_("Address of the site, or of the mail's sender"), [Optional(), AtMost(MOST_ADDRESS)])
    files = MultipleFileField(N_("Pictures or files"))
    name = StringField(N_("Your name"), _LINE)
    organisation = StringField(N_("Your company or authority"), _LINE)
    mail = StringField(N_("E-mail"), [Optional(), AtMost(MOST_MAIL)])
    file_number = StringField(N_("Your own file number"), _LINE)
    consent = BooleanField(
        N_("The chamber may use what I send, with my name and address, to look into this case and to answer me."),
        validators=[Required(N_("Without your consent the chamber cannot take this in."))],
    )
    homepage = StringField(N_("Leave this empty"))
    opened = HiddenField()

    def of_kind(self, kind: CaseKind) -> None:
        """Keep the fields of one kind of report, and offer the countries in the reader's language."""
        for name in {field for fields in FIELDS_OF.values() for field in fields} - set(FIELDS_OF[kind]):
            delattr(self, name)
        if kind in _PAPER:
            nowhere = [("", N_("not known, or nowhere yet"))]
            self.country.choices = choices([*nowhere, *countries(spoken_language().code)])

    def report(self, kind: CaseKind) -> Report:
        """Return what was typed."""
        typed = {name: self[name].data or "" for name in FIELDS_OF[kind] if name != "files"}
        asker = str(typed.pop("asker", ""))
        known = {code for code, _name in countries("en")}
        if typed.get("country") not in known:
            typed["country"] = ""
        return Report(kind, asker=Asker(asker) if asker in tuple(Asker) else None, **typed)

    def note_lacks(self, report: Report) -> None:
        """Say beside each field that is needed and empty what it lacks."""
        for field, sentence in report.lacks():
            self[field].errors = [sentence]

    def validate_mail(self, field: StringField) -> None:
        """Refuse what is no address: the answer would go nowhere."""
        try:
            MailAddress(field.data) if field.data else None
        except (RefusedError, ValueError) as error:
            raise ValidationError(str(error)) from error


class MoreForm(OfficeForm):
    """What a reporter adds to a case."""

    text = TextAreaField(
        N_("What you want to add"), validators=[Required(N_("Say what you want to add.")), AtMost(MOST_TEXT)]
    )
    files = MultipleFileField(N_("Pictures or files"))


class HumanCheck:
    """Tells people from programs: by how long the form was open, and by a box that people do not see."""

    def __init__(self, secret: bytes) -> None:
        self._signer = Signer(secret, salt="report form opened")

    def opened(self, now: dt.datetime) -> str:
        """Return what a form carries to say when it was opened."""
        return self._signer.sign(str(int(now.timestamp()))).decode()

    def note(self, form: ReportForm, now: dt.datetime) -> None:
        """Refuse what no person has filled in, in words that help one who has: the second try is as good."""
        try:
            opened = int(self._signer.unsign(form.opened.data or ""))
        except (BadSignature, ValueError):
            opened = int(now.timestamp())
        if form.homepage.data or now.timestamp() - opened < QUICKEST.total_seconds():
            form.form_errors.append(_(_NOT_TAKEN))
        else:
            return
        form.homepage.data = ""
