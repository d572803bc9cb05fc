"""Values of an entry of the trail laid out for reading, and written as CSV that no spreadsheet runs."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from issuance.services.trail.reading import Entry
from signing.cells import defused

COLUMNS = ("number", "at", "act", "actor", "answerable", "subject", "organisation", "from", "before", "after")


@dataclass(frozen=True)
class Line:
    """One field, before and after; None where there was none."""

    field: str
    before: str | None
    after: str | None

    @property
    def changed(self) -> bool:
        """Whether the act changed it."""
        return self.before != self.after


def lines_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """Return every field of both sides, in the order in which they were recorded; objects become `outer.inner`."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return [Line(field, old.get(field), new.get(field)) for field in dict.fromkeys([*old, *new])]


def csv_of(entries: Iterable[Entry]) -> str:
    """Return entries as CSV (RFC 4180), with a line of headings. Times are UTC (RFC 3339)."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    for entry in entries:
        cells = (
            str(entry.number),
            entry.at.isoformat(timespec="seconds"),
            entry.act,
            entry.actor_name,
            entry.answerable or "",
            entry.subject,
            entry.organisation or "",
            entry.place,
            "purged" if entry.purged else _json(entry.before),
            "purged" if entry.purged else _json(entry.after),
        )
        writer.writerow([defused(cell) for cell in cells])
    return output.getvalue()


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and all(not isinstance(item, dict | list) for item in value):
            yield f"{prefix}{name}", ", ".join(str(item) for item in value)
        else:
            yield f"{prefix}{name}", value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
