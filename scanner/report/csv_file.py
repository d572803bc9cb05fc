"""The rows as CSV that Excel opens as it stands, and in which no cell is ever a formula.

UTF-8 with a byte order mark (without it Excel reads another encoding), CRLF, every cell in quotation marks (so that a
semicolon in a cell parts nothing where Excel parts at semicolons). A cell that begins like a formula gets an
apostrophe: file names and the words in codes come from strangers. Headings are English in every language.
"""

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any, Final

from scanner.report.fields import as_fields
from scanner.stack.values import Row
from scanner.terminal import printable
from signing.cells import defused

BYTE_ORDER_MARK: Final = "\ufeff"


_Cell = Callable[[dict[str, Any]], Any]


def _joined(name: str) -> _Cell:
    return lambda fields: "; ".join(str(value) for value in fields[name])


def _comparison(name: str) -> _Cell:
    return lambda fields: (fields["comparison"] or {}).get(name)


def _places(fields: dict[str, Any]) -> str:
    return "; ".join(
        place["source"] if place["page"] is None else f"{place['source']}, page {place['page']}"
        for place in fields["also"]
    )


def _differing(fields: dict[str, Any]) -> str:
    return "; ".join(
        " ".join(filter(None, [str(one.get("box", "")), str(one.get("part", ""))]))
        for one in (fields["comparison"] or {}).get("differing", [])
    )


COLUMNS: Final[dict[str, tuple[str, _Cell | None]]] = {
    "file": ("name as it was given, or found in a folder", lambda fields: fields["source"]),
    "page": ("page of the file, from 1; empty for a single picture", None),
    "pages": ("pages that the file has", None),
    "verdict": ("VALID, INVALID or INDETERMINATE: speaks of the registered certificate", None),
    "reason": ("why; stable codes of docs/seal.md", None),
    "paper": ("matched, confirmed, differs or not_compared: speaks of the paper", None),
    "number": ("certificate number as printed", None),
    "issue_date": ("year-month-day, in the chamber's zone", None),
    "kind": ("coo-jp, coo-foreign, invoice or signature", None),
    "chamber": ("the chamber's name as on the trust list", None),
    "since": ("when it was revoked, replaced or declared void, UTC", None),
    "revocation_reason": ("the chamber's reason code", None),
    "successor": ("public number of the certificate that replaces it", None),
    "host": ("where a code of another system leads; it was not opened", None),
    "detail": ("a sentence about what was found", None),
    "established": ("claims that were established, parted by semicolons", _joined("established")),
    "not_established": ("claims that were not", _joined("not_established")),
    "signed_as_of": ("time of the signed status file, UTC", None),
    "server_as_of": ("time of the reference service's data, UTC", None),
    "checked_at": ("when this row was judged, UTC", None),
    "also": ("other places in this run with the same certificate", _places),
    "pages_without_code": ("pages of this file that show no code", _joined("pages_without_code")),
    "comparison": ("what a person found who compared: confirmed or differs", _comparison("outcome")),
    "compared_at": ("when, UTC", _comparison("at")),
    "compared_by": ("who, as given with --by", _comparison("by")),
    "differing": ("boxes that differ", _differing),
    "receipt": ("file with the signed receipt of the answer", None),
    "file_sha256": ("SHA-256 of the file as it was read", None),
}
"""Heading, what stands there, and how it is made of the JSON members (None: the member of the same name)."""


def csv_bytes(rows: Iterable[Row]) -> bytes:
    """Return the file."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        fields = as_fields(row)
        writer.writerow([_cell(make(fields) if make else fields[name]) for name, (_, make) in COLUMNS.items()])
    return (BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")


def is_our_csv(start: bytes) -> bool:
    """Tell whether a file that begins so was written here."""
    return start.startswith((BYTE_ORDER_MARK + '"file","page","pages","verdict"').encode())


def _cell(value: object) -> str:
    # Line breaks and what no terminal shows would hide the rest of a cell; halves of characters have no UTF-8.
    return defused(printable("" if value is None else str(value)))
