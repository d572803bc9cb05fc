"""The whole of an entry, read."""

from dataclasses import dataclass

from issuance.domain.application.context import Context
from issuance.domain.application.entry import Entry
from issuance.domain.application.fields import fields_of, position_of
from issuance.domain.application.problems import Problems
from issuance.domain.application.reading.cells import Cells
from issuance.domain.application.reading.checks import check_destination, check_origins, check_papers, check_shipment
from issuance.domain.application.reading.goods import read_goods
from issuance.domain.application.reading.hs_codes import read_edition
from issuance.domain.application.reading.particulars import (
    read_declaration,
    read_document,
    read_invoice,
    read_language,
    read_origins,
    read_transport,
)
from issuance.domain.application.reading.parties import Partial, read_consignee, read_exporter, read_signatory
from issuance.domain.application.reading.result import Reading
from issuance.domain.application.reading.verdict import verdict_of
from signing.canonical import JsonObject
from signing.content import Kind


@dataclass
class PartReading:
    """What was read so far: a draft that may hold None where something is missing or cannot be read."""

    fields: Partial
    problems: Problems
    destination: JsonObject | None = None


def read(kind: Kind, entry: Entry, context: Context) -> Reading:
    """Read an entry. Never raises for what was typed."""
    part = read_part(kind, entry, context)
    draft = None
    if not any(problem.is_error for problem in part.problems.all):
        draft = verdict_of(part.fields, context, part.problems)
    invoice = part.fields.get("invoice")
    return Reading(
        draft=draft,
        problems=tuple(sorted(part.problems.all, key=lambda each: (not each.is_error, position_of(each.field)))),
        destination=str(part.destination["code"]) if part.destination else None,
        invoice_number=invoice["number"] if isinstance(invoice, dict) else None,
    )


def read_part(kind: Kind, entry: Entry, context: Context) -> PartReading:
    """Read as much of an entry as can be read."""
    problems = Problems()
    cells = Cells(entry.fields, fields_of(kind), context, problems)
    language = cells.language = read_language(cells, kind, context)
    exporter = read_exporter(cells, context, problems)
    part = PartReading(
        {
            "type": kind.slug,
            "language": language,
            "exporter": exporter,
            "signatory": read_signatory(context, problems),
        },
        problems,
    )
    if kind is not Kind.SIGNATURE:
        part.fields["consignee"], part.destination = read_consignee(cells)
        part.fields["invoice"] = read_invoice(kind, cells, context.today)
        to_order = cells.choice("consignee.form") == "to_order"
        where = "consignee.destination" if to_order else "consignee.country"
        check_destination(part.destination, context, problems, where)
    if kind is Kind.SIGNATURE:
        part.fields |= {"company": exporter["name"], "capacity": cells.text("capacity")}
    if kind.is_origin:
        _read_origin_certificate(kind, entry, context, cells, part, language)
    else:
        part.fields["document"] = read_document(cells, context)
    check_papers(kind, context, problems)
    return part


def _read_origin_certificate(
    kind: Kind, entry: Entry, context: Context, cells: Cells, part: PartReading, language: str
) -> None:
    fields, problems = part.fields, part.problems
    origins = read_origins(kind, cells, context)
    fields["transport"], shipped = read_transport(cells)
    edition = read_edition(cells, context.today)
    rows = read_goods(kind, entry, context, problems, edition=edition, origins=origins, language=language)
    fields["origin"] = origins if kind is Kind.COO_JP else check_origins(origins, rows, problems)
    fields["goods"] = [row.fields for row in rows]
    if cells.has("remarks"):
        fields["remarks"] = cells.text("remarks")
    marked = cells.has("issued_retrospectively")
    if marked:
        fields["issued_retrospectively"] = True
    check_shipment(kind, shipped, context, problems, marked=marked)
    fields["declaration"] = read_declaration(kind, cells, language, context.today)
