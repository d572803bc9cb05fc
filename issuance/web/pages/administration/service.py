"""Stops of new registrations and applications, and the end of the chamber's service (terms, article 24)."""

import secrets
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.settings import EndOfService, Stop, Stopped
from issuance.language import _
from issuance.office import Office
from issuance.services.chamber.settings_desk import Words
from issuance.web.chamber_words import STOPPED
from issuance.web.forms.administration.service import EndForm, StopForm
from issuance.web.forms.administration.texts import pair
from issuance.web.guards import recently, staff
from issuance.web.pages.administration.common import ADMINISTRATORS, actor, done, form_version, status_of, tried
from issuance.web.service_words import end_words, go_on_words, lift_words, stop_words


def add_service(pages: Blueprint, office: Office) -> None:
    """Add the pages."""
    _add_stops(pages, office)
    _add_end(pages, office)


def _add_stops(pages: Blueprint, office: Office) -> None:
    desk = office.administration.settings

    @pages.get("/stops")
    @staff(*ADMINISTRATORS)
    def stops(chamber: str) -> ResponseReturnValue:
        del chamber
        current = desk.current(actor())
        named = desk.names_of_stopped(actor(), current.settings)
        return render_template(
            "admin/stops.html",
            version=current.version,
            settings=current.settings,
            named=named,
            stopped=STOPPED,
            ended=current.settings.has_ended(japan_date(office.clock())),
        )

    @pages.route("/stops/new", methods=["GET", "POST"])
    @staff(*ADMINISTRATORS)
    @recently
    def new_stop(chamber: str) -> ResponseReturnValue:
        del chamber
        current, form, preview = desk.current(actor()), StopForm(), None
        if form.validate_on_submit():
            logins = (form.logins.data or "").split() if form.whom.data == "some" else []

            def stop() -> None:
                desk.stop(actor(), form_version(), Stopped(form.what.data), logins, _words_of(form, office))

            if request.form.get("step") != "send":
                preview = _words_of(form, office)
                tried(form, lambda: desk.check_logins(actor(), logins))
            elif tried(form, stop):
                return done(_("Stopped. The notice was posted."), url_for("admin.stops"))
        page = render_template(
            "admin/stop_new.html", form=form, version=current.version, preview=preview, stopped=STOPPED
        )
        return page, status_of(form)

    @pages.post("/stops/<stop>/lift")
    @staff(*ADMINISTRATORS)
    @recently
    def lift_stop(chamber: str, stop: str) -> ResponseReturnValue:
        del chamber
        lifted = next((each for each in desk.current(actor()).settings.stops if each.id == stop), None)
        if lifted is None:
            abort(HTTPStatus.NOT_FOUND)
        desk.lift(actor(), form_version(), stop, lift_words(lifted))
        return done(_("Lifted. The notice was posted."), url_for("admin.stops"))


def _add_end(pages: Blueprint, office: Office) -> None:
    desk = office.administration.settings

    @pages.route("/end", methods=["GET", "POST"])
    @staff(*ADMINISTRATORS)
    @recently
    def end(chamber: str) -> ResponseReturnValue:
        current, form, preview = desk.current(actor()), EndForm(), None
        if form.validate_on_submit():
            words = _end_words_of(form, office)
            if request.form.get("step") != "send":
                preview = words
            elif (form.code.data or "").strip().upper() != chamber:
                form.code.errors = [_("Type %(code)s to confirm.", code=chamber)]
                preview = words
            elif tried(form, lambda: desk.announce_end(actor(), form_version(), form.last_day.data, words)):
                return done(_("The end of the service was announced."), url_for("admin.stops"))
        page = render_template("admin/end.html", form=form, version=current.version, preview=preview)
        return page, status_of(form)

    @pages.post("/end/withdraw")
    @staff(*ADMINISTRATORS)
    @recently
    def withdraw_end(chamber: str) -> ResponseReturnValue:
        del chamber
        desk.withdraw_end(actor(), form_version(), go_on_words())
        return done(_("The service goes on. The notice was posted."), url_for("admin.stops"))


def _words_of(form: StopForm, office: Office) -> Words:
    shown = Stop(
        id=secrets.token_hex(8),
        what=Stopped(form.what.data),
        since=office.clock(),
        reason=pair(form, "reason"),
        alternatives=pair(form, "alternatives"),
    )
    return stop_words(shown)


def _end_words_of(form: EndForm, office: Office) -> Words:
    today = japan_date(office.clock())
    shown = EndOfService.model_construct(
        announced=today,
        last_day=form.last_day.data,
        reason=pair(form, "reason"),
        alternatives=pair(form, "alternatives"),
    )
    return end_words(shown)
