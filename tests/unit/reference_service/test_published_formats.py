"""Keys, schemas and the OpenAPI document: what programs are told about us is true."""

import base64
import json

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from signing.content import KIND_BY_SLUG
from tests.reference_site import PublishedSite


def test_the_jwk_set_has_the_published_keys(published: PublishedSite, client: FlaskClient) -> None:
    response = client.get("/.well-known/jwks.json")
    assert response.content_type == "application/jwk-set+json"
    signer = published.site.world.signer
    (jwk,) = [key for key in response.get_json(force=True)["keys"] if key["kid"] == signer.public_key.key_id.hex()]
    assert base64.urlsafe_b64decode(jwk["x"] + "=") == signer.public_key.raw
    assert (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519")


def test_the_keys_tell_role_window_and_kinds(published: PublishedSite, client: FlaskClient) -> None:
    answer = client.get("/api/v1/keys").get_json()
    assert answer["ref_base"] == "https://ref.example.jp/v/"
    assert [chamber["code"] for chamber in answer["chambers"]] == ["TYO", "OSA"]
    key = next(key for key in answer["keys"] if key["chamber"] == "TYO")
    assert key["kinds"] == list(KIND_BY_SLUG)
    assert (key["role"], key["state"], key["not_after"]) == ("chamber", "active", "2027-01-31")


@pytest.mark.parametrize("name", ["in_force", "foreign", "invoice", "signature"])
def test_published_content_obeys_the_schema_that_it_names(
    published: PublishedSite, client: FlaskClient, name: str
) -> None:
    content = json.loads(getattr(published, name).content)
    path = content["schema"].removeprefix("https://ref.example.jp")
    schema = client.get(path).get_json(force=True)
    assert schema["$id"] == content["schema"]
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(content)
    other = content | {"type": "unknown"}
    assert not Draft202012Validator(schema).is_valid(other)


@pytest.mark.parametrize("name", ["in_force", "foreign", "invoice", "signature"])
def test_a_schema_takes_its_own_kind_alone(published: PublishedSite, client: FlaskClient, name: str) -> None:
    content = json.loads(getattr(published, name).content)
    for slug in KIND_BY_SLUG:
        schema = client.get(f"/schema/{slug}/1").get_json(force=True)
        assert schema["properties"]["type"]["const"] == slug
        assert Draft202012Validator(schema).is_valid(content) == (content["type"] == slug), slug


def test_a_schema_refuses_what_the_format_refuses(published: PublishedSite, client: FlaskClient) -> None:
    content = json.loads(published.in_force.content or b"")
    judge = Draft202012Validator(client.get("/schema/coo-jp/1").get_json(force=True))
    for wrong in (
        {"remarks": None},
        {"replaces": None},
        {"exporter": content["exporter"] | {"on_behalf_of": None}},
        {"salt": "short"},
        {"goods": []},
        {"unheard_of": "x"},
        {"issued": 20261120},
    ):
        assert not judge.is_valid(content | wrong), wrong
    for name in set(content) - {"remarks", "replaces", "issued_retrospectively"}:
        assert not judge.is_valid({key: value for key, value in content.items() if key != name}), name
    assert judge.is_valid(content | {"remarks": "none", "replaces": "TYO26-000001"})


def test_an_unknown_kind_has_no_schema(client: FlaskClient) -> None:
    assert client.get("/schema/coo-us/1").status_code == 404
    assert client.get("/schema/coo-jp/2").status_code == 404


def test_openapi_tells_the_headers_of_a_certificate(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").get_json()
    assert spec["openapi"] == "3.1.0"
    answer = spec["paths"]["/api/v1/certificates/{number}/{issue_date}"]["get"]["responses"]
    assert set(answer) == {"200", "304", "400", "401", "404", "414", "429", "503"}
    assert "Register-As-Of" in answer["200"]["headers"]
    assert answer["404"]["content"].keys() == {"application/problem+json"}


def test_every_reference_in_openapi_resolves(client: FlaskClient) -> None:
    text = client.get("/openapi.json").text
    schemas = json.loads(text)["components"]["schemas"]
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.split('"')[0] in schemas
    assert "#/$defs/" not in text
