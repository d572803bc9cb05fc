"""`/metrics` for the operator's own Prometheus. The public gets the answer of an address that does not exist."""

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.exceptions import NotFound

from reference_service.metrics.exchange import Exchange
from reference_service.metrics.exposition import exposition

_SENT_BY_PROXIES = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded")


def metrics_blueprint(exchange: Exchange | None) -> Blueprint:
    """Build the call; without an exchange (no folder is set) there is none."""
    pages = Blueprint("metrics", __name__)

    @pages.get("/metrics")
    def metrics() -> Response:
        # nginx refuses it as well; a proxy that was set up otherwise still gives itself away.
        if exchange is None or any(name in request.headers for name in _SENT_BY_PROXIES):
            raise NotFound
        body = exposition(exchange.read())
        return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    return pages
