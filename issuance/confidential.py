"""Confidential fields: sealed for the database, and found again without being opened (terms, articles 18 and 19-3).

A field is sealed by the vault (AES-256-GCM) under its *place*, `chamber/table.column/row`, so that no sealed value can
stand in for another one, not even of another chamber. What must be looked up has a *blind index* beside it: the first
16 bytes of HMAC-SHA256 over what the value is and its normalised text, under a key that serves nothing else.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from issuance.errors import KeyStoreError, StorageError
from issuance.vault import Vault, open_keys

_INDEX_BYTES = 16


@dataclass(frozen=True)
class Place:
    """Where a sealed value lies."""

    chamber: str
    field: str
    """`table.column`."""
    row: str

    def __str__(self) -> str:
        return f"{self.chamber}/{self.field}/{self.row}"


class Confidential:
    """Seals, opens, and tells under which index a value lies."""

    def __init__(self, vault: Vault, index_key: bytes) -> None:
        self._vault = vault
        self._index_key = index_key

    @classmethod
    def open_folder(cls, keys: Path, passphrase: bytes) -> "Confidential":
        """Open the keys of an installation: `vault/` and `index/` below `keys`."""
        index = open_keys(keys / "index", passphrase)
        if not index:
            raise KeyStoreError("The office has no key for its indexes. Make it with: issuance migrate")
        return cls(Vault.open(keys / "vault", passphrase), index[max(index)])

    def seal(self, place: Place, value: Mapping[str, object]) -> bytes:
        """Seal a value for one place."""
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        return self._vault.encrypt(data, str(place))

    def open(self, place: Place, sealed: bytes) -> dict[str, Any]:
        """Open what lies at a place; raise `StorageError` where it was not sealed for it."""
        value = json.loads(self._vault.decrypt(sealed, str(place)))
        if not isinstance(value, dict):
            raise StorageError(f"What is sealed at {place} is no object.")
        return value

    def seal_bytes(self, place: Place, data: bytes) -> bytes:
        """Seal a file for one place."""
        return self._vault.encrypt(data, str(place))

    def open_bytes(self, place: Place, sealed: bytes) -> bytes:
        """Open a file of a place; raise `StorageError` where it was not sealed for it."""
        return self._vault.decrypt(sealed, str(place))

    def index(self, what: str, text: str) -> bytes:
        """Return the blind index of `text` as a `what`: `mail`, `corporate number`. Case and width do not count."""
        normal = unicodedata.normalize("NFKC", text).strip().casefold()
        message = f"{what}\x00{normal}".encode()
        return hmac.new(self._index_key, message, hashlib.sha256).digest()[:_INDEX_BYTES]
