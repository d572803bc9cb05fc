"""Check an application as it would be printed, confirm the declaration, hand it on, or send it back as signatory."""

import secrets
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.application.states import State
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.applications.steps import StaleError
from issuance.services.applications.submissions import IncompleteError
from issuance.web.application_form import parts_of
from issuance.web.guards import may
from issuance.web.pages.applications.sent import acting, submission_sent, version_sent

_REMARK = "remark:"


def add_submit_pages(pages: Blueprint, office: Office) -> None:
    """Add them."""
    desk = office.applications.submissions

    @pages.get("/<application>/check")
    @may(Act.APPLY, Act.ANSWER_RETURNED, Act.SIGN)
    def check(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        return _page(office, application)

    @pages.post("/<application>/submit")
    @may(Act.APPLY, Act.ANSWER_RETURNED, Act.SIGN)
    def submit(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        asks = request.form.get("do") == "ask"
        if not asks and request.form.get("declared") != "yes":
            return _page(office, application, _("Confirm the declaration first."))
        try:
            if asks:
                handed = desk.ask(acting(), application, version_sent())
            else:
                handed = desk.submit(acting(), application, version_sent(), submission_sent() or secrets.token_hex(8))
        except (IncompleteError, StaleError) as error:
            return _page(office, application, str(error))
        if asks:
            flash(_("Your signatory was asked to look at %(reference)s.", reference=handed.reference), "success")
        else:
            flash(_("%(reference)s was submitted to the chamber.", reference=handed.reference), "success")
        return redirect(url_for(".one", application=application), 303)

    @pages.post("/<application>/send-back")
    @may(Act.SIGN)
    def send_back(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        fields = {name.removeprefix(_REMARK): text for name, text in request.form.items() if name.startswith(_REMARK)}
        try:
            desk.send_back(acting(), application, version_sent(), request.form.get("general", ""), fields)
        except StaleError as error:
            return _page(office, application, str(error))
        except RefusedError as error:
            if request.form.get("general", "").strip():
                raise
            return _page(office, application, str(error))
        flash(_("It was sent back, and whoever filed it was told."), "success")
        return redirect(url_for(".overview"), 303)


def _page(office: Office, application: str, told: str = "") -> ResponseReturnValue:
    desks = office.applications
    opened = desks.drafts.read(acting(), application, to_submit=True)
    if opened.lacks_pages and desks.views.describe(acting(), opened.papers):
        opened = desks.drafts.read(acting(), application, to_submit=True)
    found = opened.application
    if not found.is_editable and not (found.state is State.AWAITING_SIGNATORY and opened.applicant.is_signatory):
        return redirect(url_for(".one", application=application), 303)
    page = render_template(
        "applications/check.html",
        opened=opened,
        application=found,
        changes=desks.views.changes(acting(), found),
        parts=parts_of(found.kind, found.entry, {}),
        told=told,
        submission=secrets.token_urlsafe(12),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK
