"""The OpenAPI document is complete: every call for programs, and every status that it names can be met."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from register.errors import RegisterUnavailableError
from signing.number import parse_typed_number
from signing.qr import decode_base32, encode_base32
from signing.seal import parse_seal
from tests.reference_site import PublishedSite, ReferenceSite, api_of
from tests.unit.reference_service.test_exports import add_copy

FOR_PROGRAMS = ("/api/", "/.well-known/", "/trust/", "/schema/", "/healthz", "/readyz")

ELSEWHERE = {
    "414": "tests/integration/test_openapi.py",  # nginx says it, and is asked there
    "429": "tests/unit/reference_service/limits/test_rows.py",  # takes a thousand questions
}
"""Statuses that are met in other tests."""


@pytest.fixture(scope="module")
def document(published: PublishedSite) -> dict[str, Any]:
    """Return the document as it is served."""
    answer: dict[str, Any] = published.client.get("/openapi.json").get_json()
    return answer


def test_every_call_for_programs_is_in_the_document(published: PublishedSite, document: dict[str, Any]) -> None:
    rules = published.site.app().url_map.iter_rules()
    routed = {
        (re.sub(r"<(?:[a-z0-9]+:)?([a-z0-9_]+)>", r"{\1}", rule.rule), method.lower())
        for rule in rules
        if rule.rule.startswith(FOR_PROGRAMS)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {(path, method) for path, item in document["paths"].items() for method in item}
    assert documented == routed


def test_every_part_has_its_words(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        for operation in item.values():
            assert operation["operationId"], path
            assert operation["summary"], path
            assert operation["tags"], path
            for status, response in operation["responses"].items():
                assert response["description"], (path, status)
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], (path, status)
            for parameter in operation.get("parameters", []):
                assert parameter["required"], path
                assert parameter["description"], path
                assert "example" in parameter, path


def test_the_examples_can_be_read(document: dict[str, Any]) -> None:
    parameters = {
        parameter["name"]: parameter["example"]
        for item in document["paths"].values()
        for operation in item.values()
        for parameter in operation.get("parameters", [])
    }
    seal = parse_seal(decode_base32(parameters["seal"]))
    assert parse_typed_number(parameters["number"]).canonical == seal.payload.number
    assert parameters["issue_date"] == seal.payload.issued.isoformat()


def test_the_example_of_a_list_is_answered_row_by_row(client: FlaskClient, document: dict[str, Any]) -> None:
    body = document["paths"]["/api/v1/checks"]["post"]["requestBody"]["content"]["application/json"]["example"]
    answer = client.post("/api/v1/checks", json=body)
    assert answer.status_code == 200
    assert [row["reason"] for row in answer.get_json()["results"]] == ["IN_FORCE", "IN_FORCE", "IN_FORCE"]


@dataclass(frozen=True)
class Sites:
    """A service with everything, one whose register is down, and one without trust files."""

    site: ReferenceSite
    whole: FlaskClient
    no_register: FlaskClient
    no_trust: FlaskClient
    in_force: str
    revoked: str
    seal: str
    unknown_seal: str
    sha256: str


class _Down:
    """A register that is down."""

    def __getattr__(self, name: str) -> object:
        def fail(*_args: object) -> None:
            raise RegisterUnavailableError("The register is down.")

        return fail


@pytest.fixture
def sites(published: PublishedSite, site: ReferenceSite) -> Sites:
    """Build all three."""
    (site.config.trust_directory / "metadata" / "timestamp.json").rename(site.directory / "away")
    no_trust = site.app().test_client()
    whole = published.site.app().test_client()
    add_copy(published.site, published.foreign)
    return Sites(
        site=site,
        whole=whole,
        no_register=published.site.app(wrap=lambda _reader: _Down()).test_client(),
        no_trust=no_trust,
        in_force=api_of(published.foreign),
        revoked=api_of(published.revoked),
        seal=encode_base32(published.in_force.seal),
        unknown_seal=encode_base32(published.never_published.seal),
        sha256=published.in_force.pdf_sha256.hex(),
    )


def _tagged(client: FlaskClient, path: str) -> TestResponse:
    tag = client.get(path, buffered=True).headers["ETag"]
    return client.get(path, headers={"If-None-Match": tag}, buffered=True)


def _with_no_good_key(client: FlaskClient, path: str) -> TestResponse:
    return client.get(path, headers={"Authorization": "Bearer osk_short"})


def _by_number(suffix: str) -> dict[str, Callable[[Sites], TestResponse]]:
    return {
        "200": lambda s: s.whole.get(s.in_force + suffix),
        "304": lambda s: _tagged(s.whole, s.in_force + suffix),
        "400": lambda s: s.whole.get("/api/v1/certificates/nonsense/2026-03-10" + suffix),
        "401": lambda s: _with_no_good_key(s.whole, s.in_force + suffix),
        "404": lambda s: s.whole.get(s.in_force[:-10] + "2001-01-01" + suffix),
        "503": lambda s: s.no_register.get(s.in_force + suffix),
    }


MET: dict[str, dict[str, Callable[[Sites], TestResponse]]] = {
    "certificateByNumber": _by_number(""),
    "certificateAsUbl": _by_number("/ubl.xml") | {"409": lambda s: s.whole.get(s.revoked + "/ubl.xml")},
    "certificateCopy": _by_number("/copy.pdf") | {"409": lambda s: s.whole.get(s.revoked + "/copy.pdf")},
    "certificateBySeal": {
        "200": lambda s: s.whole.get(f"/api/v1/seals/{s.seal}"),
        "304": lambda s: _tagged(s.whole, f"/api/v1/seals/{s.seal}"),
        "400": lambda s: s.whole.get("/api/v1/seals/AAAA"),
        "401": lambda s: _with_no_good_key(s.whole, f"/api/v1/seals/{s.seal}"),
        "404": lambda s: s.whole.get(f"/api/v1/seals/{s.unknown_seal}"),
        "503": lambda s: s.no_register.get(f"/api/v1/seals/{s.seal}"),
    },
    "certificateByDocument": {
        "200": lambda s: s.whole.get(f"/api/v1/documents/{s.sha256}"),
        "304": lambda s: _tagged(s.whole, f"/api/v1/documents/{s.sha256}"),
        "401": lambda s: _with_no_good_key(s.whole, f"/api/v1/documents/{s.sha256}"),
        "404": lambda s: s.whole.get(f"/api/v1/documents/{'0' * 64}"),
        "503": lambda s: s.no_register.get(f"/api/v1/documents/{s.sha256}"),
    },
    "checks": {
        "200": lambda s: s.whole.post("/api/v1/checks", json={"checks": [{"seal": s.seal}]}),
        "400": lambda s: s.whole.post("/api/v1/checks", json={}),
        "401": lambda s: s.whole.post(
            "/api/v1/checks", json={"checks": [{"seal": s.seal}]}, headers={"Authorization": "Bearer osk_short"}
        ),
        "413": lambda s: s.whole.post("/api/v1/checks", data=b" " * 500_001, content_type="application/json"),
        "415": lambda s: s.whole.post("/api/v1/checks", data=b"{}", content_type="text/plain"),
        "503": lambda s: s.no_register.post("/api/v1/checks", json={"checks": [{"seal": s.seal}]}),
    },
    "receiptKeys": {
        "200": lambda s: s.whole.get("/api/v1/receipts/keys"),
        "503": lambda s: s.no_trust.get("/api/v1/receipts/keys"),
    },
    "keys": {
        "200": lambda s: s.whole.get("/api/v1/keys"),
        "503": lambda s: s.no_trust.get("/api/v1/keys"),
    },
    "jwks": {
        "200": lambda s: s.whole.get("/.well-known/jwks.json"),
        "503": lambda s: s.no_trust.get("/.well-known/jwks.json"),
    },
    "contentSchema": {
        "200": lambda s: s.whole.get("/schema/coo-jp/1"),
        "404": lambda s: s.whole.get("/schema/coo-us/1"),
        "503": lambda s: s.no_trust.get("/schema/coo-jp/1"),
    },
    "trustMetadata": {
        "200": lambda s: s.whole.get("/trust/metadata/timestamp.json", buffered=True),
        "304": lambda s: _tagged(s.whole, "/trust/metadata/timestamp.json"),
        "404": lambda s: s.whole.get("/trust/metadata/nothing.json"),
    },
    "trustTarget": {
        "200": lambda s: s.whole.get(_target(s), buffered=True),
        "304": lambda s: _tagged(s.whole, _target(s)),
        "404": lambda s: s.whole.get("/trust/targets/nothing"),
    },
    "service": {"200": lambda s: s.whole.get("/api/v1/service")},
    "liveness": {"200": lambda s: s.whole.get("/healthz")},
    "readiness": {
        "200": lambda s: s.whole.get("/readyz"),
        "503": lambda s: s.no_register.get("/readyz"),
    },
}


def _target(sites: Sites) -> str:
    folder = sites.site.config.trust_directory / "targets"
    return f"/trust/targets/{next(file for file in folder.iterdir() if file.is_file()).name}"


def test_every_status_in_the_document_can_be_met_and_no_other(document: dict[str, Any]) -> None:
    named = {
        operation["operationId"]: set(operation["responses"]) - set(ELSEWHERE)
        for item in document["paths"].values()
        for operation in item.values()
    }
    assert named == {operation: set(met) for operation, met in MET.items()}


@pytest.mark.parametrize(("operation", "status"), [(name, status) for name, met in MET.items() for status in met])
def test_a_status_is_met(sites: Sites, operation: str, status: str) -> None:
    answer = MET[operation][status](sites)
    assert answer.status_code == int(status)
    if answer.status_code >= 400:
        assert answer.content_type == "application/problem+json"
        assert answer.get_json(force=True)["status"] == int(status)
