"""Boxes 1 and 2, and who signs: what the registration says, and what was typed."""

from issuance.domain.application.context import Context
from issuance.domain.application.problems import Problems
from issuance.domain.application.reading.cells import Cells
from issuance.domain.application.reading.typed import clean_lines, forbidden_character
from issuance.language import _
from signing.canonical import JsonObject

Partial = dict[str, object]
"""Fields of a draft of which some may be None: what is not there yet, or cannot be read."""


def read_exporter(cells: Cells, context: Context, problems: Problems) -> Partial:
    """Return box 1."""
    exporter = context.exporter
    fields: Partial = {
        "name": _registered(problems, context, "exporter", exporter.name),
        "address": _registered(problems, context, "exporter", exporter.address),
        "country": exporter.country,
    }
    names = ("on_behalf_of.name", "on_behalf_of.address", "on_behalf_of.country")
    if cells.counts(names[0]) and any(cells.has(name) for name in names):
        fields["on_behalf_of"] = _party(cells, "on_behalf_of")
    return fields


def read_signatory(context: Context, problems: Problems) -> Partial:
    """Return whose signature stands in the declaration."""
    return {
        "name": _registered(problems, context, "signatory", context.signatory.name),
        "title": _registered(problems, context, "signatory", context.signatory.title),
    }


def read_consignee(cells: Cells) -> tuple[Partial, JsonObject | None]:
    """Return box 2, and the country where the goods go."""
    if cells.choice("consignee.form") == "to_order":
        destination = cells.country("consignee.destination")
        fields: Partial = {"form": "to_order", "destination": destination}
        if cells.has("consignee.order_of"):
            fields["of"] = cells.text("consignee.order_of")
        return fields, destination
    country = cells.country("consignee.country")
    party = _party_of(cells, "consignee", country)
    return {"form": "party", **party}, country


def _party(cells: Cells, group: str) -> Partial:
    return _party_of(cells, group, cells.country(f"{group}.country"))


def _party_of(cells: Cells, group: str, country: JsonObject | None) -> Partial:
    return {
        "name": cells.text(f"{group}.name"),
        "address": cells.text(f"{group}.address"),
        "country": country["code"] if country else None,
    }


def _registered(problems: Problems, context: Context, field: str, text: str) -> str | None:
    """Return what the registration says, if it can be printed; only a change of the registration can mend it."""
    clean = clean_lines(text)
    character = forbidden_character(clean) or context.unprintable(clean)
    if clean and character is None:
        return clean
    problems.error(
        field,
        _("The trade registration says “%(text)s” here, which cannot be printed: have it changed.", text=clean)
        if clean
        else _("The trade registration says nothing here in English: have it changed."),
    )
    return None
