"""A new application from an earlier one: what stays the same from shipment to shipment, or in a replacement."""

from issuance.domain.application.entry import Entry
from issuance.domain.application.order import FAULT, NAMES, REPLACES, WHY, Fault

DROPPED = frozenset(
    {"invoice.number", "invoice.date", "invoice.total", "transport.date", "declaration.date", "issued_retrospectively"}
)
"""What belongs to one shipment alone; kept by oversight, it would be certified again."""

_DROPPED_IN_REPLACEMENTS = frozenset({"declaration.date", *NAMES})
"""The shipment is the same, but it is declared anew."""


def copied(entry: Entry) -> Entry:
    """Return an entry to begin a new application with."""
    return _without(entry, DROPPED)


def replacing(entry: Entry, number: str, fault: Fault, why: str) -> Entry:
    """Return an entry to begin with what is to replace a certificate (public number), because of whose error."""
    kept = _without(entry, _DROPPED_IN_REPLACEMENTS)
    named = {REPLACES: number, FAULT: fault.value, **({WHY: why} if why else {})}
    return kept.model_copy(update={"fields": {**kept.fields, **named}})


def _without(entry: Entry, names: frozenset[str]) -> Entry:
    return Entry(fields={name: typed for name, typed in entry.fields.items() if name not in names}, goods=entry.goods)
