"""Returning an application with remarks, rejecting it with a reason, taking an approval back."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.application.application import Remarks
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.applications_desk import RecallForm, RejectForm, RemarksForm, TakeOverForm
from issuance.web.forms.base import OfficeForm
from issuance.web.guards import staff
from issuance.web.pages.administration.common import status_of
from issuance.web.pages.applications_desk.common import (
    APPROVERS,
    OFFICERS,
    UNPROCESSABLE,
    Possible,
    application_page,
    require,
)
from issuance.web.pages.review_filing import version_sent


def add_turning_down(pages: Blueprint, office: Office) -> None:
    """Add the pages."""
    _add_return(pages, office)
    _add_reject(pages, office)
    _add_recall(pages, office)


def _add_return(pages: Blueprint, office: Office) -> None:
    @pages.post("/<key>/return")
    @staff(*OFFICERS)
    def return_(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = RemarksForm()
        if form.validate_on_submit():
            remarks = Remarks(form.general.data or "", form.remarks_typed())
            try:
                office.review.decisions.return_(g.who.actor, key, version_sent(), remarks)
            except RefusedError as error:
                form.form_errors.append(str(error))
            else:
                flash(_("Returned with your remarks. Its people get a mail."), "success")
                return redirect(url_for("applications_desk.queue"))
        return application_page(office.review, key, form, TakeOverForm(formdata=None)), UNPROCESSABLE


def _add_reject(pages: Blueprint, office: Office) -> None:
    @pages.route("/<key>/reject", methods=["GET", "POST"])
    @staff(*OFFICERS)
    def reject(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = RejectForm()
        if form.validate_on_submit():
            office.review.decisions.reject(g.who.actor, key, version_sent(), form.reason.data or "")
            flash(_("Rejected. Its people get a mail with your reason."), "success")
            return redirect(url_for("applications_desk.queue"))
        return _asked(office, key, form, "applications_desk/reject.html", lambda can: can.turn_down)


def _add_recall(pages: Blueprint, office: Office) -> None:
    @pages.route("/<key>/recall", methods=["GET", "POST"])
    @staff(*APPROVERS)
    def recall(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = RecallForm()
        if form.validate_on_submit():
            office.review.decisions.recall(g.who.actor, key, version_sent(), form.reason.data or "")
            flash(_("The approval is taken back. The application lies in the queue again."), "success")
            return redirect(url_for("applications_desk.one", key=key))
        return _asked(office, key, form, "applications_desk/recall.html", lambda can: can.recall)


def _asked(
    office: Office, key: str, form: OfficeForm, template: str, is_possible: Callable[[Possible], bool]
) -> ResponseReturnValue:
    """Answer with the page that asks for a reason, and with what was wrong with the one that was sent."""
    seen = office.review.views.application(g.who.actor, key)
    require(seen, is_possible(Possible(seen, g.who.roles)))
    return render_template(template, seen=seen, form=form), status_of(form)
