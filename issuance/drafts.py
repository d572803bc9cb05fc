"""Read an application's draft from a file."""

from pathlib import Path

from issuance.errors import RefusedError
from signing.canonical import JsonObject, parse_json
from signing.content import MAX_CONTENT_BYTES
from signing.errors import MalformedError


def read_draft(path: Path) -> JsonObject:
    """Return the fields of a JSON file; raise `RefusedError` with what is wrong with it."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CONTENT_BYTES + 1)
        return parse_json(data, max_bytes=MAX_CONTENT_BYTES)
    except OSError as error:
        raise RefusedError(f"The draft {path} cannot be read: {error}.") from error
    except MalformedError as error:
        raise RefusedError(f"The draft {path}: {error}") from error
