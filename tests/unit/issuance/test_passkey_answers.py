"""What no device answers about a passkey: refused in words, whatever the library says of it."""

import base64
import hashlib
import json

import cbor2
import pytest

from issuance.domain.accounts import Account, Person
from issuance.domain.ids import IdKind, IdState
from issuance.errors import RefusedError
from issuance.services.sign_in.factors import Factors
from issuance.services.sign_in.passkeys import Passkeys
from tests.builders import NOW

CHALLENGE = b"c" * 32
HELD = Account("a" * 16, "TYO-C000001-0", IdKind.STAFF, IdState.ACTIVE, Person("Sato", "a@example.com", "en"), NOW, 1)


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def made(public_key: object, *, flags: int = 0x45, identifier: str = "YWJjZA") -> str:
    """Return what a browser would send for a passkey with this public key, which no attestation vouches for."""
    client = {"type": "webauthn.create", "challenge": text(CHALLENGE), "origin": "http://localhost"}
    data = hashlib.sha256(b"localhost").digest() + bytes([flags]) + bytes(4) + bytes(16) + b"\x00\x04abcd"
    attestation = {"fmt": "none", "attStmt": {}, "authData": data + cbor2.dumps(public_key)}
    response = {
        "clientDataJSON": text(json.dumps(client).encode()),
        "attestationObject": text(cbor2.dumps(attestation)),
    }
    return json.dumps({"id": identifier, "rawId": "YWJjZA", "type": "public-key", "response": response})


@pytest.mark.parametrize(
    "credential",
    [
        made({}),
        made([1]),
        made({1: "z", 3: None}),
        made({1: 2, 3: -7, -1: 99, -2: b"x", -3: b"y"}, flags=0xC5),
        made({}, identifier="é"),
        made({}, identifier="a"),
        '{"rawId": "é"}',
        '{"rawId": "YWJjZA", "id": []}',
        "[" * 10_000,
        "{}",
        "null",
    ],
)
def test_an_answer_that_no_device_gives_is_refused(credential: str) -> None:
    passkeys = Passkeys(Factors(lambda count: bytes(count)), "http://localhost")
    with pytest.raises(RefusedError):
        passkeys.add(None, HELD, CHALLENGE, credential, "")  # type: ignore[arg-type]  # refused before any row is looked at
