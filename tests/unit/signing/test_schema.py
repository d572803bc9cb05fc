"""The published JSON Schema is the content model's: `python -m tests.unit.signing.test_schema` writes it anew."""

import json
from pathlib import Path

from signing.content import KIND_BY_SLUG, content_json_schema

PATH = Path(__file__).parents[3] / "docs" / "schema" / "content-1.json"


def exported() -> str:
    """Return the schema as it is published."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **content_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def test_the_published_schema_is_the_model_s() -> None:
    assert PATH.read_text(encoding="utf-8") == exported()


def test_the_schema_tells_the_four_kinds_apart_and_allows_no_unknown_field() -> None:
    schema = json.loads(exported())
    assert set(schema["discriminator"]["mapping"]) == set(KIND_BY_SLUG)
    objects = [part for part in schema["$defs"].values() if part.get("type") == "object"]
    assert objects
    assert all(part["additionalProperties"] is False for part in objects)
    assert "schema" in schema["$defs"]["JapaneseOriginCertificate"]["required"]


if __name__ == "__main__":
    PATH.write_text(exported(), encoding="utf-8")
