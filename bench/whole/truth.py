"""What is true of each certificate since when; instants are of the monotonic clock, in seconds."""

import threading
from dataclasses import dataclass, field

from signing.canonical import JsonObject
from signing.number import CertificateNumber

NEVER = float("inf")


@dataclass
class Known:
    """One certificate: where it is asked for, and when its revocation began and was committed in the register."""

    number: CertificateNumber
    api: str
    page: str
    row: JsonObject
    pdf: bytes | None
    delivered: float
    revoking: float = NEVER
    revoked: float = NEVER
    shown: float = NEVER
    """When the first answer said so."""


@dataclass
class Truth:
    """All certificates that may be asked for. Threads share it."""

    known: list[Known] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, certificate: Known) -> None:
        """Let it be asked for from now on."""
        with self._lock:
            self.known.append(certificate)

    def some(self) -> list[Known]:
        """Return all that may be asked for now."""
        with self._lock:
            return list(self.known)

    def in_force(self) -> list[Known]:
        """Return those that nobody revokes."""
        return [each for each in self.some() if each.revoking == NEVER]
