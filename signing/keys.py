"""Ed25519 keys: public keys as bytes, signers that hold a private key, and the key id.

This is the only module that touches Ed25519. One verifier is used everywhere, because libraries disagree on
edge cases; public keys of low order and non-canonical ones are refused on load, where they would verify anything.
"""

import functools
import hashlib
from dataclasses import dataclass
from typing import Any, Protocol

import cbor2
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from signing.errors import KeyRefusedError, SignatureMismatchError

PUBLIC_KEY_LENGTH = 32
SIGNATURE_LENGTH = 64
SEED_LENGTH = 32
KEY_ID_LENGTH = 8
MAX_PKCS8_BYTES = 8192

_FIELD_PRIME = 2**255 - 19
# The y coordinates of the eight points of small order on edwards25519; each stands with either sign of x. A test
# computes them anew.
_LOW_ORDER_Y = frozenset(
    {
        0,
        1,
        _FIELD_PRIME - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)


@dataclass(frozen=True)
class PublicKey:
    """A public key that was accepted: `raw` is its 32 bytes (RFC 8032 section 5.1.2)."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != PUBLIC_KEY_LENGTH:
            raise KeyRefusedError(f"An Ed25519 public key has 32 bytes; got {len(self.raw)}.")
        y = _y_of(self.raw)
        if y >= _FIELD_PRIME:
            raise KeyRefusedError("The public key is not in canonical form.")
        if y in _LOW_ORDER_Y:
            raise KeyRefusedError("The public key is of low order: it would accept signatures that nobody made.")

    @property
    def thumbprint(self) -> bytes:
        """The COSE key thumbprint (RFC 9679): SHA-256 of the deterministic COSE_Key."""
        return hashlib.sha256(cbor2.dumps({1: 1, -1: 6, -2: self.raw}, canonical=True)).digest()

    @property
    def key_id(self) -> bytes:
        """The kid in seals and records: the thumbprint's first 8 bytes; a hint, not an identity."""
        return self.thumbprint[:KEY_ID_LENGTH]

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise :class:`SignatureMismatchError` unless `signature` is this key's over `message`."""
        # No honest signer draws an R of small order. WebCrypto asks libraries to refuse it, and not all of them do.
        if _y_of(signature[:PUBLIC_KEY_LENGTH]) in _LOW_ORDER_Y:
            raise SignatureMismatchError("The signature is of a form that nobody makes by accident.")
        try:
            _opened(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise SignatureMismatchError("The signature does not belong to this text under this key.") from error


@functools.lru_cache(maxsize=256)
def _opened(raw: bytes) -> Ed25519PublicKey:
    # Opening a key takes a fiftieth of a verification, and a register is verified under few keys.
    return Ed25519PublicKey.from_public_bytes(raw)


def _y_of(point: bytes) -> int:
    return int.from_bytes(point, "little") & (2**255 - 1)


class Signer(Protocol):
    """An object that holds a private key: a file's, or a token's that never gives it away."""

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over `message`."""
        ...


class PrivateKeySigner:
    """A signer whose private key is in memory."""

    def __init__(self, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.public_key = PublicKey(private_key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> "PrivateKeySigner":
        """Make a new key from the system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> "PrivateKeySigner":
        """Make the key of a 32-byte seed (RFC 8032 section 5.1.5); for test vectors."""
        if len(seed) != SEED_LENGTH:
            raise KeyRefusedError(f"An Ed25519 seed has {SEED_LENGTH} bytes; got {len(seed)}.")
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def from_pkcs8(cls, pem: bytes, passphrase: bytes) -> "PrivateKeySigner":
        """Load an encrypted PKCS#8 key (PEM, PBES2); raise :class:`KeyRefusedError` with what to do."""
        if len(pem) > MAX_PKCS8_BYTES:
            raise KeyRefusedError(f"The key file has {len(pem)} bytes; a key has at most {MAX_PKCS8_BYTES}.")
        if b"BEGIN ENCRYPTED PRIVATE KEY" not in pem:
            raise KeyRefusedError("The key file is not an encrypted PKCS#8 key in PEM.")
        try:
            key = serialization.load_pem_private_key(pem, passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyRefusedError(
                "The key file cannot be opened: the passphrase is wrong or the file is damaged."
            ) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyRefusedError("The key file holds no Ed25519 key.")
        return cls(key)

    def to_pkcs8(self, passphrase: bytes) -> bytes:
        """Return the key as encrypted PKCS#8 (PEM, PBES2). An empty passphrase is refused."""
        if not passphrase:
            raise KeyRefusedError("A private key is stored under a passphrase only.")
        return self._private_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(passphrase),
        )

    def sign(self, message: bytes) -> bytes:
        """Sign `message`."""
        return self._private_key.sign(message)


class TokenSigner:
    """A signer whose key stays in a PKCS#11 token.

    Takes the private key object of an open python-pkcs11 session, the mechanism (CKM_EDDSA) and the public
    half; opening the session is the caller's.
    """

    def __init__(self, token_key: Any, mechanism: Any, public_key: PublicKey) -> None:  # noqa: ANN401  # python-pkcs11 ships no types
        self._token_key = token_key
        self._mechanism = mechanism
        self.public_key = public_key

    def sign(self, message: bytes) -> bytes:
        """Sign `message` in the token."""
        signature = bytes(self._token_key.sign(message, mechanism=self._mechanism))
        # A token that signs with another key, or in another form, must be noticed before a paper is printed.
        self.public_key.verify(signature, message)
        return signature
