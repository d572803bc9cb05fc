"""The vault: documents encrypted at rest (AES-256-GCM). Certified originals never lie in the clear.

    "OSV1" | key version, 1 byte | nonce, 12 bytes | ciphertext and tag

The associated data name what the document is (a certificate's number), so that one cannot stand in for another.
A vault key lies wrapped under the office's passphrase: salt (16 bytes), nonce (12 bytes), AES-GCM of the key under
scrypt (N = 2^15, r = 8, p = 1).
"""

import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from issuance.errors import KeyStoreError, StorageError
from issuance.files import write_durably

_MAGIC = b"OSV1"
_NONCE = 12
_SALT = 16
_KEY = 32


class Vault:
    """Encrypts under the newest key, decrypts under any that it has."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        if not keys:
            raise KeyStoreError("The vault has no key. Make the office's keys first.")
        self._keys = keys

    @classmethod
    def open(cls, directory: Path, passphrase: bytes) -> "Vault":
        """Unwrap every key of a folder."""
        files = (path for path in directory.glob("*.key") if path.stem.isdecimal())
        return cls({int(path.stem): _unwrap(path, passphrase) for path in files})

    @staticmethod
    def add_key(directory: Path, version: int, passphrase: bytes) -> None:
        """Make a new key and store it wrapped."""
        salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
        wrapped = AESGCM(_wrapping_key(passphrase, salt)).encrypt(nonce, secrets.token_bytes(_KEY), None)
        write_durably(directory / f"{version}.key", salt + nonce + wrapped)

    def encrypt(self, document: bytes, name: str) -> bytes:
        """Encrypt a document that `name` identifies."""
        version = max(self._keys)
        nonce = secrets.token_bytes(_NONCE)
        header = _MAGIC + bytes([version])
        return header + nonce + AESGCM(self._keys[version]).encrypt(nonce, document, header + name.encode())

    def decrypt(self, data: bytes, name: str) -> bytes:
        """Decrypt; raise `StorageError` where the bytes are damaged, another document's or under a lost key."""
        header, nonce, body = data[:5], data[5 : 5 + _NONCE], data[5 + _NONCE :]
        key = self._keys.get(header[-1]) if header.startswith(_MAGIC) and len(header) == len(_MAGIC) + 1 else None
        if key is None:
            raise StorageError(f"The stored document of {name} is not of this vault.")
        try:
            return AESGCM(key).decrypt(nonce, body, header + name.encode())
        except (InvalidTag, ValueError) as error:
            raise StorageError(f"The stored document of {name} is damaged or another one's.") from error


def _unwrap(path: Path, passphrase: bytes) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyStoreError(f"The vault's key {path} cannot be read: {error.strerror}.") from error
    salt, nonce, wrapped = data[:_SALT], data[_SALT : _SALT + _NONCE], data[_SALT + _NONCE :]
    try:
        return AESGCM(_wrapping_key(passphrase, salt)).decrypt(nonce, wrapped, None)
    except (InvalidTag, ValueError) as error:
        raise KeyStoreError("The vault's key does not open: the passphrase is wrong or the file is damaged.") from error


def _wrapping_key(passphrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=_KEY, n=2**15, r=8, p=1).derive(passphrase)
