"""Which answers each call can get, for the API's document."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from werkzeug.routing import Rule

from issuance.web.api.described import PDF, Described
from issuance.web.api.models import Problem

REF = "#/components/schemas/{model}"
_ALWAYS = {
    HTTPStatus.UNAUTHORIZED: "The token is missing, or not good any more.",
    HTTPStatus.FORBIDDEN: "The token is not for that, or its id may not do it now.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many calls in this minute; `Retry-After` says when the next is taken.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The service is paused, or its data is away; `Retry-After` says how long.",
}


def answers_of(rule: Rule, described: Described) -> dict[str, Any]:
    """Return the answers of a call: what is done, and what is refused."""
    done: dict[str, Any] = {"description": "Done."}
    if isinstance(described.answers, str):
        done["content"] = {PDF: {"schema": {"type": "string", "format": "binary"}}}
    elif described.answers is not None:
        done["content"] = {"application/json": reference(described.answers)}
    refused = dict(_ALWAYS)
    if described.asks is not None or described.once or described.takes is not None:
        refused[HTTPStatus.BAD_REQUEST] = "It cannot be read, or a header is missing."
    if rule.arguments:
        refused[HTTPStatus.NOT_FOUND] = "There is no such thing, or it is not the id's to see."
    if described.takes is not None or described.file or described.versioned or described.answers == PDF:
        refused[HTTPStatus.UNPROCESSABLE_ENTITY] = "Read, and refused: nothing was changed."
    if described.takes is not None:
        refused[HTTPStatus.UNSUPPORTED_MEDIA_TYPE] = "The body is no JSON by its Content-Type."
    if described.takes is not None or described.file:
        refused[HTTPStatus.REQUEST_ENTITY_TOO_LARGE] = "The body is too large."
    if described.once or described.versioned:
        refused[HTTPStatus.CONFLICT] = "Somebody else is at it just now, or the same call still runs."
    if described.versioned:
        refused[HTTPStatus.PRECONDITION_FAILED] = "It is no longer as in the version that was named."
        refused[HTTPStatus.PRECONDITION_REQUIRED] = "No version was named."
    problems = {
        str(int(status)): {"description": words, "content": {"application/problem+json": reference(Problem)}}
        for status, words in sorted(refused.items())
    }
    return {str(int(described.status)): done, **problems}


def reference(model: type[BaseModel]) -> dict[str, Any]:
    """Return the content of a body of this model."""
    return {"schema": {"$ref": REF.format(model=model.__name__)}}
