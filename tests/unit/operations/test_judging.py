"""What the probe makes of the scanner's answers: a wrong answer is something else than none."""

import datetime as dt
from typing import Any

import pytest

from operations.config import Canary
from operations.probe.judging import judge
from operations.probe.records import Cause, Result

DAY = dt.date(2026, 11, 20)
IN_FORCE = Canary("canary", "TYO26-000001-GES0-X1TY", DAY, None, "IN_FORCE")
REVOKED = Canary("revoked", "TYO26-000007-XZQ8-DVGK", DAY, None, "REVOKED")


def answer(verdict: str, reason: str, canary: Canary = IN_FORCE, **changes: object) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "reason": reason,
        "number": canary.number,
        "server_as_of": "2026-11-23T12:00:00+00:00",
        "established": ["seal_genuine", "registered"],
        "detail": None,
        **changes,
    }


def test_the_known_answer_is_up() -> None:
    assert judge(IN_FORCE, answer("VALID", "IN_FORCE")) == (Result.UP, None, "IN_FORCE")
    assert judge(REVOKED, answer("INVALID", "REVOKED", REVOKED)) == (Result.UP, None, "REVOKED")


@pytest.mark.parametrize(
    ("canary", "given"),
    [
        (REVOKED, answer("VALID", "IN_FORCE", REVOKED)),
        (IN_FORCE, answer("INVALID", "REVOKED")),
        (IN_FORCE, answer("INVALID", "NOT_REGISTERED", established=["seal_genuine"])),
        (IN_FORCE, answer("INVALID", "SIGNATURE_MISMATCH", server_as_of=None, established=[])),
        (IN_FORCE, answer("VALID", "IN_FORCE", number=REVOKED.number)),
    ],
    ids=["revoked is valid", "in force is revoked", "not registered", "signature broken", "another certificate"],
)
def test_what_nobody_may_be_told_is_wrong(canary: Canary, given: dict[str, Any]) -> None:
    result, cause, reason = judge(canary, given)
    assert (result, cause) == (Result.WRONG, Cause.ANSWER)
    assert reason


@pytest.mark.parametrize(
    "given",
    [
        None,
        answer("INDETERMINATE", "STATUS_UNAVAILABLE", number=None, established=[], detail="cannot be reached"),
        answer("INDETERMINATE", "STATUS_STALE"),
        answer("VALID", "IN_FORCE", server_as_of=None, established=["seal_genuine"]),
    ],
    ids=["silence", "unreachable", "stale", "by the signed status alone"],
)
def test_what_tells_nobody_anything_untrue_is_down(given: dict[str, Any] | None) -> None:
    assert judge(IN_FORCE, given)[:2] == (Result.DOWN, Cause.FAULT)
