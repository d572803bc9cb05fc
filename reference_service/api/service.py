"""`GET /api/v1/service`: the state of the service and what is announced, so that banks' systems can plan."""

from apiflask import APIBlueprint
from flask import Response

from reference_service.api.service_models import (
    AvailabilityEntry,
    BulletinState,
    LookupState,
    NoticeEntry,
    ServiceAnswer,
    WindowEntry,
)
from reference_service.service import Service
from reference_service.service_state import ServiceState, service_state

STATE_MAX_AGE = "max-age=1"


def service_blueprint(service: Service) -> APIBlueprint:
    """Build the call. It answers also while the register or the trust files cannot be read: it says so."""
    api = APIBlueprint("service_api", __name__, tag="Service")

    @api.get("/api/v1/service")
    @api.output(ServiceAnswer, description="The state now, notices, maintenance windows, availability by month.")
    @api.doc(operation_id="service")
    def show() -> Response:
        """Say whether certificates can be looked up now, and what the office announces."""
        answer = service_answer(service_state(service))
        response = Response(answer.model_dump_json(exclude_none=True), mimetype="application/json")
        response.headers["Cache-Control"] = STATE_MAX_AGE
        return response

    return api


def service_answer(state: ServiceState) -> ServiceAnswer:
    """Return a look at the service in the shape of the API."""
    bulletin = state.bulletin
    return ServiceAnswer(
        now=state.now.replace(microsecond=0),
        lookup=LookupState(
            reachable=state.reachable,
            current=state.current,
            as_of=state.head.as_of.replace(microsecond=0) if state.head is not None else None,
        ),
        trust_valid_until=state.trust_valid_until,
        status_as_of=state.status_as_of,
        bulletin=BulletinState(**bulletin.model_dump(include=set(BulletinState.model_fields))) if bulletin else None,
        notices=[NoticeEntry(**notice.model_dump()) for notice in state.notices],
        windows=[
            WindowEntry(**window.model_dump(), running=window.holds(state.now), stays_open=list(window.stays_open))
            for window in state.windows
        ],
        availability=[
            AvailabilityEntry(
                **entry.model_dump(), percentage=None if entry.percentage is None else str(entry.percentage)
            )
            for entry in state.availability
        ],
    )
