"""The content model: for every rule an example that keeps it and one that breaks it."""

import copy
from typing import Any

import pytest

from signing.content import MAX_GOODS_LINES, MAX_REFUSAL_LENGTH, Kind, build_content, content_bytes, parse_content
from signing.errors import ContentError, MalformedError, SigningError
from tests.builders import ChamberWorld

WORLD = ChamberWorld()
JP, FOREIGN, INVOICE, SIGNATURE = Kind.COO_JP, Kind.COO_FOREIGN, Kind.INVOICE, Kind.SIGNATURE
LEAVE_OUT = object()
PARTY = {"name": "Siam Foods", "address": "Bangkok", "country": "TH"}
THAILAND, VIETNAM = {"code": "TH", "name": "Thailand"}, {"code": "VN", "name": "Viet Nam"}


def fields(kind: Kind, changes: dict[str, Any]) -> Any:
    """Return sample fields with values set by path (`goods.0.hs.code`), or left out."""
    result: Any = copy.deepcopy(WORLD.fields(1, kind))
    for path, value in changes.items():
        *parents, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
        target = result
        for parent in parents:
            target = target[parent]
        if value is LEAVE_OUT:
            del target[last]
        else:
            target[last] = value
    return result


KEPT: dict[str, tuple[Kind, dict[str, Any]]] = {
    "Japanese origin": (JP, {}),
    "foreign origin": (FOREIGN, {}),
    "invoice": (INVOICE, {}),
    "signature": (SIGNATURE, {}),
    "to order, with a destination": (JP, {"consignee": {"form": "to_order", "destination": THAILAND}}),
    "to order of a bank": (JP, {"consignee": {"form": "to_order", "of": "Bank of Siam", "destination": THAILAND}}),
    "an exporter on behalf of another": (JP, {"exporter.on_behalf_of": PARTY}),
    "a transport date": (JP, {"transport.date": "2026-03-20", "transport.date_form": "on"}),
    "a transport date on or about": (JP, {"transport.date": "2026-03-20", "transport.date_form": "on_or_about"}),
    "marks as a picture": (JP, {"goods.0.marks": {"picture": "ab" * 32}}),
    "no marks, packages, HS code or weights": (
        JP,
        {f"goods.0.{name}": LEAVE_OUT for name in ("marks", "packages", "hs", "gross_weight")},
    ),
    "a net weight": (JP, {"goods.0.net_weight": {"value": "0.000001", "unit": "KGM", "name": "kg"}}),
    "Japan on the line as well": (JP, {"goods.0.origin": {"code": "JP", "name": "Japan"}}),
    "two origins, a line of each": (FOREIGN, {"origin": [THAILAND, VIETNAM], "goods": "both"}),
    "remarks of several lines": (JP, {"remarks": "L/C 4711\n\nissued in Bangkok"}),
    "issued retrospectively": (JP, {"issued_retrospectively": True}),
    "it replaces another": (JP, {"replaces": "TYO26-000002"}),
    "Spanish": (JP, {"language": "es"}),
    "the largest quantity": (JP, {"goods.0.quantity.value": "999999999999999.999999"}),
    "zero": (JP, {"goods.0.quantity.value": "0"}),
    "names in Japanese": (JP, {"exporter.name": "株式会社さくら"}),
    "a Japanese name with a variation selector": (JP, {"signatory.name": "辻\U000e0100 花子"}),
    "names in Arabic": (JP, {"consignee.name": "شركة التجارة"}),
    "names in Thai": (JP, {"consignee.name": "บริษัทสยามฟู้ดส์ จำกัด"}),
    "a Persian name with a joiner": (JP, {"consignee.name": "می\u200cخواهم"}),
    "300 goods lines": (JP, {"goods": MAX_GOODS_LINES}),
    "a document of 500 pages": (INVOICE, {"document.pages": 500, "document.page_images": ["ab" * 32] * 500}),
    "a total of nothing": (INVOICE, {"invoice.total": "0.00"}),
}

BROKEN: dict[str, tuple[Kind, dict[str, Any]]] = {
    "no schema": (JP, {"schema": LEAVE_OUT}),
    "the schema of another kind": (JP, {"schema": "https://ref.example.jp/schema/invoice/1"}),
    "a schema of version 2": (JP, {"schema": "https://ref.example.jp/schema/coo-jp/2"}),
    "no type": (JP, {"type": LEAVE_OUT}),
    "an unknown type": (JP, {"type": "gift"}),
    "the type of another kind": (JP, {"type": "signature"}),
    "no salt": (JP, {"salt": LEAVE_OUT}),
    "a salt of 15 bytes": (JP, {"salt": "ab" * 15}),
    "a salt in upper case": (JP, {"salt": "AB" * 16}),
    "no number": (JP, {"number": LEAVE_OUT}),
    "a number as printed": (JP, {"number": WORLD.number(1).printed}),
    "a number with a wrong check character": (JP, {"number": WORLD.number(1).canonical[:-1] + "0"}),
    "a number of another chamber": (JP, {"number": ChamberWorld("OSA").number(1).canonical}),
    "a date of another year": (JP, {"issued": "2025-12-31"}),
    "a date with a time": (JP, {"issued": "2026-03-10T00:00:00"}),
    "a date that does not exist": (JP, {"issued": "2026-02-30"}),
    "a date as seconds": (JP, {"issued": 1773100800}),
    "a date without zeros": (JP, {"issued": "2026-3-10"}),
    "an unknown field": (JP, {"colour": "red"}),
    "an unknown field inside": (JP, {"exporter.colour": "red"}),
    "a field by its name in the code": (
        JP,
        {"schema": LEAVE_OUT, "schema_url": "https://ref.example.jp/schema/coo-jp/1"},
    ),
    "null": (JP, {"remarks": None}),
    "a language that is not certified": (JP, {"language": "ja"}),
    "a chamber code in lower case": (JP, {"chamber.code": "tyo"}),
    "a country as a name": (JP, {"exporter.country": "Japan"}),
    "an empty name": (JP, {"exporter.name": ""}),
    "a name of blanks": (JP, {"exporter.name": "   "}),
    "a name of two lines": (JP, {"exporter.name": "Sakura\nTrading"}),
    "a name of 201 characters": (JP, {"exporter.name": "x" * 201}),
    "a blank before a line": (JP, {"exporter.address": "Tokyo\n Japan"}),
    "a tab": (JP, {"exporter.name": "Sakura\tTrading"}),
    "a carriage return": (JP, {"exporter.address": "Tokyo\r\nJapan"}),
    "a direction override": (JP, {"exporter.name": "Sakura \u202egnidarT"}),
    "an Arabic letter mark": (JP, {"exporter.name": "Sakura\u061c Trading"}),
    "a soft hyphen": (JP, {"exporter.name": "Saku\u00adra"}),
    "an invisible blank": (JP, {"exporter.name": "Saku\u200bra"}),
    "a Hangul filler for a name": (JP, {"exporter.name": "\u3164"}),
    "hidden tag characters": (JP, {"exporter.name": "Sakura\U000e0041"}),
    "a private character": (JP, {"exporter.name": "Sakura \ue000"}),
    "text that is not NFC": (JP, {"exporter.name": "Cafe\u0301"}),
    "to order without a destination": (JP, {"consignee": {"form": "to_order"}}),
    "a consignee without a form": (JP, {"consignee": PARTY}),
    "a party with a destination": (JP, {"consignee.destination": THAILAND}),
    "a transport date without its form": (JP, {"transport.date": "2026-03-20"}),
    "a form without a transport date": (JP, {"transport.date_form": "on"}),
    "an unknown form of a date": (JP, {"transport.date": "2026-03-20", "transport.date_form": "about"}),
    "marks of both kinds": (JP, {"goods.0.marks.picture": "ab" * 32}),
    "marks of neither kind": (JP, {"goods.0.marks": {}}),
    "no packages counted": (JP, {"goods.0.packages.count": 0}),
    "packages as text": (JP, {"goods.0.packages.count": "40"}),
    "packages as true": (JP, {"goods.0.packages.count": True}),
    "half a package": (JP, {"goods.0.packages.count": 0.5}),
    "an HS code with dots": (JP, {"goods.0.hs.code": "6911.10"}),
    "an HS code of three digits": (JP, {"goods.0.hs.code": "691"}),
    "an HS edition before the system": (JP, {"goods.0.hs.edition": 1987}),
    "a quantity as a number": (JP, {"goods.0.quantity.value": 960}),
    "a quantity with a comma": (JP, {"goods.0.quantity.value": "960,5"}),
    "a quantity with thousands": (JP, {"goods.0.quantity.value": "1,960.5"}),
    "a quantity with leading zeros": (JP, {"goods.0.quantity.value": "0960"}),
    "a negative quantity": (JP, {"goods.0.quantity.value": "-1"}),
    "a quantity in other digits": (JP, {"goods.0.quantity.value": "٩٦٠"}),
    "a quantity and a line feed": (JP, {"goods.0.quantity.value": "960\n"}),
    "a unit in lower case": (JP, {"goods.0.quantity.unit": "kgm"}),
    "no goods": (JP, {"goods": []}),
    "301 goods lines": (JP, {"goods": MAX_GOODS_LINES + 1}),
    "no origin": (JP, {"origin": []}),
    "Japanese origin and another": (JP, {"origin": [{"code": "JP", "name": "Japan"}, THAILAND]}),
    "Japanese origin, a foreign line": (JP, {"goods.0.origin": THAILAND}),
    "foreign origin Japan": (FOREIGN, {"origin": [{"code": "JP", "name": "Japan"}], "goods.0.origin.code": "JP"}),
    "a foreign line without origin": (FOREIGN, {"goods.0.origin": LEAVE_OUT}),
    "a foreign line of an origin that box 4 lacks": (FOREIGN, {"goods.0.origin": VIETNAM}),
    "an origin in box 4 that no line has": (FOREIGN, {"origin": [THAILAND, VIETNAM]}),
    "an origin twice": (FOREIGN, {"origin": [THAILAND, THAILAND]}),
    "issued retrospectively, but false": (JP, {"issued_retrospectively": False}),
    "it replaces a number with its access code": (JP, {"replaces": WORLD.number(2).canonical}),
    "goods on a signature certification": (SIGNATURE, {"goods": []}),
    "no document": (INVOICE, {"document": LEAVE_OUT}),
    "fewer pictures than pages": (INVOICE, {"document.pages": 2}),
    "a document of no pages": (INVOICE, {"document.pages": 0, "document.page_images": []}),
    "a hash in upper case": (INVOICE, {"document.sha256": "AB" * 32}),
    "a currency as a sign": (INVOICE, {"invoice.currency": "€"}),
    "no total": (INVOICE, {"invoice.total": LEAVE_OUT}),
    "no capacity": (SIGNATURE, {"capacity": LEAVE_OUT}),
}


def expanded(kind: Kind, changes: dict[str, Any]) -> Any:
    """Return the fields, with `goods` written as a count or as `both` made into lines."""
    goods = changes.get("goods")
    result = fields(kind, {path: value for path, value in changes.items() if path != "goods"})
    if isinstance(goods, int):
        result["goods"] = result["goods"] * goods
    elif goods == "both":
        result["goods"] = [result["goods"][0] | {"origin": origin} for origin in (THAILAND, VIETNAM)]
    elif goods is not None:
        result["goods"] = goods
    return result


@pytest.mark.parametrize("name", KEPT)
def test_content_that_keeps_the_rules(name: str) -> None:
    content = build_content(expanded(*KEPT[name]))
    assert content.kind is KEPT[name][0]
    assert parse_content(content_bytes(content)) == content


@pytest.mark.parametrize("name", BROKEN)
def test_content_that_breaks_a_rule(name: str) -> None:
    with pytest.raises((ContentError, MalformedError)):
        build_content(expanded(*BROKEN[name]))


def test_a_refusal_names_every_field_at_fault() -> None:
    with pytest.raises(ContentError) as refusal:
        build_content(fields(JP, {"exporter.name": "", "goods.0.quantity.unit": "kgm", "salt": LEAVE_OUT}))
    for field in ("exporter.name", "goods.0.quantity.unit", "salt"):
        assert field in str(refusal.value)


@pytest.mark.parametrize("changes", [{"type": "\x7f[2J" * 1000}, {"\x7f[2J" * 1000: 1}])
def test_a_refusal_is_short_and_steers_no_terminal(changes: dict[str, Any]) -> None:
    with pytest.raises(ContentError) as refusal:
        build_content(fields(JP, changes))
    assert len(str(refusal.value)) <= MAX_REFUSAL_LENGTH + 1
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("kind", Kind)
def test_every_mandatory_field_is_missed(kind: Kind) -> None:
    whole = fields(kind, {})
    for name in whole:
        with pytest.raises(SigningError):
            build_content({key: value for key, value in whole.items() if key != name})


def test_content_beyond_a_million_bytes_is_refused() -> None:
    line = "漢" * 1500
    with pytest.raises(MalformedError, match="bytes"):
        build_content(expanded(JP, {"goods": 300, "goods.0.description": line}))
