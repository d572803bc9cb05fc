"""The API's description in OpenAPI 3.1, made from the calls themselves: their routes, guards, models and marks."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from issuance.domain.application.application import PaperRole
from issuance.web.api.described import Described, described_of
from issuance.web.api.document_answers import REF, answers_of, reference
from issuance.web.api.document_webhooks import webhooks_described
from issuance.web.api.models import Problem
from issuance.web.guards import Guard, guard_of

VERSION = "1.0.0"
_PART = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_METHODS = ("GET", "POST", "PUT", "DELETE")
_PATH_PARTS = {
    "application": ("The `id` of an application.", {"type": "string", "minLength": 1, "maxLength": 64}),
    "paper": ("The `id` of a paper.", {"type": "string", "minLength": 1, "maxLength": 64}),
    "number": (
        "The public number of a certificate.",
        {"type": "string", "minLength": 1, "maxLength": 64},
    ),
    "sheet": ("A name of its `sheets`: `copy-1` …", {"type": "string", "pattern": r"^copy-[1-9][0-9]?$"}),
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New for each call, the same when it is sent again: it takes effect once. Kept for 24 hours.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 64, "pattern": r"^[!#-~]{8,64}$"},
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that is changed, in its quotes.",
    "schema": {"type": "string", "pattern": r'^"[0-9]{1,9}"$'},
}
_FILE_SCHEMA = {
    "type": "object",
    "required": ["role", "file"],
    "properties": {
        "role": {"type": "string", "enum": [role.value for role in PaperRole]},
        "file": {"type": "string", "format": "binary", "description": "PDF, PNG or JPEG, 20 MB at most."},
    },
}


def openapi_document(app: Flask, server: str) -> dict[str, Any]:
    """Return the document; `server` is the office's public address. Raises `LookupError` for a call without a mark."""
    calls = list(_calls(app))
    schemas = _schemas([each for _rule, _method, described, _guard in calls for each in _models(described)])
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, described, guard in calls:
        paths.setdefault(_PART.sub(r"{\1}", rule.rule), {})[method.lower()] = _operation(rule, described, guard)
    scopes = sorted({guard.scope.value for _rule, _method, _described, guard in calls if guard.scope is not None})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OriginSeal: applications for certificates of origin",
            "version": VERSION,
            "description": "What systems do for a user id or sub id, with its holder's consent. A token acts in one "
            "chamber. Errors are problem details (RFC 9457); programs go by their `code`.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "webhooks": webhooks_described(),
        "components": {"schemas": schemas, "securitySchemes": {"holder": _oauth(server, scopes)}},
    }


def calls_without_marks(app: Flask) -> list[str]:
    """Return the endpoints of the API that the document could not tell of."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    return sorted({rule.endpoint for rule in rules if described_of(app.view_functions[rule.endpoint]) is None})


def _calls(app: Flask) -> Iterator[tuple[Rule, str, Described, Guard]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if not rule.endpoint.startswith("api."):
            continue
        view = app.view_functions[rule.endpoint]
        described, guard = described_of(view), guard_of(view)
        if described is None or guard is None:
            raise LookupError(f"The call {rule.endpoint} is not described (issuance.web.api.described).")
        for method in _METHODS:
            if method in (rule.methods or ()):
                yield rule, method, described, guard


def _models(described: Described) -> Iterator[type[BaseModel]]:
    for each in (described.answers, described.takes):
        if isinstance(each, type):
            yield each


def _schemas(models: list[type[BaseModel]]) -> dict[str, Any]:
    wanted = [(model, "validation") for model in dict.fromkeys([*models, Problem])]
    _names, made = models_json_schema(wanted, ref_template=REF)  # type: ignore[arg-type]  # its modes are a Literal
    found: dict[str, Any] = made["$defs"]
    return found


def _operation(rule: Rule, described: Described, guard: Guard) -> dict[str, Any]:
    parameters = [*_in_path(rule), *_in_query(described)]
    parameters += [_KEY] if described.once else []
    parameters += [_MATCH] if described.versioned else []
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.removeprefix("api."),
        "summary": described.summary,
        "security": [{"holder": [guard.scope.value] if guard.scope is not None else []}],
        "responses": answers_of(rule, described),
    }
    if parameters:
        operation["parameters"] = parameters
    if described.takes is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": reference(described.takes)}}
    if described.file:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _FILE_SCHEMA}}}
    return operation


def _in_path(rule: Rule) -> Iterator[dict[str, Any]]:
    for name in _PART.findall(rule.rule):
        words, schema = _PATH_PARTS[name]
        yield {"name": name, "in": "path", "required": True, "description": words, "schema": schema}


def _in_query(described: Described) -> Iterator[dict[str, Any]]:
    if described.asks is None:
        return
    made = described.asks.model_json_schema()
    defined = made.get("$defs", {})
    for name, schema in made["properties"].items():
        plain = {key: part for key, part in schema.items() if key not in ("title", "default")}
        yield {"name": name, "in": "query", "required": False, "schema": _inlined(plain, defined)}


def _inlined(schema: Any, defined: dict[str, Any]) -> Any:  # noqa: ANN401  # JSON
    """Return a schema without references: parameters stand for themselves, and null is no text in an address."""
    if isinstance(schema, list):
        return [_inlined(each, defined) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(defined[schema["$ref"].rpartition("/")[2]], defined)
    if "anyOf" in schema:
        (kept,) = [each for each in schema["anyOf"] if each.get("type") != "null"]
        schema = {**{key: part for key, part in schema.items() if key != "anyOf"}, **kept}
    return {key: _inlined(part, defined) for key, part in schema.items()}


def _oauth(server: str, scopes: list[str]) -> dict[str, Any]:
    place = f"{server}/{{chamber}}/oauth"
    flow = {"authorizationUrl": f"{place}/authorize", "tokenUrl": f"{place}/token"}
    said = {scope: SCOPES_SAID[scope] for scope in scopes}
    return {
        "type": "oauth2",
        "description": "Each chamber is an authorization server of its own, with PKCE (S256): see "
        "`/.well-known/oauth-authorization-server/<chamber>`. Put the chamber's code into these addresses.",
        "flows": {"authorizationCode": {**flow, "refreshUrl": f"{place}/token", "scopes": said}},
    }


SCOPES_SAID = {
    "status:read": "Where an application stands.",
    "applications:read": "What an application says.",
    "applications:write": "Write applications and submit them.",
    "evidence:write": "Hand in papers beside them.",
    "fees:read": "What is owed and paid.",
    "certificates:read": "Print delivered certificates.",
}
"""Of `domain.oauth.scopes.Scope`; a scope without words fails where the document is made."""
