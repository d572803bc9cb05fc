"""COSE_Sign1 (RFC 9052 section 4.2) in the one shape that OriginSeal uses.

    18([bstr .cbor {1: -19, 4: kid}, {}, payload, signature])

Algorithm −19 is Ed25519 (RFC 9864). The encoding is deterministic (RFC 8949 section 4.2.1); anything else that a
lenient CBOR reader would accept is refused, so that a signed object has one byte form.
"""

from dataclasses import dataclass
from typing import NoReturn, TypeGuard

import cbor2

from signing.errors import MalformedError, SignatureMismatchError
from signing.keys import KEY_ID_LENGTH, SIGNATURE_LENGTH, PublicKey, Signer

ALGORITHM_ED25519 = -19
_TAG_SIGN1 = 18

CborValue = int | str | bytes | None | list["CborValue"]

_MAX_NESTING = 4
"""A receipt, the deepest payload, is a list of rows in a list."""

# Every tag that cbor2 would turn into a value of its own: dates, big numbers, patterns, MIME parts, references.
# None of them belongs to our objects, and some cost time or make cyclic values before a template could refuse them.
_TAGS_OF_CBOR2 = (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799)


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
    if not _is_plain_list(value) or encode_cbor(value) != data:
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


def _is_plain_list(value: object) -> TypeGuard[list[CborValue]]:
    """Tell whether only integers, text, bytes, null and lists are in a list; `true` is no integer here."""
    return isinstance(value, list) and all(
        item is None or type(item) in (int, str, bytes) or _is_plain_list(item) for item in value
    )


def _refuse_tag(*_: object) -> NoReturn:
    raise ValueError("tags are not allowed here")


def _decode(data: bytes) -> object:
    try:
        return cbor2.loads(
            data,
            semantic_decoders=dict.fromkeys(_TAGS_OF_CBOR2, _refuse_tag),
            max_depth=_MAX_NESTING,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
    # cbor2 lets ValueError, TypeError and others of the values it builds (dates, tags) escape.
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, LookupError, RecursionError, MemoryError) as error:
        raise MalformedError("The bytes are not CBOR.") from error
