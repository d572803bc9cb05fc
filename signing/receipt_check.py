"""Re-checking a receipt: whether it is the reference service's own statement, made while its key was in use.

Pure, like :mod:`signing.verify`: bytes and trust in, a judgement out. The steps are those of docs/seal.md, section 7.
A receipt says what was answered then; it says nothing of today, and nothing of the paper.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from signing.errors import MalformedError, SignatureMismatchError
from signing.evidence import Freshness
from signing.receipt import Receipt, ReceiptPayload, parse_receipt
from signing.reference_base import ReferenceBase
from signing.trust import KeyRole, KeyState, Trust, TrustedKey


class ReceiptVerdict(StrEnum):
    """The one-glance answer about a receipt."""

    GENUINE = "GENUINE"
    NOT_GENUINE = "NOT_GENUINE"
    CANNOT_TELL = "CANNOT_TELL"


class ReceiptReason(StrEnum):
    """Why. KEY_UNKNOWN is NOT_GENUINE with a fresh trust list and CANNOT_TELL with an old one."""

    SIGNED_BY_THE_SERVICE = "SIGNED_BY_THE_SERVICE"
    MALFORMED = "MALFORMED"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    SIGNATURE_MISMATCH = "SIGNATURE_MISMATCH"
    KEY_NOT_VALID_THEN = "KEY_NOT_VALID_THEN"
    KEY_COMPROMISED = "KEY_COMPROMISED"
    FROM_THE_FUTURE = "FROM_THE_FUTURE"


@dataclass(frozen=True)
class ReceiptCheck:
    """The judgement. `payload` and `key` are set only where the signature is the service's."""

    verdict: ReceiptVerdict
    reason: ReceiptReason
    payload: ReceiptPayload | None = None
    key: TrustedKey | None = None
    detail: str | None = None


def check_receipt(data: bytes, trust: Trust, now: dt.datetime, freshness: Freshness | None = None) -> ReceiptCheck:
    """Judge a receipt's bytes under the receipt keys of a trust list; `now` is UTC.

    The window of a receipt key counts in UTC, for it belongs to no chamber and hence to no zone.
    """
    limits = freshness or Freshness()
    # Step 1: the one deterministic form, within its limits.
    try:
        receipt = parse_receipt(data)
    except MalformedError as error:
        return ReceiptCheck(ReceiptVerdict.NOT_GENUINE, ReceiptReason.MALFORMED, detail=str(error))
    # Step 2: a key of role `receipt`, and of no other, for this kid.
    key_id = receipt.envelope.key_id
    keys = trust.trust_list.keys_with(key_id, KeyRole.RECEIPT)
    if not keys:
        fresh = limits.within(trust.refreshed_at, now, limits.trust)
        return ReceiptCheck(
            ReceiptVerdict.NOT_GENUINE if fresh else ReceiptVerdict.CANNOT_TELL,
            ReceiptReason.KEY_UNKNOWN,
            detail=f"The trust list has no receipt key {key_id.hex()}.",
        )
    # Step 3: the signature, for this reference site. The kid is a hint, so every key that matches is tried.
    key = _key_that_signed(receipt, keys, trust.trust_list.base)
    if key is None:
        detail = "The signature is not the reference service's: the receipt was altered or made by somebody else."
        return ReceiptCheck(ReceiptVerdict.NOT_GENUINE, ReceiptReason.SIGNATURE_MISMATCH, detail=detail)
    # Step 4: was the key in use then, and may it be believed now?
    verdict, reason, sentence = _judge_key(receipt.payload, key, now, limits)
    return ReceiptCheck(verdict, reason, receipt.payload, key, sentence)


def _key_that_signed(receipt: Receipt, keys: tuple[TrustedKey, ...], base: ReferenceBase) -> TrustedKey | None:
    for key in keys:
        try:
            receipt.verify(key.key, base)
        except SignatureMismatchError:
            continue
        return key
    return None


def _judge_key(
    payload: ReceiptPayload, key: TrustedKey, now: dt.datetime, limits: Freshness
) -> tuple[ReceiptVerdict, ReceiptReason, str | None]:
    day = payload.checked_at.astimezone(dt.UTC).date()
    if not key.covers(day):
        detail = f"The key signs receipts from {key.not_before} to {key.not_after}, not on {day}."
        return ReceiptVerdict.NOT_GENUINE, ReceiptReason.KEY_NOT_VALID_THEN, detail
    if key.state is KeyState.COMPROMISED:
        detail = "The key fell into wrong hands: anybody who has it can have made this receipt."
        return ReceiptVerdict.CANNOT_TELL, ReceiptReason.KEY_COMPROMISED, detail
    if payload.checked_at > now + limits.clock:
        detail = f"It says that it was made at {payload.checked_at:%Y-%m-%d %H:%M} UTC. Is this machine's clock right?"
        return ReceiptVerdict.CANNOT_TELL, ReceiptReason.FROM_THE_FUTURE, detail
    return ReceiptVerdict.GENUINE, ReceiptReason.SIGNED_BY_THE_SERVICE, None
