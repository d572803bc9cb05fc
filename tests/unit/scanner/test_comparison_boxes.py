"""The boxes of a certificate: order and numbers of the paper, and every certified word in one of them."""

import datetime as dt
from typing import Any

import pytest

from scanner.comparison.comparison import comparison_of, is_comparable
from scanner.comparison.confirming import confirm
from scanner.comparison.form import PartKind
from scanner.comparison.goods import ONE_BY_ONE, TOGETHER
from scanner.comparison.outcome import Found, Outcome, as_fields
from scanner.errors import ComparisonError
from signing.canonical import JsonValue
from signing.content import Kind, content_bytes
from signing.result import Claim, Paper, Reason, Verdict, VerificationResult
from tests.compared_papers import in_force, to_compare

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


def goods(count: int, **changes: JsonValue) -> list[JsonValue]:
    return [
        {"description": f"Bowl {number}", "quantity": {"value": "12000", "unit": "C62", "name": "pieces"}} | changes
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        (Kind.COO_JP, [0, 1, 2, 3, 4, 5, 6, 7, 9, 10]),
        (Kind.COO_FOREIGN, [0, 1, 2, 3, 4, 5, 6, 7, 9, 10]),
        (Kind.INVOICE, [0, 1, 2, 3, 3, 4, 5, 6, 0]),
        (Kind.SIGNATURE, [0, 1, 2, 2, 2, 3, 5, 0]),
    ],
)
def test_the_boxes_have_the_order_and_the_numbers_of_the_paper(kind: Kind, numbers: list[int]) -> None:
    assert [box.number for box in to_compare(kind).boxes] == numbers


@pytest.mark.parametrize("kind", Kind)
def test_every_certified_text_stands_in_a_box(kind: Kind) -> None:
    result = in_force(kind)
    assert result.content is not None
    fields = result.content.model_dump(mode="json", exclude_none=True, by_alias=True)
    comparison = comparison_of(result)
    shown = "\n".join(line.text for box in comparison.boxes for line in box.lines).replace("\u202f", "")
    # Not on the paper, or there in another form: codes beside names, dates in words, hashes in groups, the salt.
    elsewhere = {"schema", "type", "salt", "language", "code", "unit", "kind", "edition", "form", "date", "issued"}
    elsewhere |= {"sha256", "page_images", "contact", "date_form", "hs", "chamber.country", "pages"}

    missing = [
        text
        for path, text in texts(fields)
        if path.split(".")[-1] not in elsewhere and path != ".number" and text not in shown
    ]

    # The chamber's country stands in its address, if at all.
    assert [text for text in missing if text != "JP"] == []
    assert comparison.number in shown


def texts(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Return all strings in a JSON value with the names that lead to them."""
    if isinstance(value, dict):
        return [pair for name, part in value.items() for pair in texts(part, f"{path}.{name}")]
    if isinstance(value, list):
        return [pair for part in value for pair in texts(part, path)]
    return [(path, value)] if isinstance(value, str) else []


def test_few_lines_of_goods_stand_one_by_one() -> None:
    boxes = [box for box in to_compare(goods=goods(ONE_BY_ONE)).boxes if box.number == 7]

    assert [box.part and box.part.number for box in boxes] == list(range(1, ONE_BY_ONE + 1))
    assert boxes[0].lines[-1].text == "8. Quantity: 12\u202f000 pieces"


def test_three_hundred_lines_come_sheet_by_sheet_and_none_is_left_out() -> None:
    boxes = [box for box in to_compare(goods=goods(299)).boxes if box.number == 7]

    assert len(boxes) == -(-299 // TOGETHER)
    shown = [line.text for box in boxes for line in box.lines]
    assert [f"Bowl {number}" for number in range(1, 300)] == [text for text in shown if text.startswith("Bowl")]
    assert [box.part.words % box.part.values for box in boxes if box.part][:2] == [
        "Lines 1 to 4 of 299",
        "Lines 5 to 8 of 299",
    ]
    assert boxes[-1].part is not None
    assert boxes[-1].part.last == 299


def test_a_mark_that_is_a_picture_has_a_box_of_its_own() -> None:
    lines = goods(12)
    lines[5] = {**goods(1)[0], "marks": {"picture": "ab" * 32}}  # type: ignore[dict-item]  # a goods line is an object

    boxes = [box for box in to_compare(goods=lines).boxes if box.number == 7]

    assert [(box.part.number, box.part.last) for box in boxes if box.part] == [
        (1, 4),
        (5, None),
        (6, None),
        (7, 10),
        (11, 12),
    ]
    assert [box.picture for box in boxes] == [None, None, "ab" * 32, None, None]


def test_each_page_of_a_certified_document_is_a_box_with_its_picture() -> None:
    hashes = [f"{number:02x}" * 32 for number in range(3)]
    document = {"title": "Invoice", "pages": 3, "sha256": "00" * 32, "page_images": hashes}

    comparison = to_compare(Kind.INVOICE, document=document)

    assert comparison.pictures == tuple(hashes)
    pages = [box for box in comparison.boxes if box.part and box.part.kind is PartKind.PAGE]
    assert [box.part.number for box in pages if box.part] == [1, 2, 3]


def test_words_of_the_form_stand_in_the_language_of_the_certificate() -> None:
    lines = {line.text for box in to_compare(language="fr").boxes for line in box.lines}
    assert "2 mars 2026" in " ".join(lines)


def test_an_order_an_agent_and_a_late_issue_are_shown() -> None:
    behind: JsonValue = {"name": "B KK", "address": "Osaka", "country": "JP"}
    exporter: JsonValue = {"name": "A KK", "address": "Tokyo", "country": "JP", "on_behalf_of": behind}
    order: JsonValue = {"form": "to_order", "of": "The Bank", "destination": {"code": "DE", "name": "Germany"}}
    comparison = to_compare(exporter=exporter, consignee=order, issued_retrospectively=True)

    head, first, second = (tuple(line.text for line in box.lines) for box in comparison.boxes[:3])
    assert "ISSUED RETROSPECTIVELY" in head
    assert first == ("A KK", "Tokyo", "JP", "on behalf of", "B KK", "Osaka", "JP")
    assert second == ("To order of The Bank", "Destination: Germany")


@pytest.mark.parametrize(
    "result",
    [
        VerificationResult(Verdict.INVALID, Reason.REVOKED, content=in_force().content, sid=in_force().sid),
        VerificationResult(Verdict.INDETERMINATE, Reason.STATUS_STALE, content=in_force().content, sid=in_force().sid),
        VerificationResult(Verdict.INDETERMINATE, Reason.NO_CODE),
        VerificationResult(Verdict.VALID, Reason.IN_FORCE, Paper.MATCHED, content=in_force().content, sid=b"s" * 32),
    ],
    ids=lambda result: f"{result.reason} {result.paper}",
)
def test_only_what_is_in_force_and_not_compared_is_compared(result: VerificationResult) -> None:
    assert not is_comparable(result)
    with pytest.raises(ComparisonError, match=str(result.reason)):
        comparison_of(result)


def outcome(found: Found, sid: bytes | None = None) -> Outcome:
    result = in_force()
    boxes = comparison_of(result).boxes
    return Outcome(
        found, sid or result.sid or b"", NOON, 10, 10, "K. Officer", boxes[7:8] if found is Found.DIFFERS else ()
    )


def test_the_finding_is_laid_over_the_result() -> None:
    result = in_force()

    same, different = (confirm(result, outcome(found)) for found in (Found.CONFIRMED, Found.DIFFERS))

    assert (same.verdict, same.paper) == (Verdict.VALID, Paper.CONFIRMED)
    assert Claim.PAPER_SAME_AS_CERTIFICATE in same.established
    assert (different.verdict, different.paper) == (Verdict.VALID, Paper.DIFFERS)
    assert confirm(result, outcome(Found.NOT_COMPARED)) is result


def test_the_outcome_of_another_certificate_is_refused() -> None:
    with pytest.raises(ComparisonError, match="Another certificate"):
        confirm(in_force(), outcome(Found.CONFIRMED, sid=b"x" * 32))


def test_what_is_known_already_is_not_said_again() -> None:
    with pytest.raises(ComparisonError, match="known already"):
        confirm(confirm(in_force(), outcome(Found.DIFFERS)), outcome(Found.CONFIRMED))


def test_reports_get_the_outcome_in_plain_values() -> None:
    assert as_fields(None) is None
    assert as_fields(outcome(Found.DIFFERS)) == {
        "outcome": "differs",
        "at": "2026-03-10T12:00:00+00:00",
        "by": "K. Officer",
        "compared": 10,
        "boxes": 10,
        "differing": [
            {
                "box": 7,
                "title": "Marks, packages, description",
                "part": "Line 1 of 1",
                "certificate_says": [
                    "N/M",
                    "40 cartons",
                    "Ceramic tableware",
                    "HS code 691110 (2022)",
                    "8. Quantity: 960 pieces",
                    "gross 812.5 kg",
                ],
            }
        ],
    }


def test_the_content_itself_is_left_as_it_was() -> None:
    result = in_force()
    assert result.content is not None
    before = content_bytes(result.content)
    comparison_of(result)
    assert content_bytes(result.content) == before
