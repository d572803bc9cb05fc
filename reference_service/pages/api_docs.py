"""`/docs`: the OpenAPI document as a page for people, made here and without any script."""

from dataclasses import dataclass
from typing import Any

from apiflask import APIFlask
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

Spec = dict[str, Any]

DOCS_MAX_AGE = "public, max-age=300"
_TAG_ORDER = {"Certificates": 0, "Health": 2}
_SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True)
class Field:
    """A parameter, or a member of a shape: its name, its type in words and what it is."""

    name: str
    type: str
    description: str
    required: bool


@dataclass(frozen=True)
class Reply:
    """What a call may answer; `bodies` are media types, each with the shape's name where it has one."""

    status: str
    description: str
    bodies: tuple[tuple[str, str], ...]
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """One call."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Shape:
    """An object of the answers."""

    name: str
    description: str
    fields: tuple[Field, ...]


def calls_by_tag(spec: Spec) -> dict[str, list[Call]]:
    """Return all calls by tag: certificates first, what only operators need last; within a tag by address."""
    found: dict[str, list[Call]] = {}
    for path, operations in sorted(spec["paths"].items()):
        for method, operation in operations.items():
            call = Call(
                id=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=operation.get("summary", ""),
                description=operation.get("description", ""),
                parameters=tuple(
                    Field(
                        parameter["name"],
                        type_text(parameter["schema"]),
                        parameter.get("description", ""),
                        parameter.get("required", False),
                    )
                    for parameter in operation.get("parameters", [])
                ),
                replies=tuple(_reply(status, reply) for status, reply in sorted(operation["responses"].items())),
            )
            found.setdefault(operation.get("tags", [""])[0], []).append(call)
    return dict(sorted(found.items(), key=lambda item: (_TAG_ORDER.get(item[0], 1), item[0])))


def shapes(spec: Spec) -> list[Shape]:
    """Return the objects of the answers by name; those that are lists of words stand with the fields that have them."""
    schemas: Spec = spec.get("components", {}).get("schemas", {})
    return [
        Shape(
            name,
            schema.get("description", ""),
            tuple(
                Field(field, type_text(value), value.get("description", ""), field in schema.get("required", []))
                for field, value in schema["properties"].items()
            ),
        )
        for name, schema in sorted(schemas.items())
        if "properties" in schema
    ]


def type_text(schema: Spec) -> str:
    """Return a JSON Schema's type in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_SCHEMAS)
    if "const" in schema:
        return f"“{schema['const']}”"
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(type_text(choice) for choice in schema[several] if choice != {"type": "null"})
    if schema.get("type") == "array":
        return f"list of {type_text(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("contentEncoding") or schema.get("type", "anything"))


def with_code(text: str) -> Markup:
    """Return a text whose `words in backticks` are set as code; everything else is escaped."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part) for index, part in enumerate(parts)
    )


def api_docs_blueprint(app: APIFlask) -> Blueprint:
    """Build the page."""
    pages = Blueprint("api_docs", __name__)
    pages.add_app_template_filter(with_code)

    @pages.get("/docs")
    def docs() -> ResponseReturnValue:
        spec = app.spec
        if isinstance(spec, str):  # APIFlask hands out text only for a specification in YAML
            raise TypeError("the specification is a document in JSON")
        body = render_template("docs.html", spec=spec, by_tag=calls_by_tag(spec), shapes=shapes(spec))
        return body, {"Cache-Control": DOCS_MAX_AGE}

    return pages


def _reply(status: str, reply: Spec) -> Reply:
    bodies = []
    for media_type, content in reply.get("content", {}).items():
        schema = content.get("schema", {})
        bodies.append((media_type, type_text(schema) if "$ref" in schema else ""))
    return Reply(status, reply.get("description", ""), tuple(bodies), tuple(reply.get("headers", {})))
