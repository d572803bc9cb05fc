"""COSE_Sign1 (RFC 9052 section 4.2) in the one shape that OriginSeal uses.

    18([bstr .cbor {1: -19, 4: kid}, {}, payload, signature])

Algorithm −19 is Ed25519 (RFC 9864). The encoding is deterministic (RFC 8949 section 4.2.1); anything else that a
lenient CBOR reader would accept is refused, so that a signed object has one byte form.
"""

from dataclasses import dataclass

import cbor2

from signing.errors import MalformedError, SignatureMismatchError
from signing.keys import KEY_ID_LENGTH, SIGNATURE_LENGTH, PublicKey, Signer

ALGORITHM_ED25519 = -19
_TAG_SIGN1 = 18

CborValue = int | str | bytes | None | list["CborValue"]


@dataclass(frozen=True)
class Sign1:
    """A parsed, not yet verified COSE_Sign1."""

    key_id: bytes
    payload: bytes
    signature: bytes

    def to_be_signed(self, external_aad: bytes) -> bytes:
        """Return the encoded Sig_structure (RFC 9052 section 4.4)."""
        return _to_be_signed(self.key_id, self.payload, external_aad)

    def verify(self, key: PublicKey, external_aad: bytes) -> None:
        """Raise :class:`SignatureMismatchError` unless `key` made the signature for this reference site."""
        if key.key_id != self.key_id:
            raise SignatureMismatchError("The signature names another key.")
        key.verify(self.signature, self.to_be_signed(external_aad))


def encode_cbor(value: CborValue) -> bytes:
    """Encode deterministically."""
    return cbor2.dumps(value, canonical=True)


def decode_cbor_list(data: bytes) -> list[CborValue]:
    """Decode a deterministic CBOR list of plain values; raise :class:`MalformedError` for anything else."""
    value = _decode(data)
    if not isinstance(value, list) or encode_cbor(value) != data:
        raise MalformedError("The payload is not a deterministic CBOR list.")
    return value


def sign1(signer: Signer, payload: bytes, external_aad: bytes) -> bytes:
    """Sign `payload` and return the encoded COSE_Sign1."""
    key_id = signer.public_key.key_id
    return _encode(Sign1(key_id, payload, signer.sign(_to_be_signed(key_id, payload, external_aad))))


def parse_sign1(data: bytes, *, max_bytes: int) -> Sign1:
    """Read a COSE_Sign1 of exactly our shape; raise :class:`MalformedError` for any other byte string."""
    if len(data) > max_bytes:
        raise MalformedError(f"The signed object has {len(data)} bytes; at most {max_bytes} are allowed.")
    value = _decode(data)
    if not isinstance(value, cbor2.CBORTag) or value.tag != _TAG_SIGN1:
        raise MalformedError("The object is not a COSE_Sign1.")
    match value.value:
        case [bytes() as protected, _, bytes() as payload, bytes() as signature]:
            pass
        case _:
            raise MalformedError("The COSE_Sign1 has not the four parts that are expected.")
    match _decode(protected):
        case {1: _, 4: bytes() as key_id}:
            pass
        case _:
            raise MalformedError("The protected header is not {1: -19, 4: kid}.")
    parsed = Sign1(bytes(key_id), bytes(payload), bytes(signature))
    if len(key_id) != KEY_ID_LENGTH or len(signature) != SIGNATURE_LENGTH or _encode(parsed) != data:
        raise MalformedError("The COSE_Sign1 is not in its one deterministic form.")
    return parsed


def _protected(key_id: bytes) -> bytes:
    return cbor2.dumps({1: ALGORITHM_ED25519, 4: key_id}, canonical=True)


def _encode(sign1: Sign1) -> bytes:
    parts = [_protected(sign1.key_id), {}, sign1.payload, sign1.signature]
    return cbor2.dumps(cbor2.CBORTag(_TAG_SIGN1, parts), canonical=True)


def _to_be_signed(key_id: bytes, payload: bytes, external_aad: bytes) -> bytes:
    return encode_cbor(["Signature1", _protected(key_id), external_aad, payload])


def _decode(data: bytes) -> object:
    try:
        return cbor2.loads(data)
    # cbor2 lets ValueError, TypeError and others of the values it builds (dates, tags) escape.
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, LookupError, RecursionError, MemoryError) as error:
        raise MalformedError("The bytes are not CBOR.") from error
