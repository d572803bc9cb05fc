"""Disclosures: the list, the form, one case with the request as it was received, and the file."""

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, Response, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.disclosure.case import Ground
from issuance.domain.retention.hold import HoldKind
from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.base import OfficeForm
from issuance.web.forms.retention import DisclosureForm
from issuance.web.guards import recently, staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.retention_words import DISCLOSURE_STATES

_DISCLOSERS = roles_for(StaffAct.DISCLOSE)


def add_disclosures(pages: Blueprint, office: Office) -> None:
    """Add the pages and their acts."""
    desk = office.disclosure.desk

    def page(case: str, form: OfficeForm) -> ResponseReturnValue:
        found = desk.page(actor(), case)
        return render_template(
            "disclosures/one.html", form=form, found=found, case=found.cases[0], states=DISCLOSURE_STATES
        ), status_of(form)

    def decided(case: str, act: Callable[[], object], told: str) -> ResponseReturnValue:
        form = OfficeForm()
        if form.validate_on_submit() and tried(form, act):
            return done(told, url_for("disclosures.one", case=case))
        return page(case, form)

    @pages.get("")
    @staff(*_DISCLOSERS)
    def cases(chamber: str) -> ResponseReturnValue:
        del chamber
        return render_template("disclosures/cases.html", found=desk.page(actor()), states=DISCLOSURE_STATES)

    @pages.route("/new", methods=["GET", "POST"])
    @staff(*_DISCLOSERS)
    @recently
    def ask(chamber: str) -> ResponseReturnValue:
        del chamber
        form = DisclosureForm()
        if form.validate_on_submit() and tried(form, lambda: _ask(office, form)):
            return done(_("Asked for. Another chamber administrator has to approve it."), url_for("disclosures.cases"))
        return render_template("disclosures/ask.html", form=form), status_of(form)

    @pages.get("/<case>")
    @staff(*_DISCLOSERS)
    def one(chamber: str, case: str) -> ResponseReturnValue:
        del chamber
        return page(case, OfficeForm(formdata=None))

    @pages.get("/<case>/request/<int:page>.png")
    @staff(*_DISCLOSERS)
    def paper(chamber: str, case: str, page: int) -> ResponseReturnValue:
        del chamber
        return send_file(BytesIO(desk.paper(actor(), case, page)), mimetype="image/png")

    @pages.post("/<case>/approve")
    @staff(*_DISCLOSERS)
    @recently
    def approve(chamber: str, case: str) -> ResponseReturnValue:
        del chamber
        told = _("Approved. The file is made within minutes; load this page again.")
        return decided(case, lambda: desk.approve(actor(), case, form_version()), told)

    @pages.post("/<case>/refuse")
    @staff(*_DISCLOSERS)
    def refuse(chamber: str, case: str) -> ResponseReturnValue:
        del chamber
        told = _("Refused: nothing is disclosed.")
        return decided(case, lambda: desk.refuse(actor(), case, form_version()), told)

    @pages.post("/<case>/take-back")
    @staff(*_DISCLOSERS)
    def take_back(chamber: str, case: str) -> ResponseReturnValue:
        del chamber
        told = _("Taken back: nothing is disclosed.")
        return decided(case, lambda: desk.take_back(actor(), case, form_version()), told)

    @pages.post("/<case>/fetch")
    @staff(*_DISCLOSERS)
    @recently
    def fetch(chamber: str, case: str) -> ResponseReturnValue:
        found, parts = desk.fetch(actor(), case)
        headers = {
            "Content-Disposition": f'attachment; filename="{chamber}-disclosure-{case}.zip"',
            "Content-Length": str(found.size),
            "Cache-Control": "no-store",
        }
        return Response(parts, mimetype="application/zip", headers=headers)


def _ask(office: Office, form: DisclosureForm) -> None:
    ground = Ground(form.authority.data or "", form.reference.data or "", form.ground.data or "")
    kind, paper = HoldKind(form.kind.data), form.paper.data
    office.disclosure.desk.ask(
        actor(),
        kind,
        form.named.data or "",
        ground,
        (paper.stream, paper.filename or "request"),
        may_be_told=bool(form.may_be_told.data),
    )
