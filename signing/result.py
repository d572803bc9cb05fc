"""What a verification says: a verdict, its reason, what was and was not established, and as of when."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from signing.content import AnyContent, Kind


class Verdict(StrEnum):
    """The one-glance answer."""

    VALID = "VALID"
    INVALID = "INVALID"
    INDETERMINATE = "INDETERMINATE"


class Reason(StrEnum):
    """Why. Each reason belongs to one verdict but KEY_UNKNOWN, which an old trust list makes INDETERMINATE."""

    IN_FORCE = "IN_FORCE"

    REVOKED = "REVOKED"
    REPLACED = "REPLACED"
    VOID = "VOID"
    SIGNATURE_MISMATCH = "SIGNATURE_MISMATCH"
    CONTENT_MISMATCH = "CONTENT_MISMATCH"
    RECORDS_BROKEN = "RECORDS_BROKEN"
    NOT_REGISTERED = "NOT_REGISTERED"
    KEY_NOT_VALID_THEN = "KEY_NOT_VALID_THEN"
    MALFORMED = "MALFORMED"

    KEY_UNKNOWN = "KEY_UNKNOWN"

    STATUS_UNAVAILABLE = "STATUS_UNAVAILABLE"
    STATUS_STALE = "STATUS_STALE"
    CONTENT_NOT_CHECKED = "CONTENT_NOT_CHECKED"
    RETENTION_OVER = "RETENTION_OVER"
    KEY_COMPROMISED = "KEY_COMPROMISED"
    FOREIGN_CODE = "FOREIGN_CODE"
    NO_CODE = "NO_CODE"

    @property
    def verdict(self) -> Verdict:
        """The verdict that this reason gives (KEY_UNKNOWN: with a fresh trust list)."""
        if self is Reason.IN_FORCE:
            return Verdict.VALID
        return Verdict.INVALID if self in _INVALID else Verdict.INDETERMINATE


_INVALID = frozenset(
    {
        Reason.REVOKED,
        Reason.REPLACED,
        Reason.VOID,
        Reason.SIGNATURE_MISMATCH,
        Reason.CONTENT_MISMATCH,
        Reason.RECORDS_BROKEN,
        Reason.NOT_REGISTERED,
        Reason.KEY_NOT_VALID_THEN,
        Reason.MALFORMED,
        Reason.KEY_UNKNOWN,
    }
)


class Paper(StrEnum):
    """What is known of the paper or file in hand; the verdict speaks of the registered certificate alone."""

    MATCHED = "matched"
    CONFIRMED = "confirmed"
    NOT_COMPARED = "not_compared"
    DIFFERS = "differs"
    """A person compared and found a difference. The certificate may be in force; this paper is not to be relied on."""

    @property
    def is_same(self) -> bool:
        """Whether the paper is known to say what the certificate says: what “fine” needs beside VALID."""
        return self in (Paper.MATCHED, Paper.CONFIRMED)


class Claim(StrEnum):
    """A single thing that a check can establish."""

    SEAL_GENUINE = "seal_genuine"
    REGISTERED = "registered"
    CONTENT_AS_SIGNED = "content_as_signed"
    NOT_REVOKED_BY_SIGNED_STATUS = "not_revoked_by_signed_status"
    NOT_REVOKED_BY_REGISTER = "not_revoked_by_register"
    PAPER_SAME_AS_CERTIFICATE = "paper_same_as_certificate"
    ORIGINAL_NOT_A_COPY = "original_not_a_copy"


@dataclass(frozen=True)
class VerificationResult:
    """The outcome of the ten steps for one code.

    `number` (canonical), `issued`, `chamber` (name), `kind` and `sid` are set once the signature is verified; `content`
    once its hash and fields agree with the seal. `signed_as_of` is the time of the signed status file, `server_as_of`
    that of the reference service's data; both UTC. `detail` is a sentence about what was found, for the person who
    asks why.
    """

    verdict: Verdict
    reason: Reason
    paper: Paper = Paper.NOT_COMPARED
    number: str | None = None
    issued: dt.date | None = None
    chamber: str | None = None
    kind: Kind | None = None
    sid: bytes | None = None
    content: AnyContent | None = None
    successor: str | None = None
    since: dt.datetime | None = None
    revocation_reason: str | None = None
    host: str | None = None
    signed_as_of: dt.datetime | None = None
    server_as_of: dt.datetime | None = None
    established: tuple[Claim, ...] = ()
    not_established: tuple[Claim, ...] = ()
    detail: str | None = None

    def __bool__(self) -> NoReturn:
        """Refuse: a result in an `if` would read as true whatever it says."""
        raise TypeError("A VerificationResult is no boolean: look at its verdict and at paper.")
