"""Trust keys: encrypted, private to the office, and never overwritten."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from issuance.errors import IssuanceError
from issuance.trust.errors import KeyFileError
from issuance.trust.keys import create_key, load_signer


def test_a_key_file_is_encrypted_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "tuf" / "root-1.pem"
    create_key(path, "secret")
    with pytest.raises(TypeError, match="not given but private key is encrypted"):
        load_pem_private_key(path.read_bytes(), None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_key_signs_what_its_public_half_verifies(tmp_path: Path) -> None:
    public = create_key(tmp_path / "root-1.pem", b"secret")
    signature = load_signer(tmp_path / "root-1.pem", b"secret").sign(b"message")
    public.verify_signature(signature, b"message")


def test_a_wrong_passphrase_is_told_in_one_sentence(tmp_path: Path) -> None:
    create_key(tmp_path / "root-1.pem", "secret")
    with pytest.raises(IssuanceError, match=r"root-1\.pem: the passphrase is wrong or the file is damaged\."):
        load_signer(tmp_path / "root-1.pem", "Secret")


def test_an_empty_passphrase_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="passphrase is empty"):
        create_key(tmp_path / "root-1.pem", "")
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key(tmp_path / "root-1.pem", "secret")
    before = (tmp_path / "root-1.pem").read_bytes()
    with pytest.raises(KeyFileError, match="never overwritten"):
        create_key(tmp_path / "root-1.pem", "secret")
    assert (tmp_path / "root-1.pem").read_bytes() == before


def _pem(key: Ed25519PrivateKey, passphrase: bytes | None) -> bytes:
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not an encrypted PKCS#8 key"),
        (_pem(Ed25519PrivateKey.generate(), None), "is not an encrypted PKCS#8 key"),
        (
            _pem(Ed25519PrivateKey.generate(), b"secret")[:90],
            "the passphrase is wrong or the file is damaged",
        ),
        (_pem(generate_private_key(SECP256R1()), b"secret"), "is signed with Ed25519"),  # type: ignore[arg-type] # the wrong kind is the point
    ],
    ids=["empty", "unencrypted", "truncated", "another algorithm"],
)
def test_a_file_that_is_no_trust_key_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "key.pem").write_bytes(content)
    with pytest.raises(KeyFileError, match=sentence):
        load_signer(tmp_path / "key.pem", "secret")


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"absent\.pem: No such file"):
        load_signer(tmp_path / "absent.pem", "secret")
