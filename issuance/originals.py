"""The office's documents: certified originals (encrypted) and the pictures that contents name."""

import hashlib
from collections.abc import Mapping

from issuance.domain.ledger import LedgerEntry
from issuance.errors import RefusedError, StorageError
from issuance.services.print_room import named_pictures
from issuance.vault import Vault
from register.documents import DocumentStore
from signing.content import AnyContent
from signing.number import CertificateNumber

MAX_ORIGINAL_BYTES = 64 * 1024 * 1024
MAX_PICTURE_BYTES = 8 * 1024 * 1024


class Originals:
    """Keeps documents before they are committed, so that what a row names is always there."""

    def __init__(self, documents: DocumentStore, vault: Vault) -> None:
        self._documents = documents
        self._vault = vault

    def keep(self, number: CertificateNumber, pdf: bytes) -> str:
        """Encrypt and store an original; return the name under which it lies."""
        return self._documents.put(self._vault.encrypt(pdf, number.canonical), max_bytes=MAX_ORIGINAL_BYTES)

    def open(self, entry: LedgerEntry) -> bytes:
        """Return an original; raise `StorageError` unless it is exactly the one that was recorded."""
        if entry.original is None:
            raise RefusedError(f"{entry.public_number} is {entry.stage}: it has no original yet.")
        pdf = self._vault.decrypt(self._documents.get(entry.original), entry.number.canonical)
        if hashlib.sha256(pdf).digest() != entry.pdf_sha256:
            raise StorageError(f"The stored original of {entry.public_number} is not the one that was recorded.")
        return pdf

    def keep_picture(self, sha256: str, picture: bytes) -> None:
        """Store a picture under its hash."""
        if self._documents.put(picture, max_bytes=MAX_PICTURE_BYTES) != sha256:
            raise RefusedError("A picture's bytes are not what its hash says.")

    def pictures_of(self, content: AnyContent) -> Mapping[str, bytes]:
        """Return every picture that the content names, by SHA-256 in hex."""
        return {sha256: self._documents.get(sha256) for sha256 in named_pictures(content)}
