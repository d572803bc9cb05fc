"""`/<chamber>/desk/copies/…`: further copies of a certificate, ordered and printed by an officer at the counter."""

import io
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.staff import StaffAct, roles_for
from issuance.language import _
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.counter.copies import Counter
from issuance.web.fee_words import fee_words
from issuance.web.forms.counter import CopiesForm
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried
from issuance.web.revocation_words import public_number, revocation_words

_OFFICERS = roles_for(StaffAct.SERVE_COUNTER)


def counter_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("counter", __name__, url_prefix="/<chamber:chamber>/desk/copies")
    pages.context_processor(fee_words)
    pages.context_processor(revocation_words)
    desk = office.after_issue.copies

    def found(key: str) -> Counter:
        try:
            return desk.one(actor(), key)
        except AbsentError:
            abort(404)

    @pages.get("/<key>")
    @staff(*_OFFICERS)
    def copies(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return render_template("counter/copies.html", seen=found(key), form=CopiesForm(formdata=None))

    @pages.post("/<key>")
    @staff(*_OFFICERS)
    def order(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        form = CopiesForm()
        if form.validate_on_submit() and tried(
            form, lambda: desk.order(actor(), key, form.copies.data or 0, form.submission.data or "")
        ):
            told = _("Ordered. The copies can be printed here as soon as nothing is owed for them.")
            return done(told, url_for("counter.copies", key=key))
        return render_template("counter/copies.html", seen=found(key), form=form), status_of(form)

    @pages.post("/<key>/<order>/cancel")
    @staff(*_OFFICERS)
    def cancel(chamber: str, key: str, order: str) -> ResponseReturnValue:
        del chamber
        desk.cancel(actor(), key, order, form_version())
        flash(_("The order is cancelled. What was paid for it is on the exporter's balance."), "success")
        return redirect(url_for("counter.copies", key=key), HTTPStatus.SEE_OTHER)

    # By POST, for it is noted in the log.
    @pages.post("/<key>/<sheet>.pdf")
    @staff(*_OFFICERS)
    def fetch(chamber: str, key: str, sheet: str) -> ResponseReturnValue:
        del chamber
        number = public_number(str(found(key).application.certificate))
        pdf = desk.fetch(actor(), key, sheet)
        name = f"{number}-{sheet}.pdf"
        answer = send_file(io.BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name=name)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    return pages
