"""When an office was promised to be open, as `issuance chamber hours` writes it from the chamber's calendar."""

import json
from dataclasses import dataclass
from pathlib import Path

from operations.errors import RefusedError
from operations.report.figures import Span
from operations.times import Month, read_instant


@dataclass(frozen=True)
class OfficeHours:
    """One month's business hours of one chamber. `names` by language; `open` are spans in UTC."""

    names: dict[str, str]
    open: tuple[Span, ...]


def read_office_hours(path: Path, month: Month) -> OfficeHours:
    """Read the file. Raises :class:`RefusedError` where it is another month's, or cannot be read."""
    advice = f"Make it by: issuance chamber hours CODE {month} > {path.name}"
    try:
        fields = json.loads(path.read_bytes())
        spans = tuple((read_instant(begins), read_instant(ends)) for begins, ends in fields["open"])
        names = {str(language): str(name) for language, name in fields["names"].items()}
        of_month = str(fields["month"])
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror}. {advice}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedError(f"{path} does not hold a month's business hours. {advice}") from error
    if of_month != str(month):
        raise RefusedError(f"{path} holds the business hours of {of_month}, not of {month}. {advice}")
    return OfficeHours(names, spans)
