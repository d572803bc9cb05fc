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

BAD_KEY_RESPONSE: dict[int, Any] = {
    401: problem_response("An API key was sent that is not good, or in the address; nothing was looked up.")
    | {"headers": {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "`Bearer`."}}}
}
"""Of every call that takes an API key."""

TOO_MANY_RESPONSE: dict[int, Any] = {
    429: problem_response(
        "Over a limit, which `limit` names (`rows`, `misses`, `certificate`); nothing was looked up. It says nothing "
        "about any certificate. Genuine seals are always answered."
    )
    | {"headers": {"Retry-After": {"required": True, "schema": {"type": "integer"}, "description": "Seconds."}}}
}

_API_KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "osk_…",
    "description": "A bank's API key, for larger limits. Never needed; one that is not good is refused. Ask the office "
    "for one, and send it in the header alone.",
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
    **BAD_KEY_RESPONSE,
    **TOO_MANY_RESPONSE,
    **UNAVAILABLE_RESPONSE,
}

# What is no hash is no address (404): there is nothing to mistype.
DOCUMENT_RESPONSES = {status: response for status, response in CERTIFICATE_RESPONSES.items() if status != 400}

TRUST_FILE_RESPONSES: dict[int, Any] = {
    200: {
        "description": "The file as it was signed. Names with a version or hash in them never change.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/octet-stream": {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}},
        },
    },
    304: {"description": "As the client has it."},
    404: problem_response("The trust repository has no such file."),
}

JSON_SCHEMA_RESPONSES: dict[int, Any] = {
    200: {
        "description": "A JSON Schema.",
        "content": {"application/schema+json": {"schema": {"type": "object"}}},
    },
    404: problem_response("There is no such kind, or no such address."),
    **UNAVAILABLE_RESPONSE,
}

_EXAMPLE_SEAL = (
    "2KCE3IQBGICEQRJDZFYSAXT2VWQFQO4EAFZVIWKPGI3DAMBQGAYDCUBVGZIUKRZXIYMVAKSYECOUKI7DT64YXXJIOITYJZYDU4M5FXX5A7T2DPHPLGIT"
    "ZY6SK3CDOWCAZXXMBKISPPCJXAIIQ63TQ77PPWXTLEFWHEJKSRDEWV3LJN6JUYQJTBFQ4564AP7FSUTWYZHVFATAXOYSDDSHRB3QJJUYHRRQWMVLKDA"
)
_PARAMETERS: dict[str, dict[str, Any]] = {
    "number": {
        "description": "The certificate number in any writing. Its last character checks the others (ISO 7064 MOD "
        "37,36), which no pattern can say: a number whose check character does not fit is answered 400.",
        "schema": {"type": "string", "format": "certificate-number", "minLength": 1, "maxLength": 64},
        "example": "TYO26000001P56QEG7F",
    },
    "issue_date": {
        "description": "The issue date, YYYY-MM-DD.",
        "schema": {"type": "string", "format": "date"},
        "example": "2026-03-10",
    },
    "seal": {
        "description": "The seal in base32 without padding, in either case. It is a COSE_Sign1 structure in one byte "
        "form, which no pattern can say: base32 of anything else is answered 400.",
        "schema": {"type": "string", "format": "seal", "minLength": 1, "maxLength": 400},
        "example": _EXAMPLE_SEAL,
    },
    "sha256": {
        "description": "SHA-256 of the PDF, lower-case hexadecimal.",
        "schema": {"type": "string", "format": "sha256", "pattern": "^[0-9a-f]{64}$"},
        "example": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    },
    "kind": {
        "description": "The kind of certificate.",
        "schema": {"type": "string", "enum": ["coo-jp", "coo-foreign", "invoice", "signature"]},
        "example": "coo-jp",
    },
    "name": {
        "description": "The name of a TUF metadata file.",
        "schema": {"type": "string", "format": "tuf-metadata", "minLength": 1, "maxLength": 60},
        "example": "timestamp.json",
    },
    "path": {
        "description": "The path of a TUF target, slashes and all.",
        "schema": {"type": "string", "format": "tuf-target", "minLength": 1, "maxLength": 300},
        "example": "status/revocations.bin",
    },
}


_TOO_LONG = problem_response("The address is longer than any that leads anywhere.")
_NUMBER_AND_DATE = {
    "number": "$response.body#/certificate/number",
    "issue_date": "$response.body#/certificate/issue_date",
}
_LINKS: dict[str, Any] = {
    operation: {"operationId": operation, "parameters": parameters, "description": description}
    for operation, parameters, description in (
        ("certificateByNumber", _NUMBER_AND_DATE, "The same certificate by number and date."),
        ("certificateBySeal", {"seal": "$response.body#/certificate/seal"}, "The same certificate by its seal."),
        ("certificateAsUbl", _NUMBER_AND_DATE, "The certificate of origin as UBL."),
        ("certificateCopy", _NUMBER_AND_DATE, "Its watermarked reference copy."),
        ("contentSchema", {"kind": "$response.body#/certificate/kind"}, "The JSON Schema of its content."),
    )
}
_CHECKS_EXAMPLE = {
    "checks": [
        {"number": "TYO26-000001-P56Q-EG7F", "date": "2026-03-10"},
        {"number": "TYO26000001P56QEG7F", "date": "10 Mar 2026"},
        {"seal": _EXAMPLE_SEAL},
    ],
    "evidence": True,
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
    spec["components"]["securitySchemes"] = {"apiKey": _API_KEY}
    _describe_check_request(spec["paths"], schemas)
    for path in spec["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    parameter.update(_PARAMETERS[parameter["name"]])
                    operation["responses"]["414"] = _TOO_LONG
            if "401" in operation["responses"]:
                operation["security"] = [{}, {"apiKey": []}]
            # APIFlask gives every response a content, also the one that never has a body.
            operation["responses"].get("304", {}).pop("content", None)
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
            if operation["operationId"] in ("certificateByNumber", "certificateBySeal", "certificateByDocument"):
                operation["responses"]["200"]["links"] = _LINKS
    return spec


def _describe_check_request(paths: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say what `POST /api/v1/checks` takes. Its body is read strictly by us, so APIFlask does not know its shape."""
    schema = CheckRequest.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas["CheckRequest"] = schema
    schema_ref = {"$ref": "#/components/schemas/CheckRequest"}
    content = {"application/json": {"schema": schema_ref, "example": _CHECKS_EXAMPLE}}
    paths["/api/v1/checks"]["post"]["requestBody"] = {"required": True, "content": content}
