"""The list of applications, and where a new one begins."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.calendar import japan_date
from issuance.domain.ids import Act
from issuance.domain.settings import Function, Stopped
from issuance.office import Office
from issuance.services.applications.lists import LONGEST_QUESTION, Ask, Tray
from issuance.services.applications.sight import applicant_in
from issuance.services.chamber.settings import settings_of
from issuance.storage.organisations import names_of
from issuance.web.cursor import cursor_text, read_cursor
from issuance.web.guards import may
from issuance.web.pages.applications.sent import acting, submission_sent
from signing.content import KIND_BY_SLUG, Kind


def add_list_pages(pages: Blueprint, office: Office) -> None:
    """Add them."""

    @pages.get("")
    @may(Act.READ_APPLICATIONS)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber  # templates and the actor know it
        ask = Ask(
            tray=next((tray for tray in Tray if tray == request.args.get("tray")), Tray.WAITING),
            kind=KIND_BY_SLUG.get(request.args.get("kind", "")),
            text=request.args.get("q", "").strip()[:LONGEST_QUESTION],
            before=read_cursor(request.args.get("before", "")),
        )
        page = office.applications.lists.page(acting(), ask)
        return render_template("applications/overview.html", ask=ask, page=page, after=cursor_text(page.after))

    @pages.route("/new", methods=["GET", "POST"])
    @may(Act.APPLY)
    def start(chamber: str) -> ResponseReturnValue:
        del chamber
        if request.method == "POST":
            kind = KIND_BY_SLUG.get(request.form.get("kind", ""))
            if kind is None:
                return redirect(url_for(".start"), 303)
            begun = office.applications.drafts.start(
                acting(),
                kind,
                submission_sent() or secrets.token_urlsafe(12),
                copy_of=request.form.get("copy_of") or None,
                template=request.form.get("template") or None,
            )
            return redirect(url_for(".form", application=begun.id), 303)
        with office.units.look(acting()) as unit:
            applicant = applicant_in(unit)
            settings = settings_of(unit)
            day = japan_date(unit.now)
            page = {
                "accepted": {k: settings.accepts(Function.of(k), day, applicant.organisation) for k in Kind},
                "offered": {k: settings.offers(Function.of(k), day) for k in Kind},
                "stop": settings.stop_of(Stopped.APPLICATIONS, applicant.organisation),
                "templates": office.applications.templates.of(unit, applicant),
                "names": names_of(unit, {applicant.organisation})[applicant.organisation],
                "applicant": applicant,
            }
        return render_template("applications/start.html", submission=secrets.token_urlsafe(12), **page)
