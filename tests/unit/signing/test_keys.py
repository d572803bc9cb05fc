"""Keys: what is refused on load, because it would verify anything, or cannot be what it says."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from signing.errors import KeyRefusedError, SignatureMismatchError
from signing.keys import MAX_PKCS8_BYTES, PrivateKeySigner, PublicKey, TokenSigner
from tests.builders import signer_of

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
SQUARE_ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
SIGNER = signer_of("keys")
PASSPHRASE = b"correct horse"

Point = tuple[int, int]
AnyKey = ed25519.Ed25519PrivateKey | x25519.X25519PrivateKey | rsa.RSAPrivateKey


def add(a: Point, b: Point) -> Point:
    """Add two points of edwards25519 (RFC 8032 section 5.1.4, affine)."""
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2 % P
    return (
        (x1 * y2 + x2 * y1) * pow(1 + product, P - 2, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - product, P - 2, P) % P,
    )


def point_of_order_8() -> Point:
    """Return a point with 4·T = (0, -1), found by search, so that the list under test is not its own proof."""
    y = 2
    while True:
        square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
        x = pow(square, (P + 3) // 8, P)
        if x * x % P != square:
            x = x * SQUARE_ROOT_OF_MINUS_ONE % P
        if x * x % P == square:
            torsion = (x, y)
            for bit in f"{2**252 + 27742317777372353535851937790883648493:b}"[1:]:
                torsion = add(torsion, torsion)
                if bit == "1":
                    torsion = add(torsion, (x, y))
            quarter = add(add(torsion, torsion), add(torsion, torsion))
            if quarter == (0, P - 1):
                return torsion
        y += 1


def torsion_points() -> list[Point]:
    generator, point, points = point_of_order_8(), (0, 1), []
    for _ in range(8):
        points.append(point)
        point = add(point, generator)
    assert point == (0, 1)
    assert len(set(points)) == 8
    return points


def encodings(point: Point) -> list[bytes]:
    """Return each of the 32-byte strings that a lenient decoder takes for a point: y or y + p, either sign bit."""
    ys = [y for y in (point[1], point[1] + P) if y < 2**255]
    return [(y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1)]


def test_the_eight_points_of_small_order_are_refused_in_every_encoding() -> None:
    forms = {form for point in torsion_points() for form in encodings(point)}
    assert len(forms) == 14
    for form in forms:
        with pytest.raises(KeyRefusedError):
            PublicKey(form)


@pytest.mark.parametrize("y", [P, P + 1, P + 2, P + 18, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_keys_that_are_not_canonical_are_refused(y: int, sign: int) -> None:
    with pytest.raises(KeyRefusedError):
        PublicKey((y | sign << 255).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(KeyRefusedError, match=f"got {length}"):
        PublicKey(bytes([7]) * length)


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    """About half of all y have no x: such a key is harmless, and raises nothing foreign."""
    off_curve = next(y for y in range(2, 100) if not _has_x(y))
    with pytest.raises(SignatureMismatchError):
        PublicKey(off_curve.to_bytes(32, "little")).verify(bytes(64), b"")


def _has_x(y: int) -> bool:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    return pow(square, (P - 1) // 2, P) in (0, 1)


@pytest.mark.parametrize("length", [0, 63, 65, 10_000])
def test_signatures_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(SignatureMismatchError):
        SIGNER.public_key.verify(bytes(length), b"")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_seeds_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(KeyRefusedError):
        PrivateKeySigner.from_seed(bytes(length))


def test_a_key_reads_back_from_its_encrypted_file() -> None:
    pem = SIGNER.to_pkcs8(PASSPHRASE)
    assert b"ENCRYPTED" in pem
    assert len(pem) < MAX_PKCS8_BYTES
    assert PrivateKeySigner.from_pkcs8(pem, PASSPHRASE).public_key == SIGNER.public_key


def pkcs8(key: AnyKey, encryption: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or BestAvailableEncryption(PASSPHRASE))


GOOD = SIGNER.to_pkcs8(PASSPHRASE)
BAD_FILES = {
    "empty": b"",
    "an RSA key": pkcs8(rsa.generate_private_key(public_exponent=65537, key_size=2048)),
    "an X25519 key": pkcs8(x25519.X25519PrivateKey.generate()),
    "not encrypted": pkcs8(ed25519.Ed25519PrivateKey.generate(), NoEncryption()),
    "not encrypted, with the right word in a comment": b"BEGIN ENCRYPTED PRIVATE KEY\n"
    + pkcs8(ed25519.Ed25519PrivateKey.generate(), NoEncryption()),
    "cut short": GOOD[: len(GOOD) // 2],
    "without its last line": GOOD.rsplit(b"\n", 2)[0],
    "a bit flipped": GOOD.replace(b"A", b"B", 1),
    "binary": bytes(range(256)),
    "larger than any key": GOOD + b"\n" * MAX_PKCS8_BYTES,
    "only the frame": b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----\n",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_files_that_hold_no_key_of_ours_are_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(KeyRefusedError) as refusal:
        PrivateKeySigner.from_pkcs8(BAD_FILES[name], PASSPHRASE)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("passphrase", [b"", b"wrong", PASSPHRASE + b"\n", "ключ".encode(), b"x" * 100_000])
def test_a_wrong_passphrase_is_told(passphrase: bytes) -> None:
    with pytest.raises(KeyRefusedError, match="passphrase"):
        PrivateKeySigner.from_pkcs8(GOOD, passphrase)


def test_no_key_is_stored_without_a_passphrase() -> None:
    with pytest.raises(KeyRefusedError):
        SIGNER.to_pkcs8(b"")


def test_a_token_that_signs_with_another_key_is_noticed() -> None:
    class Token:
        def sign(self, message: bytes, mechanism: object) -> bytes:
            return signer_of("another").sign(message)

    with pytest.raises(SignatureMismatchError):
        TokenSigner(Token(), None, SIGNER.public_key).sign(b"a seal")
