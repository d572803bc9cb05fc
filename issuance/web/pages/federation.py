"""The federation's console, `/federation/…`: its chambers by switches and counts, and systems of third parties.

Organisations, people and applications are not to be seen here (terms, articles 18 and 19): what the pages are given
says `domain.overview`.
"""

from http import HTTPStatus

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.actor import Actor
from issuance.domain.settings import Function
from issuance.domain.third_parties import THIRD_PARTY, ThirdPartyEvent, ThirdPartyState
from issuance.language import N_, _
from issuance.office import Office
from issuance.web.chamber_words import FUNCTIONS
from issuance.web.forms.administration.federation import ThirdPartyForm
from issuance.web.guards import federation, may_open, recently
from issuance.web.pages.administration.common import done, form_version, status_of, tried
from issuance.web.pages.federation_systems import add_systems

STATES = {
    ThirdPartyState.ENTERED: (N_("waits for approval"), "waiting"),
    ThirdPartyState.APPROVED: (N_("approved"), "good"),
    ThirdPartyState.ENDED: (N_("ended"), "ended"),
}


def federation_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("federation", __name__, url_prefix="/federation")
    desks = office.administration

    @pages.context_processor
    def parts() -> dict[str, object]:
        return {"may_open": lambda endpoint: endpoint in current_app.view_functions and may_open(current_app, endpoint)}

    @pages.get("/")
    @federation
    def home() -> ResponseReturnValue:
        return render_template(
            "federation/home.html", chambers=desks.federation.chambers(), functions=FUNCTIONS, Function=Function
        )

    @pages.get("/chambers/<code>")
    @federation
    def chamber_of_federation(code: str) -> ResponseReturnValue:
        overview = desks.federation.chamber(code)
        if overview is None:
            abort(HTTPStatus.NOT_FOUND)
        return render_template("federation/chamber.html", overview=overview, functions=FUNCTIONS)

    @pages.route("/third-parties", methods=["GET", "POST"])
    @federation
    def third_parties() -> ResponseReturnValue:
        form = ThirdPartyForm()
        if form.validate_on_submit():
            name, operator = form.name.data or "", form.operator.data or ""
            if tried(form, lambda: desks.third_parties.enter(_actor(), name, operator)):
                return done(_("Entered. It waits for approval."), url_for("federation.third_parties"))
        page = render_template(
            "federation/third_parties.html",
            form=form,
            systems=desks.third_parties.all(),
            states=STATES,
            possible={state: list(THIRD_PARTY.events_in(state)) for state in ThirdPartyState},
        )
        return page, status_of(form)

    @pages.post("/third-parties/<system>/<any(approve, end):event>")
    @federation
    @recently
    def move_third_party(system: str, event: str) -> ResponseReturnValue:
        desks.third_parties.move(_actor(), system, form_version(), ThirdPartyEvent(event))
        return done(_("Done: chambers see it from now on."), url_for("federation.third_parties"))

    add_systems(pages, office)

    @pages.get("/chambers")
    @federation
    def find() -> ResponseReturnValue:
        code = request.args.get("code", "").strip().upper()[:4]
        return redirect(url_for("federation.chamber_of_federation", code=code) if code else url_for("federation.home"))

    return pages


def _actor() -> Actor:
    found: Actor = g.who.actor
    return found
