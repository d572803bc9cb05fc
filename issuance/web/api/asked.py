"""What a call brings, read strictly; and what it is answered with."""

import datetime as dt
import re
from http import HTTPStatus
from typing import Annotated, TypeVar

from flask import Response, request
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from issuance.domain.application.states import State
from issuance.language import _
from issuance.services.applications.lists import Ask, Tray
from issuance.web.api.bodies import Body
from issuance.web.cursor import LONGEST, read_cursor
from issuance.web.problems import problem
from signing.content import KIND_BY_SLUG

M = TypeVar("M", bound=BaseModel)
_ETAG = re.compile(r'"(\d{1,9})"')
_MOST_SAID = 20
"""Of what is wrong in one body."""


class CallError(Exception):
    """A call that cannot be understood; `answer` says why."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Filter(Body):
    """Which applications are listed."""

    state: Annotated[tuple[State, ...], Field(description="In any of these states; may be given several times.")] = ()
    kind: Annotated[str | None, Field(json_schema_extra={"enum": list(KIND_BY_SLUG)})] = None
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this instant or later.")] = None
    before: Annotated[str | None, Field(max_length=LONGEST, description="The `next` of the page before.")] = None

    @property
    def ask(self) -> Ask:
        """What the list is asked for."""
        kind = KIND_BY_SLUG.get(self.kind) if self.kind is not None else None
        before = read_cursor(self.before) if self.before is not None else None
        if (kind is None and self.kind is not None) or (before is None and self.before is not None):
            told = _("This call asks for a kind, or a page, that there is not.")
            raise CallError(problem(HTTPStatus.BAD_REQUEST, _("This request cannot be understood"), told))
        since = self.changed_since.astimezone(dt.UTC) if self.changed_since is not None else None
        return Ask(tray=Tray.ALL, kind=kind, before=before, states=frozenset(self.state), changed_since=since)


def query_as(model: type[M]) -> M:
    """Return the parameters of the address; raise `CallError` for one that is unknown, or reads as nothing."""
    many = {name for name, field in model.model_fields.items() if "tuple" in str(field.annotation)}
    given: dict[str, object] = {
        name: values if name in many or len(values) > 1 else values[0] for name, values in request.args.lists()
    }
    return _read(model, given, HTTPStatus.BAD_REQUEST)


def body_as(model: type[M]) -> M:
    """Return the body; raise `CallError` for what is no such JSON."""
    if not request.is_json:
        told = _("Send JSON, and say so in the header Content-Type.")
        raise CallError(problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("This request cannot be understood"), told))
    try:
        return _validated(model, request.get_data())
    except RecursionError as error:
        raise CallError(problem(HTTPStatus.BAD_REQUEST, _("This request cannot be understood"))) from error


def version_asked() -> int:
    """Return the version that a call changes; raise `CallError` where it names none."""
    found = _ETAG.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        told = _("Name the version that you change in the header If-Match, as the ETag of your last answer said it.")
        raise CallError(problem(HTTPStatus.PRECONDITION_REQUIRED, _("The version is missing"), told))
    return int(found[1])


def told(answer: BaseModel, status: HTTPStatus = HTTPStatus.OK, *, version: int | None = None) -> Response:
    """Return an answer; `version` becomes its ETag."""
    found = Response(answer.model_dump_json(), status, mimetype="application/json")
    if version is not None:
        found.set_etag(str(version))
    return found


def _read(model: type[M], given: object, status: HTTPStatus) -> M:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise CallError(_wrong(error, status)) from error


def _validated(model: type[M], body: bytes) -> M:
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        is_json = all(each["type"] != "json_invalid" for each in error.errors(include_input=False, include_url=False))
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_json else HTTPStatus.BAD_REQUEST
        raise CallError(_wrong(error, status)) from error


def _wrong(error: ValidationError, status: HTTPStatus) -> Response:
    said = error.errors(include_input=False, include_url=False, include_context=False)[:_MOST_SAID]
    problems = [
        {"field": ".".join(str(part) for part in each["loc"]), "text": each["msg"], "severity": "error"}
        for each in said
    ]
    explained = _("Something in this call is not as the API describes it: see what is listed.")
    return problem(status, _("This request cannot be understood"), explained, code="invalid", problems=problems)
