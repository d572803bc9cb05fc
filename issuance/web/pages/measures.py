"""Measures about a registration: a page for each that says what follows, and the act itself.

`…/<organisation>/suspend`, `demand`, `end` and `consent` begin one; `…/<organisation>/measures/<measure>/<act>` settles
one: `lift`, `met`, `take-back`, `decide`, `turn-down`.
"""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.desks.registrar import Registrar
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import RefusedError
from issuance.language import _
from issuance.office import Office
from issuance.services.registrar.views import SeenOrganisation
from issuance.storage.measures import Measure
from issuance.web.forms.base import OfficeForm
from issuance.web.guards import recently, staff
from issuance.web.measure_pages import BEGINNINGS, ENDINGS, Beginning, Ending
from issuance.web.pages.review_filing import version_sent

_TAKERS = roles_for(StaffAct.TAKE_MEASURES)


def add_measures(pages: Blueprint, office: Office) -> None:
    """Add the pages to the blueprint `organisations`."""
    _add_beginnings(pages, office)
    _add_endings(pages, office)


def _add_beginnings(pages: Blueprint, office: Office) -> None:
    @pages.get("/<chamber:chamber>/desk/organisations/<organisation>/<any(suspend, demand, end, consent):what>")
    @staff(*_TAKERS)
    @recently
    def begin(chamber: str, organisation: str, what: str) -> ResponseReturnValue:
        del chamber
        beginning, seen = BEGINNINGS[what], _seen(office, organisation)
        return _begin_page(beginning, seen, beginning.form(seen))

    @pages.post("/<chamber:chamber>/desk/organisations/<organisation>/<any(suspend, demand, end, consent):what>")
    @staff(*_TAKERS)
    @recently
    def begin_now(chamber: str, organisation: str, what: str) -> ResponseReturnValue:
        del chamber
        beginning, seen = BEGINNINGS[what], _seen(office, organisation)
        form = beginning.form(seen)

        def act() -> None:
            beginning.act(office.registrar, g.who.actor, seen.registration.id, version_sent(), form)

        if _done(form, act):
            flash(_(beginning.done), "success")
            return redirect(url_for("organisations.organisation", organisation=organisation))
        return _begin_page(beginning, seen, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _add_endings(pages: Blueprint, office: Office) -> None:
    @pages.get("/<chamber:chamber>/desk/organisations/<organisation>/measures/<measure>/<what>")
    @staff(*_TAKERS)
    @recently
    def settle(chamber: str, organisation: str, measure: str, what: str) -> ResponseReturnValue:
        del chamber
        seen = _seen(office, organisation)
        found, ending = _ending(seen, measure, what)
        return _settle_page(ending, seen, found, ending.form())

    @pages.post("/<chamber:chamber>/desk/organisations/<organisation>/measures/<measure>/<what>")
    @staff(*_TAKERS)
    @recently
    def settle_now(chamber: str, organisation: str, measure: str, what: str) -> ResponseReturnValue:
        del chamber
        seen = _seen(office, organisation)
        found, ending = _ending(seen, measure, what)
        form = ending.form()

        def act() -> None:
            ending.act(office.registrar, g.who.actor, found.id, version_sent(), form)

        if _done(form, act):
            flash(_(ending.done), "success")
            return redirect(url_for("organisations.organisation", organisation=organisation))
        return _settle_page(ending, seen, found, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _done(form: OfficeForm, act: Callable[[], None]) -> bool:
    """Do what a valid form asks for; keep the sentence of who refuses it with the form."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except RefusedError as error:
        form.form_errors.append(str(error))
        return False
    return True


def _seen(office: Office, organisation: str) -> SeenOrganisation:
    registrar: Registrar = office.registrar
    return registrar.views.organisation(g.who.actor, organisation)


def _ending(seen: SeenOrganisation, measure: str, what: str) -> tuple[Measure, Ending]:
    """Return a measure of the organisation and what can settle one of its kind; 404 where there is none."""
    found = next((each for each in seen.measures if each.id == measure), None)
    ending = ENDINGS.get((found.kind, what)) if found is not None else None
    if found is None or ending is None:
        abort(HTTPStatus.NOT_FOUND)
    return found, ending


def _begin_page(beginning: Beginning, seen: SeenOrganisation, form: OfficeForm) -> str:
    return render_template("organisations/measure.html", page=beginning, seen=seen, form=form, measure=None)


def _settle_page(ending: Ending, seen: SeenOrganisation, measure: Measure, form: OfficeForm) -> str:
    return render_template("organisations/measure.html", page=ending, seen=seen, form=form, measure=measure)
