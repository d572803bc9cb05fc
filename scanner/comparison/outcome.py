"""What came of a comparison, and how reports write it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from scanner.comparison.form import Box

MAX_NAME_LENGTH: Final = 100


class Found(StrEnum):
    """What the person found."""

    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one comparison. Only `scanner.comparison.course` makes one that says CONFIRMED."""

    found: Found
    sid: bytes
    """Of the certificate whose boxes were shown."""

    at: dt.datetime
    """When it ended, UTC."""

    compared: int
    """How many boxes the person marked as the same."""

    boxes: int
    """How many there are."""

    by: str | None = None
    """Who compared, as the person wrote it; nobody checks it."""

    differing: tuple[Box, ...] = ()
    """The boxes that the person marked as different, with what the certificate says in them."""


def as_fields(outcome: Outcome | None) -> dict[str, Any] | None:
    """Return the outcome as plain JSON values, in English; the names are an interface that stays."""
    if outcome is None:
        return None
    return {
        "outcome": str(outcome.found),
        "at": outcome.at.isoformat(),
        "by": outcome.by,
        "compared": outcome.compared,
        "boxes": outcome.boxes,
        "differing": [_box_fields(box) for box in outcome.differing],
    }


def _box_fields(box: Box) -> dict[str, Any]:
    part = box.part
    return {
        "box": box.number or None,
        "title": box.title,
        "part": None if part is None else part.words % part.values,
        "certificate_says": [line.text for line in box.lines],
    }


def is_outcome(fields: dict[str, Any]) -> bool:
    """Tell whether these are an outcome as `as_fields` writes it, as far as anybody reads it later."""
    match fields:
        case {"outcome": Found.CONFIRMED | Found.DIFFERS, "at": str(at), "by": None | str(), "differing": [*boxes]}:
            return _is_instant(at) and all(_is_box(box) for box in boxes)
    return False


def _is_instant(text: str) -> bool:
    try:
        return dt.datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False


def _is_box(fields: object) -> bool:
    match fields:
        case {"box": None | int(), "title": str(), "part": None | str(), "certificate_says": [*lines]}:
            return all(isinstance(line, str) for line in lines)
    return False
