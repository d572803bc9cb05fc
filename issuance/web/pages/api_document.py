"""`/api/v1/`: which calls there are, for people; `/api/v1/openapi.json`: the same for programs. Open to everybody."""

import json

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from issuance.office import Office
from issuance.web.api.document import openapi_document
from issuance.web.guards import visitors

_FRESH = "public, max-age=300"


def api_document_blueprint(office: Office) -> Blueprint:
    """Build both."""
    pages = Blueprint("api_document", __name__, url_prefix="/api/v1")

    @pages.get("/openapi.json")
    @visitors
    def document() -> ResponseReturnValue:
        found = openapi_document(current_app, office.config.public_url)
        answer = Response(json.dumps(found, ensure_ascii=False), mimetype="application/json")
        answer.headers["Cache-Control"] = _FRESH
        return answer

    @pages.get("/")
    @visitors
    def page() -> ResponseReturnValue:
        return render_template("api.html", document=openapi_document(current_app, office.config.public_url))

    return pages
