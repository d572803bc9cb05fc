"""A row as plain JSON values. The names are an interface that stays: members are added, never renamed."""

from typing import Any

from scanner.result_fields import result_fields
from scanner.stack.values import Place, Row


def as_fields(row: Row) -> dict[str, Any]:
    """Return the members. Instants are ISO 8601 in UTC, hashes hexadecimal, what is not known is null."""
    code = row.code
    return {
        "source": code.source,
        "page": code.page,
        **result_fields(code.result),
        "pages": row.pages,
        "pages_without_code": list(row.without_code),
        "checked_at": row.checked_at.isoformat(),
        "file_sha256": code.sha256.hex() if code.sha256 else None,
        "also": [place_fields(place) for place in row.also],
        "receipt": row.receipt,
        "comparison": row.comparison,
    }


def place_fields(place: Place) -> dict[str, Any]:
    """Return where a code was seen."""
    return {"source": place.source, "page": place.page}
