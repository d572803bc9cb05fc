"""Lost second factors that wait for the decision of a second person."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.desks.administration import Administration
from issuance.language import _
from issuance.web.guards import recently, staff
from issuance.web.pages.administration.common import RESET_DECIDERS, STAFF_KEEPERS, actor, done


def add_resets(pages: Blueprint, desks: Administration) -> None:
    """Add the page and its acts."""

    @pages.get("/resets")
    @staff(*RESET_DECIDERS)
    @recently
    def resets(chamber: str) -> ResponseReturnValue:
        del chamber
        return render_template("admin/resets.html", waiting=desks.resets.waiting(actor()))

    @pages.post("/resets/<reset>/confirm")
    @staff(*RESET_DECIDERS)
    @recently
    def confirm_reset(chamber: str, reset: str) -> ResponseReturnValue:
        del chamber
        desks.resets.confirm(actor(), reset)
        return done(
            _("The second factors are taken off. At the next sign-in the holder sets up a new one."),
            url_for("admin.resets"),
        )

    @pages.post("/resets/<reset>/refuse")
    @staff(*RESET_DECIDERS)
    @recently
    def refuse_reset(chamber: str, reset: str) -> ResponseReturnValue:
        del chamber
        desks.resets.refuse(actor(), reset)
        return done(_("Refused: the second factors stay as they are."), url_for("admin.resets"))

    @pages.post("/resets/<reset>/take-back")
    @staff(*STAFF_KEEPERS)
    def take_back_reset(chamber: str, reset: str) -> ResponseReturnValue:
        del chamber
        desks.resets.take_back(actor(), reset)
        return done(_("The request was taken back."), url_for("admin.resets"))
