"""The seal: number, issue date and content hash, signed. What the QR code carries.

    payload = [type: 1..4, number: tstr, day: uint, content_hash: bstr .size 32]

`day` counts days since 1970-01-01 of the issue date in the chamber's zone. `sid = SHA-256("REFSEAL1 sid" ‖ payload)`.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from signing.content import Kind
from signing.cose import Sign1, decode_cbor_list, encode_cbor, parse_sign1
from signing.errors import MalformedError
from signing.keys import PublicKey
from signing.reference_base import ReferenceBase

MAX_SEAL_BYTES = 160
"""A seal of ours has 143 to 150 bytes; a little room keeps the message about a longer one clear."""

MAX_DAY = 65535
"""2149-06-06: a day that any calendar library reads."""

_EPOCH = dt.date(1970, 1, 1)
_NUMBER = re.compile(r"[A-Z0-9-]{1,24}")


@dataclass(frozen=True)
class SealPayload:
    """What a seal says."""

    kind: Kind
    number: str
    issued: dt.date
    content_hash: bytes

    def __post_init__(self) -> None:
        if not _NUMBER.fullmatch(self.number):
            raise MalformedError("The seal's number is not 1 to 24 of A-Z, 0-9 and hyphen.")
        if not 0 <= (self.issued - _EPOCH).days <= MAX_DAY:
            raise MalformedError("The seal's day is out of range.")
        if len(self.content_hash) != hashlib.sha256().digest_size:
            raise MalformedError("The seal's content hash has not 32 bytes.")

    @property
    def day(self) -> int:
        """Days since 1970-01-01."""
        return (self.issued - _EPOCH).days

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return encode_cbor([int(self.kind), self.number, self.day, self.content_hash])

    @property
    def sid(self) -> bytes:
        """The seal id, 32 bytes; the same for every signature over this payload."""
        return hashlib.sha256(b"REFSEAL1 sid" + self.encode()).digest()


@dataclass(frozen=True)
class Seal:
    """A parsed seal. What it says counts only after :meth:`verify`."""

    payload: SealPayload
    envelope: Sign1

    @property
    def key_id(self) -> bytes:
        """The id of the key that is said to have signed."""
        return self.envelope.key_id

    @property
    def sid(self) -> bytes:
        """The seal id."""
        return self.payload.sid

    def verify(self, key: PublicKey, base: ReferenceBase) -> None:
        """Raise `SignatureMismatchError` unless `key` signed this seal for `base`."""
        self.envelope.verify(key, base.seal_aad())


def content_hash(content: bytes) -> bytes:
    """Return the SHA-256 of the canonical content: what `sha256sum content.json` prints."""
    return hashlib.sha256(content).digest()


def parse_seal(data: bytes) -> Seal:
    """Read a seal; raise `MalformedError` for anything that is not one in its only byte form."""
    envelope = parse_sign1(data, max_bytes=MAX_SEAL_BYTES)
    match decode_cbor_list(envelope.payload):
        case [int() as kind, str() as number, int() as day, bytes() as digest] if (
            kind in set(Kind) and 0 <= day <= MAX_DAY
        ):
            payload = SealPayload(Kind(kind), number, _EPOCH + dt.timedelta(days=day), digest)
        case _:
            raise MalformedError("The seal's payload is not [type, number, day, content hash].")
    if payload.encode() != envelope.payload:
        raise MalformedError("The seal's payload is not in its one deterministic form.")
    return Seal(payload, envelope)
