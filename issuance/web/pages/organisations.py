"""`/<chamber>/desk/organisations`: find one. `…/<organisation>`: everything of it, and what can be done about it."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.registration.states import State
from issuance.domain.staff import Role, StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.services.registrar.queue import LONGEST_QUESTION
from issuance.web.forms.measures import ReasonForm
from issuance.web.guards import staff
from issuance.web.organisation_history import history_of
from issuance.web.pages.measures import add_measures
from issuance.web.pages.review_filing import version_sent
from issuance.web.registrar_words import value_text, words

READERS = roles_for(StaffAct.READ_ORGANISATIONS)
_REVIEWERS = roles_for(StaffAct.REVIEW_REGISTRATIONS)
ENDS_SOON_DAYS = 30
_UNPROCESSABLE = 422


def organisations_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("organisations", __name__)
    pages.context_processor(words)
    _add_reading(pages, office)
    _add_specimens(pages, office)
    add_measures(pages, office)
    return pages


def _add_reading(pages: Blueprint, office: Office) -> None:
    @pages.get("/<chamber:chamber>/desk/organisations")
    @staff(*READERS)
    def found(chamber: str) -> ResponseReturnValue:
        del chamber  # templates and the actor know it
        text = request.args.get("q", "").strip()[:LONGEST_QUESTION]
        chosen = request.args.get("state", "")
        states = [State(chosen)] if chosen in tuple(State) else []
        soon = request.args.get("soon") == "1"
        demands = request.args.get("demands") == "1"
        page = office.registrar.queue.organisations(
            g.who.actor, text, states, ends_within=ENDS_SOON_DAYS if soon else None, with_demand=demands
        )
        asked = {"q": text, "state": chosen if states else "", "soon": soon, "demands": demands}
        return render_template("organisations/found.html", page=page, asked=asked)

    @pages.get("/<chamber:chamber>/desk/organisations/<organisation>")
    @staff(*READERS)
    def organisation(chamber: str, organisation: str) -> ResponseReturnValue:
        del chamber
        seen = office.registrar.views.organisation(g.who.actor, organisation)
        return render_template(
            "organisations/organisation.html",
            seen=seen,
            history=history_of(seen),
            value_text=value_text,
            me=g.who.account,
            acts=bool(g.who.roles & frozenset(roles_for(StaffAct.TAKE_MEASURES))),
            checks_specimens=Role.REGISTRAR in g.who.roles,
            reads_trail=Role.AUDITOR in g.who.roles,
        )


def _add_specimens(pages: Blueprint, office: Office) -> None:
    @pages.get("/<chamber:chamber>/desk/organisations/<organisation>/specimens/<signatory>.png")
    @staff(*READERS)
    def specimen(chamber: str, organisation: str, signatory: str) -> ResponseReturnValue:
        del chamber
        upload = office.registrar.views.specimen(g.who.actor, organisation, signatory)
        return Response(office.pictures.show(g.who.actor, upload), mimetype="image/png")

    @pages.post("/<chamber:chamber>/desk/organisations/<organisation>/specimens/<signatory>/approve")
    @staff(*_REVIEWERS)
    def approve_specimen(chamber: str, organisation: str, signatory: str) -> ResponseReturnValue:
        del chamber
        office.registrar.views.specimen(g.who.actor, organisation, signatory)
        issued = office.registrar.signatories.approve(g.who.actor, signatory, version_sent())
        flash(_("Approved. The user id %(login)s was issued.", login=issued.login), "success")
        return redirect(url_for("organisations.organisation", organisation=organisation))

    @pages.get("/<chamber:chamber>/desk/organisations/<organisation>/specimens/<signatory>/refuse")
    @staff(*_REVIEWERS)
    def refuse_specimen(chamber: str, organisation: str, signatory: str) -> ResponseReturnValue:
        del chamber
        return _refuse_page(office, organisation, signatory, ReasonForm())

    @pages.post("/<chamber:chamber>/desk/organisations/<organisation>/specimens/<signatory>/refuse")
    @staff(*_REVIEWERS)
    def refuse_specimen_now(chamber: str, organisation: str, signatory: str) -> ResponseReturnValue:
        del chamber
        form = ReasonForm()
        if not form.validate_on_submit():
            return _refuse_page(office, organisation, signatory, form), _UNPROCESSABLE
        office.registrar.views.specimen(g.who.actor, organisation, signatory)
        office.registrar.signatories.refuse(g.who.actor, signatory, version_sent(), form.reason.data or "")
        flash(_("Refused. The administrator of the organisation gets a mail with your reason."), "success")
        return redirect(url_for("organisations.organisation", organisation=organisation))


def _refuse_page(office: Office, organisation: str, signatory: str, form: ReasonForm) -> str:
    seen = office.registrar.views.organisation(g.who.actor, organisation)
    named = seen.with_specimen(signatory)
    return render_template("organisations/refuse_specimen.html", seen=seen, signatory=named, form=form)
