"""`/<chamber>/admin/imports`: the files of past certificates that were taken in, and what was wrong with their rows."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from issuance.domain.imports.rows import WORDS
from issuance.domain.staff import StaffAct, roles_for
from issuance.errors import RefusedError
from issuance.language import N_
from issuance.office import Office
from issuance.services.imports.report import report_of
from issuance.storage.imports import ImportedFile, ImportState
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor

_READERS = roles_for(StaffAct.READ_IMPORTS)

STATES = {
    ImportState.REFUSED: (N_("Not taken: rows are bad"), "stopped"),
    ImportState.STORING: (N_("Broke off: import the same file again"), "waiting"),
    ImportState.PUBLISHING: (N_("Not all published: import the same file again"), "waiting"),
    ImportState.DONE: (N_("Imported"), "good"),
}


def imports_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("imports", __name__, url_prefix="/<chamber:chamber>/admin/imports")

    def found(key: str) -> ImportedFile:
        try:
            return office.imports.views.file(actor(), key)
        except RefusedError:
            abort(404)

    @pages.get("")
    @staff(*_READERS)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        return render_template("imports/overview.html", files=office.imports.views.files(actor()), states=STATES)

    @pages.get("/<key>")
    @staff(*_READERS)
    def one(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        return render_template("imports/one.html", file=found(key), states=STATES, words=WORDS)

    @pages.get("/<key>/report.csv")
    @staff(*_READERS)
    def report(chamber: str, key: str) -> ResponseReturnValue:
        file = found(key)
        answer = Response(f"\ufeff{report_of(file.problems)}", mimetype="text/csv")  # the mark tells Excel: UTF-8
        answer.headers["Content-Disposition"] = f'attachment; filename="import-{chamber}-{file.id}.csv"'
        return answer

    return pages
