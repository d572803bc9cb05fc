"""The demonstration's drafts and the documents that they certify."""

import datetime as dt
import json
import re
from importlib import resources
from typing import Any

from issuance.paper import PaperError, Press
from signing.canonical import JsonObject, JsonValue

_WRITTEN_ON = dt.date(2026, 11, 20)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DOCUMENT_DATE = dt.datetime(2026, 11, 18, tzinfo=dt.UTC)


def sample_drafts() -> dict[str, dict[str, Any]]:
    """Return every sample draft by its name, e.g. `coo-jp-60-lines`.

    A draft holds the content's fields without `schema`, `chamber`, `number`, `issued`, `salt`, `place`,
    `certifying_officer` and `statement`, which the chamber's configuration and the issue add, and names a certified
    document as `{"title": …, "file": "….pdf"}`, from which the issue takes pages and hashes.
    """
    folder = resources.files("issuance.demo.samples")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return {name.removesuffix(".json"): json.loads((folder / name).read_text("utf-8")) for name in names}


def sample_draft(name: str, today: dt.date) -> JsonObject:
    """Return a sample draft with its dates moved to the present: shipments of long ago are refused."""
    shift = today - _WRITTEN_ON

    def move(value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            return {key: move(item) for key, item in value.items()}
        if isinstance(value, list):
            return [move(item) for item in value]
        if isinstance(value, str) and _DATE.fullmatch(value):
            return (dt.date.fromisoformat(value) + shift).isoformat()
        return value

    return {key: move(value) for key, value in sample_drafts()[name].items()}


def sample_signatures() -> dict[str, bytes]:
    """Return the drawn signatures of the demonstration's officer and signatory, by file name."""
    folder = resources.files("issuance.demo.documents")
    return {name: (folder / name).read_bytes() for name in ("officer-signature.svg", "signatory-signature.svg")}


def sample_document(file: str, press: Press) -> bytes:
    """Return the PDF that a draft names, e.g. `commercial-invoice.pdf`, always the same bytes.

    Raises :class:`PaperError` for a name that no sample uses.
    """
    named = {draft["document"]["file"] for draft in sample_drafts().values() if "document" in draft}
    if file not in named:
        raise PaperError(f"There is no sample document {file!r}; there are: {', '.join(sorted(named))}.")
    source = resources.files("issuance.demo.documents") / f"{file.removesuffix('.pdf')}.typ"
    return press.typeset(source.read_text("utf-8"), _DOCUMENT_DATE)
