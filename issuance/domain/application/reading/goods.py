"""Boxes 7 and 8: the goods, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.application.context import Context
from issuance.domain.application.entry import Entry
from issuance.domain.application.fields import columns_of
from issuance.domain.application.goods_columns import MARKS_PICTURE
from issuance.domain.application.problems import Problems
from issuance.domain.application.reading.cells import Cells
from issuance.domain.application.reading.hs_codes import read_hs_code
from issuance.domain.application.reading.measures import read_packages, read_quantity, read_weights
from issuance.domain.application.reading.parties import Partial
from issuance.domain.application.reading.typed import clean_line
from issuance.language import _
from signing.canonical import JsonObject
from signing.content import Kind


@dataclass(frozen=True)
class GoodsRow:
    """One line that was read. `number` is that of its row in the table, from 1."""

    number: int
    fields: Partial


def read_goods(
    kind: Kind,
    entry: Entry,
    context: Context,
    problems: Problems,
    *,
    edition: int,
    origins: Sequence[JsonObject],
    language: str,
) -> list[GoodsRow]:
    """Return the lines that hold anything. `origins` are the countries that box 4 names."""
    rows = []
    for number, typed in enumerate(entry.goods, start=1):
        if any(clean_line(cell) for cell in typed.values()):
            cells = Cells(typed, columns_of(kind), context, problems, prefix=f"goods.{number}.", language=language)
            rows.append(GoodsRow(number, _line(kind, cells, context, edition, origins)))
    if not rows:
        problems.error("goods", _("List the goods: there is no line yet."))
    _warn_of_doubles(rows, problems)
    return rows


def _line(kind: Kind, cells: Cells, context: Context, edition: int, origins: Sequence[JsonObject]) -> Partial:
    fields: Partial = {"description": cells.text("description"), "quantity": read_quantity(cells)}
    if cells.has("marks"):
        fields["marks"] = _marks(cells, context)
    if cells.has("packages") or cells.has("package_kind"):
        fields["packages"] = read_packages(cells)
    if cells.has("hs"):
        fields["hs"] = read_hs_code(cells, edition)
    fields |= read_weights(cells)
    if kind is Kind.COO_FOREIGN:
        fields["origin"] = _origin(cells, origins)
    return fields


def _marks(cells: Cells, context: Context) -> Partial:
    if cells.raw("marks").casefold() != MARKS_PICTURE:
        return {"text": cells.text("marks")}
    if context.marks_picture is None:
        cells.error(
            "marks",
            _("There is no picture of the marks: hand one in as “picture of the shipping marks”, or write the marks."),
        )
    return {"picture": context.marks_picture}


def _origin(cells: Cells, origins: Sequence[JsonObject]) -> JsonObject | None:
    if cells.has("origin"):
        found = cells.country("origin")
        if found is not None and found["code"] == "JP":
            cells.error(
                "origin",
                _(
                    "Goods of Japan stand on a certificate of their own: take this line out and apply for a certificate"
                    " of Japanese origin."
                ),
            )
            return None
        return found
    if len(origins) == 1:
        return origins[0]
    if origins:
        cells.error("origin", _("There are several countries of origin: say which one this line is from."))
    else:
        cells.error("origin", _("Say which country this line is from, or name one country of origin for all lines."))
    return None


def _warn_of_doubles(rows: Sequence[GoodsRow], problems: Problems) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        earlier = seen.setdefault(repr(row.fields), row.number)
        if earlier != row.number:
            problems.warning(
                f"goods.{row.number}",
                _("This line is the same as line %(earlier)s: take one out, if it is there twice.", earlier=earlier),
            )
