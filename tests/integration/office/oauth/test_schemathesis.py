"""The API under schemathesis: whatever is sent, it is answered as its document says, and never with a fault."""

import secrets
from http import HTTPStatus

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from issuance.services.api import rate
from tests.calling import Calling
from tests.connected import Connected

EXAMPLES = 8
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.mark.slow
def test_no_call_answers_what_its_document_does_not_say(
    quick_world: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = quick_world
    monkeypatch.setattr(rate, "MOST", 1_000_000)  # it asks faster than any system may
    system = Calling.make(world, world.cast.user)
    begun = system.done("POST", "/applications", {"kind": "coo-jp"})
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.site.app)
    tried: set[tuple[str, int]] = set()
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 15
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            if "application" in case.path_parameters:
                case.path_parameters["application"] = begun["id"]
            headers = {"Authorization": f"Bearer {system.token}"}
            if "Idempotency-Key" in (case.headers or {}):
                headers["Idempotency-Key"] = secrets.token_hex(8)
            answer = case.call(headers=headers)
            tried.add((case.operation.label, answer.status_code))
            case.validate_response(answer, checks=CHECKS)

        ask()
    assert ("GET /api/v1/applications", HTTPStatus.OK) in tried
    assert ("POST /api/v1/applications", HTTPStatus.CREATED) in tried
    assert ("DELETE /api/v1/applications/{application}", HTTPStatus.PRECONDITION_FAILED) in tried
