"""Invoice, transport, origin, declaration and the certified document: what stands in single fields."""

import datetime as dt
import re
from collections.abc import Iterator

from issuance.domain.application.codes.countries import printed_name, read_country
from issuance.domain.application.context import Context
from issuance.domain.application.reading.cells import Cells
from issuance.domain.application.reading.declarations import declaration_text
from issuance.domain.application.reading.parties import Partial
from issuance.domain.application.reading.typed import clean_line
from issuance.language import _
from signing.canonical import JsonObject
from signing.content import Kind

_MOST_ORIGINS = 20
_LINES_APART = re.compile(r"[\n;；]")
_NAMES_APART = re.compile(r"[,、]")


def read_invoice(kind: Kind, cells: Cells, today: dt.date) -> Partial:
    """Return box 3."""
    day = cells.date("invoice.date")
    if day is not None and day > today:
        cells.error(
            "invoice.date",
            _("The invoice is dated %(date)s, after today (%(today)s): correct its date.", date=day, today=today),
        )
        day = None
    fields: Partial = {"number": cells.text("invoice.number"), "date": day.isoformat() if day else None}
    if kind is Kind.INVOICE:
        fields["currency"] = _currency(cells)
        fields["total"] = cells.decimal("invoice.total")
    return fields


def read_transport(cells: Cells) -> tuple[Partial, dt.date | None]:
    """Return box 5, and the day of shipment."""
    fields: Partial = {
        "from": cells.text("transport.from"),
        "to": cells.text("transport.to"),
        "means": cells.text("transport.means"),
    }
    day = cells.date("transport.date")
    if day is not None:
        fields |= {"date": day.isoformat(), "date_form": cells.choice("transport.date_form")}
    return fields, day


def read_origins(kind: Kind, cells: Cells, context: Context) -> list[JsonObject]:
    """Return the countries of box 4, as far as they can be read."""
    if kind is Kind.COO_JP:
        return [{"code": "JP", "name": printed_name("JP", context.country_names, cells.language)}]
    found: dict[object, JsonObject] = {}
    for name in _names(cells, context):
        country = cells.country_of("origin", name)
        if country is None:
            continue
        if country["code"] == "JP":
            cells.error(
                "origin",
                _(
                    "Goods of Japan and of other countries never share one certificate: apply for a certificate of"
                    " Japanese origin for the former."
                ),
            )
            continue
        found.setdefault(country["code"], country)
    if len(found) > _MOST_ORIGINS:
        cells.error("origin", _("One certificate names %(most)s countries at most.", most=_MOST_ORIGINS))
    return list(found.values())


def _names(cells: Cells, context: Context) -> Iterator[str]:
    """Yield the countries as they were typed. A comma parts them, unless a name holds it (`Korea, Republic of`)."""
    for line in map(clean_line, _LINES_APART.split(cells.lines("origin").replace("\r", "\n"))):
        whole = read_country(line, context.country_names) is not None
        yield from filter(None, [line] if whole else map(clean_line, _NAMES_APART.split(line)))


def read_declaration(kind: Kind, cells: Cells, language: str, today: dt.date) -> Partial:
    """Return box 9."""
    day = cells.date("declaration.date") if cells.has("declaration.date") else today
    if day is not None and day > today:
        cells.error(
            "declaration.date",
            _("The declaration is dated %(date)s, after today (%(today)s): correct it.", date=day, today=today),
        )
        day = None
    return {
        "text": declaration_text(kind, language),
        "place": cells.text("declaration.place"),
        "date": day.isoformat() if day else None,
    }


def read_document(cells: Cells, context: Context) -> Partial:
    """Return what is known of the certified document: its title, and its hashes once its pages were drawn."""
    fields: Partial = {"title": cells.text("document.title")}
    if context.document is not None:
        pictures = list(context.document.page_images)
        fields |= {"pages": len(pictures), "sha256": context.document.sha256, "page_images": pictures}
    return fields


def read_language(cells: Cells, kind: Kind, context: Context) -> str:
    """Return the language in which the chamber is to certify."""
    language = cells.choice("language")
    offered = [code for code, texts in context.office.profile.statements.items() if kind.slug in texts]
    if language not in offered:
        cells.error(
            "language",
            _(
                "The chamber certifies this in %(offered)s, not in %(language)s: choose one of these.",
                offered=", ".join(offered),
                language=language,
            ),
        )
    return language


def invoice_key(number: str) -> str:
    """Return an invoice number as it is compared: width, case, blanks and hyphens do not count."""
    return re.sub(r"[\s\-‐‑‒–—―−/.]", "", clean_line(number)).casefold()


def _currency(cells: Cells) -> str | None:
    typed = cells.text("invoice.currency")
    if typed is None:
        return None
    if re.fullmatch(r"[A-Za-z]{3}", typed) is None:
        cells.error(
            "invoice.currency",
            _("“%(typed)s” is no currency: write its three letters (ISO 4217), such as JPY or USD.", typed=typed),
        )
        return None
    return typed.upper()
