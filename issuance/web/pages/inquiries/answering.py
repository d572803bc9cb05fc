"""The signed answer at the desk: chosen by one officer, confirmed by another, signed by the issue job."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.inquiries.answer import Answer, AnswerState
from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.inquiries_desk import AnswerForm
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.pages.inquiries.acts import Show
from issuance.web.pages.inquiries.shown import found

_OFFICERS = roles_for(StaffAct.ANSWER_INQUIRIES)


def add_answering(pages: Blueprint, office: Office, show: Show) -> None:
    """Add the pages."""
    desk = office.inquiries.answers

    @pages.route("/<key>/answer", methods=["GET", "POST"])
    @staff(*_OFFICERS)
    def answer(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        seen = found(office, key)
        form = AnswerForm()
        form.offer(seen.certified.boxes if seen.certified else ())
        made: list[Answer] = []
        if form.validate_on_submit() and tried(
            form, lambda: made.append(desk.propose(actor(), key, form_version(), form.statement()))
        ):
            waits = made[0].state is AnswerState.PROPOSED
            told = (
                _("Proposed. Another officer confirms it.") if waits else _("Confirmed. It is signed within seconds.")
            )
            return done(told, url_for("inquiries_desk.one", key=key))
        return render_template("inquiries_desk/answer.html", seen=seen, form=form), status_of(form)

    @pages.post("/<key>/answer/confirm")
    @staff(*_OFFICERS)
    def confirm(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = OfficeForm()
        if form.validate_on_submit() and tried(form, lambda: desk.confirm(actor(), key, form_version())):
            return done(_("Confirmed. It is signed within seconds."), url_for("inquiries_desk.one", key=key))
        return show(key, form)

    @pages.post("/<key>/answer/withdraw")
    @staff(*_OFFICERS)
    def withdraw(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = OfficeForm()
        if form.validate_on_submit() and tried(form, lambda: desk.withdraw(actor(), key, form_version())):
            return done(_("Withdrawn. Nothing was sent."), url_for("inquiries_desk.one", key=key))
        return show(key, form)
