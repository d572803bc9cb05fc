"""Verification in ten numbered steps (docs/seal.md, “Verification, step by step”).

Pure: the caller fetches, this module judges. :func:`open_code` takes steps 1 to 5, which need the trust list alone;
:func:`conclude` takes steps 6 to 10 over whatever evidence there is. An INVALID finding ends the search; otherwise
the first thing that could not be established decides; only when nothing is missing the verdict is VALID.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from signing.content import AnyContent, parse_content
from signing.errors import (
    ContentError,
    MalformedError,
    NumberError,
    RecordChainError,
    SignatureMismatchError,
)
from signing.evidence import Evidence, Freshness, NoAnswer, ServerAnswer
from signing.number import parse_number
from signing.qr import ForeignCode, read_qr_text
from signing.record import MAX_RECORDS_PER_SEAL, Event, Record, State, check_chain, parse_record, state_of
from signing.reference_base import ReferenceBase
from signing.result import Claim, Paper, Reason, Verdict, VerificationResult
from signing.seal import Seal, content_hash, parse_seal
from signing.status import StatusFile
from signing.trust import KeyRole, KeyState, Trust, TrustedChamber, TrustedKey


@dataclass(frozen=True)
class OpenedSeal:
    """A seal that passed steps 1 to 5 (a compromised key is remembered, not yet judged)."""

    seal: Seal
    data: bytes
    base: ReferenceBase
    key: TrustedKey
    chamber: TrustedChamber
    compromised: bool


@dataclass
class _Findings:
    """What the steps found so far, in the order in which they found it."""

    invalid: Reason | None = None
    missing: Reason | None = None
    details: list[str] = field(default_factory=list)
    established: list[Claim] = field(default_factory=list)
    content: AnyContent | None = None
    records: list[Record] = field(default_factory=list)
    paper: Paper = Paper.NOT_COMPARED

    def refuse(self, reason: Reason, detail: str) -> None:
        if self.invalid is None:
            self.invalid = reason
            self.details.insert(0, detail)

    def lack(self, reason: Reason, detail: str) -> None:
        self.missing = self.missing or reason
        self.details.append(detail)


def verify(
    text: str, evidence: Evidence, trust: Trust, now: dt.datetime, freshness: Freshness | None = None
) -> VerificationResult:
    """Take all ten steps over a scanned text."""
    opened = open_code(text, trust, now, freshness)
    if isinstance(opened, VerificationResult):
        return opened
    return conclude(opened, evidence, trust, now, freshness)


def open_code(
    text: str, trust: Trust, now: dt.datetime, freshness: Freshness | None = None
) -> OpenedSeal | VerificationResult:
    """Take steps 1 to 5: the code's form, its key, its signature, the key's window."""
    # Step 1: is it a code of a reference site that is trusted? The text is never opened as an address.
    try:
        code = read_qr_text(text, [trust.trust_list.base])
    except MalformedError as error:
        return VerificationResult(Verdict.INVALID, Reason.MALFORMED, detail=str(error))
    if isinstance(code, ForeignCode):
        return VerificationResult(Verdict.INDETERMINATE, Reason.FOREIGN_CODE, host=code.host)
    return open_seal(code.seal, trust, now, freshness)


def open_seal(
    data: bytes, trust: Trust, now: dt.datetime, freshness: Freshness | None = None
) -> OpenedSeal | VerificationResult:
    """Take steps 2 to 5 over a seal's bytes."""
    base = trust.trust_list.base
    # Step 2: base32, CBOR template, field ranges. Under our own base, anything else is a forgery.
    try:
        seal = parse_seal(data)
    except MalformedError as error:
        return VerificationResult(Verdict.INVALID, Reason.MALFORMED, detail=str(error))
    # Step 3: the key.
    keys = trust.trust_list.keys_with(seal.key_id, KeyRole.CHAMBER)
    if not keys:
        limits = freshness or Freshness()
        fresh = limits.within(trust.refreshed_at, now, limits.trust)
        return VerificationResult(
            Verdict.INVALID if fresh else Verdict.INDETERMINATE,
            Reason.KEY_UNKNOWN,
            detail=f"No chamber on the trust list has the key {seal.key_id.hex()}.",
        )
    # Step 4: the signature. The kid is a hint, so every key that matches is tried.
    key = _key_that_signed(seal, keys, base)
    if key is None:
        return VerificationResult(
            Verdict.INVALID, Reason.SIGNATURE_MISMATCH, detail="The signature is not the chamber's."
        )
    chamber = trust.trust_list.chamber(key.chamber or "")
    # Step 5: was the key that chamber's, for that kind, on that day?
    problem = _outside_of_key(seal, key, chamber, now)
    if problem is not None:
        return VerificationResult(Verdict.INVALID, Reason.KEY_NOT_VALID_THEN, detail=problem)
    compromised = key.state is KeyState.COMPROMISED and not trust.survives(key.key_id, seal.sid)
    return OpenedSeal(seal, data, base, key, chamber, compromised)


def conclude(
    opened: OpenedSeal, evidence: Evidence, trust: Trust, now: dt.datetime, freshness: Freshness | None = None
) -> VerificationResult:
    """Take steps 6 to 10: status, register, content, freshness, paper."""
    limits = freshness or Freshness()
    findings = _Findings()
    if opened.compromised:
        findings.lack(Reason.KEY_COMPROMISED, "The chamber's key was compromised and does not vouch for this seal.")
    else:
        findings.established.append(Claim.SEAL_GENUINE)
    _step_6_signed_status(opened, evidence.status, now, limits, findings)
    if evidence.answer is not None:
        _step_7_register(opened, evidence.answer, trust, now, limits, findings)
    _step_8_content(opened, evidence, findings)
    _step_10_paper(opened, evidence, findings)
    return _result(opened, evidence, findings)


def _key_that_signed(seal: Seal, keys: Sequence[TrustedKey], base: ReferenceBase) -> TrustedKey | None:
    for key in keys:
        try:
            seal.verify(key.key, base)
        except SignatureMismatchError:
            continue
        return key
    return None


def _outside_of_key(seal: Seal, key: TrustedKey, chamber: TrustedChamber, now: dt.datetime) -> str | None:
    payload = seal.payload
    try:
        number = parse_number(payload.number)
    except NumberError as error:
        return str(error)
    if number.chamber != chamber.code:
        return f"The number belongs to {number.chamber}, the key to {chamber.code}."
    if payload.kind not in key.kinds:
        return f"The key is not for the kind {payload.kind.slug}."
    if not key.covers(payload.issued):
        return f"The key is for issue dates from {key.not_before} to {key.not_after}, not for {payload.issued}."
    if payload.issued > now.astimezone(chamber.zone).date() + dt.timedelta(days=1):
        return f"The issue date {payload.issued} lies in the future. Is this machine's clock right?"
    return None


def _step_6_signed_status(
    opened: OpenedSeal, status: StatusFile | None, now: dt.datetime, limits: Freshness, findings: _Findings
) -> None:
    if status is None:
        findings.lack(Reason.STATUS_UNAVAILABLE, "There is no signed status file here.")
        return
    state = status.state(opened.seal.sid)
    if state is not State.IN_FORCE:
        findings.refuse(_REASON_OF_STATE[state], f"The signed status of {status.as_of:%Y-%m-%d %H:%M} UTC lists it.")
    elif not limits.within(status.as_of, now, limits.status):
        findings.lack(Reason.STATUS_STALE, f"The signed status is of {_age(status.as_of, now)}.")
    else:
        findings.established.append(Claim.NOT_REVOKED_BY_SIGNED_STATUS)


def _age(as_of: dt.datetime, now: dt.datetime) -> str:
    problem = "too old" if as_of <= now else "in the future. Is this machine's clock right?"
    return f"{as_of:%Y-%m-%d %H:%M} UTC: {problem}"


def _step_7_register(
    opened: OpenedSeal,
    answer: ServerAnswer | NoAnswer,
    trust: Trust,
    now: dt.datetime,
    limits: Freshness,
    findings: _Findings,
) -> None:
    if isinstance(answer, NoAnswer):
        findings.lack(Reason.STATUS_UNAVAILABLE, answer.detail)
        return
    if answer.seal is None:
        # Two days after the issue date, in the chamber's zone, whatever was delivered has long been published.
        due = dt.datetime.combine(opened.seal.payload.issued + dt.timedelta(days=2), dt.time(), opened.chamber.zone)
        if due <= answer.as_of <= now + limits.clock:
            findings.refuse(Reason.NOT_REGISTERED, "The seal is genuine, but the chamber never published it.")
        else:
            findings.lack(
                Reason.STATUS_UNAVAILABLE,
                f"The register does not list it, but its data of {answer.as_of:%Y-%m-%d %H:%M} UTC prove nothing yet.",
            )
        return
    if answer.seal != opened.data:
        findings.refuse(Reason.CONTENT_MISMATCH, "The reference service answered with another certificate's seal.")
        return
    records = _verified_records(opened, answer.records, trust, now, limits, findings)
    if records is None:
        return
    findings.records = records
    findings.established.append(Claim.REGISTERED)
    state = state_of(records)
    if state is State.RETENTION_OVER:
        findings.lack(Reason.RETENTION_OVER, "The chamber kept the content for its term and has deleted it.")
    elif state is not State.IN_FORCE:
        findings.refuse(_REASON_OF_STATE[state], "The register says so, under the chamber's signature.")
    elif not answer.current or not limits.within(answer.as_of, now, limits.answer):
        findings.lack(Reason.STATUS_STALE, f"The register's data are of {_age(answer.as_of, now)}.")
    else:
        findings.established.append(Claim.NOT_REVOKED_BY_REGISTER)


def _verified_records(
    opened: OpenedSeal,
    data: Sequence[bytes],
    trust: Trust,
    now: dt.datetime,
    limits: Freshness,
    findings: _Findings,
) -> list[Record] | None:
    """Return the seal's records once each is signed by a key of the same chamber and the chain is whole."""
    if len(data) > MAX_RECORDS_PER_SEAL:
        findings.refuse(Reason.RECORDS_BROKEN, "The certificate has more records than there can be.")
        return None
    try:
        records = [parse_record(item) for item in data]
        check_chain(records, opened.seal.sid)
    except (MalformedError, RecordChainError) as error:
        findings.refuse(Reason.RECORDS_BROKEN, str(error))
        return None
    for record in records:
        problem = judge_record(record, opened, trust)
        if problem is None:
            continue
        reason, detail = problem
        old_trust = not limits.within(trust.refreshed_at, now, limits.trust)
        if reason is Reason.KEY_COMPROMISED or (reason is Reason.KEY_UNKNOWN and old_trust):
            findings.lack(reason, detail)
        else:
            findings.refuse(reason, detail)
        return None
    return records


def judge_record(record: Record, opened: OpenedSeal, trust: Trust) -> tuple[Reason, str] | None:
    """Return why a record does not count for a seal, or None where a chamber key, valid at its time, signed it."""
    keys = [
        key for key in trust.trust_list.keys_with(record.key_id, KeyRole.CHAMBER) if key.chamber == opened.chamber.code
    ]
    if not keys:
        return Reason.KEY_UNKNOWN, "A record is signed by a key that the trust list does not know for this chamber."
    for key in keys:
        try:
            record.verify(key.key, opened.base)
        except SignatureMismatchError:
            continue
        if not key.covers(record.payload.time.astimezone(opened.chamber.zone).date()):
            return Reason.RECORDS_BROKEN, "A record is dated outside of its key's window."
        if key.state is KeyState.COMPROMISED and not trust.survives(key.key_id, opened.seal.sid):
            return Reason.KEY_COMPROMISED, "A record is signed by a compromised key."
        return None
    return Reason.RECORDS_BROKEN, "A record's signature is not the chamber's."


def _step_8_content(opened: OpenedSeal, evidence: Evidence, findings: _Findings) -> None:
    candidates = [evidence.content]
    if isinstance(evidence.answer, ServerAnswer):
        candidates.append(evidence.answer.content)
    for data in candidates:
        if data is None:
            continue
        problem = _content_problem(opened, data, findings)
        if problem is not None:
            findings.refuse(Reason.CONTENT_MISMATCH, problem)
            return
    if findings.content is not None:
        findings.established.append(Claim.CONTENT_AS_SIGNED)


def _content_problem(opened: OpenedSeal, data: bytes, findings: _Findings) -> str | None:
    payload = opened.seal.payload
    if content_hash(data) != payload.content_hash:
        return _whose_content(opened, data)
    try:
        content = parse_content(data)
    except (MalformedError, ContentError) as error:
        return str(error)
    sealed = (payload.number, payload.issued, payload.kind, opened.chamber.code)
    if sealed != (content.number, content.issued, content.kind, content.chamber.code):
        return "The content names another number, date, kind or chamber than the seal."
    findings.content = content
    return None


def _whose_content(opened: OpenedSeal, data: bytes) -> str:
    """Say of content that was not sealed here whether it was altered or belongs to another certificate."""
    try:
        number = parse_content(data).certificate_number
    except (MalformedError, ContentError):
        return "The content is not what the chamber signed."
    if number.canonical == opened.seal.payload.number:
        return "The content is not what the chamber signed."
    return f"The content is that of certificate {number.public}, not of this one."


def _step_10_paper(opened: OpenedSeal, evidence: Evidence, findings: _Findings) -> None:
    registered = {record.payload.pdf_sha256 for record in findings.records if record.payload.event is Event.ISSUE}
    same_file = evidence.file_sha256 is not None and evidence.file_sha256 in registered
    if same_file or evidence.signed_sid == opened.seal.sid:
        findings.paper = Paper.MATCHED
    elif evidence.confirmed and findings.content is not None:
        findings.paper = Paper.CONFIRMED
    if findings.paper is not Paper.NOT_COMPARED:
        findings.established.append(Claim.PAPER_SAME_AS_CERTIFICATE)
    if findings.content is None and findings.paper is not Paper.MATCHED:
        # A genuine code on altered paper is the standard fraud: a seal alone never makes a paper valid.
        findings.lack(Reason.CONTENT_NOT_CHECKED, "The seal is genuine, but there is no content to compare with.")


_REASON_OF_STATE = {
    State.REVOKED: Reason.REVOKED,
    State.REPLACED: Reason.REPLACED,
    State.VOID: Reason.VOID,
}


def _result(opened: OpenedSeal, evidence: Evidence, findings: _Findings) -> VerificationResult:
    """Step 9: IN_FORCE only where nothing was found against it and nothing is missing."""
    reason = findings.invalid or findings.missing or Reason.IN_FORCE
    if findings.invalid is not None:
        verdict = Verdict.INVALID
    elif findings.missing is not None:
        verdict = Verdict.INDETERMINATE
    else:
        verdict = Verdict.VALID
    ending = next(
        (
            record.payload
            for event in (Event.VOID, Event.REVOKE, Event.REPLACE)
            for record in findings.records
            if record.payload.event is event
        ),
        None,
    )
    answer = evidence.answer if isinstance(evidence.answer, ServerAnswer) else None
    return VerificationResult(
        verdict=verdict,
        reason=reason,
        paper=findings.paper,
        number=opened.seal.payload.number,
        issued=opened.seal.payload.issued,
        chamber=opened.chamber.name,
        kind=opened.seal.payload.kind,
        sid=opened.seal.sid,
        content=findings.content,
        successor=next((r.payload.successor for r in findings.records if r.payload.successor), None),
        since=ending.time if ending else None,
        revocation_reason=ending.reason or None if ending else None,
        signed_as_of=evidence.status.as_of if evidence.status is not None else None,
        server_as_of=answer.as_of if answer else None,
        established=tuple(findings.established),
        not_established=tuple(claim for claim in Claim if claim not in findings.established),
        detail=findings.details[0] if findings.details else None,
    )
