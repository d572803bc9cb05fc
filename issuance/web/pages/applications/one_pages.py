"""One application: where it stands, what is next, what was submitted; and what is done to the whole of it."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.application.states import APPLICATION, Event
from issuance.domain.ids import Act
from issuance.language import _
from issuance.office import Office
from issuance.web.application_form import parts_of
from issuance.web.guards import may
from issuance.web.pages.applications.sent import acting, version_sent


def add_one_pages(pages: Blueprint, office: Office) -> None:
    """Add them."""
    desks = office.applications

    @pages.get("/<application>")
    @may(Act.READ_APPLICATIONS)
    def one(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        seen = desks.views.one(acting(), application)
        found = seen.application
        return render_template(
            "applications/one.html",
            seen=seen,
            application=found,
            parts=parts_of(found.kind, found.entry, found.remarks.fields),
            can_withdraw=APPLICATION.allows(found.state, Event.WITHDRAW)
            and Act.WITHDRAW_APPLICATION in seen.applicant.acts
            and found.submitted_at is not None,
            can_discard=found.state == "draft" and not found.version_submitted and Act.APPLY in seen.applicant.acts,
            may_sign=seen.applicant.is_signatory and Act.SIGN in seen.applicant.acts,
            may_apply=Act.APPLY in seen.applicant.acts,
            submission=secrets.token_urlsafe(12),
        )

    @pages.route("/<application>/withdraw", methods=["GET", "POST"])
    @may(Act.WITHDRAW_APPLICATION)
    def withdraw(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        if request.method == "POST":
            found = desks.submissions.withdraw(acting(), application, version_sent())
            flash(_("The application %(reference)s was withdrawn.", reference=found.reference), "success")
            return redirect(url_for(".one", application=application), 303)
        found = desks.views.one(acting(), application).application
        if not APPLICATION.allows(found.state, Event.WITHDRAW):
            return redirect(url_for(".one", application=application), 303)
        return render_template("applications/withdraw.html", application=found)

    @pages.post("/<application>/delete")
    @may(Act.APPLY)
    def discard(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        desks.drafts.discard(acting(), application, version_sent())
        flash(_("The draft was deleted."), "success")
        return redirect(url_for(".overview", tray="drafts"), 303)

    @pages.route("/signature", methods=["GET", "POST"])
    @may(Act.SIGN)
    def wishes(chamber: str) -> ResponseReturnValue:
        del chamber
        if request.method == "POST":
            desks.wishes.choose(acting(), wanted=request.form.get("sees_first") == "yes")
            flash(_("Your choice is kept. It counts from the next submission on."), "success")
            return redirect(url_for(".wishes"), 303)
        return render_template("applications/wishes.html", sees_first=desks.wishes.sees_first(acting()))
