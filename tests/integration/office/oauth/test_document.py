"""The API's document says what the calls do: every call stands in it, and answers fit the models that it names."""

import json
from typing import Any

import jsonschema
import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from issuance.domain.oauth.scopes import Scope
from issuance.domain.webhooks.events import OF_CERTIFICATES, WebhookEvent, body_of
from issuance.web.api.document import SCOPES_SAID, calls_without_marks
from issuance.web.guards import Kind, guard_of
from tests.applying import paper_file
from tests.builders import NOW
from tests.calling import Calling
from tests.connected import Connected


@pytest.fixture(scope="module")
def document(opened_once: Connected) -> dict[str, Any]:
    answer = opened_once.site.client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return dict(answer.json or {})


def test_every_call_is_described(opened_once: Connected, document: dict[str, Any]) -> None:
    app = opened_once.site.app
    assert calls_without_marks(app) == []
    there = {
        (method.lower(), rule.rule.replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if _is_call(app, rule.endpoint)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert described == there
    assert len(there) > 15


def test_each_call_names_the_scope_that_its_guard_asks_for(opened_once: Connected, document: dict[str, Any]) -> None:
    views = opened_once.site.app.view_functions
    for methods in document["paths"].values():
        for call in methods.values():
            guard = guard_of(views[f"api.{call['operationId']}"])
            assert guard is not None
            assert call["security"] == [{"holder": [guard.scope.value] if guard.scope else []}]
    assert SCOPES_SAID.keys() == {scope.value for scope in Scope}


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_what_webhooks_bring_is_as_the_document_says(document: dict[str, Any]) -> None:
    assert document["webhooks"].keys() == {event.value for event in WebhookEvent}
    for event in WebhookEvent:
        schema = document["webhooks"][event.value]["post"]["requestBody"]["content"]["application/json"]["schema"]
        number = "TYO26-001234" if event in OF_CERTIFICATES else None
        jsonschema.validate(json.loads(body_of(event, "TYO", NOW, "0123456789abcdef", number)), schema)


def test_answers_are_as_the_document_says(quick_world: Connected, document: dict[str, Any]) -> None:
    world = quick_world
    system = Calling.make(world, world.cast.user)
    sent = world.cast.submitted(world.cast.user, mark="document")
    begun = system.send("POST", "/applications", {"kind": "coo-jp"})
    key = (begun.json or {})["id"]
    answers = {
        ("/applications", "post", "201"): begun,
        ("/applications", "get", "200"): system.send("GET", "/applications"),
        ("/applications/{application}", "get", "200"): system.send("GET", f"/applications/{sent.id}"),
        ("/applications/{application}", "put", "428"): system.send("PUT", f"/applications/{key}", {}),
        ("/applications/{application}/papers", "post", "201"): system.hand_in(key, paper_file()),
        ("/applications/{application}/papers", "get", "200"): system.send("GET", f"/applications/{sent.id}/papers"),
        ("/applications/{application}/status", "get", "200"): system.send("GET", f"/applications/{sent.id}/status"),
        ("/applications/{application}/status", "get", "404"): system.send("GET", "/applications/none/status"),
        ("/certificates", "get", "200"): system.send("GET", "/certificates"),
        ("/fees", "get", "200"): system.send("GET", "/fees"),
        ("/whoami", "get", "200"): system.send("GET", "/whoami"),
    }
    for (path, method, status), answer in answers.items():
        assert str(answer.status_code) == status, (path, answer.text)
        (said,) = document["paths"][f"/api/v1{path}"][method]["responses"][status]["content"].values()
        schema = {"components": document["components"], **said["schema"]}
        jsonschema.validate(answer.json, schema, cls=jsonschema.Draft202012Validator)


def test_people_find_the_calls_on_a_page(opened_once: Connected) -> None:
    page = opened_once.site.client().get("/api/v1/")
    assert page.status_code == 200
    text = page.text.replace("<wbr>", "")  # where an address may be broken
    assert "POST /api/v1/applications/{application}/submit" in text
    assert "applications:write" in text


def _is_call(app: Flask, endpoint: str) -> bool:
    guard = guard_of(app.view_functions[endpoint])
    return guard is not None and guard.kind is Kind.API
