"""Content for the live preview of an entry that may be incomplete: what cannot be read yet is visibly blank.

It is drawn as `Rendering.PREVIEW` alone, never sealed: its number is a specimen's. Content cannot leave out dates,
numbers and codes; for the stand-ins in their place (`NO_DATE` …) the forms print the same dash (forms/words.typ).
"""

from typing import cast

from issuance.domain.application.context import Context
from issuance.domain.application.entry import Entry
from issuance.domain.application.reading.parties import Partial
from issuance.domain.application.reading.read import read_part
from issuance.domain.application.specimen import STAND_IN_PICTURES, specimen_content
from signing.canonical import JsonObject
from signing.content import AnyContent, Kind

__all__ = ["BLANK", "STAND_IN_PICTURES", "preview_content"]

BLANK = "—"
NO_DATE = "0001-01-01"
NO_NUMBER = "0"
NO_COUNTRY = "ZZ"
NO_CURRENCY = "XXX"
NO_CODE = "ZZ"

_STAND_INS: dict[str, object] = {
    "date": NO_DATE,
    "total": NO_NUMBER,
    "value": NO_NUMBER,
    "currency": NO_CURRENCY,
    "kind": NO_CODE,
    "unit": NO_CODE,
}
_NO_COUNTRY = {"code": NO_COUNTRY, "name": BLANK}
_OPTIONAL = frozenset({"marks", "packages", "hs", "gross_weight", "net_weight", "remarks", "of", "on_behalf_of"})
"""Left out where they cannot be read: no blank box is missed."""


def preview_content(kind: Kind, entry: Entry, context: Context) -> AnyContent:
    """Return what the certificate would say today, whatever was typed.

    Raises `MalformedError` where it is larger than any content may be, `RefusedError` where the chamber certifies none
    of its kind.

    To draw it, `pictures` are `STAND_IN_PICTURES`, the marks' picture and the pages of `context.document`, if any.
    """
    fields = read_part(kind, entry, context).fields
    statements = context.office.profile.statements
    if kind.slug not in statements.get(str(fields["language"]), {}):
        fields["language"] = next((code for code, texts in statements.items() if kind.slug in texts), "en")
    if kind.is_origin:
        fields["goods"] = _goods(kind, fields)
    if kind is Kind.COO_FOREIGN:
        fields["origin"] = _origins(cast(list[Partial], fields["goods"]))
    return specimen_content(cast(JsonObject, _filled(fields)), context)


def _goods(kind: Kind, fields: Partial) -> list[Partial]:
    lines = cast(list[Partial], fields["goods"]) or [
        {"description": None, "quantity": dict.fromkeys(("value", "unit", "name"))}
    ]
    if kind is Kind.COO_FOREIGN:
        return [{**line, "origin": line.get("origin") or _NO_COUNTRY} for line in lines]
    return lines


def _origins(lines: list[Partial]) -> list[object]:
    """Return the countries that the lines name: content in which they differ from box 4 cannot be."""
    return list({cast(Partial, line["origin"])["code"]: line["origin"] for line in lines}.values())


def _filled(fields: Partial) -> Partial:
    """Return the fields with a stand-in for each that is None."""
    filled: Partial = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            if not (name in _OPTIONAL and None in value.values()):
                filled[name] = _filled(value)
        elif isinstance(value, list):
            filled[name] = [_filled(item) if isinstance(item, dict) else item for item in value]
        elif value is not None:
            filled[name] = value
        elif name == "country":
            filled[name] = NO_COUNTRY
        elif name == "destination":
            filled[name] = dict(_NO_COUNTRY)
        elif name not in _OPTIONAL:
            filled[name] = _STAND_INS.get(name, BLANK)
    return filled
