"""What an officer is told beside an application: hints, never verdicts. A person decides."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from issuance.domain.application.invoice_text import goods_lines, holds_amount, holds_number
from issuance.domain.rules import REFUSED_AFTER_MONTHS, months_before
from signing.canonical import JsonObject

MORE_PAPERS_AFTER_MONTHS = 6
"""Goods shipped longer ago need more papers than an invoice (docs/terms.md, domain rules)."""


class HintKind(StrEnum):
    """What a hint is about."""

    SAME_INVOICE = "same invoice"
    WATCHED = "watched destination"
    HAND_SIGNED = "hand-signed paper wanted"
    SHIPPED_LONG_AGO = "shipped long ago"
    REVOKED_BEFORE = "certificates revoked before"
    RETURNED_BEFORE = "often returned before"
    FIRST = "first application of the exporter"
    INVOICE_LINES = "other number of goods lines on the invoice"
    INVOICE_NUMBER = "invoice number not found on the invoice"
    INVOICE_TOTAL = "invoice total not found on the invoice"


@dataclass(frozen=True)
class Hint:
    """One hint. `serious` ones stand first; `values` are for its sentence, `links` name other applications by id."""

    kind: HintKind
    serious: bool = False
    values: Mapping[str, object] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    """Reference by id."""


def invoice_hints(draft: JsonObject, invoices: Sequence[str]) -> Iterator[Hint]:
    """Yield where the invoices' texts, one for each paper, seem to say something else than the application does.

    Nothing is said where one of them has no text layer: what was looked for may stand in that one.
    """
    if not invoices or not all(invoices):
        return
    said = draft.get("invoice")
    invoice = said if isinstance(said, dict) else {}
    number, total, goods = invoice.get("number"), invoice.get("total"), draft.get("goods")
    if isinstance(number, str) and not any(holds_number(text, number) for text in invoices):
        yield Hint(HintKind.INVOICE_NUMBER, values={"number": number})
    if isinstance(total, str) and not any(holds_amount(text, Decimal(total)) for text in invoices):
        yield Hint(HintKind.INVOICE_TOTAL, values={"total": total})
    lines = sum(goods_lines(text) for text in invoices)
    if isinstance(goods, list) and lines and lines != len(goods):
        yield Hint(HintKind.INVOICE_LINES, values={"invoice": lines, "application": len(goods)})


def shipment_hint(draft: JsonObject, today: dt.date) -> Hint | None:
    """Return the hint where the goods were shipped so long ago that more papers are needed, None otherwise."""
    transport = draft.get("transport")
    text = transport.get("date") if isinstance(transport, dict) else None
    if not isinstance(text, str):
        return None
    shipped = dt.date.fromisoformat(text)
    if shipped >= months_before(today, MORE_PAPERS_AFTER_MONTHS):
        return None
    over = shipped < months_before(today, REFUSED_AFTER_MONTHS)
    return Hint(HintKind.SHIPPED_LONG_AGO, serious=over, values={"day": shipped})
