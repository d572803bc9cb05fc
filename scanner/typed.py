"""What a typed number and date are worth: the service names the seal, and the seal must be of just that certificate.

There is no code here whose signature could be judged first, so a service that errs or lies says nothing about the
paper: until a genuine seal of this number and date is in hand, it cannot be told (docs/adr/0027).
"""

import datetime as dt

from scanner.language import N_, sentence
from scanner.reference.questions import NumberQuestion
from scanner.trust.keeper import Held
from signing.evidence import Freshness, NoAnswer, ServerAnswer
from signing.result import Reason, Verdict, VerificationResult
from signing.verify import OpenedSeal, open_seal

NOT_OFFLINE = N_(
    "A number and a date prove nothing by themselves, and a content file carries no signature: leave --offline out, or "
    "scan the code."
)


def open_typed(
    question: NumberQuestion, answer: ServerAnswer | NoAnswer, held: Held, now: dt.datetime
) -> OpenedSeal | VerificationResult:
    """Return the seal that was found for a typed number, verified up to step 5, or the outcome without one."""
    if isinstance(answer, NoAnswer):
        return _cannot_tell(held, answer.detail)
    if answer.seal is None:
        return _not_found(question, answer, held, now)
    opened = open_seal(answer.seal, held.trust, now)
    if isinstance(opened, VerificationResult):
        text = N_(
            "The reference service answered with a seal that is not genuine (%(reason)s); its answer is not used."
        )
        return _cannot_tell(held, sentence(text, reason=str(opened.reason)), answer)
    payload = opened.seal.payload
    if (payload.number, payload.issued) != (question.number.canonical, question.day):
        text = N_("The reference service answered with the seal of another number or date; its answer is not used.")
        return _cannot_tell(held, sentence(text), answer)
    return opened


def _not_found(question: NumberQuestion, answer: ServerAnswer, held: Held, now: dt.datetime) -> VerificationResult:
    chamber = {chamber.code: chamber for chamber in held.trust.trust_list.chambers}.get(question.number.chamber)
    if chamber is None:
        text = N_("No chamber on the trust list has the code %(code)s: compare the number with the paper.")
        return _result(Reason.NOT_REGISTERED, held, sentence(text, code=question.number.chamber), answer)
    # Two days after the issue date, in the chamber's zone, whatever was delivered has long been published.
    due = dt.datetime.combine(question.day, dt.time(), chamber.zone) + dt.timedelta(days=2)
    if not due <= answer.as_of <= now + Freshness().clock:
        text = N_("The register does not list it, but its data of %(time)s UTC prove nothing yet.")
        return _cannot_tell(held, sentence(text, time=f"{answer.as_of:%Y-%m-%d %H:%M}"), answer)
    text = N_("The number is not known, or the issue date does not belong to it. Both get this one answer.")
    return _result(Reason.NOT_REGISTERED, held, sentence(text), answer)


def _cannot_tell(held: Held, detail: str, answer: ServerAnswer | None = None) -> VerificationResult:
    return _result(Reason.STATUS_UNAVAILABLE, held, detail, answer)


def _result(reason: Reason, held: Held, detail: str, answer: ServerAnswer | None) -> VerificationResult:
    return VerificationResult(
        Verdict.INDETERMINATE,
        reason,
        signed_as_of=held.status.as_of if held.status is not None else None,
        server_as_of=answer.as_of if answer is not None else None,
        detail=detail,
    )
