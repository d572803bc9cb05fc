"""Rules that join several fields, the papers and the calendar; `domain/rules.py` judges again at the issue."""

import datetime as dt

from issuance.domain.application.application import PaperRole
from issuance.domain.application.context import Context
from issuance.domain.application.problems import Problems
from issuance.domain.application.reading.goods import GoodsRow
from issuance.domain.rules import REFUSED_AFTER_MONTHS, REFUSED_FOREIGN_AFTER_MONTHS, months_before
from issuance.language import _, spoken_language
from signing.canonical import JsonObject
from signing.content import Kind

MORE_PAPERS_AFTER_MONTHS = 6


def check_papers(kind: Kind, context: Context, problems: Problems) -> None:
    """Note which evidence is missing."""
    papers = context.papers
    if kind.is_origin and PaperRole.INVOICE not in papers:
        problems.error("papers", _("Hand in the commercial invoice: no certificate of origin is issued without it."))
    if kind is Kind.COO_FOREIGN and not papers & {PaperRole.MAKERS_CERTIFICATE, PaperRole.FOREIGN_ORIGIN}:
        problems.error(
            "papers",
            _(
                "Goods of foreign origin need proof: hand in the maker's certificate or the certificate of origin of a"
                " foreign chamber."
            ),
        )
    if not kind.is_origin and context.document is None and PaperRole.DOCUMENT not in papers:
        problems.error("document", _("Hand in the document that is to be certified, as a PDF."))


def check_shipment(kind: Kind, shipped: dt.date | None, context: Context, problems: Problems, *, marked: bool) -> None:
    """Note how old the shipment is. `marked`: the certificate is to say that it was issued retrospectively."""
    if shipped is None or shipped >= context.today:
        return
    limit = REFUSED_FOREIGN_AFTER_MONTHS if kind is Kind.COO_FOREIGN else REFUSED_AFTER_MONTHS
    if shipped < months_before(context.today, limit):
        problems.error(
            "transport.date",
            _(
                "The goods were shipped on %(date)s, more than %(months)s months ago: no certificate is issued for them"
                " any more. Ask the chamber.",
                date=shipped,
                months=limit,
            ),
        )
        return
    if shipped < months_before(context.today, MORE_PAPERS_AFTER_MONTHS) and PaperRole.TRANSPORT not in context.papers:
        problems.warning(
            "papers",
            _(
                "The goods were shipped more than %(months)s months ago, so the chamber asks for more papers: hand in"
                " the bill of lading or air waybill, and the export permit as another paper.",
                months=MORE_PAPERS_AFTER_MONTHS,
            ),
        )
    if not marked:
        problems.warning(
            "issued_retrospectively",
            _(
                "The goods were shipped on %(date)s, before today: tick this, if customs there want the mark"
                " “issued retrospectively”.",
                date=shipped,
            ),
        )


def check_origins(origins: list[JsonObject], rows: list[GoodsRow], problems: Problems) -> list[JsonObject]:
    """Return the countries of box 4 of a foreign certificate: as typed, else as the lines name them."""
    by_line: dict[object, JsonObject] = {}
    for row in rows:
        origin = row.fields.get("origin")
        if isinstance(origin, dict):
            by_line.setdefault(origin["code"], origin)
    if not origins:
        return list(by_line.values())
    named = {origin["code"] for origin in origins}
    for code, country in by_line.items():
        if code not in named:
            problems.error(
                "origin",
                _("A goods line is of %(country)s: name it here too, or correct the line.", country=country["name"]),
            )
    complete = all(row.fields.get("origin") for row in rows)
    for origin in origins:
        if rows and complete and origin["code"] not in by_line:
            problems.error(
                "origin",
                _(
                    "No goods line is of %(country)s: take it out here, or say which line is from there.",
                    country=origin["name"],
                ),
            )
    return origins


def check_destination(destination: JsonObject | None, context: Context, problems: Problems, field: str) -> None:
    """Warn where the destination is known to want a paper signed by hand."""
    if destination is None:
        return
    note = context.hand_signed.get(str(destination["code"]))
    if note is not None:
        problems.warning(
            field,
            _(
                "%(country)s is known to want a paper signed by hand: ask the chamber before you apply here. %(note)s",
                country=destination["name"],
                note=note.text(spoken_language().code),
            ).rstrip(),
        )
