"""The published keys, as JSON of our own, as a JWK set, and the JSON Schemas of the content."""

import base64
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify
from pydantic import BaseModel

from reference_service.api.models import ChamberEntry, Jwk, JwkSet, KeyEntry, KeysAnswer
from reference_service.api.openapi import JSON_SCHEMA_RESPONSES, UNAVAILABLE_RESPONSE
from reference_service.api.problem import problem
from reference_service.service import Service
from signing.content import KIND_BY_SLUG, content_json_schema, schema_url
from signing.trust import TrustedKey

KEYS_MAX_AGE = "public, max-age=300"
"""Keys change a few times a year; five minutes keep a new or compromised one from lingering."""


def keys_blueprint(service: Service) -> APIBlueprint:
    """Build the calls for keys and schemas."""
    api = APIBlueprint("keys_api", __name__, tag="Keys")

    @api.get("/api/v1/keys")
    @api.output(KeysAnswer, description="Chambers and keys of the signed trust list.")
    @api.doc(operation_id="keys", responses=UNAVAILABLE_RESPONSE)
    def keys() -> Response:
        """List the chambers, their keys and the dates for which each key may seal."""
        published = service.trust.current()
        trust_list = published.trust_list
        answer = KeysAnswer(
            version=trust_list.version,
            ref_base=trust_list.ref_base,
            valid_until=published.valid_until,
            chambers=[ChamberEntry(**chamber.model_dump(exclude={"pdf_anchors"})) for chamber in trust_list.chambers],
            keys=[key_entry(key) for key in trust_list.keys],
        )
        return cached_json(answer)

    @api.get("/.well-known/jwks.json")
    @api.output(JwkSet, description="The same keys as a JWK set.", content_type="application/jwk-set+json")
    @api.doc(operation_id="jwks", responses=UNAVAILABLE_RESPONSE)
    def jwks() -> Response:
        """List the keys as a JWK set (RFC 7517, RFC 8037)."""
        answer = JwkSet(keys=[_jwk(key) for key in service.trust.current().trust_list.keys])
        response = cached_json(answer)
        response.mimetype = "application/jwk-set+json"
        return response

    @api.get("/schema/<kind>/1")
    @api.doc(operation_id="contentSchema", responses=JSON_SCHEMA_RESPONSES)
    def schema(kind: str) -> Response:
        """Return the JSON Schema (2020-12) of a certificate's content; its address stands in every content."""
        known = KIND_BY_SLUG.get(kind)
        if known is None:
            kinds = ", ".join(KIND_BY_SLUG)
            return problem(HTTPStatus.NOT_FOUND, "unknown_kind", f"There is no such kind; known are {kinds}.")
        document: dict[str, Any] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": schema_url(service.trust.current().trust_list.base.site, known),
            **content_json_schema(known),
        }
        response = jsonify(document)
        response.mimetype = "application/schema+json"
        response.headers["Cache-Control"] = KEYS_MAX_AGE
        return response

    return api


def cached_json(answer: BaseModel) -> Response:
    """Return what changes a few times a year as JSON that caches may keep for minutes."""
    response = Response(answer.model_dump_json(exclude_none=True), mimetype="application/json")
    response.headers["Cache-Control"] = KEYS_MAX_AGE
    return response


def key_entry(key: TrustedKey) -> KeyEntry:
    """Return a key as the API shows it."""
    return KeyEntry(
        kid=key.key_id.hex(),
        thumbprint=key.key.thumbprint.hex(),
        public_key=key.public_key,
        role=key.role,
        chamber=key.chamber,
        not_before=key.not_before,
        not_after=key.not_after,
        kinds=[kind.slug for kind in key.kinds],
        state=key.state,
    )


def _jwk(key: TrustedKey) -> Jwk:
    x = base64.urlsafe_b64encode(key.key.raw).rstrip(b"=").decode("ascii")
    return Jwk(kid=key.key_id.hex(), x=x)
