"""The vault: documents encrypted at rest (AES-256-GCM). Certified originals never lie in the clear.

    "OSV1" | key version, 1 byte | nonce, 12 bytes | ciphertext and tag

The associated data name what the document is (a certificate's number), so that one cannot stand in for another.
A vault key lies wrapped under the office's passphrase: salt (16 bytes), nonce (12 bytes), AES-GCM of the key under
scrypt (N = 2^15, r = 8, p = 1).
"""

import secrets
from collections.abc import Callable
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

    def __init__(self, keys: dict[int, bytes], reload: Callable[[], dict[int, bytes]] | None = None) -> None:
        """Hold `keys` by version; `reload` reads them again when something is met under a newer one."""
        if not keys:
            raise KeyStoreError("The vault has no key. Make the office's keys first.")
        self._keys = keys
        self._reload = reload

    @classmethod
    def open(cls, directory: Path, passphrase: bytes) -> "Vault":
        """Unwrap every key of a folder."""
        return cls(open_keys(directory, passphrase), lambda: open_keys(directory, passphrase))

    @property
    def newest(self) -> int:
        """The version under which documents are encrypted now."""
        return max(self._keys)

    def encrypt(self, document: bytes, name: str) -> bytes:
        """Encrypt a document that `name` identifies."""
        version = self.newest
        nonce = secrets.token_bytes(_NONCE)
        header = _MAGIC + bytes([version])
        return header + nonce + AESGCM(self._keys[version]).encrypt(nonce, document, header + name.encode())

    def decrypt(self, data: bytes, name: str) -> bytes:
        """Decrypt; raise `StorageError` where the bytes are damaged, another document's or under a lost key."""
        header, nonce, body = data[:5], data[5 : 5 + _NONCE], data[5 + _NONCE :]
        key = self._key(version_of(header))
        if key is None:
            raise StorageError(f"The stored document of {name} is not of this vault.")
        try:
            return AESGCM(key).decrypt(nonce, body, header + name.encode())
        except (InvalidTag, ValueError) as error:
            raise StorageError(f"The stored document of {name} is damaged or another one's.") from error

    def _key(self, version: int | None) -> bytes | None:
        # A key that another process has just added: a rotation while the office is open.
        if version is not None and version > self.newest and self._reload is not None:
            self._keys = self._reload()
        return None if version is None else self._keys.get(version)


def version_of(data: bytes) -> int | None:
    """Return under which version of the key something lies; None where it is not of a vault."""
    return data[len(_MAGIC)] if data.startswith(_MAGIC) and len(data) > len(_MAGIC) else None


def beginning_of(version: int) -> bytes:
    """Return the five bytes with which everything under a version of the key begins."""
    return _MAGIC + bytes([version])


def add_key(directory: Path, version: int, passphrase: bytes) -> None:
    """Make a new key of 32 random bytes and store it wrapped."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    wrapped = AESGCM(_wrapping_key(passphrase, salt)).encrypt(nonce, secrets.token_bytes(_KEY), None)
    write_durably(directory / f"{version}.key", salt + nonce + wrapped)


def open_keys(directory: Path, passphrase: bytes) -> dict[int, bytes]:
    """Unwrap every key of a folder; by version."""
    files = (path for path in directory.glob("*.key") if path.stem.isdecimal())
    return {int(path.stem): _unwrap(path, passphrase) for path in files}


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
