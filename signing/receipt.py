"""Receipts: the reference service's signed statement of what it answered.

    payload = [1, request_hash, checked_at, as_of, register_head, status_version, rows]
    row = [asked, verdict, reason, content_hash | null]

Signed by a key of role `receipt`, which can sign nothing else that verifies.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from signing.cose import CborValue, Sign1, decode_cbor_list, encode_cbor, parse_sign1, sign1
from signing.errors import MalformedError
from signing.keys import PublicKey, Signer
from signing.number import CertificateNumber
from signing.qr import encode_base32
from signing.reference_base import ReferenceBase
from signing.result import Reason, Verdict

MAX_RECEIPT_ROWS = 1000
MAX_RECEIPT_BYTES = 512 * 1024
MAX_ASKED_LENGTH = 320

_VERSION = 1
_MAX_TIME = 2**32
_MAX_HEAD = 2**53
_MAX_STATUS_VERSION = 2**32
_ASKED = re.compile(rf"[ -~]{{1,{MAX_ASKED_LENGTH}}}")
_ALSO_UNDECIDED = frozenset({Reason.KEY_UNKNOWN, Reason.NOT_REGISTERED})
"""Reasons with a second verdict, INDETERMINATE: with an old trust list; for a typed number, which proves no forgery."""


def asked_by_number(number: CertificateNumber, day: dt.date) -> str:
    """Return what a row says was asked: `NUMBER DATE`, canonical and year-month-day."""
    return f"{number.canonical} {day.isoformat()}"


def asked_by_seal(seal: bytes) -> str:
    """Return what a row says was asked: the seal in base32."""
    return encode_base32(seal)


@dataclass(frozen=True)
class ReceiptRow:
    """One question and its answer. `asked` is `NUMBER DATE` or the seal in base32."""

    asked: str
    verdict: Verdict
    reason: Reason
    content_hash: bytes | None

    def __post_init__(self) -> None:
        if not _ASKED.fullmatch(self.asked):
            raise MalformedError(f"A receipt's row says what was asked, in 1 to {MAX_ASKED_LENGTH} ASCII characters.")
        undecided = self.verdict is Verdict.INDETERMINATE and self.reason in _ALSO_UNDECIDED
        if self.verdict is not self.reason.verdict and not undecided:
            raise MalformedError(f"A receipt's row says {self.verdict} for {self.reason}: they do not go together.")
        if self.content_hash is not None and len(self.content_hash) != hashlib.sha256().digest_size:
            raise MalformedError("A receipt's content hash has 32 bytes.")


@dataclass(frozen=True)
class ReceiptPayload:
    """What a receipt says. Times are UTC in whole seconds; `register_head` counts the register's records."""

    request_hash: bytes
    checked_at: dt.datetime
    as_of: dt.datetime
    register_head: int
    status_version: int
    rows: tuple[ReceiptRow, ...]

    def __post_init__(self) -> None:
        if len(self.request_hash) != hashlib.sha256().digest_size:
            raise MalformedError("A receipt's request hash has 32 bytes.")
        for moment in (self.checked_at, self.as_of):
            if moment.tzinfo is None or moment.microsecond or not 0 <= moment.timestamp() < _MAX_TIME:
                raise MalformedError("A receipt's times are UTC in whole seconds.")
        if not 0 <= self.register_head < _MAX_HEAD or not 0 <= self.status_version < _MAX_STATUS_VERSION:
            raise MalformedError("A receipt's register head or status version is out of range.")
        if not 0 < len(self.rows) <= MAX_RECEIPT_ROWS:
            raise MalformedError(f"A receipt has 1 to {MAX_RECEIPT_ROWS} rows.")

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        rows: list[CborValue] = [[row.asked, str(row.verdict), str(row.reason), row.content_hash] for row in self.rows]
        return encode_cbor(
            [
                _VERSION,
                self.request_hash,
                int(self.checked_at.timestamp()),
                int(self.as_of.timestamp()),
                self.register_head,
                self.status_version,
                rows,
            ]
        )


@dataclass(frozen=True)
class Receipt:
    """A parsed receipt; it counts only after :meth:`verify`."""

    payload: ReceiptPayload
    envelope: Sign1

    def verify(self, key: PublicKey, base: ReferenceBase) -> None:
        """Raise `SignatureMismatchError` unless `key` signed this receipt for `base`."""
        self.envelope.verify(key, base.receipt_aad())


def make_receipt(signer: Signer, payload: ReceiptPayload, base: ReferenceBase) -> bytes:
    """Sign a receipt and return its bytes."""
    return sign1(signer, payload.encode(), base.receipt_aad())


def parse_receipt(data: bytes) -> Receipt:
    """Read a receipt; raise `MalformedError` for anything else."""
    envelope = parse_sign1(data, max_bytes=MAX_RECEIPT_BYTES)
    match decode_cbor_list(envelope.payload):
        case [
            1,
            bytes() as request_hash,
            int() as checked_at,
            int() as as_of,
            int() as head,
            int() as version,
            list() as rows,
        ] if len(rows) <= MAX_RECEIPT_ROWS:
            payload = ReceiptPayload(
                request_hash, _moment(checked_at), _moment(as_of), head, version, tuple(_row(row) for row in rows)
            )
        case _:
            raise MalformedError("The receipt's payload has not the seven parts that are expected.")
    if payload.encode() != envelope.payload:
        raise MalformedError("The receipt's payload is not in its one deterministic form.")
    return Receipt(payload, envelope)


def _row(row: CborValue) -> ReceiptRow:
    match row:
        case [str() as asked, str() as verdict, str() as reason, bytes() | None as digest] if verdict in set(
            Verdict
        ) and reason in set(Reason):
            return ReceiptRow(asked, Verdict(verdict), Reason(reason), digest)
        case _:
            raise MalformedError("A receipt's row is not [asked, verdict, reason, content hash].")


def _moment(seconds: int) -> dt.datetime:
    if not 0 <= seconds < _MAX_TIME:
        raise MalformedError("A receipt's time is out of range.")
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
