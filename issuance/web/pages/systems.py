"""`/<chamber>/admin/systems`: which systems of third parties are let in here, and the chamber's own."""

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.settings import Function
from issuance.language import _
from issuance.office import Office
from issuance.web.forms.oauth import OwnSystemForm
from issuance.web.guards import may_open, recently, staff
from issuance.web.oauth_words import OWN_STATES, SCOPES, SYSTEM_STATES
from issuance.web.pages.administration.common import ADMINISTRATORS, actor, done, form_version, status_of


def systems_blueprint(office: Office) -> Blueprint:
    """Build the pages; they stand among those of the administration."""
    pages = Blueprint("systems", __name__, url_prefix="/<chamber:chamber>/admin/systems")
    pages.context_processor(lambda: {"may_open": lambda endpoint: may_open(current_app, endpoint)})
    _add_list(pages, office)
    _add_acts(pages, office)
    return pages


def _add_list(pages: Blueprint, office: Office) -> None:
    desk = office.oauth.systems

    @pages.get("")
    @staff(*ADMINISTRATORS)
    def overview(chamber: str) -> ResponseReturnValue:
        systems, own, counted = desk.overview(actor())
        settings = office.administration.settings.current(actor()).settings
        return render_template(
            "systems/list.html",
            systems=systems,
            own=own,
            counted=counted,
            offered=settings.offers(Function.THIRD_PARTY, japan_date(office.clock())),
            states=SYSTEM_STATES,
            own_states=OWN_STATES,
            scopes=SCOPES,
            issuer=office.oauth.issuer(chamber),
        )

    @pages.route("/new", methods=["GET", "POST"])
    @staff(*ADMINISTRATORS)
    @recently
    def new(chamber: str) -> ResponseReturnValue:
        del chamber
        form = OwnSystemForm()
        if form.validate_on_submit():
            key, secret = desk.add(actor(), str(form.name.data), form.chosen)
            return render_template("systems/secret.html", name=form.name.data, key=key, secret=secret)
        page = render_template("systems/new.html", form=form, hints={s.value: _(SCOPES[s][1]) for s in SCOPES})
        return page, status_of(form)


def _add_acts(pages: Blueprint, office: Office) -> None:
    desk = office.oauth.systems

    @pages.post("/<system>/<any(on, off):to>")
    @staff(*ADMINISTRATORS)
    @recently
    def switch(chamber: str, system: str, to: str) -> ResponseReturnValue:
        del chamber
        desk.switch(actor(), system, form_version(), on=to == "on")
        return done(_("Done: it counts from now on."), url_for("systems.overview"))

    @pages.post("/own/<system>/secret")
    @staff(*ADMINISTRATORS)
    @recently
    def secret(chamber: str, system: str) -> ResponseReturnValue:
        del chamber
        held, made = desk.make_secret(actor(), system, form_version())
        return render_template("systems/secret.html", name=held.system.name, key=held.system.id, secret=made)

    @pages.post("/own/<system>/stop")
    @staff(*ADMINISTRATORS)
    @recently
    def stop(chamber: str, system: str) -> ResponseReturnValue:
        del chamber
        desk.stop(actor(), system, form_version())
        return done(_("Stopped: it gets in no more."), url_for("systems.overview"))
