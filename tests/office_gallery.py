"""Two pages that show every part of the office's look, for tests of the parts: a form, and a list at work.

`hang(app)` adds them at `/TYO/gallery/form` (GET empty, POST with what is wrong) and `/TYO/gallery/work`.
"""

from pathlib import Path

from flask import Flask, flash, render_template_string
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm

from issuance.language import N_
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.forms.dates import DateBoxes
from issuance.web.guards import visitors

PAGES = Path(__file__).parent / "gallery"
FORMS = choices([("corporation", N_("Corporation")), ("sole", N_("Sole trader")), ("other", N_("Other body"))])


class PersonForm(PlainForm):
    """A form within a form."""

    name = StringField(N_("Name"), validators=[Required(N_("Enter the signatory's name"))])


class GalleryForm(OfficeForm):
    """One field of each kind."""

    name = StringField(
        N_("Name in English"),
        description=N_("As it stands on invoices."),
        validators=[Required(N_("Enter the name")), AtMost(20)],
    )
    founded = DateBoxes(N_("Date of the extract"), validators=[Required(N_("Enter the date of the extract"))])
    form = RadioField(N_("Legal form"), choices=FORMS, validators=[Required(N_("Choose the legal form"))])
    ways = SelectMultipleField(
        N_("Registered as"), choices=choices([("applicant", N_("Applicant")), ("agent", N_("Agent"))])
    )
    place = SelectField(N_("Prefecture"), choices=choices([("", ""), ("13", N_("Tokyo"))]))
    remarks = TextAreaField(N_("Remarks"), validators=[AtMost(10)])
    extract = FileField(N_("Registry extract"), validators=[Required(N_("Attach the registry extract"))])
    password = PasswordField(N_("Password"), validators=[Required(N_("Enter the password"))])
    code = StringField(N_("Code of the authenticator"))
    pledge = BooleanField(N_("We keep the terms"), validators=[Required(N_("Tick this to go on"))])
    signatories = FieldList(FormField(PersonForm), min_entries=2)


def hang(app: Flask) -> None:
    """Add both pages to an application that has not answered yet."""

    @app.route("/<chamber:chamber>/gallery/form", methods=["GET", "POST"], endpoint="gallery_form")
    @visitors
    def form_page(chamber: str) -> ResponseReturnValue:
        del chamber
        form = GalleryForm()
        status = 200 if form.validate_on_submit() or not form.problems else 422
        return render_template_string(_page("form"), form=form), status

    @app.get("/<chamber:chamber>/gallery/work", endpoint="gallery_work")
    @visitors
    def work_page(chamber: str) -> ResponseReturnValue:
        del chamber
        flash("The registration was approved.", "success")
        flash("The mail could not be sent yet.", "warning")
        return render_template_string(_page("work"))


def _page(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")
