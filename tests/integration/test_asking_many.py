"""Many questions in one request: what comes back is verified row by row, and a row that is no answer says so."""

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.reference import ReferenceLimits
from scanner.reference.batch import PATH
from signing.evidence import NoAnswer, ServerAnswer
from signing.qr import encode_base32, qr_text
from signing.record import State
from tests.builders import Issued
from tests.lying_server import Handler, Reply, altered, replaced
from tests.reference_site import write_trust_repository
from tests.stage import QUICK, PublicStage, staged

Rows = list[dict[str, Any]]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[PublicStage]:
    with staged(tmp_path) as stage:
        yield stage


def verdicts(stage: PublicStage, *issued: Issued) -> list[str]:
    """Check their codes at once, with one of today behind them so that they are many, and return the reasons."""
    asked = [(qr_text(one.seal, stage.world.base), None) for one in (*issued, stage.young)]
    return [f"{result.verdict} {result.reason}" for result in stage.checker().check_texts(asked)][:-1]


def rows(change: Callable[[Rows], object]) -> Callable[[dict[str, Any]], None]:
    """Change the rows of the answer, in place."""
    return lambda answer: (change(answer["results"]), None)[1]


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


# The truth


def test_many_codes_are_one_question(stage: PublicStage) -> None:
    unknown = stage.world.issue(77)
    found = verdicts(stage, stage.old, stage.revoked, stage.young, unknown, stage.old)
    assert found == [
        "VALID IN_FORCE",
        "INVALID REVOKED",
        "VALID IN_FORCE",
        "INDETERMINATE STATUS_UNAVAILABLE",  # issued today: not being listed yet proves nothing
        "VALID IN_FORCE",
    ]
    assert stage.server.asked == [PATH]


def test_codes_that_are_not_genuine_are_not_asked_about(stage: PublicStage) -> None:
    forged = bytearray(stage.old.seal)
    forged[-1] ^= 1
    foreign = "https://evil.example/v/ABC"
    asked = [(qr_text(bytes(forged), stage.world.base), None), (foreign, None)]
    results = stage.checker().check_texts(asked)
    assert [str(result.reason) for result in results] == ["SIGNATURE_MISMATCH", "FOREIGN_CODE"]
    assert stage.server.asked == []


def test_a_long_list_is_divided(tmp_path: Path) -> None:
    with staged(tmp_path, certificates=7) as stage:
        seals = [stage.old.seal, stage.other.seal, stage.young.seal, stage.revoked.seal] * 5
        answers = stage.client(ReferenceLimits(batch_rows=3)).by_seals(seals)
        assert [answer.seal for answer in answers if isinstance(answer, ServerAnswer)] == seals
        # Each certificate is asked about once.
        assert stage.server.asked == [PATH] * 2


def test_rows_that_were_left_out_are_asked_for_again(stage: PublicStage) -> None:
    """The service sends as much evidence as fits: here, of one row at a time."""

    def one_at_a_time(answer: dict[str, Any]) -> None:
        for row in answer["results"][1:]:
            del row["evidence"]
            row["evidence_left_out"] = True

    stage.server.lies(altered(one_at_a_time))
    assert verdicts(stage, stage.old, stage.other, stage.revoked) == ["VALID IN_FORCE"] * 2 + ["INVALID REVOKED"]
    assert stage.server.asked == [PATH] * 4


def test_a_service_that_leaves_everything_out_is_asked_one_by_one(stage: PublicStage) -> None:
    def nothing(handler: Handler, reply: Reply) -> Reply:
        if handler.path != PATH:
            return reply
        fields = reply.fields
        for row in fields["results"]:
            row.pop("evidence", None)
            row["evidence_left_out"] = True
        return Reply(200, reply.headers, json.dumps(fields).encode())

    stage.server.lies(nothing)
    assert verdicts(stage, stage.old, stage.revoked) == ["VALID IN_FORCE", "INVALID REVOKED"]
    assert [path == PATH for path in stage.server.asked] == [True, False, False, False]


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415, 501])
def test_a_service_that_does_not_know_the_question_is_asked_one_by_one(stage: PublicStage, status: int) -> None:
    def older(handler: Handler, reply: Reply) -> Reply:
        return reply if handler.path != PATH else Reply(status, {"Content-Type": "text/html"}, b"what?")

    stage.server.lies(older)
    client = stage.client(ReferenceLimits(batch_rows=1))
    answers = client.by_seals([stage.old.seal, stage.other.seal])
    assert [answer.seal for answer in answers if isinstance(answer, ServerAnswer)] == [
        stage.old.seal,
        stage.other.seal,
    ]
    assert stage.server.asked.count(PATH) == 1, "once is enough to know"


# Lies


def test_rows_in_another_order_are_no_answers(stage: PublicStage) -> None:
    stage.server.lies(altered(rows(lambda answered: answered.reverse())))
    found = stage.client().by_seals([stage.old.seal, stage.other.seal, stage.revoked.seal])
    assert [type(answer) for answer in found] == [NoAnswer, ServerAnswer, NoAnswer]
    assert "another certificate than the one asked for" in found[0].detail  # type: ignore[union-attr]  # a NoAnswer


@pytest.mark.parametrize("change", [lambda answered: answered.pop(), lambda answered: answered.append(answered[0])])
def test_too_few_or_too_many_rows_are_no_answer_to_any(stage: PublicStage, change: Callable[[Rows], object]) -> None:
    stage.server.lies(altered(rows(change)))
    found = verdicts(stage, stage.old, stage.revoked)
    assert found == ["INDETERMINATE STATUS_UNAVAILABLE"] * 2


def test_evidence_of_another_certificate_is_refused_and_the_rest_goes_on(stage: PublicStage) -> None:
    def exchange(answered: Rows) -> None:
        answered[0]["evidence"] = answered[1]["evidence"]

    stage.server.lies(altered(rows(exchange)))
    assert verdicts(stage, stage.old, stage.other) == ["INVALID CONTENT_MISMATCH", "VALID IN_FORCE"]


def test_content_altered_in_one_row(stage: PublicStage) -> None:
    data = (stage.old.content or b"").replace(b"Ceramic tableware", b"Machine gun parts")
    stage.server.lies(altered(rows(lambda answered: answered[0]["evidence"].update(content=text_of(data)))))
    assert verdicts(stage, stage.old, stage.other) == ["INVALID CONTENT_MISMATCH", "VALID IN_FORCE"]


def test_a_revocation_hidden_is_caught_by_the_signed_status(stage: PublicStage) -> None:
    """The bound: what is revoked after the signed status can be hidden until the next one, an hour later."""
    first = text_of(stage.revoked.records[0])
    stage.server.lies(altered(rows(lambda answered: answered[0]["evidence"].update(records=[first]))))
    assert verdicts(stage, stage.revoked) == ["VALID IN_FORCE"]
    write_trust_repository(
        stage.site.config.trust_directory,
        stage.world.trust,
        now=stage.site.now,
        version=2,
        revoked={stage.revoked.sid: State.REVOKED},
    )
    stage.keeper._looked_at -= 4000  # an hour later, without waiting for it
    assert stage.keeper.refresh_if_due()
    assert verdicts(stage, stage.revoked) == ["INVALID REVOKED"]


def test_not_registered_said_of_a_certificate_of_days_ago(stage: PublicStage) -> None:
    nothing = {"registered": False, "current": True}
    stage.server.lies(altered(rows(lambda answered: answered[0].update(evidence=nothing))))
    assert verdicts(stage, stage.old, stage.other) == ["INVALID NOT_REGISTERED", "VALID IN_FORCE"]


def test_not_registered_by_data_that_are_too_old_proves_nothing(stage: PublicStage) -> None:
    nothing = {"registered": False, "current": False}
    stage.server.lies(altered(rows(lambda answered: answered[0].update(evidence=nothing))))
    assert verdicts(stage, stage.old) == ["INDETERMINATE STATUS_UNAVAILABLE"]


def test_register_of_yesterday(stage: PublicStage) -> None:
    yesterday = (stage.site.now - dt.timedelta(days=1)).isoformat()
    stage.server.lies(altered(lambda answer: answer.update(as_of=yesterday)))
    assert verdicts(stage, stage.old) == ["INDETERMINATE STATUS_STALE"]


def test_verdicts_of_the_service_are_not_believed(stage: PublicStage) -> None:
    def say_fine(answered: Rows) -> None:
        answered[0].update(verdict="VALID", reason="IN_FORCE")

    stage.server.lies(altered(rows(say_fine)))
    assert verdicts(stage, stage.revoked) == ["INVALID REVOKED"]


@pytest.mark.parametrize(
    "row",
    [
        None,
        [],
        {},
        {"asked": 7},
        {"error": {}},
        {"evidence": 5},
        {"evidence": {}},
        {"evidence": {"registered": True, "current": True, "seal": [], "records": []}},
        {"evidence": {"registered": True, "current": True, "seal": "A", "records": "x"}},
        {"evidence": {"registered": "no", "current": True}},
    ],
)
def test_a_row_that_is_none_spoils_no_other(stage: PublicStage, row: object) -> None:
    def spoil(answered: Rows) -> None:
        asked = answered[0]["asked"]
        answered[0] = {"asked": asked} | row if isinstance(row, dict) else row  # type: ignore[assignment]  # a lie

    stage.server.lies(altered(rows(spoil)))
    assert verdicts(stage, stage.old, stage.other) == ["INDETERMINATE STATUS_UNAVAILABLE", "VALID IN_FORCE"]


def test_a_row_over_a_limit_says_what_the_service_said_and_no_more(stage: PublicStage) -> None:
    error = {"error": {"code": "not_checked", "detail": "Try again in a minute. " + "x" * 9999}}

    def refuse(answered: Rows) -> None:
        answered[0] = error

    stage.server.lies(altered(rows(refuse)))
    (refused, good) = stage.client().by_seals([stage.old.seal, stage.other.seal])
    assert isinstance(refused, NoAnswer)
    assert "did not look it up: Try again in a minute." in refused.detail
    assert len(refused.detail) < 500
    assert isinstance(good, ServerAnswer)


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        pytest.param(200, "text/html", b"<title>Welcome to the hotel</title>", id="sign-in page"),
        pytest.param(200, "application/json", b"{", id="cut off"),
        pytest.param(200, "application/json", b"[]", id="list"),
        pytest.param(200, "application/json", b'{"results":[]}', id="no rows"),
        pytest.param(200, "application/json", b"[" * 100_000, id="deep nesting"),
        pytest.param(200, "application/json", b" " * 9_000_000, id="too large"),
        pytest.param(302, "text/html", b"", id="redirect"),
        pytest.param(429, "application/problem+json", b"{}", id="429"),
        pytest.param(503, "application/problem+json", b"{}", id="503"),
        pytest.param(500, "text/html", b"sorry", id="500"),
    ],
)
def test_an_answer_that_is_none_is_a_sentence_in_every_row(
    stage: PublicStage, status: int, kind: str, body: bytes
) -> None:
    stage.server.lies(replaced(status, kind, body, Location="http://evil.invalid/"))
    found = stage.client().by_seals([stage.old.seal, stage.other.seal])
    assert len(found) == 2
    assert all(isinstance(answer, NoAnswer) and answer.detail.endswith(".") for answer in found)


def test_what_is_asked_is_exactly_the_seals(stage: PublicStage) -> None:
    bodies: list[bytes | None] = []

    def listen(handler: Handler, reply: Reply) -> Reply:
        bodies.append(handler.body)
        return reply

    stage.server.lies(listen)
    stage.client().by_seals([stage.old.seal, stage.other.seal, stage.old.seal])
    rows = [{"seal": encode_base32(seal)} for seal in (stage.old.seal, stage.other.seal)]
    assert json.loads(bodies[0] or b"") == {"checks": rows, "evidence": True}


def test_one_alone_is_asked_for_by_its_own_call(stage: PublicStage) -> None:
    (first, second) = stage.client().by_seals([stage.old.seal, stage.old.seal])
    assert isinstance(first, ServerAnswer)
    assert first == second
    assert stage.server.asked == [f"/api/v1/seals/{encode_base32(stage.old.seal)}"]


def test_a_hundred_rows_at_most_are_asked_at_once() -> None:
    assert QUICK.batch_rows == 100
