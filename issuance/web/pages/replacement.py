"""`/<chamber>/applications/<application>/replacement`: begin the application that is to replace a certificate."""

import secrets
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.application.application import Application
from issuance.domain.application.order import Fault
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.web.application_words import application_words
from issuance.web.edge import error_page
from issuance.web.error_pages import page_of
from issuance.web.forms.replacement import ReplaceForm
from issuance.web.guards import may
from issuance.web.pages.administration.common import actor, status_of
from issuance.web.revocation_words import revocation_words


def replacement_blueprint(office: Office) -> Blueprint:
    """Build the page."""
    pages = Blueprint("replacement", __name__, url_prefix="/<chamber:chamber>/applications")
    pages.context_processor(application_words)
    pages.context_processor(revocation_words)
    desk = office.applications.replacements

    def page(old: Application, form: ReplaceForm) -> ResponseReturnValue:
        return render_template("replacement/begin.html", old=old, form=form), status_of(form)

    @pages.get("/<application>/replacement")
    @may(Act.APPLY)
    def begin(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        return page(desk.shown(actor(), application), ReplaceForm(formdata=None))

    @pages.post("/<application>/replacement")
    @may(Act.APPLY)
    def begin_now(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        form = ReplaceForm()
        if form.validate_on_submit():
            token = form.submission.data or secrets.token_urlsafe(12)
            try:
                begun = desk.begin(actor(), application, token, Fault(form.fault.data), form.why.data or "")
            except AbsentError:
                raise
            except RefusedError as error:
                form.form_errors.append(str(error))
            else:
                return redirect(url_for("applications.form", application=begun.id), HTTPStatus.SEE_OTHER)
        return page(desk.shown(actor(), application), form)

    @pages.errorhandler(AbsentError)
    def absent(_error: AbsentError) -> Response:
        # Whether somebody else has such an application is nobody's business.
        return error_page(page_of(HTTPStatus.NOT_FOUND), HTTPStatus.NOT_FOUND)

    return pages
