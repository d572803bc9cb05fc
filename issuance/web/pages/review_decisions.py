"""The decisions on a filing: return with remarks, reject with a reason, approve after a page that says what follows."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.registration.checklist import Check
from issuance.domain.registration.filing import Remarks
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.registrar.approval_desk import UncheckedError
from issuance.services.registrar.views import SeenFiling
from issuance.web.forms.review import ApproveForm, FilingForm, RejectForm, TakeOverForm
from issuance.web.guards import staff
from issuance.web.pages.review_filing import filing_page, version_sent

_REVIEWERS = roles_for(StaffAct.REVIEW_REGISTRATIONS)
_UNPROCESSABLE = 422


def add_decisions(pages: Blueprint, office: Office) -> None:
    """Add the pages to the blueprint `review`."""
    _add_turning_down(pages, office)
    _add_approval(pages, office)


def _add_turning_down(pages: Blueprint, office: Office) -> None:
    @pages.post("/<chamber:chamber>/desk/filings/<key>/return")
    @staff(*_REVIEWERS)
    def return_(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = FilingForm()
        if form.validate_on_submit():
            remarks = Remarks(form.general.data or "", form.remarks_typed())
            try:
                office.registrar.review.return_(g.who.actor, key, version_sent(), remarks)
            except RefusedError as error:
                form.form_errors.append(str(error))
            else:
                flash(_("Returned with your remarks. The applicant gets a mail."), "success")
                return redirect(url_for("review.queue"))
        return filing_page(office.registrar, key, form, TakeOverForm(formdata=None)), _UNPROCESSABLE

    @pages.get("/<chamber:chamber>/desk/filings/<key>/reject")
    @staff(*_REVIEWERS)
    def reject(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return _reject_page(office, key, RejectForm())

    @pages.post("/<chamber:chamber>/desk/filings/<key>/reject")
    @staff(*_REVIEWERS)
    def reject_now(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = RejectForm()
        if not form.validate_on_submit():
            return _reject_page(office, key, form), _UNPROCESSABLE
        office.registrar.review.reject(g.who.actor, key, version_sent(), form.reason.data or "")
        flash(_("Rejected. The applicant gets a mail with your reason."), "success")
        return redirect(url_for("review.queue"))


def _add_approval(pages: Blueprint, office: Office) -> None:
    @pages.get("/<chamber:chamber>/desk/filings/<key>/approve")
    @staff(*_REVIEWERS)
    def approve(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return _approve_page(office, key, ApproveForm())

    @pages.post("/<chamber:chamber>/desk/filings/<key>/approve")
    @staff(*_REVIEWERS)
    def approve_now(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = ApproveForm()
        if not form.validate_on_submit():
            return _approve_page(office, key, form), _UNPROCESSABLE
        ticked = [Check(text) for text in form.ticked.data or [] if text in tuple(Check)]
        try:
            done = office.registrar.approvals.approve(g.who.actor, key, version_sent(), ticked)
        except UncheckedError as error:
            form.form_errors.append(str(error))
            return _approve_page(office, key, form), _UNPROCESSABLE
        flash(_("Approved: %(name)s.", name=done.registration.names.ja), "success")
        return redirect(url_for("organisations.organisation", organisation=done.registration.organisation))


def _approve_page(office: Office, key: str, form: ApproveForm) -> str:
    seen = _held(office, key)
    form.offer(seen.checks)
    return render_template("review/approve.html", seen=seen, form=form)


def _reject_page(office: Office, key: str, form: RejectForm) -> str:
    return render_template("review/reject.html", seen=_held(office, key), form=form)


def _held(office: Office, key: str) -> SeenFiling:
    """Return a filing that the one who asks has taken; raise `RefusedError` otherwise."""
    seen: SeenFiling = office.registrar.views.filing(g.who.actor, key)
    if not seen.is_mine:
        raise RefusedError(_("Take this filing before you decide on it: it is not with you now."))
    if not seen.may_decide:
        raise RefusedError(_("Nobody decides on what they filed themselves."))
    return seen
