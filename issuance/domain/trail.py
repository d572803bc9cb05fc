"""The audit trail's chain (terms, articles 8-4, 9-4, 10-4): values in, hashes out.

Each entry commits to its values by `digest` = SHA-256 over their canonical JSON, a salt of 16 random bytes among them,
and to all entries before it by `chain` = SHA-256(chain of the entry before | canonical JSON of the entry's fields, with
'' for what it lacks).
The first entry follows 32 zero bytes. Values may be purged after retention; the chain stays verifiable, and nobody can
guess from a digest what they were.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from signing.canonical import JsonObject, canonical_bytes

START = bytes(32)


@dataclass(frozen=True)
class TrailEntry:
    """One act: who, for whom, what, when, to what. Where from, before and after stand in its values."""

    chamber: str
    number: int
    at: dt.datetime
    act: str
    actor: str | None
    actor_name: str
    answerable: str | None
    subject: str
    organisation: str | None
    digest: bytes

    def chained(self, before: bytes) -> bytes:
        """Return the entry's link: 32 bytes."""
        fields: JsonObject = {
            "chamber": self.chamber,
            "number": self.number,
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "act": self.act,
            "actor": self.actor or "",
            "actor_name": self.actor_name,
            "answerable": self.answerable or "",
            "subject": self.subject,
            "organisation": self.organisation or "",
            "digest": self.digest.hex(),
        }
        return hashlib.sha256(before + canonical_bytes(fields)).digest()


def digest_of(values: JsonObject) -> bytes:
    """Return the digest of an entry's values, their `salt` included."""
    return hashlib.sha256(canonical_bytes(values)).digest()
