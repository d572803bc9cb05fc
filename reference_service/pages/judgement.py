"""What a page says about a published certificate, after verifying it as any client would.

The API leaves verifying to its clients; a person with a browser cannot, so the page does it for them over the same
bytes, by the same steps (docs/seal.md).
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reference_service.register_view import Answer, Published
from reference_service.trust import PublishedTrust
from signing.content import AnyContent, Kind
from signing.errors import NumberError
from signing.evidence import Evidence, ServerAnswer
from signing.number import CertificateNumber, parse_number
from signing.record import Event, Record
from signing.result import Claim, Reason, Verdict, VerificationResult
from signing.verify import OpenedSeal, conclude, open_seal

# For every other reason no content is shown: it would lend a face to what could not be verified.
_SHOWS_CONTENT = frozenset({Reason.IN_FORCE, Reason.STATUS_STALE, Reason.REVOKED, Reason.REPLACED})
_SHOWS_HISTORY = _SHOWS_CONTENT | {Reason.VOID, Reason.RETENTION_OVER}
_ENDED = frozenset({Reason.REVOKED, Reason.REPLACED, Reason.VOID})
# Once it is known to have ended, an older list that does not know it yet says nothing worth reading.
_MOOT_ONCE_ENDED = frozenset({Claim.NOT_REVOKED_BY_SIGNED_STATUS, Claim.NOT_REVOKED_BY_REGISTER})
_ENDINGS = (Event.VOID, Event.REVOKE, Event.REPLACE)


@dataclass(frozen=True)
class Judgement:
    """Everything that the certificate page prints. Instants are UTC; `zone` is the chamber's.

    `pending` marks a genuine seal that is too new to be missed in the register. `ending` is the record that ended
    the certificate; it is None where it is in force, and also where only the signed revocation list says that it has
    ended.
    """

    reason: Reason
    number: CertificateNumber | None
    issued: dt.date
    as_of: dt.datetime
    zone: ZoneInfo | None = None
    chamber: str | None = None
    kind: Kind | None = None
    content: AnyContent | None = None
    records: tuple[Record, ...] = ()
    ending: Record | None = None
    pending: bool = False
    claims: tuple[Claim, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict that goes with the reason."""
        return self.reason.verdict

    @property
    def ended(self) -> bool:
        """Whether the chamber has ended it."""
        return self.reason in _ENDED

    @property
    def established(self) -> tuple[Claim, ...]:
        """What was established, in the order in which people ask."""
        return tuple(claim for claim in Claim if claim in self.claims and not self._is_moot(claim))

    @property
    def not_established(self) -> tuple[Claim, ...]:
        """What was not established."""
        return tuple(claim for claim in Claim if claim not in self.claims and not self._is_moot(claim))

    def _is_moot(self, claim: Claim) -> bool:
        return self.ended and claim in _MOOT_ONCE_ENDED

    @property
    def successor(self) -> str | None:
        """The public number of the certificate that replaces this one."""
        return self.ending.payload.successor if self.ending else None


def judge_published(answer: Answer, published: Published, trust: PublishedTrust, now: dt.datetime) -> Judgement:
    """Verify what the register holds and return what may be said of it."""
    opened = open_seal(published.stored.seal, trust.as_of(now), now)
    if isinstance(opened, VerificationResult):
        return Judgement(
            opened.reason, _number(published.stored.number), published.stored.issue_date, answer.head.as_of
        )
    stored = published.stored
    server_answer = ServerAnswer(answer.head.as_of, stored.seal, stored.content, stored.records, answer.current)
    result = conclude(opened, Evidence(status=trust.status, answer=server_answer), trust.as_of(now), now)
    return _judgement(opened, answer, published, result)


def judge_unpublished(opened: OpenedSeal, answer: Answer, trust: PublishedTrust, now: dt.datetime) -> Judgement:
    """Judge a genuine seal that the register does not know: an alarm, unless it was made just now."""
    evidence = Evidence(status=trust.status, answer=ServerAnswer(answer.head.as_of, current=answer.current))
    result = conclude(opened, evidence, trust.as_of(now), now)
    known = result.verdict is Verdict.INVALID or result.reason is Reason.KEY_COMPROMISED
    return Judgement(
        reason=result.reason if known else Reason.STATUS_UNAVAILABLE,
        pending=not known,
        number=_number(opened.seal.payload.number),
        issued=opened.seal.payload.issued,
        as_of=answer.head.as_of,
        zone=opened.chamber.zone,
        chamber=opened.chamber.name,
        kind=opened.seal.payload.kind,
        claims=result.established,
    )


def _judgement(opened: OpenedSeal, answer: Answer, published: Published, result: VerificationResult) -> Judgement:
    reason = _reason(published, result)
    endings = (published.record_of(event) for event in _ENDINGS)
    return Judgement(
        reason=reason,
        number=_number(opened.seal.payload.number),
        issued=opened.seal.payload.issued,
        as_of=answer.head.as_of,
        zone=opened.chamber.zone,
        chamber=opened.chamber.name,
        kind=opened.seal.payload.kind,
        content=result.content if reason in _SHOWS_CONTENT else None,
        records=published.records if reason in _SHOWS_HISTORY else (),
        ending=next((record for record in endings if record is not None), None) if reason in _SHOWS_HISTORY else None,
        claims=result.established,
    )


def _reason(published: Published, result: VerificationResult) -> Reason:
    if result.verdict is Verdict.INVALID:
        return result.reason
    if not {Claim.SEAL_GENUINE, Claim.REGISTERED} <= set(result.established):
        return result.reason
    if published.reason is Reason.IN_FORCE and Claim.CONTENT_AS_SIGNED not in result.established:
        return Reason.CONTENT_NOT_CHECKED
    # What may still be missing is a fresh signed status file. Clients insist on one; this page is the register's own
    # answer, and lists the missing file under what was not established.
    return published.reason


def _number(canonical: str) -> CertificateNumber | None:
    try:
        return parse_number(canonical)
    except NumberError:
        return None
