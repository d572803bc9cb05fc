"""Reading the form: number and date in the writings that people use."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from reference_service.addresses import day_of
from reference_service.messages import FieldError
from signing.dates import DateError, read_date
from signing.errors import MistypedNumberError, NumberError
from signing.number import CertificateNumber, parse_typed_number

FIELDS = ("number", "day", "month", "year")
MAX_FIELD_LENGTH = 64
"""What is shown back to the person; no field has use for more."""


_ERA_YEAR = re.compile("令和|平成|昭和|[RHSrhs]")


@dataclass(frozen=True)
class LookupForm:
    """What was typed and what it means. `errors` are by field (`number`, `date`), empty when both are read."""

    typed: dict[str, str] = field(default_factory=dict)
    number: CertificateNumber | None = None
    date: dt.date | None = None
    errors: dict[str, FieldError] = field(default_factory=dict)


def read_form(values: Mapping[str, str]) -> LookupForm:
    """Read the four fields; the check character is judged here, before anything is looked up."""
    typed = {name: values.get(name, "").strip()[:MAX_FIELD_LENGTH] for name in FIELDS}
    errors: dict[str, FieldError] = {}
    number: CertificateNumber | None = None
    problem = None
    try:
        number = parse_typed_number(values.get("number", ""))
    except MistypedNumberError:
        problem = FieldError.NUMBER_MISTYPED
    except NumberError:
        problem = FieldError.NUMBER_MALFORMED if typed["number"] else FieldError.NUMBER_MISSING
    if problem is not None:
        errors["number"] = problem
    date, date_problem = _read_date(typed)
    if date_problem is not None:
        errors["date"] = date_problem
    return LookupForm(typed, number, date, errors)


def _read_date(typed: Mapping[str, str]) -> tuple[dt.date | None, FieldError | None]:
    parts = [unicodedata.normalize("NFKC", typed[name]).strip() for name in ("year", "month", "day")]
    if not any(parts):
        return None, FieldError.DATE_MISSING
    year = _western_year(parts[0])
    if year is not None:
        parts[0] = year
    lengths = (4, 2, 2)
    if any(
        not (part.isascii() and part.isdecimal() and len(part) <= length)
        for part, length in zip(parts, lengths, strict=True)
    ):
        return None, FieldError.DATE_INCOMPLETE
    year, month, day = parts
    if len(year) != lengths[0]:
        return None, FieldError.DATE_INCOMPLETE
    date = day_of(year, month, day)
    return (date, None) if date is not None else (None, FieldError.DATE_IMPOSSIBLE)


def _western_year(typed: str) -> str | None:
    """Read `令和8`, `R8` or `令和8年` as `2026`: the box is wide enough for it, and it stands on Japanese papers."""
    try:
        return str(read_date(f"{typed.rstrip('年 ')}.12.31").year) if _ERA_YEAR.match(typed) else None
    except DateError:
        return None
