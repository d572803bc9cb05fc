"""Rules of the office beyond the content model: times of shipment, dates, countries."""

import datetime as dt

import pytest

from issuance.domain.rules import check_rules, months_before
from issuance.errors import RefusedError
from issuance.language import day_text
from signing.canonical import JsonValue
from signing.content import AnyContent, Kind, build_content
from tests.builders import ChamberWorld

ISSUED = dt.date(2026, 3, 10)


def content(kind: Kind = Kind.COO_JP, **changes: JsonValue) -> AnyContent:
    return build_content(ChamberWorld().fields(1, kind, **changes))


def shipped(on: str, kind: Kind = Kind.COO_JP) -> AnyContent:
    transport: JsonValue = {"from": "Tokyo", "to": "Hamburg", "means": "by sea", "date": on, "date_form": "on"}
    return content(kind, transport=transport)


@pytest.mark.parametrize(
    ("kind", "on"),
    [
        (Kind.COO_JP, "2025-03-10"),
        (Kind.COO_JP, "2026-12-24"),  # shipment is still to come: the usual case
        (Kind.COO_FOREIGN, "2025-09-10"),
        (Kind.COO_FOREIGN, "2026-03-11"),
    ],
)
def test_shipment_in_time_is_certified(kind: Kind, on: str) -> None:
    check_rules(shipped(on, kind))


@pytest.mark.parametrize(
    ("kind", "on", "months"),
    [(Kind.COO_JP, "2025-03-09", 12), (Kind.COO_FOREIGN, "2025-09-09", 6), (Kind.COO_FOREIGN, "2024-01-01", 6)],
)
def test_shipment_too_long_ago_is_refused(kind: Kind, on: str, months: int) -> None:
    with pytest.raises(
        RefusedError, match=f"shipped on {day_text(dt.date.fromisoformat(on))}, more than {months} months before"
    ):
        check_rules(shipped(on, kind))


@pytest.mark.parametrize("kind", list(Kind))
def test_a_plain_certificate_of_every_kind_keeps_the_rules(kind: Kind) -> None:
    check_rules(content(kind))


def test_a_declaration_dated_after_the_issue_is_refused() -> None:
    declaration: JsonValue = {"text": "We declare.", "place": "Tokyo", "date": "2026-03-11"}
    with pytest.raises(RefusedError, match="declaration is dated 11 March 2026, after the issue date"):
        check_rules(content(declaration=declaration))


@pytest.mark.parametrize("kind", [Kind.COO_JP, Kind.COO_FOREIGN, Kind.INVOICE])
def test_an_invoice_dated_after_the_issue_is_refused(kind: Kind) -> None:
    invoice: dict[str, JsonValue] = {"number": "INV-1", "date": "2026-03-11"}
    if kind is Kind.INVOICE:
        invoice |= {"currency": "EUR", "total": "1.00"}
    with pytest.raises(RefusedError, match="invoice is dated 11 March 2026, after the issue date"):
        check_rules(content(kind, invoice=invoice))


def test_a_country_that_there_is_not_is_refused_wherever_it_stands() -> None:
    party: dict[str, JsonValue] = {"form": "party", "name": "Nobody", "address": "Nowhere", "country": "XX"}
    order: JsonValue = {"form": "to_order", "destination": {"code": "QQ", "name": "Nowhere"}}
    for wrong, code in ((content(consignee=party), "XX"), (content(consignee=order), "QQ")):
        with pytest.raises(RefusedError, match=f"“{code}” is no country code"):
            check_rules(wrong)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-10", 12, "2025-03-10"),
        ("2026-03-10", 6, "2025-09-10"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2026-12-31", 1, "2026-11-30"),
        ("2026-08-31", 6, "2026-02-28"),
        ("2024-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2023-02-28"),
    ],
)
def test_months_before_keeps_to_the_calendar(day: str, months: int, expected: str) -> None:
    assert months_before(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)
