"""How columns of goods tables are headed, in English and Japanese."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from issuance.domain.application.codes.words import units
from issuance.domain.application.fields import columns_of
from signing.content import Kind

_WITH_UNIT = re.compile(r"(?P<heading>.+?)\s*[(\[]\s*(?P<unit>[^()\[\]]{1,20})\s*[)\]]\s*")
_WEIGHTS = frozenset({"gross_weight", "net_weight"})


@dataclass(frozen=True)
class Headings:
    """What a column is called: in a template, and otherwise."""

    en: str
    ja: str
    also: tuple[str, ...]


HEADINGS: Mapping[str, Headings] = {
    "marks": Headings(
        "Marks and numbers", "荷印・番号", ("marks", "shipping marks", "case mark", "marks & nos", "荷印", "マーク")
    ),
    "packages": Headings(
        "Number of packages",
        "個数",
        ("packages", "no. of packages", "no. of pkgs", "pkgs", "package count", "梱包数", "包装個数"),
    ),
    "package_kind": Headings(
        "Kind of packages",
        "荷姿",
        ("package kind", "package type", "type of packages", "kind of package", "packing", "包装", "包装種類"),
    ),
    "description": Headings(
        "Description of goods",
        "品名",
        ("description", "goods", "commodity", "item", "item name", "product", "商品名", "品名(英語)", "貨物の品名"),
    ),
    "hs": Headings("HS code", "HSコード", ("hs", "h.s. code", "hs no.", "tariff code", "税番", "統計品目番号")),
    "quantity": Headings("Quantity", "数量", ("qty", "q'ty", "quantities")),
    "unit": Headings("Unit", "単位", ("uom", "unit of measure", "unit of quantity", "数量単位")),
    "gross_weight": Headings(
        "Gross weight", "総重量", ("gross", "g.w.", "g/w", "gross wt", "グロス重量", "グロス", "総重量kg")
    ),
    "net_weight": Headings(
        "Net weight", "正味重量", ("net", "n.w.", "n/w", "net wt", "純重量", "ネット重量", "ネット", "正味重量kg")
    ),
    "origin": Headings("Origin", "原産国", ("country of origin", "made in", "原産地")),
}


@dataclass(frozen=True)
class Column:
    """A column of a table that was recognised. `unit` is put behind each weight whose cell names none."""

    name: str
    unit: str = ""


def recognise(kind: Kind, cell: str) -> Column | None:
    """Return the column that a heading names."""
    known = _names()
    asked = {column.name for column in columns_of(kind)}
    name = known.get(_plain(cell))
    unit = ""
    if name is None and (match := _WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", cell).strip())):
        name = known.get(_plain(match["heading"]))
        if name in _WEIGHTS and units().read(match["unit"], Decimal(2)) is not None:
            unit = match["unit"]
        elif name is not None:
            name = None
    return Column(name, unit) if name in asked and name is not None else None


def headings(kind: Kind, language: str) -> Sequence[str]:
    """Return the headings of a template, in `ja` or `en`."""
    return [getattr(HEADINGS[column.name], language) for column in columns_of(kind)]


@cache
def _names() -> Mapping[str, str]:
    return {
        _plain(text): name for name, heading in HEADINGS.items() for text in (heading.en, heading.ja, *heading.also)
    }


def _plain(text: str) -> str:
    """Return a heading as compared: width, case, blanks and signs do not count."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())
