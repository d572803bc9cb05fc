"""The JSON body of many checks: what two readers could understand differently is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_service.checks.body import BodyError, TooManyChecksError, read_body
from reference_service.checks.question import NumberQuestion, Question, RowCode, RowError, SealQuestion
from signing.qr import encode_base32
from tests.builders import ChamberWorld

WORLD = ChamberWorld()
NUMBER = WORLD.number(1)
PAIR = {"number": NUMBER.printed, "date": "2026-11-20"}


def body(*rows: object) -> bytes:
    return json.dumps({"checks": rows}).encode()


def test_pairs_and_seals_keep_their_order() -> None:
    seal = WORLD.issue(1).seal
    first, second, third = read_body(body(PAIR, {"seal": encode_base32(seal).lower()}, PAIR)).rows
    assert isinstance(first, NumberQuestion)
    assert first.asked == f"{NUMBER.canonical} 2026-11-20"
    assert second == SealQuestion(seal)
    assert third == first


def test_a_row_that_cannot_be_read_is_an_error_of_that_row_alone() -> None:
    rows = read_body(body({"number": "x", "date": "2026-11-20"}, PAIR, {"seal": "????"})).rows
    assert [row.code if isinstance(row, RowError) else None for row in rows] == [
        RowCode.NUMBER_MALFORMED,
        None,
        RowCode.SEAL_MALFORMED,
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not JSON"),
        (b"\xff", "not UTF-8"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"checks":[]}', "checks"),
        (b'{"checks":{}}', "checks"),
        (b'{"checks":"aa"}', "checks"),
        (b"{}", "checks"),
        (body(PAIR)[:-1] + b',"more":1}', "more"),
        (b'{"checks":[],"checks":[]}', "twice"),
        (b'{"checks":[{"number":"a","number":"b","date":"2026-11-20"}]}', "twice"),
        (b'{"checks":[NaN]}', "NaN"),
        (b'{"checks":[{"number":1,"date":"2026-11-20"}]}', r"checks\[0\]\.number"),
        (b'{"checks":[{"number":null,"date":"2026-11-20"}]}', r"checks\[0\]\.number"),
        (b'{"checks":[{"number":"a"}]}', r"checks\[0\]\.date"),
        (b'{"checks":[{"seal":"a","number":"b","date":"c"}]}', r"checks\[0\]\."),
        (b'{"checks":[1]}', r"checks\[0\]"),
        (b'{"checks":[' + b"1" * 5000 + b"]}", "."),
        (b'{"checks":' + b"[" * 100_000, "."),
        (b'{"checks":' + b"[" * 900 + b"]" * 900 + b"}", "."),
        (body({"number": "A" * 65, "date": "2026-11-20"}), r"checks\[0\]\.number"),
    ],
)
def test_a_body_of_another_shape_is_refused_with_the_place(data: bytes, says: str) -> None:
    with pytest.raises(BodyError, match=says):
        read_body(data)


def test_more_than_a_thousand_rows() -> None:
    assert len(read_body(body(*[PAIR] * 1000)).rows) == 1000
    with pytest.raises(TooManyChecksError, match="1001"):
        read_body(body(*[PAIR] * 1001))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["checks", "number", "date", "seal", "x"]), inner)
    ),
    max_leaves=8,
)


@given(st.fixed_dictionaries({"checks": st.lists(JSON, max_size=4)}) | JSON)
def test_any_json_is_rows_or_one_sentence(value: Any) -> None:
    said = ""
    rows: list[Question | RowError] = []
    try:
        rows = read_body(json.dumps(value).encode()).rows
    except BodyError as error:
        said = str(error)
    assert bool(rows) != said.endswith(".")


@given(st.binary(max_size=100))
def test_any_bytes_are_one_sentence(data: bytes) -> None:
    with pytest.raises(BodyError):
        read_body(data)


@pytest.mark.parametrize(("member", "asked"), [({}, False), ({"evidence": False}, False), ({"evidence": True}, True)])
def test_evidence_is_sent_only_where_it_is_asked_for(member: dict[str, bool], asked: bool) -> None:
    assert read_body(json.dumps({"checks": [PAIR], **member}).encode()).evidence is asked


@pytest.mark.parametrize("value", ["true", 1, None, []])
def test_evidence_is_asked_for_by_a_boolean(value: object) -> None:
    with pytest.raises(BodyError, match="evidence"):
        read_body(json.dumps({"checks": [PAIR], "evidence": value}).encode())
