"""The page "Retention": what a purge would take, who proposed it, who confirmed it, what it has taken."""

import csv
import datetime as dt
import io
from collections.abc import Callable

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.retention.report import PurgeKind
from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.services.retention.desk import NAMED
from issuance.web.forms.base import OfficeForm
from issuance.web.guards import recently, staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.retention_words import PLAN_STATES
from signing.cells import defused

_KEEPERS = roles_for(StaffAct.MANAGE_RETENTION)


def add_plans(pages: Blueprint, office: Office) -> None:
    """Add the page and its acts."""

    def page(form: OfficeForm) -> ResponseReturnValue:
        typed = request.values.get("day")
        found = office.retention.desk.page(actor(), _day(typed) if typed else None)
        page = render_template("retention/plans.html", form=form, found=found, kinds=PurgeKind, states=PLAN_STATES)
        return page, status_of(form)

    def decided(act: Callable[[], object], told: str) -> ResponseReturnValue:
        form = OfficeForm()
        if form.validate_on_submit() and tried(form, act):
            return done(told, url_for("retention.plans"))
        return page(form)

    @pages.get("")
    @staff(*_KEEPERS)
    def plans(chamber: str) -> ResponseReturnValue:
        del chamber
        return page(OfficeForm(formdata=None))

    @pages.get("/dry-run.csv")
    @staff(*_KEEPERS)
    def listing(chamber: str) -> ResponseReturnValue:
        desk = office.retention.desk
        typed = request.args.get("day")
        cutoffs = desk.cutoffs(actor(), _day(typed) if typed else None)
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow([_("kind"), _("number or id"), _("day")])
        for kind, key, day in desk.lines(actor(), cutoffs, NAMED):
            rows.writerow([defused(cell) for cell in (_(kind), str(key), day.isoformat())])
        name = f"{chamber}-retention-{cutoffs.day}.csv"
        told = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=told)

    @pages.post("/propose")
    @staff(*_KEEPERS)
    def propose(chamber: str) -> ResponseReturnValue:
        del chamber
        day = _day(request.form.get("day", ""))
        told = _("Proposed. Nothing is purged before another chamber administrator confirms it.")
        return decided(lambda: office.retention.desk.propose(actor(), day), told)

    @pages.post("/<plan>/confirm")
    @staff(*_KEEPERS)
    @recently
    def confirm(chamber: str, plan: str) -> ResponseReturnValue:
        del chamber
        told = _("Confirmed. The purge runs in the night of its day, and says here what it has purged.")
        return decided(lambda: office.retention.desk.confirm(actor(), plan, form_version()), told)

    @pages.post("/<plan>/take-back")
    @staff(*_KEEPERS)
    def take_back(chamber: str, plan: str) -> ResponseReturnValue:
        del chamber
        told = _("Taken back: nothing is purged by this plan.")
        return decided(lambda: office.retention.desk.take_back(actor(), plan, form_version()), told)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        abort(404)
