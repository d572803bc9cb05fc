"""Whatever a server sends is an answer or a sentence; nothing else ever comes out."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.reference.answers import read_single
from scanner.reference.batch import Batch
from scanner.reference.exchange import Reply
from scanner.reference.limits import ReferenceLimits
from scanner.reference.questions import NumberQuestion, SealQuestion
from scanner.reference.receipts import ReceiptDesk, VerifiedReceipt
from scanner.session import server_date
from signing.evidence import NoAnswer, ServerAnswer
from tests.builders import NOW, ChamberWorld

WORLD = ChamberWorld()
ISSUED = WORLD.issue(1)
ADDRESS = "https://ref.example.jp"
NAMES = st.sampled_from(
    [
        *("as_of", "certificate", "seal", "content", "records", "reason", "verdict", "results", "asked", "evidence"),
        *("registered", "current", "error", "detail", "receipt", "evidence_left_out", "content_sha256"),
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from([NOW.isoformat(), SealQuestion(ISSUED.seal).asked, "AAAA", "IN_FORCE", "VALID"])
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner), max_leaves=20)
KINDS = st.sampled_from(["application/json", "application/problem+json", "text/html", ""])
STATUSES = st.sampled_from([200, 204, 301, 304, 400, 404, 407, 429, 500, 503, 999])


class Canned:
    """Stands where the exchange stands: always the same reply."""

    address = ADDRESS

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def get(self, _path: str) -> Reply:
        return self._reply

    def post(self, _path: str, _body: bytes) -> Reply:
        return self._reply


def is_sentence(answer: ServerAnswer | NoAnswer) -> bool:
    return isinstance(answer, ServerAnswer) or answer.detail.endswith(".") or "look it up" in answer.detail


@given(STATUSES, KINDS, st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_reply_is_an_answer_or_a_sentence(status: int, kind: str, body: bytes) -> None:
    assert is_sentence(read_single(Reply(status, kind, body), ADDRESS))


@given(STATUSES, KINDS, JSON, st.lists(JSON, max_size=3), st.none() | JSON)
def test_any_reply_to_many_is_one_of_them_for_each(
    status: int, kind: str, rest: Any, rows: list[Any], receipt: Any
) -> None:
    questions = [SealQuestion(ISSUED.seal), NumberQuestion(WORLD.number(2), dt.date(2026, 3, 5))]
    fields = {**(rest if isinstance(rest, dict) else {}), "results": rows, "as_of": NOW.isoformat(), "receipt": receipt}
    kept: list[VerifiedReceipt] = []
    said: list[str] = []
    desk = ReceiptDesk(trust=lambda: WORLD.trust, now=lambda: NOW, keep=kept.append, say=said.append)
    canned = Canned(Reply(status, kind, json.dumps(fields).encode()))
    batch = Batch(canned, ReferenceLimits(), desk)  # type: ignore[arg-type]  # all of an exchange that is asked here
    answers = batch.ask(questions)
    assert set(answers) == set(questions)
    assert all(is_sentence(answer) for answer in answers.values())
    assert kept == []


@given(st.dictionaries(st.sampled_from(["Date", "Age"]), st.text(max_size=40)))
def test_any_header_is_a_date_or_none(headers: dict[str, str]) -> None:
    date = server_date(headers)
    assert date is None or date.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Date": "Tue, 10 Mar 2026 03:00:00 GMT"}, NOW),
        ({"Date": "Tue, 10 Mar 2026 02:00:00 GMT", "Age": "3600"}, NOW),
        ({"Date": "Tue, 10 Mar 2026 12:00:00 +0900"}, NOW),
        ({"Date": "Tue, 10 Mar 2026 03:00:00 GMT", "Age": "9" * 30}, NOW),
        ({"Date": "Tue, 10 Mar 2026 03:00:00"}, None),
        ({"Date": "soon"}, None),
        ({}, None),
    ],
)
def test_dates_of_servers_and_of_caches_before_them(headers: dict[str, str], expected: dt.datetime | None) -> None:
    assert server_date(headers) == expected
