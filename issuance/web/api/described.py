"""What a call takes and answers, as the document of the API says it and as the call reads it.

@pages.get("/fees")
@api(Scope.FEES_READ)
@described("What is owed and paid", Fees)
def fees() -> ResponseReturnValue: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from flask.typing import RouteCallable
from pydantic import BaseModel

V = TypeVar("V", bound=RouteCallable)
_MARK = "api_described"
PDF = "application/pdf"


@dataclass(frozen=True)
class Described:
    """What is said of one call."""

    summary: str
    answers: type[BaseModel] | str | None
    """JSON of this model; a media type; None: nothing."""
    status: HTTPStatus = HTTPStatus.OK
    takes: type[BaseModel] | None = None
    """The body; `file` says of a form with a file instead."""
    asks: type[BaseModel] | None = None
    """Parameters in the address."""
    file: bool = False
    once: bool = False
    """It takes an `Idempotency-Key`."""
    versioned: bool = False
    """It takes the version that it changes in `If-Match`."""


def described(
    summary: str,
    answers: type[BaseModel] | str | None,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    takes: type[BaseModel] | None = None,
    asks: type[BaseModel] | None = None,
    file: bool = False,
    once: bool = False,
    versioned: bool = False,
) -> Callable[[V], V]:
    """Mark a call."""

    def mark(view: V) -> V:
        setattr(view, _MARK, Described(summary, answers, status, takes, asks, file, once, versioned))
        return view

    return mark


def described_of(view: object) -> Described | None:
    """Return what is said of a call; None where nothing is."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Described) else None
