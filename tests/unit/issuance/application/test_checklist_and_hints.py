"""What officers have to check of each kind, and when the day of shipment is worth a hint."""

import datetime as dt
from itertools import product

import pytest

from issuance.domain.application.checklist import Check, checklist
from issuance.domain.application.hints import shipment_hint
from issuance.web.applications_desk_words import CHECKS
from signing.content import Kind

TODAY = dt.date(2026, 8, 31)


def test_every_point_belongs_to_a_kind_and_has_its_words() -> None:
    asked = {
        check
        for kind, replaces, watched in product(Kind, (False, True), (False, True))
        for check in checklist(kind, replaces=replaces, watched=watched)
    }
    assert asked == set(Check) == set(CHECKS)


def test_origin_is_asked_of_origin_and_the_document_of_what_certifies_one() -> None:
    japanese, foreign, invoice, signature = (checklist(kind, replaces=False, watched=False) for kind in Kind)
    assert Check.ORIGIN_JAPAN in japanese
    assert Check.ORIGIN_FOREIGN in foreign
    assert not {Check.ORIGIN_JAPAN, Check.ORIGIN_FOREIGN} & {*invoice, *signature}
    assert Check.DOCUMENT in invoice
    assert Check.DOCUMENT_SIGNED in signature
    assert {Check.REPLACED, Check.WATCHED} <= set(checklist(Kind.INVOICE, replaces=True, watched=True))


@pytest.mark.parametrize(
    ("shipped", "expected"),
    [
        ("2026-08-30", None),
        ("2026-02-28", None),
        ("2026-02-27", False),
        ("2025-08-31", False),
        ("2025-08-30", True),
    ],
)
def test_shipment_is_worth_a_hint_after_six_months_and_serious_after_twelve(
    shipped: str, expected: bool | None
) -> None:
    """Six months before 31 August is the last day of February."""
    hint = shipment_hint({"transport": {"date": shipped}}, TODAY)
    assert (None if hint is None else hint.serious) is expected


@pytest.mark.parametrize("draft", [{}, {"transport": None}, {"transport": {}}, {"transport": {"date": None}}])
def test_without_a_day_there_is_no_hint(draft: dict[str, object]) -> None:
    assert shipment_hint(draft, TODAY) is None  # type: ignore[arg-type]  # what a draft may lack
