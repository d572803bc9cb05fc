"""Gathers what an officer is told beside an application."""

import datetime as dt
from collections.abc import Iterator, Sequence

from issuance.domain.application.application import Application, PaperRole
from issuance.domain.application.hints import Hint, HintKind, invoice_hints, shipment_hint
from issuance.domain.application.states import State
from issuance.domain.settings import ChamberSettings
from issuance.storage.application_history import Marks, history_of, same_invoice
from issuance.storage.shown_papers import ShownPaper
from issuance.storage.unit import Unit
from signing.canonical import JsonObject
from signing.content import Kind

_TWINS = 5
_OFTEN = 3
"""Returns among the last applications from which on they are worth a word."""

_CERTIFIED = frozenset(
    {State.FEE_DUE, State.PAID, State.ISSUING, State.ISSUE_STOPPED, State.DELIVERED, State.PRINT_CLOSED}
)
_NOT_COUNTED = frozenset({State.DRAFT, State.REJECTED, State.WITHDRAWN})


def hints_of(
    unit: Unit,
    found: Application,
    draft: JsonObject,
    papers: Sequence[ShownPaper],
    marks: Marks,
    settings: ChamberSettings,
    today: dt.date,
) -> list[Hint]:
    """Return the hints for an application whose submitted version has this draft, serious ones first."""
    hints = [
        *_same_invoice(unit, found, marks),
        *_destination(marks, settings),
        *(hint for hint in [shipment_hint(draft, today)] if hint is not None),
        *_invoices(found.kind, draft, papers),
        *_exporter(unit, found),
    ]
    return sorted(hints, key=lambda hint: not hint.serious)


def _same_invoice(unit: Unit, found: Application, marks: Marks) -> Iterator[Hint]:
    twins = [
        twin for twin in same_invoice(unit, found.id, marks.invoice_index, _TWINS) if twin.state not in _NOT_COUNTED
    ]
    if twins:
        certified = any(twin.state in _CERTIFIED for twin in twins)
        foreign = any(twin.organisation != found.organisation for twin in twins)
        yield Hint(
            HintKind.SAME_INVOICE,
            serious=certified,
            values={"certified": certified, "others": foreign},
            links={twin.id: twin.reference for twin in twins},
        )


def _destination(marks: Marks, settings: ChamberSettings) -> Iterator[Hint]:
    country = marks.destination
    if country is not None and country in settings.watched:
        yield Hint(HintKind.WATCHED, serious=True, values={"country": country, "note": settings.watched[country]})
    if country is not None and country in settings.hand_signed:
        yield Hint(HintKind.HAND_SIGNED, values={"country": country, "note": settings.hand_signed[country]})


def _invoices(kind: Kind, draft: JsonObject, papers: Sequence[ShownPaper]) -> Iterator[Hint]:
    """Compare with the invoices: those beside it, or the one that is itself certified."""
    role = PaperRole.DOCUMENT if kind is Kind.INVOICE else PaperRole.INVOICE
    yield from invoice_hints(draft, [paper.words for paper in papers if paper.role is role and not paper.removed])


def _exporter(unit: Unit, found: Application) -> Iterator[Hint]:
    history = history_of(unit, found.organisation, besides=found.id)
    if history.submitted == 0:
        yield Hint(HintKind.FIRST)
    if history.revoked:
        yield Hint(HintKind.REVOKED_BEFORE, serious=True, values={"count": history.revoked, "of": history.submitted})
    if history.returned + history.rejected >= _OFTEN:
        count = history.returned + history.rejected
        yield Hint(HintKind.RETURNED_BEFORE, values={"count": count, "of": history.submitted})
