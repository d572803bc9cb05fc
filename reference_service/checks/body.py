"""The JSON body of `POST /api/v1/checks`, read strictly: one that two readers could take differently is refused.

Duplicate keys, unknown members, NaN and mixed rows are errors of the body as a whole (400); a number or date that
cannot be read is told in its row.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from reference_service.api.check_models import CheckRequest, SealRow
from reference_service.checks.question import Question, RowError, read_pair, read_seal
from reference_service.checks.table import MAX_ROWS

MAX_BODY_BYTES = 500_000
"""1,000 seals of 230 characters and their names need half of it."""


class BodyError(ValueError):
    """A body that cannot be read; the message is a sentence for its sender."""


class TooManyChecksError(BodyError):
    """More rows than are checked at once."""


@dataclass(frozen=True)
class ChecksBody:
    """What was asked: the rows in order, and whether the evidence is to stand beside the verdicts."""

    rows: list[Question | RowError]
    evidence: bool


def read_body(data: bytes) -> ChecksBody:
    """Return what was asked; raise :class:`BodyError`."""
    fields = _parse(data)
    checks = fields.get("checks")
    if isinstance(checks, Sequence) and len(checks) > MAX_ROWS:
        raise TooManyChecksError(f"There are {len(checks)} rows; at most {MAX_ROWS} are checked at once. Divide them.")
    try:
        request = CheckRequest.model_validate(fields)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise BodyError(f"{_place(problem['loc'])}: {problem['msg']}.") from error
    rows = [
        read_seal(row.seal) if isinstance(row, SealRow) else read_pair(row.number, row.date) for row in request.checks
    ]
    return ChecksBody(rows, request.evidence)


def _parse(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise BodyError("The body is not UTF-8.") from error
    except BodyError:
        raise
    except RecursionError as error:
        raise BodyError("The body is nested too deeply.") from error
    except ValueError as error:  # JSON syntax, and integers beyond all measure
        raise BodyError(f"The body is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise BodyError('The body is not a JSON object; it looks like {"checks": [{"number": "…", "date": "…"}]}.')
    return value


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BodyError("A member stands twice in one object of the body: say each thing once.")
    return fields


def _no_constant(name: str) -> None:
    raise BodyError(f"The body holds {name}, which is not JSON.")


def _place(location: tuple[int | str, ...]) -> str:
    """Return `checks[3].date`, without the names of the alternatives that pydantic tried."""
    place = ""
    for part in location:
        if isinstance(part, int):
            place += f"[{part}]"
        elif part not in ("PairRow", "SealRow"):
            place += f".{part}" if place else part
    return place or "The body"
