"""The desk that answers rows: the one place where many certificates are looked up.

Unlike the certificate calls of the API, whose clients verify for themselves, this one verifies: its answers are signed
afterwards, and nobody should sign what he has not checked. Seal, records and signed revocation list are verified as by
any client; the content by its hash alone, for reading a thousand of them would take a minute
(docs/adr/0011-receipts-say-what-was-verified.md).
"""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reference_service.checks.evidence import Allowance
from reference_service.checks.question import NumberQuestion, Question, RowCode, RowError
from reference_service.errors import TooManyRequestsError
from reference_service.register_view import Answer, Published
from reference_service.service import Service
from reference_service.trust import PublishedTrust
from register.entry import Head
from register.errors import RegisterDamagedError
from signing.content import Kind
from signing.errors import NumberError
from signing.evidence import Evidence, ServerAnswer
from signing.number import CertificateNumber, parse_number
from signing.result import Claim, Reason, Verdict, VerificationResult
from signing.seal import content_hash
from signing.verify import OpenedSeal, conclude, open_seal

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """A row with its verdict. `number`, `issued`, `kind` and `chamber` (name) are set where the seal is genuine."""

    question: Question
    verdict: Verdict
    reason: Reason
    number: CertificateNumber | None = None
    issued: dt.date | None = None
    kind: Kind | None = None
    chamber: str | None = None
    content_hash: bytes | None = None
    evidence: Answer | None = None
    """What the register answered, where evidence was asked for and there was room for it."""
    evidence_left_out: bool = False


Result = Answered | RowError


@dataclass(frozen=True)
class Checked:
    """All rows' results in the order of the questions. `head` was read before the first look-up."""

    results: tuple[Result, ...]
    checked_at: dt.datetime
    head: Head
    status_version: int

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The rows that have a verdict: those that a receipt is about."""
        return tuple(result for result in self.results if isinstance(result, Answered))


class CheckDesk:
    """Answers rows out of the register, each verified."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def check(self, rows: Sequence[Question | RowError], *, with_evidence: bool = False) -> Checked:
        """Answer every row that is a question and within the limits, which the register itself keeps.

        `with_evidence` keeps what the register said beside each verdict, within an :class:`Allowance`.

        Raises `RegisterError` and `TrustUnavailableError` where register or trust files cannot be read at all.
        """
        now = self._service.clock()
        trust = self._service.trust.current()
        # Read first, so that the whole answer claims no more than was known for its first row.
        head = self._service.register.head()
        allowance = Allowance() if with_evidence else None
        results = tuple(self._result(row, trust, now, allowance) for row in rows)
        return Checked(results, now, head, trust.status.version if trust.status is not None else 0)

    def _result(
        self, row: Question | RowError, trust: PublishedTrust, now: dt.datetime, allowance: Allowance | None
    ) -> Result:
        if isinstance(row, RowError):
            return row
        try:
            answered, answer = self._answer(row, trust, now)
        except TooManyRequestsError as refused:
            self._service.tally.refused[refused.limit] += 1
            return RowError(RowCode.NOT_CHECKED, limit=refused.limit, wait_seconds=refused.wait_seconds)
        except RegisterDamagedError as error:
            # One certificate whose records cannot be read keeps nobody from an answer about the others.
            _log.error("%s", error)
            return Answered(row, Reason.STATUS_UNAVAILABLE.verdict, Reason.STATUS_UNAVAILABLE)
        if allowance is None or answer is None:
            return answered
        fits = allowance.take(answer)
        return replace(answered, evidence=answer if fits else None, evidence_left_out=not fits)

    def _answer(self, row: Question, trust: PublishedTrust, now: dt.datetime) -> tuple[Answered, Answer | None]:
        """Return the verdict and what the register answered, None where it was not asked."""
        if isinstance(row, NumberQuestion):
            answer = self._service.register.by_number(row.number.canonical, row.day)
            if answer.published is None:
                return _not_known(row, answer), answer
            return _judge(row, answer.published, answer, trust, now), answer
        # A seal that is not genuine learns nothing about the register.
        opened = open_seal(row.data, trust.as_of(now), now)
        if isinstance(opened, VerificationResult):
            self._service.register.refuse_seal()
            return Answered(row, opened.verdict, opened.reason), None
        answer = self._service.register.by_seal(opened.seal.sid, row.data)
        if answer.published is None:
            return _unpublished(row, opened, answer, trust, now), answer
        return _judge(row, answer.published, answer, trust, now), answer


def _not_known(question: NumberQuestion, answer: Answer) -> Answered:
    # Data that are too old may lack what was published since: never “not registered” on their word.
    reason = Reason.NOT_REGISTERED if answer.current else Reason.STATUS_UNAVAILABLE
    # Whoever mistypes a day must not read that the paper is forged: a typed number proves nothing (docs/adr/0027).
    return Answered(question, Verdict.INDETERMINATE, reason)


def _unpublished(
    question: Question, opened: OpenedSeal, answer: Answer, trust: PublishedTrust, now: dt.datetime
) -> Answered:
    evidence = Evidence(status=trust.status, answer=ServerAnswer(answer.head.as_of, current=answer.current))
    result = conclude(opened, evidence, trust.as_of(now), now)
    known = result.verdict is Verdict.INVALID or result.reason is Reason.KEY_COMPROMISED
    return _answered(question, opened, result.reason if known else Reason.STATUS_UNAVAILABLE)


def _judge(
    question: Question, published: Published, answer: Answer, trust: PublishedTrust, now: dt.datetime
) -> Answered:
    stored = published.stored
    opened = open_seal(stored.seal, trust.as_of(now), now)
    if isinstance(opened, VerificationResult):
        return Answered(question, opened.verdict, opened.reason)
    # Without content: its hash is compared below, which is what the seal signs.
    given = ServerAnswer(answer.head.as_of, stored.seal, None, stored.records, answer.current)
    result = conclude(opened, Evidence(status=trust.status, answer=given), trust.as_of(now), now)
    return _answered(question, opened, _reason(opened, published, result), result.verdict)


def _reason(opened: OpenedSeal, published: Published, result: VerificationResult) -> Reason:
    if result.verdict is Verdict.INVALID:
        return result.reason
    if not {Claim.SEAL_GENUINE, Claim.REGISTERED} <= set(result.established):
        return result.reason
    content = published.stored.content
    if content is not None and content_hash(content) != opened.seal.payload.content_hash:
        return Reason.CONTENT_MISMATCH
    if published.reason is Reason.IN_FORCE and content is None:
        return Reason.CONTENT_NOT_CHECKED
    # As on the certificate's page, a late signed status file alone does not hide that the register says “in force”.
    return published.reason


def _answered(question: Question, opened: OpenedSeal, reason: Reason, found: Verdict | None = None) -> Answered:
    payload = opened.seal.payload
    # An old trust list makes an unknown key of a record INDETERMINATE; every other reason has its one verdict.
    verdict = found if reason is Reason.KEY_UNKNOWN and found is not None else reason.verdict
    return Answered(
        question,
        verdict,
        reason,
        _number(payload.number),
        payload.issued,
        payload.kind,
        opened.chamber.name,
        payload.content_hash,
    )


def _number(canonical: str) -> CertificateNumber | None:
    try:
        return parse_number(canonical)
    except NumberError:
        return None
