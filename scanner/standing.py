"""Whether an answer of a while ago still stands when a person has compared the paper.

An answer may stand before a person for minutes, or on a counter's page over night, and a revocation may have come
since. Nothing is asked here: the signed status that is held now and the age of the register's data tell enough to take
an answer back.
"""

import datetime as dt
from dataclasses import replace
from typing import Final

from signing.evidence import Freshness
from signing.record import State
from signing.result import Claim, Paper, Reason, Verdict, VerificationResult
from signing.status import StatusFile

COMPARING: Final = dt.timedelta(hours=1)
"""What a person may take for a comparison, beyond the age that the register's data may have."""


def as_of_now(result: VerificationResult, status: StatusFile | None, now: dt.datetime) -> VerificationResult:
    """Return the result if it still stands, else what is to be said in its place: ended meanwhile, or too old."""
    if result.verdict is not Verdict.VALID or result.sid is None:
        return result
    state = State.IN_FORCE if status is None else status.state(result.sid)
    if state is not State.IN_FORCE:
        return _taken_back(result, Verdict.INVALID, Reason[state.name], status)
    ages = Freshness()
    fresh = status is not None and ages.within(status.as_of, now, ages.status)
    if result.server_as_of is not None:
        fresh = fresh and ages.within(result.server_as_of, now, ages.answer + COMPARING)
    return result if fresh else _taken_back(result, Verdict.INDETERMINATE, Reason.STATUS_STALE, status)


def _taken_back(
    result: VerificationResult, verdict: Verdict, reason: Reason, status: StatusFile | None
) -> VerificationResult:
    return replace(
        result,
        verdict=verdict,
        reason=reason,
        paper=Paper.NOT_COMPARED,
        content=None,
        signed_as_of=None if status is None else status.as_of,
        established=(),
        not_established=tuple(Claim),
        detail=None,
    )
