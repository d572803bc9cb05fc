"""What APIFlask does not write into the OpenAPI document by itself: path parameters, headers, problem documents."""

from typing import Any

from apiflask import APIFlask
from flask import Blueprint, Response, jsonify

from reference_service.api.check_models import CheckRequest
from reference_service.api.models import Problem

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}


def problem_response(description: str) -> dict[str, Any]:
    """Return the part of a document for a response that is a problem."""
    return {"description": description, "content": {"application/problem+json": {"schema": PROBLEM_REF}}}


UNAVAILABLE_RESPONSE: dict[int, Any] = {
    503: problem_response("The register or the trust files cannot be read now. Says nothing about any certificate.")
    | {"headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}}
}

_AS_OF = {
    "Register-As-Of": {
        "required": True,
        "schema": {"type": "string", "format": "date-time"},
        "description": "The instant (UTC) of the register's data behind this answer; on 304 too.",
    }
}
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Weak; changes with the records and the verdict."}}

CERTIFICATE_RESPONSES: dict[int, Any] = {
    200: {"headers": _AS_OF | _ETAG},
    304: {"description": "As in the answer that the client has, confirmed now.", "headers": _AS_OF | _ETAG},
    400: problem_response("The number, date or seal cannot be read; nothing was looked up."),
    404: problem_response("The register has no such certificate. One and the same answer for every cause.")
    | {"headers": {name: header | {"required": False} for name, header in _AS_OF.items()}},
    **UNAVAILABLE_RESPONSE,
}

JSON_SCHEMA_RESPONSES: dict[int, Any] = {
    200: {
        "description": "A JSON Schema.",
        "content": {"application/schema+json": {"schema": {"type": "object"}}},
    },
    404: problem_response("There is no such kind, or no such address."),
    **UNAVAILABLE_RESPONSE,
}

_PARAMETERS: dict[str, dict[str, Any]] = {
    "number": {
        "description": "The certificate number in any writing.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 64},
        "example": "TYO26001234K7QM3XW9",
    },
    "issue_date": {
        "description": "The issue date.",
        "schema": {"type": "string", "format": "date"},
        "example": "2026-11-20",
    },
    "seal": {
        "description": "The seal in base32 without padding, in either case.",
        "schema": {"type": "string", "pattern": "^[A-Za-z2-7]+$", "minLength": 1, "maxLength": 400},
    },
    "sha256": {
        "description": "SHA-256 of the PDF, lower-case hexadecimal.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
    "kind": {
        "description": "The kind of certificate.",
        "schema": {"type": "string", "enum": ["coo-jp", "coo-foreign", "invoice", "signature"]},
    },
}


def openapi_blueprint(app: APIFlask) -> Blueprint:
    """Serve the document at `/openapi.json`."""
    pages = Blueprint("openapi_document", __name__)

    @pages.get("/openapi.json")
    def document() -> Response:
        response = jsonify(app.spec)
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    return pages


def complete_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """Add what is missing to APIFlask's document."""
    problem_schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(problem_schema.pop("$defs", {}))
    schemas["Problem"] = problem_schema
    _describe_check_request(spec["paths"], schemas)
    for path in spec["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    parameter.update(_PARAMETERS[parameter["name"]])
            # APIFlask gives every response a content, also the one that never has a body.
            operation["responses"].get("304", {}).pop("content", None)
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return spec


def _describe_check_request(paths: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say what `POST /api/v1/checks` takes. Its body is read strictly by us, so APIFlask does not know its shape."""
    schema = CheckRequest.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas["CheckRequest"] = schema
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/CheckRequest"}}}
    paths["/api/v1/checks"]["post"]["requestBody"] = {"required": True, "content": content}
