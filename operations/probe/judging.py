"""Whether an answer was the right one. The scanner verifies it; here its verdict is held against what is known."""

from typing import Any

from operations.config import Canary
from operations.probe.records import Cause, Result

_BY_REGISTER = "registered"


def judge(canary: Canary, answer: dict[str, Any] | None) -> tuple[Result, Cause | None, str]:
    """Return result, cause and reason of what `scanner … --json` said of a canary; None where it said nothing.

    INDETERMINATE is no wrong answer: nobody was told anything untrue. A verdict without the register's own answer is
    none of the reference service, whatever the signed status lets the scanner conclude by itself.
    """
    if answer is None:
        return Result.DOWN, Cause.FAULT, "the scanner gave no answer"
    verdict, reason = str(answer.get("verdict")), str(answer.get("reason"))
    if verdict not in ("VALID", "INVALID"):
        detail = answer.get("detail")
        return Result.DOWN, Cause.FAULT, f"{reason}: {detail}"[:300] if detail else reason
    if answer.get("server_as_of") is None or _BY_REGISTER not in (answer.get("established") or ()):
        if reason == canary.reason:
            return Result.DOWN, Cause.FAULT, f"{reason}, but not by the register"
        return Result.WRONG, Cause.ANSWER, f"{reason} instead of {canary.reason}"
    if reason != canary.reason:
        return Result.WRONG, Cause.ANSWER, f"{reason} instead of {canary.reason}"
    if answer.get("number") != canary.number:
        return Result.WRONG, Cause.ANSWER, "the certificate of another number"
    return Result.UP, None, reason
