"""The auditor's desk: search the audit trail, see one entry, verify the chain, take entries along as CSV (T8.4)."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.services.trail.check import last_check
from issuance.services.trail.reading import Entry, Search
from issuance.storage.unit import Unit
from issuance.web.forms.trail import TrailSearchForm
from issuance.web.guards import staff
from issuance.web.trail_values import csv_of, lines_of
from issuance.web.trail_words import ACT_WORDS, act_words, fault_words

PAGE = 50
MOST_EXPORTED = 5000
MOST_VERIFIED = 5000
"""Entries that a click verifies: as many as take about a second. A timer verifies all of them every night."""

_auditors = roles_for(StaffAct.READ_TRAIL)


def trail_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("trail", __name__)
    pages.add_app_template_global(act_words, "act_words")
    pages.add_app_template_global(lines_of, "trail_lines")

    @pages.get("/<chamber:chamber>/desk/trail")
    @staff(*_auditors)
    def search(chamber: str) -> ResponseReturnValue:
        form = TrailSearchForm.of_request()
        sound = form.validate()
        with office.units.look(g.who.actor) as unit:
            found = office.trail.search(unit, form.search(), before=_number("before"), limit=PAGE) if sound else None
            check = last_check(unit)
        return render_template(
            "trail/search.html",
            form=form,
            found=found,
            check=check,
            fault=check and check.fault and fault_words(check.fault),
            known_acts=ACT_WORDS,
            following=found and found.next and url_for("trail.search", **form.asked, before=found.next),
            first=url_for("trail.search", **form.asked) if "before" in request.args else None,
        )

    @pages.get("/<chamber:chamber>/desk/trail/<int:number>")
    @staff(*_auditors)
    def entry(chamber: str, number: int) -> ResponseReturnValue:
        with office.units.look(g.who.actor) as unit:
            found = office.trail.entry(unit, number)
            check = last_check(unit)
        verified = check is not None and check.number >= number
        return render_template("trail/entry.html", entry=found, check=check, verified=verified)

    @pages.post("/<chamber:chamber>/desk/trail/verify")
    @staff(*_auditors)
    def verify(chamber: str) -> ResponseReturnValue:
        report = office.trail_check.verify(g.who.actor, most=MOST_VERIFIED)
        if report.fault is None:
            flash(_("The trail holds up to entry %(number)s.", number=report.number), "success")
        return redirect(url_for("trail.search"))

    @pages.post("/<chamber:chamber>/desk/trail/export")
    @staff(*_auditors)
    def export(chamber: str) -> ResponseReturnValue:
        form = TrailSearchForm.of_request()
        if not form.validate():
            return redirect(url_for("trail.search", **form.asked))
        with office.units.act(g.who.actor) as unit:
            entries = _up_to(office, unit, form.search())
            unit.record("trail.export", "trail:export", after={"entries": len(entries), "search": form.asked})
        answer = Response(f"\ufeff{csv_of(entries)}", mimetype="text/csv")  # the mark tells Excel that it is UTF-8
        answer.headers["Content-Disposition"] = f'attachment; filename="trail-{chamber}.csv"'
        return answer

    return pages


def _up_to(office: Office, unit: Unit, search: Search) -> list[Entry]:
    return office.trail.search(unit, search, limit=MOST_EXPORTED).entries


def _number(name: str) -> int | None:
    """Return a number of the address, None for anything else."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
