"""Liveness and readiness, for whatever starts, watches and balances the processes."""

from apiflask import APIBlueprint
from flask import Response

from reference_service.api.models import Liveness, Readiness
from reference_service.api.openapi import UNAVAILABLE_RESPONSE
from reference_service.register_view import is_current
from reference_service.service import Service


def health_blueprint(service: Service) -> APIBlueprint:
    """Build the two calls. Neither is ever cached."""
    api = APIBlueprint("health", __name__, tag="Health")

    @api.get("/healthz")
    @api.output(Liveness, description="The process answers.")
    @api.doc(operation_id="liveness")
    def liveness() -> Response:
        """Say that the process answers; looks at nothing else."""
        return _uncached(Liveness().model_dump_json())

    @api.get("/readyz")
    @api.output(Readiness, description="The register and the trust files can be read.")
    @api.doc(operation_id="readiness", responses=UNAVAILABLE_RESPONSE)
    def readiness() -> Response:
        """Say whether certificates can be looked up now, and how old the data are.

        Expired trust files are reported and do not make the service unready: certificates can still be shown.
        """
        answer = service.register.head()
        published = service.trust.current()
        now = service.clock()
        ready = Readiness(
            register_as_of=answer.as_of,
            register_head=answer.position,
            register_current=is_current(answer.as_of, now, service.config.stale_after),
            trust_version=published.trust_list.version,
            trust_valid_until=published.valid_until,
            trust_expired=now > published.valid_until,
            status_as_of=published.status.as_of if published.status is not None else None,
        )
        return _uncached(ready.model_dump_json())

    return api


def _uncached(body: str) -> Response:
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
