"""Taking an application, taking it over, laying it back; saying that a replacement is free of charge."""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from issuance.errors import ConflictError
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.applications_desk import RemarksForm, TakeOverForm
from issuance.web.guards import staff
from issuance.web.pages.applications_desk.common import OFFICERS, UNPROCESSABLE, application_page
from issuance.web.pages.review_filing import version_sent


def add_holding(pages: Blueprint, office: Office) -> None:
    """Add the pages."""

    @pages.post("/<key>/take")
    @staff(*OFFICERS)
    def take(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        try:
            office.review.holding.take(g.who.actor, key, version_sent())
        except ConflictError:
            # Two had it open. Its page says who has it now, or what became of it.
            flash(_("Somebody else was faster, or it was changed. It stands as you see it now."), "warning")
        else:
            flash(_("You have this application now. Nobody else can decide on it until you lay it back."), "success")
        return redirect(url_for("applications_desk.one", key=key))

    @pages.post("/<key>/take-over")
    @staff(*OFFICERS)
    def take_over(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = TakeOverForm()
        if not form.validate_on_submit():
            return application_page(office.review, key, RemarksForm(formdata=None), form), UNPROCESSABLE
        office.review.holding.take_over(g.who.actor, key, version_sent(), form.reason.data or "")
        flash(_("You have taken this application over."), "success")
        return redirect(url_for("applications_desk.one", key=key))

    @pages.post("/<key>/lay-back")
    @staff(*OFFICERS)
    def lay_back(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        office.review.holding.give_back(g.who.actor, key, version_sent())
        flash(_("The application lies in the queue again."), "success")
        return redirect(url_for("applications_desk.queue"))

    @pages.post("/<key>/free-of-charge")
    @staff(*OFFICERS)
    def set_free(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        free = request.form.get("free") == "yes"
        office.review.charging.set_free(g.who.actor, key, version_sent(), free=free)
        told = _("Noted: it is free of charge.") if free else _("Noted: it is charged.")
        flash(told, "success")
        return redirect(url_for("applications_desk.one", key=key))
