"""What schemathesis is told about the formats of the API, and about what is published on the service under test.

Loaded by `st run` through SCHEMATHESIS_HOOKS. `ORIGINSEAL_LIVE` names a JSON file with numbers and dates, seals, hashes
of PDFs and trust files of that service.

Some rules cannot be said as a JSON Schema: a number's check character, the byte form of a seal. OpenAPI names them as
formats, and here is how values of these formats are made. So “valid data is accepted” is tested with valid data.
"""

import datetime as dt
import json
import os
import string
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st

from signing.errors import NumberError
from signing.number import parse_typed_number
from signing.qr import encode_base32
from tests.builders import ChamberWorld

LIVE: dict[str, list[str]] = json.loads(Path(os.environ["ORIGINSEAL_LIVE"]).read_text(encoding="utf-8"))
WORLD = ChamberWorld()


def written_otherwise(text: str) -> st.SearchStrategy[str]:
    """Return the writings of a number that are forgiven."""
    full_width = str.maketrans(
        string.ascii_uppercase + string.digits,
        "".join(chr(ord(c) + 0xFEE0) for c in string.ascii_uppercase + string.digits),
    )
    return st.sampled_from([text, text.lower(), f"{text[:5]}-{text[5:11]}-{text[11:]}", text.translate(full_width)])


unknown = st.integers(7000, 7999).map(WORLD.number).map(lambda number: number.canonical)
numbers = st.one_of(st.sampled_from(LIVE["numbers"]), unknown).flatmap(written_otherwise)
seals = st.one_of(
    st.sampled_from(LIVE["seals"]),
    st.integers(7000, 7009).map(lambda sequence: encode_base32(WORLD.issue(sequence).seal)),
).flatmap(lambda seal: st.sampled_from([seal, seal.lower()]))

schemathesis.openapi.format("certificate-number", numbers)
schemathesis.openapi.format("seal", seals)
hashes = st.one_of(st.sampled_from(LIVE["documents"]), st.binary(min_size=32, max_size=32).map(bytes.hex))

schemathesis.openapi.format("sha256", hashes)
schemathesis.openapi.format("tuf-metadata", st.sampled_from(LIVE["metadata"]))
schemathesis.openapi.format("tuf-target", st.sampled_from(LIVE["targets"]))


@schemathesis.hook
def map_path_parameters(_context: schemathesis.HookContext, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Give a published number its own issue date, where a date was drawn."""
    if not parameters:
        return parameters
    dates = dict(zip(LIVE["numbers"], LIVE["dates"], strict=True))
    own = dates.get(_canonical(parameters.get("number")))
    if own is not None and _is_date(parameters.get("issue_date")):
        return parameters | {"issue_date": own}
    return parameters


def _canonical(number: object) -> str:
    try:
        return parse_typed_number(number).canonical if isinstance(number, str) else ""
    except NumberError:
        return ""


def _is_date(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
