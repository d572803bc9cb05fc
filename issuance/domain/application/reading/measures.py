"""Packages, quantities and weights of goods lines."""

from decimal import Decimal

from issuance.domain.application.codes.words import Word, packages, units
from issuance.domain.application.reading.cells import Cells
from issuance.domain.application.reading.parties import Partial
from issuance.domain.application.reading.typed import split_measure
from issuance.language import _

_MOST_PACKAGES = 999_999_999
_GRAMS = {
    "KGM": Decimal(1000),
    "GRM": Decimal(1),
    "MGM": Decimal("0.001"),
    "TNE": Decimal(1_000_000),
    "DTN": Decimal(100_000),
    "LBR": Decimal("453.59237"),
    "ONZ": Decimal("28.349523125"),
    "STN": Decimal("907184.74"),
    "LTN": Decimal("1016046.9088"),
}
"""Units of weight by their grams (UN/ECE Rec. 20, conversion factors)."""
_KILOGRAM = "KGM"


def read_packages(cells: Cells) -> Partial:
    """Return number and kind; the kind may stand behind the number."""
    number, kind = split_measure(cells.raw("packages"))
    if kind and cells.has("package_kind"):
        number, kind = cells.raw("packages"), ""
    value = cells.decimal("packages", number)
    count = int(value) if value is not None and "." not in value else None
    if value is not None and (count is None or not 1 <= count <= _MOST_PACKAGES):
        cells.error(
            "packages", _("“%(typed)s” is no number of packages: write a whole number, at least 1.", typed=number[:40])
        )
        count = None
    word = kind or cells.text("package_kind")
    found = None
    if word:
        found = packages().read(word, Decimal(count or 2))
        if found is None:
            cells.error(
                "package_kind",
                _(
                    "“%(typed)s” is no kind of package that is known here: choose one, such as cartons, or write its"
                    " code of UN/ECE Recommendation 21 in brackets behind it, as hampers (HR).",
                    typed=word[:40],
                ),
            )
    code, name = _coded(cells, "package_kind", found)
    return {"count": count, "kind": code, "name": name}


def read_quantity(cells: Cells) -> Partial:
    """Return the quantity; its unit may stand behind the number."""
    number, unit = split_measure(cells.raw("quantity"))
    if unit and cells.has("unit"):
        number, unit = cells.raw("quantity"), ""
    value = _above_zero(cells, "quantity", number)
    word = unit or cells.text("unit")
    found = units().read(word, Decimal(value or 2)) if word else None
    if word and found is None:
        cells.error("unit", _unknown_unit(word))
    code, name = _coded(cells, "unit", found)
    return {"value": value, "unit": code, "name": name}


def read_weights(cells: Cells) -> Partial:
    """Return `gross_weight` and `net_weight`, as far as they were given."""
    weights: Partial = {}
    for name in ("gross_weight", "net_weight"):
        if cells.has(name):
            weights[name] = _weight(cells, name)
    gross, net = (_grams(weights.get(name)) for name in ("gross_weight", "net_weight"))
    if gross is not None and net is not None and net > gross:
        cells.error(
            "net_weight",
            _(
                "The net weight (%(net)s) is more than the gross weight (%(gross)s): perhaps they are exchanged.",
                net=cells.raw("net_weight")[:40],
                gross=cells.raw("gross_weight")[:40],
            ),
        )
    return weights


def _weight(cells: Cells, name: str) -> Partial:
    number, unit = split_measure(cells.raw(name))
    value = _above_zero(cells, name, number)
    found = units().read(unit or _KILOGRAM, Decimal(value or 2))
    if found is None or found.code not in _GRAMS:
        cells.error(
            name,
            _("“%(typed)s” is no unit of weight: write kg, t, g or lb behind the number.", typed=unit[:40]),
        )
        return {"value": value, "unit": None, "name": None}
    return {"value": value, "unit": found.code, "name": found.name}


def _above_zero(cells: Cells, name: str, number: str) -> str | None:
    value = cells.decimal(name, number)
    if value is not None and Decimal(value) == 0:
        cells.error(name, _("“%(typed)s” is nothing: write a number above 0.", typed=number[:40]))
        return None
    return value


def _coded(cells: Cells, name: str, found: Word | None) -> tuple[str | None, str | None]:
    """Return code and name, if they can be printed."""
    if found is None or not cells.printable(name, found.name):
        return None, None
    if not found.known:
        cells.warning(
            name,
            _(
                "The code %(code)s is not in the office's list: the chamber will compare it with “%(name)s”.",
                code=found.code,
                name=found.name,
            ),
        )
    return found.code, found.name


def _unknown_unit(word: str) -> str:
    if word.casefold().strip(".") in ("ton", "tons"):
        return _("A ton can be three weights: write t for the metric ton, short tons or long tons.")
    if word.casefold().strip(".") in ("gal", "gallon", "gallons"):
        return _("A gallon can be two measures: write US gallons or imperial gallons.")
    return _(
        "“%(typed)s” is no unit that is known here: choose one, such as pieces, or write its code of UN/ECE"
        " Recommendation 20 in brackets behind it, as fathoms (AK).",
        typed=word[:40],
    )


def _grams(weight: object) -> Decimal | None:
    if not isinstance(weight, dict) or weight["value"] is None or weight["unit"] is None:
        return None
    return Decimal(weight["value"]) * _GRAMS[weight["unit"]]
