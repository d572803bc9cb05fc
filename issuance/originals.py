"""The office's documents: certified originals (encrypted) and the pictures that contents name."""

import hashlib
from collections.abc import Callable, Mapping

from issuance.domain.ledger import LedgerEntry
from issuance.domain.pictures import named_pictures
from issuance.errors import RefusedError, StorageError
from issuance.paper import Enclosures
from issuance.vault import Vault
from register.documents import DocumentStore
from signing.content import AnyContent
from signing.number import CertificateNumber

MAX_ORIGINAL_BYTES = 64 * 1024 * 1024
MAX_PICTURE_BYTES = 8 * 1024 * 1024


class Originals:
    """Keeps documents before they are committed, so that what a row names is always there."""

    def __init__(self, documents: DocumentStore, vault: Vault, imprint: Callable[[str, str], bytes]) -> None:
        """`imprint` returns the picture of a chamber's imprint, by code and id."""
        self._documents = documents
        self._vault = vault
        self._imprint = imprint

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

    def keep_enclosures(self, claim: str, enclosures: Enclosures) -> tuple[str | None, str | None]:
        """Encrypt and store what is printed with a certificate that `claim` names; return the two names."""
        return (
            self._keep_enclosure(claim, "signature", enclosures.signature),
            self._keep_enclosure(claim, "document", enclosures.document),
        )

    def enclosures_of(self, entry: LedgerEntry) -> Enclosures | None:
        """Return what is printed with a certificate; None where it does not come from an application."""
        if entry.reference is None:
            return None
        return Enclosures(
            self._open_enclosure(entry.claim, "signature", entry.signature),
            self._open_enclosure(entry.claim, "document", entry.document),
            self._open_imprint(entry, entry.imprints.seal),
            self._open_imprint(entry, entry.imprints.officer),
        )

    def _keep_enclosure(self, claim: str, what: str, data: bytes | None) -> str | None:
        if data is None:
            return None
        return self._documents.put(self._vault.encrypt(data, f"{what} of {claim}"), max_bytes=MAX_ORIGINAL_BYTES)

    def _open_enclosure(self, claim: str, what: str, stored: str | None) -> bytes | None:
        return None if stored is None else self._vault.decrypt(self._documents.get(stored), f"{what} of {claim}")

    def _open_imprint(self, entry: LedgerEntry, imprint: str | None) -> bytes | None:
        return None if imprint is None else self._imprint(entry.number.chamber, imprint)

    def keep_picture(self, sha256: str, picture: bytes) -> None:
        """Store a picture under its hash."""
        if self._documents.put(picture, max_bytes=MAX_PICTURE_BYTES) != sha256:
            raise RefusedError("A picture's bytes are not what its hash says.")

    def pictures_of(self, content: AnyContent) -> Mapping[str, bytes]:
        """Return every picture that the content names, by SHA-256 in hex."""
        return {sha256: self._documents.get(sha256) for sha256 in named_pictures(content)}
