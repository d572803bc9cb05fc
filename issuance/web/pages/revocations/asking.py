"""`/<chamber>/applications/<application>/revocation`: an exporter or its agent asks the chamber to revoke."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.language import _
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.revocation.own import OwnCertificate
from issuance.web.application_words import application_words
from issuance.web.edge import error_page
from issuance.web.error_pages import page_of
from issuance.web.forms.revocation import AskForm
from issuance.web.guards import may
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.revocation_words import revocation_words
from signing.record import RevocationReason


def asking_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("revocation", __name__, url_prefix="/<chamber:chamber>/applications")
    pages.context_processor(application_words)
    pages.context_processor(revocation_words)
    asking, views = office.after_issue.asking, office.after_issue.own

    def page(seen: OwnCertificate, form: AskForm) -> ResponseReturnValue:
        return render_template("revocation/ask.html", seen=seen, form=form), status_of(form)

    @pages.get("/<application>/revocation")
    @may(Act.ASK_REVOCATION)
    def ask(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        seen = views.one(actor(), application)
        if not seen.may_ask:
            return redirect(url_for("applications.one", application=application), HTTPStatus.SEE_OTHER)
        return page(seen, AskForm(formdata=None))

    @pages.post("/<application>/revocation")
    @may(Act.ASK_REVOCATION)
    def ask_now(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        seen, form = views.one(actor(), application), AskForm()
        if form.validate_on_submit() and tried(
            form,
            lambda: asking.ask(actor(), application, RevocationReason(form.reason.data), form.words.data or ""),
        ):
            told = _("The chamber has your request. A mail tells you what it has decided.")
            return done(told, url_for("applications.one", application=application))
        return page(seen, form)

    @pages.post("/<application>/revocation/take-back")
    @may(Act.ASK_REVOCATION)
    def take_back(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        asking.take_back(actor(), application, form_version())
        flash(_("Your request is taken back. The certificate stays in force."), "success")
        return redirect(url_for("applications.one", application=application), HTTPStatus.SEE_OTHER)

    @pages.errorhandler(AbsentError)
    def absent(_error: AbsentError) -> Response:
        # Whether somebody else has such an application is nobody's business.
        return error_page(page_of(HTTPStatus.NOT_FOUND), HTTPStatus.NOT_FOUND)

    return pages
