"""`/healthz` and `/readyz`: for load balancers and for whoever starts the program."""

from http import HTTPStatus

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from issuance.errors import StorageError
from issuance.office import Office
from issuance.storage.engine import translated_errors
from issuance.web.guards import visitors


def health_blueprint(office: Office) -> Blueprint:
    """Build both answers."""
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    @visitors
    def alive() -> ResponseReturnValue:
        return _said("alive")

    @health.get("/readyz")
    @visitors
    def ready() -> ResponseReturnValue:
        try:
            with translated_errors(), office.store.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except StorageError:
            return _said("the database does not answer", HTTPStatus.SERVICE_UNAVAILABLE)
        return _said("ready")

    return health


def _said(sentence: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(f"{sentence}\n", status, mimetype="text/plain")
