"""Legal holds: the list, the form of a new one, and what two administrators do to end one early."""

from collections.abc import Callable

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.retention.hold import HoldKind
from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.retention import HoldForm
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.retention_words import HOLD_STATES

_KEEPERS = roles_for(StaffAct.MANAGE_RETENTION)


def add_holds(pages: Blueprint, office: Office) -> None:
    """Add the pages and their acts."""
    desk = office.retention.holds

    def page(form: OfficeForm) -> ResponseReturnValue:
        found = desk.page(actor())
        return render_template("retention/holds.html", form=form, found=found, states=HOLD_STATES), status_of(form)

    def decided(act: Callable[[], object], told: str) -> ResponseReturnValue:
        form = OfficeForm()
        if form.validate_on_submit() and tried(form, act):
            return done(told, url_for("retention.holds"))
        return page(form)

    @pages.get("/holds")
    @staff(*_KEEPERS)
    def holds(chamber: str) -> ResponseReturnValue:
        del chamber
        return page(OfficeForm(formdata=None))

    @pages.route("/holds/new", methods=["GET", "POST"])
    @staff(*_KEEPERS)
    def new_hold(chamber: str) -> ResponseReturnValue:
        del chamber
        form = HoldForm()
        if form.validate_on_submit() and tried(form, lambda: _set(office, form)):
            return done(_("Set. Until its last day no purge touches it."), url_for("retention.holds"))
        return render_template("retention/new_hold.html", form=form), status_of(form)

    @pages.post("/holds/<hold>/ask-to-lift")
    @staff(*_KEEPERS)
    def ask_to_lift(chamber: str, hold: str) -> ResponseReturnValue:
        del chamber
        told = _("Noted. The hold counts until another chamber administrator agrees.")
        return decided(lambda: desk.ask_to_lift(actor(), hold, form_version()), told)

    @pages.post("/holds/<hold>/lift")
    @staff(*_KEEPERS)
    def lift(chamber: str, hold: str) -> ResponseReturnValue:
        del chamber
        told = _("Lifted: what is past retention goes with the next purge.")
        return decided(lambda: desk.lift(actor(), hold, form_version()), told)

    @pages.post("/holds/<hold>/keep")
    @staff(*_KEEPERS)
    def keep(chamber: str, hold: str) -> ResponseReturnValue:
        del chamber
        return decided(lambda: desk.keep(actor(), hold, form_version()), _("The hold stays as it was."))


def _set(office: Office, form: HoldForm) -> None:
    kind = HoldKind(form.kind.data)
    day = form.ends_on.data
    if day is not None:
        office.retention.holds.set(actor(), kind, form.named.data or "", day, form.reason.data or "")
