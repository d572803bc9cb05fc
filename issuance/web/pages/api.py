"""`/api/v1/…`: what systems ask for an id, or for the chamber. The token says which chamber it is.

Answers are JSON and errors are problem details (RFC 9457). Instants are RFC 3339 in UTC.
"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from issuance.domain.oauth.scopes import Scope
from issuance.language import N_
from issuance.office import Office
from issuance.services.oauth.reading import application_of
from issuance.web.api.described import described
from issuance.web.api.errors import add_errors
from issuance.web.api.models import Status, WhoAmI
from issuance.web.api.paper_calls import add_paper_calls
from issuance.web.api.rate import limit_calls
from issuance.web.api.reading import add_reading
from issuance.web.api.writing import add_writing
from issuance.web.bearer import caller
from issuance.web.guards import api
from signing.number import parse_number


def api_blueprint(office: Office) -> Blueprint:
    """Build the calls."""
    pages = Blueprint("api", __name__, url_prefix="/api/v1")

    @pages.get("/whoami")
    @api()
    @described(N_("For whom a token acts, and what it may do now"), WhoAmI)
    def whoami() -> ResponseReturnValue:
        called = caller()
        told: dict[str, object] = {
            "chamber": called.actor.chamber,
            "system": {"id": called.system.id, "name": called.system.name},
            "scopes": [scope.value for scope in Scope if called.may(scope)],
            "until": called.until.isoformat(),
        }
        if called.holder is not None:
            told["id"] = called.holder.login
        return jsonify(told)

    @pages.get("/applications/<application>/status")
    @api(Scope.STATUS_READ)
    @described(N_("Where an application stands"), Status)
    def status(application: str) -> ResponseReturnValue:
        with office.units.look(caller().actor) as unit:
            found = application_of(unit, caller(), application)
        return jsonify(
            {
                "id": found.id,
                "reference": found.reference,
                "kind": found.kind.slug,
                "state": found.state.value,
                "since": found.state_since.isoformat(),
                "certificate": parse_number(found.certificate).public
                if found.certificate and found.delivered_at
                else None,
            }
        )

    add_reading(pages, office)
    add_writing(pages, office)
    add_paper_calls(pages, office)
    limit_calls(pages, office)
    add_errors(pages)
    return pages
