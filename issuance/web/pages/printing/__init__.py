"""`/<chamber>/printing`: delivered certificates, printed until the fourteenth day (terms, articles 9-5 and 14-3)."""

import io

from flask import Blueprint, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.applications.wording import KINDS
from issuance.services.delivery.printing import Printing
from issuance.web.guards import may
from issuance.web.pages.administration.common import actor


def printing_blueprint(office: Office) -> Blueprint:
    """Build the list, the page of one certificate and its sheets."""
    pages = Blueprint("printing", __name__, url_prefix="/<chamber:chamber>/printing")

    def found(application: str) -> Printing:
        try:
            return office.delivery.printing.one(actor(), application)
        except AbsentError:
            abort(404)

    @pages.get("")
    @may(Act.PRINT)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        offers = office.delivery.printing.overview(actor())
        return render_template("printing/overview.html", offers=offers, KINDS=KINDS)

    @pages.get("/<application>")
    @may(Act.PRINT)
    def one(chamber: str, application: str) -> ResponseReturnValue:
        del chamber
        return render_template("printing/one.html", offer=found(application))

    # By POST, for it is noted in the log: a browser that loads pages ahead prints nothing.
    @pages.post("/<application>/<sheet>.pdf")
    @may(Act.PRINT)
    def fetch(chamber: str, application: str, sheet: str) -> ResponseReturnValue:
        del chamber
        offer = found(application)
        pdf = office.delivery.printing.fetch(actor(), application, sheet)
        name = f"{offer.number}-{sheet}.pdf"
        answer = send_file(io.BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name=name)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    return pages
