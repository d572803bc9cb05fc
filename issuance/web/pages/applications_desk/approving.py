"""First eyes and second eyes: a page that says what follows, with the points to check."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.application.application import Application
from issuance.domain.application.checklist import Check
from issuance.domain.application.states import State
from issuance.language import _
from issuance.office import Office
from issuance.services.review.decisions import UncheckedError
from issuance.web.forms.applications_desk import CheckForm
from issuance.web.guards import staff
from issuance.web.pages.applications_desk.common import APPROVERS, REVIEWERS, UNPROCESSABLE, Possible, require
from issuance.web.pages.review_filing import version_sent

Decide = Callable[[list[Check]], Application]


def add_approving(pages: Blueprint, office: Office) -> None:
    """Add the pages."""

    @pages.get("/<key>/check")
    @staff(*REVIEWERS)
    def check(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return _page(office, key, CheckForm(), approves=False)

    @pages.post("/<key>/check")
    @staff(*REVIEWERS)
    def check_now(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        decisions = office.review.decisions
        return _decided(
            office, key, lambda ticked: decisions.check(g.who.actor, key, version_sent(), ticked), approves=False
        )

    @pages.get("/<key>/approve")
    @staff(*APPROVERS)
    def approve(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return _page(office, key, CheckForm(), approves=True)

    @pages.post("/<key>/approve")
    @staff(*APPROVERS)
    def approve_now(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        decisions = office.review.decisions
        return _decided(
            office, key, lambda ticked: decisions.approve(g.who.actor, key, version_sent(), ticked), approves=True
        )


def _decided(office: Office, key: str, decide: Decide, *, approves: bool) -> ResponseReturnValue:
    form = CheckForm()
    if not form.validate_on_submit():
        return _page(office, key, form, approves=approves), UNPROCESSABLE
    try:
        done = decide(form.chosen())
    except UncheckedError as error:
        form.form_errors.append(str(error))
        return _page(office, key, form, approves=approves), UNPROCESSABLE
    if done.state is State.CHECKED:
        flash(_("%(reference)s is checked. Another officer approves it.", reference=done.reference), "success")
    else:
        flash(_("Approved: %(reference)s.", reference=done.reference), "success")
    # Back to the tray from which one goes on: who approves works through what is checked.
    return redirect(url_for("applications_desk.queue", tray="checked" if approves else None))


def _page(office: Office, key: str, form: CheckForm, *, approves: bool) -> str:
    seen = office.review.views.application(g.who.actor, key)
    can = Possible(seen, g.who.roles)
    require(seen, can.approve if approves else can.check)
    form.offer(seen.checks)
    alone = seen.application.state is State.IN_REVIEW
    return render_template(
        "applications_desk/confirm.html", seen=seen, form=form, approves=approves, ticks=alone or not approves
    )
