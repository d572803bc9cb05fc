"""`/<chamber>/desk/leaks`, `/federation/leaks`: reported leaks and their review (terms, articles 8-2, 9-2, 10-2).

Leaks of a chamber's ids are reviewed by its staff, those of the federation's operators by another operator.
"""

from collections.abc import Callable

from flask import Blueprint, abort, flash, g, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.sign_in.credentials import Way
from issuance.web.forms.sign_in import ReviewForm
from issuance.web.guards import federation, recently, staff
from issuance.web.pages.administration.common import form_version
from issuance.web.sign_in_answers import go_on, refused, shown

_View = Callable[..., ResponseReturnValue]


def leaks_blueprint(office: Office) -> Blueprint:
    """Build the list and the page of one report for a chamber."""
    guard = staff(*roles_for(StaffAct.REVIEW_LEAKS))
    return _blueprint(office, "leaks", "/<chamber:chamber>/desk/leaks", guard)


def federation_leaks_blueprint(office: Office) -> Blueprint:
    """Build the same for the federation."""
    return _blueprint(office, "federation_leaks", "/federation/leaks", federation)


def _blueprint(office: Office, name: str, prefix: str, guard: Callable[[_View], _View]) -> Blueprint:
    pages = Blueprint(name, __name__, url_prefix=prefix)
    desk = office.access.leak_reviews

    @pages.get("/")
    @guard
    def queue(**_place: str) -> ResponseReturnValue:
        with office.units.look(g.who.actor) as unit:
            return shown("leaks/queue.html", leaks=desk.open_leaks(unit))

    @pages.route("/<leak>", methods=["GET", "POST"])
    @guard
    @recently
    def review(leak: str, **_place: str) -> ResponseReturnValue:
        with office.units.look(g.who.actor) as unit:
            found = desk.find(unit, leak)
        if found is None:
            abort(404)
        form = ReviewForm()
        if form.validate_on_submit():
            version = form_version()
            try:
                with office.units.act(g.who.actor) as unit:
                    if form.outcome.data == "close":
                        desk.close(unit, leak, version, form.review.data)
                        code = None
                    else:
                        way, too = Way(form.outcome.data), bool(form.factors_too.data)
                        invitation = desk.renew(unit, leak, version, way, form.review.data, factors_too=too)
                        code = invitation.code
            except RefusedError as error:
                refused(form, error)
            else:
                if code is not None:
                    return shown("leaks/letter.html", invitation=invitation)
                flash(_("The review is done."), "success")
                return go_on(url_for(".queue"))
        return shown("leaks/review.html", form, leak=found)

    return pages
