"""The bytes of a disclosed file, sealed part by part as they are made: nothing of it ever lies in the clear."""

import hashlib
from collections.abc import Iterator, Sequence

from issuance.confidential import Confidential, Place
from issuance.domain.actor import Actor
from issuance.storage.disclosures import add_part
from issuance.storage.unit import Units, new_id
from register.documents import DocumentStore

PART_BYTES = 8 * 1024 * 1024
_SEALED_EXTRA = 64


class PartWriter:
    """A file to write to: `zipfile` asks for no more where it cannot seek."""

    def __init__(
        self, units: Units, confidential: Confidential, documents: DocumentStore, actor: Actor, disclosure: str
    ) -> None:
        self._units = units
        self._confidential = confidential
        self._documents = documents
        self._actor = actor
        self._disclosure = disclosure
        self._waiting = bytearray()
        self._parts = 0
        self.size = 0
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Take bytes; whole parts are sealed and stored."""
        self.size += len(data)
        self.hash.update(data)
        self._waiting += data
        while len(self._waiting) >= PART_BYTES:
            self._store(bytes(self._waiting[:PART_BYTES]))
            del self._waiting[:PART_BYTES]
        return len(data)

    def flush(self) -> None:
        """Do nothing: a part is stored when it is whole."""

    def finish(self) -> None:
        """Store what is left."""
        if self._waiting:
            self._store(bytes(self._waiting))
            self._waiting.clear()

    def _store(self, data: bytes) -> None:
        part = new_id()
        sealed = self._confidential.seal_bytes(_place(self._actor.chamber, part), data)
        with self._units.act(self._actor) as unit:
            add_part(unit, self._disclosure, part, self._parts, hashlib.sha256(sealed).hexdigest())
        self._documents.put(sealed, max_bytes=PART_BYTES + _SEALED_EXTRA)
        self._parts += 1


def read_parts(
    confidential: Confidential, documents: DocumentStore, chamber: str, parts: Sequence[tuple[str, str]]
) -> Iterator[bytes]:
    """Yield the bytes of a file, one part in memory at a time."""
    for part, stored in parts:
        yield confidential.open_bytes(
            _place(chamber, part), documents.get(stored, max_bytes=PART_BYTES + _SEALED_EXTRA)
        )


def _place(chamber: str, part: str) -> Place:
    return Place(chamber, "disclosure_part.stored", part)
