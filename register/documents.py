"""Published documents (page pictures, reference copies), stored by their content.

A document's name is its SHA-256, and what is read is hashed again: a store that was altered, or that answers with
something else, is noticed here. Under `ab/cdef…` lies the document whose hash begins with `abcdef`.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

from register.errors import DocumentError
from register.folder_blobs import FolderBlobs

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""The most that is read, unless the caller says less: what stands in the store is not trusted to be small."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class Blobs(Protocol):
    """Bytes under names that :class:`DocumentStore` makes."""

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """Return the bytes, None where there are none; raise :class:`DocumentError` where there are too many."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Store the bytes so that they are there whole or not at all, and survive a crash once this returns."""
        ...

    def exists(self, name: str) -> bool:
        """Tell whether there is something under the name."""
        ...

    def delete(self, name: str) -> None:
        """Remove what is under the name, if anything."""
        ...


class DocumentStore:
    """A folder or a bucket of documents. Every method raises :class:`DocumentError` with a sentence."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    @classmethod
    def open(cls, url: str, options: Mapping[str, Any] | None = None) -> Self:
        """Open `file:///absolute/folder` or `s3://bucket/prefix`; `options` go to s3fs (`key`, `endpoint_url`, …)."""
        parts = urlsplit(url)
        if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/") and not parts.query:
            return cls(FolderBlobs(Path(unquote(parts.path))))
        if parts.scheme == "s3" and _BUCKET.fullmatch(parts.netloc) and not parts.query:
            # Imported here: an installation with a folder needs no S3 client, which takes a second to load.
            from register.s3_blobs import S3Blobs

            return cls(S3Blobs(parts.netloc, parts.path.strip("/"), options or {}))
        raise DocumentError(
            "A document store's address looks like file:///var/register/documents or s3://bucket/prefix."
        )

    def put(self, data: bytes, *, max_bytes: int) -> str:
        """Store a document and return its SHA-256 in hex; one that is there already is left, a damaged one mended."""
        if len(data) > max_bytes:
            raise DocumentError(f"The document has {len(data)} bytes; at most {max_bytes} are allowed.")
        sha256 = hashlib.sha256(data).hexdigest()
        name = _name(sha256)
        if not self._holds(name, data):
            self._blobs.write(name, data)
        return sha256

    def get(self, sha256: str, *, max_bytes: int = MAX_DOCUMENT_BYTES) -> bytes:
        """Return the document of a SHA-256 in hex: exactly the bytes that have this hash."""
        data = self._blobs.read(_name(sha256), max_bytes)
        if data is None:
            raise DocumentError(f"There is no document {sha256} in the store.")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DocumentError(f"The document {sha256} is damaged in the store: restore it from a backup.")
        return data

    def _holds(self, name: str, data: bytes) -> bool:
        try:
            return self._blobs.read(name, len(data)) == data
        except DocumentError:
            # Larger than it should be, or unreadable: writing it anew mends it, or says what is wrong.
            return False

    def exists(self, sha256: str) -> bool:
        """Tell whether a document is there; only :meth:`get` tells whether it is undamaged."""
        return self._blobs.exists(_name(sha256))

    def delete(self, sha256: str) -> None:
        """Remove a document; nothing happens where there is none."""
        self._blobs.delete(_name(sha256))


def _name(sha256: str) -> str:
    """Return where the document lies. Only a hash gets through, so no name leads out of the store."""
    if not _SHA256.fullmatch(sha256):
        raise DocumentError(f"{sha256[:80]!r} is no SHA-256: 64 digits of 0-9 and a-f are expected.")
    return f"{sha256[:2]}/{sha256[2:]}"
